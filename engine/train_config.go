package engine

import (
	"errors"
	"fmt"
	"slices"

	"weft.example/kernels"
	"weft.example/workers"
)

// Stepper changes the parameters of a pass's network by the gradients that the
// last backward pass left, as an [Optimizer] does.
type Stepper[T kernels.Float] interface {
	Step(rate float64, p *Pass[T])
}

// FitConfig is how [Fit] trains.
type FitConfig[T kernels.Float] struct {
	Loss    Loss
	Epochs  int           // how often to go over the data
	From    int           // the epoch to go on from, when those before it have been trained
	Batch   int           // examples in a mini-batch; the last one of an epoch holds what is left
	Rate    Schedule      // of each step
	Stepper Stepper[T]    // with nil, gradient descent by [Pass.BackwardUpdate]
	Seed    uint64        // of the order of the examples and of dropout
	Workers *workers.Pool // share the work; with nil, the caller's goroutine works alone

	// Cluster, if not nil, has its ranks train together: see "Ranks" in the package's documentation.
	Cluster Cluster

	// LossFunc, if not nil, is in the place of the costs and gradients of Loss, which says what
	// labels and predictions are all the same: see [Pass.SetLossFunc].
	LossFunc LossFunc[T]

	// InputDropout is the share of the inputs that each step drops, at least 0 and below 1.
	InputDropout float64

	// HuberDelta is δ of [Huber], in units of the output. With 0 it is 1.
	HuberDelta float64

	// AnyLabels lets any finite labels pass. Without it Fit returns an error that names the
	// first which is none that Loss has a least cost for, as [Labels] says.
	AnyLabels bool

	// Validation is evaluated after each epoch, if it has examples. In FitSource each rank of a Cluster has its own part.
	Validation Data[T]

	// Metrics are reset before each evaluation of Validation, which is then added to them.
	// OnEpoch may read them.
	Metrics []Metric[T]

	// Series are numbers by name, as methods of Metrics return them, that [History] keeps of each epoch. They may be of any
	// value. They are asked for after the evaluation of Validation, before OnEpoch.
	Series map[string]func() float64

	// Monitor is the number that the best epoch has, the least validation cost unless set.
	Monitor Monitor

	// Patience ends the training when so many epochs on end have not bettered the
	// number of Monitor. However Fit ends then, by an error too, the network has
	// the parameters of the best epoch so far, if there is one. With 0 nothing is
	// ended and nothing restored, with Epochs nothing ended.
	Patience int

	// Plateau, if not nil, is shown the number of Monitor after each epoch, before OnEpoch, and
	// multiplies the rates by its Scale. Fit changes its State.
	Plateau *Plateau

	// NonFinite goes on with data, costs, numbers of Monitor, parameters and an optimizer's
	// state that are infinite or NaN, which otherwise end the training.
	NonFinite bool

	// OnStep and OnEpoch, if not nil, are called after each step and each epoch, on
	// the caller's goroutine. An error ends the training, and Fit returns it.
	OnStep  func(Step) error
	OnEpoch func(Epoch) error
}

// Step is what a step of a training run comes to.
type Step struct {
	Number   int     // from 0, over all epochs
	Rate     float64 // that the step took
	Cost     float64 // of the mini-batch, before the step
	Examples int     // of the mini-batch, all ranks' together
}

// Epoch is what an epoch of a training run comes to.
type Epoch struct {
	Number int     // from 0
	Cost   float64 // the mean over the examples, of each before the step that it was part of

	// After the epoch, or 0 without examples to validate by. The accuracy is
	// [Pass.Accuracy]'s, NaN of amounts.
	ValidationCost, ValidationAccuracy float64

	// Monitored is the number of [FitConfig].Monitor after the epoch: the ValidationCost unless
	// it has another.
	Monitored float64
}

// History is a training run.
type History struct {
	Epochs []Epoch
	Series map[string][]float64 // the numbers of [FitConfig].Series, by name, after each of Epochs
	Best   int                  // index of the epoch with the best number of Monitor, or -1 if none is better than infinity
}

