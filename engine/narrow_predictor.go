package engine

import (
	"errors"
	"fmt"
	"slices"

	"weft.example/blas"
	"weft.example/internal/inuse"
	"weft.example/kernels"
	"weft.example/workers"
)

// narrowActOf returns that of layer i+1.
func narrowActOf(f *Narrow, i int) narrowAct {
	switch act := f.layers[i].act; {
	case act == kernels.Identity:
		return noAct{}
	case f.weights == BF16 || act == kernels.ReLU || act == kernels.LeakyReLU:
		return kernelAct{f.net.activation(i).Forward}
	case i == len(f.layers)-1:
		return exactAct{act}
	default:
		return newTableAct(act)
	}
}

// NarrowPredictor computes the output of a [Narrow], one batch at a time, and predicts as a [Predictor] does. It belongs to one
// goroutine at a time: a method panics while another runs. A copy of the struct panics.
//
// An example's A[L] has the same bits in any batch and for any workers. Of Int8 it has the same bits in every [kernels.Set] too.
type NarrowPredictor struct {
	self   *NarrowPredictor // unless it is a copy
	frozen Narrow
	pool   *workers.Pool
	batch  int
	rooms  []narrowRoom // by worker
	acts   []narrowAct  // by layer
	a      []float32    // A[L]
	losses [NumLosses]lossRow[float32]
	x      []float32 // the input now
	m      int       // examples now
	part   int       // of so many
	inUse  inuse.Word
}

// narrowRows is the most examples of a part: they go through all layers together, and some of each layer's
// tiles have them all.
const narrowRows = 48

// NewPredictor returns a predictor for batches of up to the given number of examples. It has use for Workers alone: bits
// are those of BatchInvariant in any case. All its memory is allocated here. It panics if f is the zero value.
func (f *Narrow) NewPredictor(batch int, cfg Config) (*NarrowPredictor, error) {
	net := f.outline()
	if cfg.KeepZ || cfg.InputGradient {
		return nil, errors.New("engine: a predictor with KeepZ or InputGradient, which it does not have")
	}
	if err := checkBatch[float32](batch, slices.Max(net.units)+kernels.PanelOutputs); err != nil {
		return nil, err
	}
	last := net.units[net.Depth()]
	p := &NarrowPredictor{frozen: *f, pool: cfg.Workers, batch: batch, a: blas.Make[float32](batch * last), losses: lossTable[float32]()}
	p.self = p
	of := 1
	if p.pool != nil {
		of = p.pool.Limit()
	}
	for i := range f.layers {
		p.acts = append(p.acts, narrowActOf(f, i))
	}
	for range min(of, (batch+narrowTile-1)/narrowTile) {
		p.rooms = append(p.rooms, f.room(min(batch, narrowRows)))
	}
	return p, nil
}

// room returns a worker's memory for parts of m examples.
func (f *Narrow) room(m int) narrowRoom {
	var widest, bytes int
	for _, ly := range f.layers {
		widest, bytes = max(widest, ly.Outputs()), max(bytes, roundUp16(ly.in))
	}
	s := newSlab[float32]([]int{m * f.layers[0].Depth(), m * widest, m * widest})
	r := narrowRoom{steps: make([]step, m), reach: make([]reach, m)}
	if f.weights == BF16 {
		r.x = s.take(m * f.layers[0].Depth())
	}
	r.z = [2][]float32{s.take(m * widest), s.take(m * widest)}
	r.bytes = make([]uint8, m*bytes)
	return r
}

// Forward returns A[L], m × n_L, of the m examples that are the rows of x, m × n_0: a view that the next Forward
// overwrites. x must not be of such a view. Of Int8 the outputs of an example are all NaN if one of its inputs, or of a
// layer's outputs, is not finite. It allocates nothing.
func (p *NarrowPredictor) Forward(x []float32, m int) []float32 {
	p.enter()
	defer p.leave()
	p.x, p.m = p.frozen.net.input(x, m, p.batch, p.a, "predictor"), m
	p.part = p.rowsPerPart()
	if parts := (m + p.part - 1) / p.part; parts > 1 && len(p.rooms) > 1 {
		p.pool.RunOn(min(p.pool.Limit(), len(p.rooms)), parts, (*narrowTask)(p))
	} else {
		for part := range parts {
			p.do(0, part)
		}
	}
	p.x = nil
	return p.a[:m*p.frozen.net.units[p.frozen.net.Depth()]]
}

