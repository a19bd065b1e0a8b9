package engine

import (
	"errors"
	"fmt"
	"slices"

	"weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/internal/inuse"
	"weft.example/kernels"
)

// normalizedBy makes the product's epilogue of a predictor's layer leave Z, and returns what makes A of its rows; or nil
// of a layer without LayerNorm.
func (ly *layer[T]) normalizedBy(n *Network[T], l int) portion {
	if n.Norm(l) != LayerNorm {
		return nil
	}
	fn, w := n.fn, n.rowNorm(l)
	ly.finish = func(i0, i1, j0, j1 int) { addBias(fn, ly.z, ly.out, ly.b, i0, i1, j0, j1) }
	return func(from, to int) {
		for i := from; i < to; i++ {
			z := ly.z[i*ly.out : (i+1)*ly.out]
			w.normalize(z, z)
		}
		ly.activate(from, to, 0, ly.out)
	}
}

// Frozen is a network to predict with: a copy of a network's parameters, which
// no longer change, with the weights packed once in the order in which products
// read them. It holds twice the memory of the parameters, and any number of
// goroutines may share it, each with a [Predictor] of its own. The zero value has no network, and no
// predictor.
type Frozen[T kernels.Float] struct {
	net    *Network[T]
	packed []*blas.Packed[T] // W[l]ᵀ
}

// Freeze returns the network as it is now, [Network.Folded]. [LayerNorm] is computed as in a pass.
func (n *Network[T]) Freeze() *Frozen[T] {
	c := n.Folded()
	f := &Frozen[T]{net: c}
	for l := 1; l <= c.Depth(); l++ {
		in, out := c.units[l-1], c.units[l]
		f.packed = append(f.packed, blas.NewPacked(c.set, in, out, blas.Rows(c.W(l), in).T()))
	}
	return f
}

// Predictor computes the output of a frozen network, one batch at a time, and
// predicts as a [Pass] does. It belongs to one goroutine at a time: a method panics while
// another runs. A copy of the struct panics. It keeps no A[l] but the last: its memory is
// twice that of the widest layer, and what a [blas.Workspace] has.
type Predictor[T kernels.Float] struct {
	self   *Predictor[T] // unless it is a copy
	frozen Frozen[T]
	gemm   *blas.Workspace[T]
	batch  int
	memory []T // of all layers
	layers []layer[T]
	losses [NumLosses]lossRow[T]
	m      int       // examples now
	rows   bool      // see Config.BatchInvariant
	norms  []portion // by layer: rows of Z to rows of A, of LayerNorm, or nil
	crew
	inUse inuse.Word
}

// NewPredictor returns a predictor for batches of up to the given number of
// examples. It has use for Workers and BatchInvariant alone. All its memory is allocated
// here. It panics if f is the zero value.
func (f *Frozen[T]) NewPredictor(batch int, cfg Config) (*Predictor[T], error) {
	n := f.net
	if n == nil {
		panic("engine: a Frozen of no network, want one that Freeze returned")
	}
	if cfg.KeepZ || cfg.InputGradient {
		return nil, errors.New("engine: a predictor with KeepZ or InputGradient, which it does not have")
	}
	widest := slices.Max(n.units[1:])
	if err := checkBatch[T](batch, n.units[0]+2*widest); err != nil {
		return nil, err
	}
	p := &Predictor[T]{
		frozen: *f, batch: batch,
		gemm: blas.NewWorkspace[T](n.set, cfg.Workers), layers: make([]layer[T], n.Depth()),
		losses: lossTable[T](), rows: cfg.BatchInvariant, crew: newCrew(cfg),
	}
	size := batch * widest
	s := newSlab[T]([]int{size, size})
	p.self, p.memory = p, s.free
	rooms := [2][]T{s.take(size), s.take(size)}
	for i := range p.layers {
		in, out := n.units[i], n.units[i+1]
		room := rooms[i%2][:batch*out]
		ly := &p.layers[i]
		*ly = layer[T]{in: in, out: out, act: n.activation(i), w: n.W(i + 1), b: n.B(i + 1), a: room, z: room, y: room}
		ly.fuse(n.fn, n.acts[i])
		ly.finish = func(i0, i1, j0, j1 int) { ly.complete(n.fn, i0, i1, j0, j1) }
		p.norms = append(p.norms, ly.normalizedBy(n, i+1))
		p.gemm.Reserve(batch, out, in)
	}
	return p, nil
}

// Forward returns A[L], m × n_L, of the m examples that are the rows of x, m × n_0, as
// [Pass.Forward] does: a view that the next Forward overwrites. x must not be of such a view,
// as where an output is to be the next input: copy it. It allocates nothing.
func (p *Predictor[T]) Forward(x []T, m int) []T {
	p.enter()
	defer p.leave()
	x, p.m = p.frozen.net.input(x, m, p.batch, p.memory, "predictor"), m
	for i := range p.layers {
		ly := &p.layers[i]
		switch {
		case p.rows:
			p.gemm.GemmRows(m, ly.out, ly.in, 1, blas.Rows(x, ly.in), blas.Rows(ly.w, ly.in).T(), 0, ly.z, ly.out, ly.finish)
		case m == 1 && p.gemm.RowsTimes(checked.Operands{}, ly.out, ly.in, ly.w, x, ly.z):
			ly.finish(0, 1, 0, ly.out)
		default:
			p.gemm.GemmPacked(m, 1, blas.Rows(x, ly.in), p.frozen.packed[i], 0, ly.z, ly.out, ly.finish)
		}
		if norm := p.norms[i]; norm != nil {
			p.spread(m, rowsPerPart(ly.out), norm)
		}
		x = ly.a
	}
	return p.answers().a
}

// Predict writes Ŷ of the last Forward's examples to dst, as [Pass.Predict] does.
func (p *Predictor[T]) Predict(loss Loss, dst []T) {
	p.enter()
	defer p.leave()
	o := p.answers()
	o.predict(loss, dst)
}

// Classes writes the likeliest class of each of the last Forward's examples to dst, as
// [Pass.Classes] does.
func (p *Predictor[T]) Classes(loss Loss, dst []int) {
	p.enter()
	defer p.leave()
	o := p.answers()
	o.classes(loss, dst)
}

func (p *Predictor[T]) enter() {
	if p.self != p {
		panic("engine: a copy of a predictor, want the one that NewPredictor returned")
	}
	if !p.inUse.Enter() {
		panic("engine: the predictor is in use by another goroutine, want one predictor for each")
	}
}

func (p *Predictor[T]) leave() { p.inUse.Leave() }

func (p *Predictor[T]) answers() answers[T] {
	last := &p.layers[len(p.layers)-1]
	return answers[T]{&p.losses, p.frozen.net, p.m, last.a[:p.m*last.out]}
}

// String describes the frozen network in a line.
func (f *Frozen[T]) String() string { return fmt.Sprintf("frozen %v", f.net) }

// String describes the predictor in a line.
func (p *Predictor[T]) String() string {
	return fmt.Sprintf("predictor of %v: up to %d examples", p.frozen.net, p.batch)
}
