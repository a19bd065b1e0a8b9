package engine

import "weft.example/blas"

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
	crew := newCrew(cfg)
	p := &Pass[T]{
		net: n, batch: batch, crew: crew, rows: cfg.BatchInvariant,
		gemm:   blas.NewWorkspace[T](n.set, crew.pool),
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
