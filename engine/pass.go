package engine

import (
	"weft/blas"
	"weft/internal/inuse"
	"weft/kernels"
	"weft/workers"
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
	batch  int // the most examples
	m      int // examples now
	x      []T // A[0]
	input  inputDropout[T]
	da0    []T
	memory []T // of da0, A[0] that has been dropped of, and all layers
	layers []layer[T]
	grads  []T
	sink   sink[T] // grads, or the parameters themselves
	rooms  [][]T   // see newRooms
	sum    sum[T]  // of two halves
	add    portion // of it

	pool   *workers.Pool
	shared work    // what the workers share now
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

// NewPass returns a pass for batches of up to the given number of examples. All
// its memory is allocated here, for as many workers as may run now; only the
// workers' goroutines are started when they are first wanted.
func (n *Network[T]) NewPass(batch int, cfg Config) (*Pass[T], error) {
	n.own()
	if err := checkBatch[T](batch, n.width(cfg)); err != nil {
		return nil, err
	}
	delta, err := huberDelta[T](cfg.HuberDelta)
	if err != nil {
		return nil, err
	}
	if err := checkDropout(cfg.InputDropout); err != nil {
		return nil, err
	}
	pool := cfg.Workers
	if pool == nil {
		pool = workers.New(1)
	}
	p := &Pass[T]{
		net: n, batch: batch, pool: pool, rows: cfg.BatchInvariant,
		gemm:   blas.NewWorkspace[T](n.set, pool),
		grads:  blas.Make[T](n.layout.size),
		layers: make([]layer[T], n.Depth()),
	}
	p.self, p.update = p, p.updatePortion
	p.norm = newGradNorm(p)
	p.carve(cfg)
	p.input.rate, p.input.rows = cfg.InputDropout, p.dropInputRows
	p.rooms, p.add = newRooms(batch, p.layers), p.addPortion
	p.makeLosses(delta)
	for _, ly := range p.layers {
		p.gemm.Reserve(batch, ly.out, ly.in)
		p.gemm.Reserve(ly.out, ly.in, batch)
		p.gemm.Reserve(batch, ly.in, ly.out)
	}
	for i := range p.layers {
		ly := &p.layers[i]
		ly.dropout.rate = n.drops[i]
		ly.fuse(n.fn, n.acts[i])
		ly.finish = func(i0, i1, j0, j1 int) { ly.complete(n.fn, i0, i1, j0, j1) }
		ly.derive = func(i0, i1, j0, j1 int) { ly.derived(i0, i1, j0, j1) }
		ly.deriveRows = func(from, to int) { ly.derived(from, to, 0, ly.out) }
		ly.norm = p.newNormalizer(i + 1)
		ly.sumRows = func(from, to int) { p.sumRows(ly, from, to) }
	}
	return p, nil
}

// width is the elements that a pass holds of an example, X with them, which it keeps.
func (n *Network[T]) width(cfg Config) int {
	width := 2 * n.units[0] // X and dA[0]
	if cfg.InputDropout > 0 {
		width += n.units[0]
	}
	for i, units := range n.units[1:] {
		width += n.copies(i, cfg) * units
	}
	return width
}

// copies is how many arrays of a layer's size a pass has, with i from 0.
func (n *Network[T]) copies(i int, cfg Config) int {
	if n.norms[i].Norm != NoNorm {
		return 1 + n.copiesOfAct(i, cfg) // hat
	}
	return n.copiesOfAct(i, cfg)
}

// copiesOfAct is copies without those of a Norm.
func (n *Network[T]) copiesOfAct(i int, cfg Config) int {
	switch {
	case n.fn.Act[n.acts[i]].Input:
		return 3 // A, dZ, Z
	case cfg.KeepZ || n.drops[i] > 0:
		return 4 // A, dZ, Z, g(Z)
	case n.sigmoidOutput(i + 1):
		return 3 // A, dZ, Z
	}
	return 2 // A, dZ
}

// carve cuts the batch's memory out of one slab.
func (p *Pass[T]) carve(cfg Config) {
	n := p.net
	var sizes []int
	for i, units := range n.units[1:] {
		for range n.copies(i, cfg) {
			sizes = append(sizes, p.batch*units)
		}
	}
	if cfg.InputGradient {
		sizes = append(sizes, p.batch*n.units[0])
	}
	if cfg.InputDropout > 0 {
		sizes = append(sizes, p.batch*n.units[0])
	}
	s := newSlab[T](sizes)
	p.memory = s.free
	for i := range p.layers {
		l := layer[T]{
			in: n.units[i], out: n.units[i+1], act: n.fn.Act[n.acts[i]],
			w: n.W(i + 1), b: n.B(i + 1),
			weights: n.layout.weights[i], biases: n.layout.biases[i],
			gammas: n.layout.gammas[i], betas: n.layout.betas[i],
			dw: n.layout.weights[i].of(p.grads), db: n.layout.biases[i].of(p.grads),
		}
		size := p.batch * l.out
		l.a, l.dz = s.take(size), s.take(size)
		l.z, l.y = l.a, l.a
		switch {
		case l.act.Input:
			l.z = s.take(size)
			l.y = l.z
		case cfg.KeepZ || n.drops[i] > 0:
			l.z, l.y = s.take(size), s.take(size)
		case n.sigmoidOutput(i + 1):
			l.z = s.take(size)
		}
		if n.norms[i].Norm != NoNorm {
			l.hat = s.take(size)
		}
		p.layers[i] = l
	}
	if cfg.InputGradient {
		p.da0 = s.take(p.batch * n.units[0])
	}
	if cfg.InputDropout > 0 {
		p.input.room = s.take(p.batch * n.units[0])
	}
}

// sigmoidOutput reports whether layer l is the output and a sigmoid.
func (n *Network[T]) sigmoidOutput(l int) bool { return l == n.Depth() && n.Act(l) == kernels.Sigmoid }

// keepsZ reports whether Z is kept for g′ and for the caller.
func (l *layer[T]) keepsZ() bool { return &l.y[0] != &l.a[0] }

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

// Examples returns m, the number of examples of the current input.
func (p *Pass[T]) Examples() int { return p.m }

// A returns A[l], m × n_l, to read and write; A[0] is the input itself, but for [Config].InputDropout. What is
// written to A[L] is what the losses and predictions are of from there on.
func (p *Pass[T]) A(l int) []T {
	p.own()
	p.net.check(l, 0)
	if l == 0 {
		return p.x
	}
	ly := p.layer(l)
	return ly.a[:p.m*ly.out]
}

// Z returns Z[l], m × n_l, to read and write, or nil if it is not kept, as [Config]
// says. With a [Norm] it is γ⊙Ẑ + β.
func (p *Pass[T]) Z(l int) []T {
	ly := p.layer(l)
	if !ly.keepsZ() {
		return nil
	}
	return ly.z[:p.m*ly.out]
}

// DZ returns the gradient of layer l, m × n_l, to read and write: dA[l] before
// BackwardLayer(l), dZ[l] after it.
func (p *Pass[T]) DZ(l int) []T {
	ly := p.layer(l)
	return ly.dz[:p.m*ly.out]
}

// DW returns dW[l], n_l × n_{l-1} and row-major, to read and write.
func (p *Pass[T]) DW(l int) []T { return p.layer(l).dw }

// DGamma returns dγ[l], n_l elements, to read and write, or nil if the layer has no [Norm].
func (p *Pass[T]) DGamma(l int) []T { return p.layer(l).gammas.of(p.grads) }

// DBeta returns dβ[l], n_l elements, to read and write, or nil if the layer has no [Norm].
func (p *Pass[T]) DBeta(l int) []T { return p.layer(l).betas.of(p.grads) }

// DB returns db[l], n_l elements, to read and write.
func (p *Pass[T]) DB(l int) []T { return p.layer(l).db }

// DA0 returns dA[0], m × n_0, or nil if it is not computed.
func (p *Pass[T]) DA0() []T {
	if p.da0 == nil {
		return nil
	}
	return p.da0[:p.m*p.net.units[0]]
}

// Grads returns the gradients of all parameters in the layout of
// Network.Params, to read and write.
func (p *Pass[T]) Grads() []T { return p.grads }