// narrowTile is about the rows of a tile, of which parts have whole ones.
const narrowTile = 6

// rowsPerPart divides the examples among the workers.
func (p *NarrowPredictor) rowsPerPart() int {
	share := (p.m + len(p.rooms) - 1) / len(p.rooms)
	return min(narrowRows, max(narrowTile, (share+narrowTile-1)/narrowTile*narrowTile))
}

// narrowTask is what the workers share.
type narrowTask NarrowPredictor

func (t *narrowTask) Do(worker, part int) { (*NarrowPredictor)(t).do(worker, part) }

// do passes a part of the examples through all layers.
func (p *NarrowPredictor) do(worker, part int) {
	s := &p.rooms[worker]
	from := part * p.part
	m := min(p.part, p.m-from)
	n0 := p.frozen.net.units[0]
	x, ldx := p.x[from*n0:(from+m)*n0], n0
	if w, ok := p.frozen.layers[0].narrowWeights.(*bf16Weights); ok && w.Depth() > n0 {
		ldx = w.Depth()
		for i := range m {
			copy(s.x[i*ldx:], x[i*n0:(i+1)*n0])
		}
		x = s.x
	}
	for l := range p.frozen.layers {
		ly := &p.frozen.layers[l]
		ldz := ly.Outputs()
		z := s.z[l%2][:m*ldz]
		ly.product(s, m, x, ldx, z, ly.bias)
		ly.normalize(z, m)
		p.acts[l].apply(z)
		if ly.out%2 > 0 { // for a last pair: behind it there is a 0
			for i := range m {
				z[i*ldz+ly.out] = 0
			}
		}
		x, ldx = z, ldz
	}
	last := p.frozen.layers[len(p.frozen.layers)-1].out
	for i := range m {
		copy(p.a[(from+i)*last:(from+i+1)*last], x[i*ldx:])
	}
}

// Predict writes Ŷ of the last Forward's examples to dst, as [Pass.Predict] does.
func (p *NarrowPredictor) Predict(loss Loss, dst []float32) {
	p.enter()
	defer p.leave()
	o := p.answers()
	o.predict(loss, dst)
}

// Classes writes the likeliest class of each of the last Forward's examples to dst, as [Pass.Classes] does.
func (p *NarrowPredictor) Classes(loss Loss, dst []int) {
	p.enter()
	defer p.leave()
	o := p.answers()
	o.classes(loss, dst)
}

func (p *NarrowPredictor) enter() {
	if p.self != p {
		panic("engine: a copy of a predictor, want the one that NewPredictor returned")
	}
	if !p.inUse.Enter() {
		panic("engine: the predictor is in use by another goroutine, want one predictor for each")
	}
}

func (p *NarrowPredictor) leave() { p.inUse.Leave() }

func (p *NarrowPredictor) answers() answers[float32] {
	return answers[float32]{&p.losses, p.frozen.net, p.m, p.a[:p.m*p.frozen.net.units[p.frozen.net.Depth()]]}
}

// normalize makes U of m rows of Z, where there is LayerNorm.
func (ly *narrowLayer) normalize(z []float32, m int) {
	if ly.norm == nil {
		return
	}
	for i := range m {
		row := z[i*ly.Outputs():][:ly.out]
		ly.norm.normalize(row, row)
	}
}

// String describes the predictor in a line.
func (p *NarrowPredictor) String() string {
	return fmt.Sprintf("predictor in %v of %v: up to %d examples", p.frozen.weights, p.frozen.net, p.batch)
}
