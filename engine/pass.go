package engine

import (
	"fmt"

	"weft.example/blas"
	"weft.example/internal/inuse"
	"weft.example/kernels"
)

// Pass is the cache and the gradients of one batch at a time. It holds, for a
// batch of m, the m × n_l elements of A[l] and dZ[l] for each layer, those of Z[l]
// where it is kept, those of Ẑ[l] with a [Norm], those of dA[0] with InputGradient and of A[0] with InputDropout, and one gradient for each
// parameter; twice m × n_L for the cost of a Sigmoid output; with more than 4096 examples
// the elements of the largest W[l] for each time that 512 double to be m; and what a
// [blas.Workspace] does. It belongs to one goroutine at a time: a method panics while another runs.
type Pass[T kernels.Float] struct {
	self   *Pass[T] // which the portions are bound to, unless it is a copy
	net    *Network[T]
	gemm   *blas.Workspace[T]
	batch  int   // the most examples
	m      int   // examples now
	part   *part // of a batch of several passes, or nil
	x      []T   // A[0]
	input  inputDropout[T]
	da0    []T
	memory []T // of da0, A[0] that has been dropped of, and all layers
	layers []layer[T]
	grads  []T
	sink   sink[T] // grads, or the parameters themselves
	rooms  [][]T   // see newRooms
	sum    sum[T]  // of two halves
	add    portion // of it

	crew
	rate   T       // of the update
	update portion // of the parameters
	losses losses[T]
	norm   gradNorm[T]

	inUse    inuse.Word
	rows     bool // see Config.BatchInvariant
	training bool // and so dropping
	modeSaid bool // by Train or Infer
	maskKey  uint64
}

// enter begins a use of the pass, and leave ends it. Every method does that changes it, or reads
// what another changes, and calls none that does.
func (p *Pass[T]) enter() {
	p.own()
	if !p.inUse.Enter() {
		panic("engine: the pass is in use by another goroutine, want one pass for each")
	}
}

func (p *Pass[T]) leave() { p.inUse.Leave() }

// own panics if p is a copy.
func (p *Pass[T]) own() {
	if p.self != p {
		panic("engine: a copy of a pass, want the one that NewPass returned")
	}
}

// layer returns layer l, 1 to L.
func (p *Pass[T]) layer(l int) *layer[T] {
	p.own()
	p.net.check(l, 1)
	return &p.layers[l-1]
}

// layer is one layer of a pass.
type layer[T kernels.Float] struct {
	in, out int // n_{l-1}, n_l
	act     kernels.Activation[T]

	weights, biases, gammas, betas extent[T] // of slabs of parameters and gradients
	w, b, dw, db                   []T       // n_l × n_{l-1}, n_l: of the network and of the pass

	// batch × n_l each. y is what g′ is taken from: z if the activation wants its
	// input, else a or, where Z is kept, room for g(Z). z is a where nobody wants Z: it
	// is kept, or the layer is a sigmoid output, whose cost is of Z.
	a, z, dz, y []T
	hat         []T // the same, with a Norm: see normalizer

	addRowAct func(m, n int, y *T, ldy int, row *T) // see fuse

	finish     blas.Epilogue // of Z, to A: bias, activation and dropout
	derive     blas.Epilogue // of dA, to dZ
	deriveRows portion       // rows of dA to rows of dZ
	sumRows    portion       // columns of dZ to elements of db
	dropout    dropout[T]
	norm       *normalizer[T] // or nil
}

