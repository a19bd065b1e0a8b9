package engine

import "weft.example/kernels"

// course is what a run trains on.
type course[T kernels.Float] struct {
	team        *team
	source      Source[T] // of this rank
	size        int       // the most examples of a mini-batch, all ranks' together
	examples    int       // of an epoch, that the ranks share in one order; 0 where each brings its own
	validations int       // examples to validate by, all ranks' together
}

// fit is a training run.
type fit[T kernels.Float] struct {
	course[T]
	cfg     FitConfig[T]
	net     *Network[T]
	pass    *Pass[T]
	step    int
	history History
	best    []T // the parameters and running means of the best epoch
	watch   watch
	others  *others[T] // or nil
}

// others are the ranks that a training run takes its steps with.
type others[T kernels.Float] struct {
	team    *team
	sender  *sender[T]
	part    *part // of the pass, in the batch of all
	failed  error // this rank's, which the others do not know of yet
	numbers []float64
}
