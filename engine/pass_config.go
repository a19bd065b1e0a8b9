package engine

import (
	"fmt"

	"weft.example/kernels"
	"weft.example/workers"
)

// Config chooses what a pass keeps and who helps it.
type Config struct {
	// Workers share the work of the pass. With nil, its goroutine works alone.
	Workers *workers.Pool

	// KeepZ keeps Z[l] and takes g′ from it, as the lecture writes it. Without it g′
	// is taken from A[l] and Z[l] is overwritten by A[l], but where the activation
	// wants its input or the layer has dropout: there Z[l] is kept all the same. So is
	// that of a Sigmoid output, but for [Pass.Cost] alone and out of sight.
	KeepZ bool

	// InputGradient computes dA[0] too.
	InputGradient bool

	// BatchInvariant gives A[l] of an example the bits that it has alone in a batch,
	// and the same in a [Pass] and in a [Predictor], unless BatchNorm is folded into that. Each element is one dot product, in
	// place of whatever suits the batch. Most batches up to some 64 take as long, a product
	// of 4 examples up to 1.5 times as long, and 256 examples 1.1 to 1.6 times (float32,
	// Zen 3, networks of 30-16-8-1 to 784-512-512-10).
	BatchInvariant bool

	// InputDropout is the share of the inputs that training drops, at least 0 and below 1: see
	// [Pass.Train]. Then A[0] is not the input itself but what is left of it.
	InputDropout float64

	// HuberDelta is δ of [Huber], in units of the output. With 0 it is 1.
	HuberDelta float64
}

// checkDropout returns an error unless an input may have the dropout.
func checkDropout(rate float64) error {
	if !(rate >= 0 && rate < 1) {
		return fmt.Errorf("engine: an input with dropout %v, want at least 0 and below 1", rate)
	}
	return nil
}

// huberDelta is what δ a configuration asks for, or an error.
func huberDelta[T kernels.Float](delta float64) (float64, error) {
	switch x := T(delta); {
	case delta == 0:
		return 1, nil
	case x > 0 && finite(x):
		return float64(x), nil
	}
	return 0, fmt.Errorf("engine: a HuberDelta of %v, want a finite number above 0 in %T, or 0 for 1", delta, T(0))
}

func newCrew(cfg Config) crew {
	if cfg.Workers == nil {
		return crew{pool: workers.New(1)}
	}
	return crew{pool: cfg.Workers}
}