// normalizer is the normalisation of a layer of a pass: of Z it makes Ẑ, and of that U = γ⊙Ẑ + β, which
// the activation is of. U lies where Z does elsewhere. A backward pass takes dU to dZ in its place.
//
// Sums are of float64, and those over the examples one example after the other. Workers share columns where sums are over
// the examples, else rows, so that the bits are the same for any number of them.
type normalizer[T kernels.Float] struct {
	spec normSpec
	pass *Pass[T]
	ly   *layer[T]

	toA    func()        // A_prev·Wᵀ, which is in hat, becomes A[l]
	toDZ   func()        // dU becomes dZ in its place, by sums and dots
	finish blas.Epilogue // of A_prev·Wᵀ in hat, or nil

	l             int
	gammas, betas extent[T] // of slabs of gradients

	root       []T       // Ẑ = root⊙hat, with hat of the layer: n_l elements of BatchNorm, one for each example of LayerNorm
	moments    []float64 // 2·n_l: dots and sums
	dots, sums []float64 // n_l: of columns, Σ dU⊙Ẑ and Σ dU
	rows       portion   // of hat to rows of A
	sumColumns portion   // of dU, to sums and dots
	back       portion   // of dU to dZ

	batchNorm[T]
	rowNorm[T]
}

// Batch normalisation of each column of Z, m × n_l (Ioffe and Szegedy, 2015, Algorithm 1). In training
//
//	μ = Σ Z / m    σ² = Σ (Z-μ)² / m    r = 1/√(σ²+ε)    Ẑ = (Z-μ)·r    U = γ·Ẑ + β
//
//	dβ = Σ dU / m    dγ = Σ dU·Ẑ / m    dZ = γ·r·(dU - dβ - Ẑ·dγ)    db = 0
//
// and elsewhere μ and σ² are the running ones, which do not depend on Z: dZ = γ·r·dU. What is kept, hat,
// is Z-μ. The biases cancel in it, in training, and are in the running mean alone.

// batchNorm is what BatchNorm alone has.
type batchNorm[T kernels.Float] struct {
	mean, variance []T       // of the network: running ones
	ofBatch        bool      // by the mean and variance of the batch, in the last forward pass
	scale          []T       // n_l: U = scale⊙hat + β
	shift          []T       // n_l: -μ of A_prev·Wᵀ
	variances      []float64 // n_l: of the batch
	offset         []T       // n_l: what is taken off scale⊙dU,
	slope          []T       // n_l: and by hat
	columns        portion   // of hat, forward, which is the next three in one
	means          portion   // of columns: shift
	squares        portion   // of columns that are centred: variances, times m
	roots          portion   // of columns
}

// losses is what the methods of a pass that take a loss share with the workers.
type losses[T kernels.Float] struct {
	table   [NumLosses]lossRow[T]
	loss    Loss
	y       Labels[T]
	outputs outputs[T]
	costs   []float64 // of each example

	cost, gradient portion // of rows of A[L]
	cross          portion // the costs of a Loss, whatever cost is

	own LossFunc[T] // the caller's, or nil
	hot []T         // room for its labels of classes
}

// sink is what a backward pass adds its sums over the examples to, in the
// layout of the parameters: into = keep·into + scale·sum.
type sink[T kernels.Float] struct {
	into        []T
	keep, scale T
}

// sum is one that workers share: into += half.
type sum[T kernels.Float] struct{ into, half []T }

// gradNorm is what a pass needs to measure and scale its gradients: a sum of
// squares for each block of MaxElements, so that neither the blocks nor the
// order in which their sums are added depend on who computes them.
type gradNorm[T kernels.Float] struct {
	of     []T // the gradients, or what else has their layout
	sums   []T
	factor T
	sum    portion // of what is measured
	scale  portion // of the gradients
}

func (p *Pass[T]) spread(total, size int, do portion) {
	p.own()
	p.crew.spread(total, size, do)
}

// sized returns an argument's m × n_L elements.
func (p *Pass[T]) sized(name string, s []T) []T {
	want := p.m * p.net.units[p.net.Depth()]
	if len(s) < want {
		panic(fmt.Sprintf("engine: len(%s) = %d, want at least m·nL = %d", name, len(s), want))
	}
	return s[:want]
}

// String describes the pass in a line.
func (p *Pass[T]) String() string {
	return fmt.Sprintf("pass of %v: %d of up to %d examples", p.net, p.m, p.batch)
}
