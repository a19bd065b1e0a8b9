package engine

import "weft.example/kernels"

// Descent takes the steps of a training one by one, those of [Fit], for a loop of one's own: of one process, or of a rank of
// [FitConfig].Cluster. It belongs to one goroutine at a time. No step allocates.
//
//	steps, err := engine.NewDescent(net, cfg)
//	for rows := range batches.Epoch(epoch) {
//		from, to := engine.Share(len(rows), rank, ranks) // 0, len(rows) of one process
//		x, y := batch.Gather(data, rows[from:to])
//		s, err := steps.Step(engine.Data[float32]{N: to - from, X: x, Labels: y}, len(rows))
//		…
//	}
type Descent[T kernels.Float] struct {
	cfg    FitConfig[T]
	net    *Network[T]
	pass   *Pass[T]
	team   *team
	others *others[T] // or nil
	step   int        // the next one's number
	epochs int        // begun by Fit, the last of which the steps are of; 0 of a loop of one's own
	failed error      // this rank's, which the next step ends with
}

// others are the ranks that a training takes its steps with.
type others[T kernels.Float] struct {
	team    *team
	sender  *sender[T]
	part    *part // of the pass, in the batch of all
	numbers []float64
}

// course is what a run trains on.
type course[T kernels.Float] struct {
	source      Source[T] // of this rank
	size        int       // the most examples of a mini-batch, all ranks' together
	examples    int       // of an epoch, that the ranks share in one order; 0 where each brings its own
	validations int       // examples to validate by, all ranks' together
}

// fit is a training run.
type fit[T kernels.Float] struct {
	course[T]
	*Descent[T]
	history History
	best    []T // the parameters and running means of the best epoch
	watch   watch
}