// mismatch tells what is wrong with the configuration of a run with so many examples for validation on all ranks, or is nil.
func (c *FitConfig[T]) mismatch(net *Network[T], validations int) error {
	if err := c.stepMismatch(net); err != nil {
		return err
	}
	switch {
	case c.Epochs < 1:
		return fmt.Errorf("engine: Fit for %d epochs, want at least 1", c.Epochs)
	case c.From < 0 || c.From >= c.Epochs:
		return fmt.Errorf("engine: Fit from epoch %d of %d, want 0 to %d", c.From, c.Epochs, c.Epochs-1)
	case c.Patience < 0:
		return fmt.Errorf("engine: Fit with a patience of %d epochs, want at least 0", c.Patience)
	case c.Patience > 0 && validations == 0:
		return fmt.Errorf("engine: Fit with a patience of %d epochs and 0 examples for validation, want at least 1", c.Patience)
	case (len(c.Metrics) > 0 || len(c.Series) > 0 || c.Monitor.Value != nil) && validations == 0:
		return errors.New("engine: Fit with a metric, a series or a monitor and 0 examples for validation, want at least 1")
	}
	if i := slices.Index(c.Metrics, nil); i >= 0 {
		return fmt.Errorf("engine: Fit's metric %d is nil", i)
	}
	for i, m := range c.Metrics {
		if _, ok := m.(Mergeable); !ok && c.Cluster != nil && c.Cluster.Size() > 1 {
			return fmt.Errorf("engine: Fit's metric %d, %T, cannot be put together with those of other ranks, want a Mergeable", i, m)
		}
	}
	if err := c.Monitor.mismatch(); err != nil {
		return err
	}
	for name, value := range c.Series {
		if value == nil {
			return fmt.Errorf("engine: Fit with a series %.80q of a nil function", name)
		}
	}
	if c.Plateau != nil && validations == 0 {
		return errors.New("engine: Fit with a Plateau and 0 examples for validation, want at least 1")
	}
	if err := c.dataMismatch(net, &c.Validation); err != nil {
		return fmt.Errorf("engine: Fit's data for validation: %w", inner{err})
	}
	return nil
}

// stepMismatch tells what is wrong with the configuration of steps, or is nil.
func (c *FitConfig[T]) stepMismatch(net *Network[T]) error {
	switch {
	case c.Batch < 1:
		return fmt.Errorf("engine: Fit in batches of %d, want at least 1", c.Batch)
	case c.Rate == nil:
		return errors.New("engine: Fit without a Rate")
	}
	if c.Plateau != nil {
		if err := c.Plateau.mismatch(); err != nil {
			return err
		}
	}
	return c.Loss.mismatch(net.Act(net.Depth()))
}

// wholeMismatch is mismatch with data that Fit trains on.
func (c *FitConfig[T]) wholeMismatch(net *Network[T], data *Data[T]) error {
	if data.N < 1 {
		return fmt.Errorf("engine: Fit on %d examples, want at least 1", data.N)
	}
	if err := c.dataMismatch(net, data); err != nil {
		return err
	}
	return c.batchesMismatch(net, data.N)
}

// batchesMismatch is mismatch with mini-batches of so many examples.
func (c *FitConfig[T]) batchesMismatch(net *Network[T], n int) error {
	if err := c.mismatch(net, c.Validation.N); err != nil {
		return err
	}
	if size := min(c.Batch, n); net.wantsBatch() && (size == 1 || n%size == 1) {
		return fmt.Errorf("engine: Fit in batches of %d from %d examples, the last of 1, want at least 2 for BatchNorm", c.Batch, n)
	}
	return nil
}

// dataMismatch tells what is wrong with data to train on or to validate by, or is nil.
func (c *FitConfig[T]) dataMismatch(net *Network[T], data *Data[T]) error {
	if err := data.check(c.Loss, net, c.AnyLabels); err != nil || c.NonFinite {
		return err
	}
	return data.notFinite(net.units[0])
}
