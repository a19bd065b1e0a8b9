package blas

import (
	"fmt"
	"strings"

	"weft.example/kernels"
)

// The vocabulary of choices: what a plan says, and what it goes by.

// form is a way to go about a product.
type form int

const (
	// outerProducts computes rows of C along the rows of B. Elements of B fill vectors. An element of A is repeated in one.
	outerProducts form = iota
	// transposedProduct computes Cᵀ = Bᵀ·Aᵀ by outer products, a chunk at a time, and transposes it.
	transposedProduct
	// innerProducts computes each element of C as the inner product of a row of A and a column of B. Vectors are along the
	// depth.
	innerProducts

	forms
)

// candidate is a form and what it packs. Candidates are weighed by their costs.
type candidate struct {
	form         form
	packA, packB bool
}

// String names the form and what is packed, "outer+A+B" for one.
func (p candidate) String() string {
	s := [forms]string{"outer", "transposed", "inner"}[p.form]
	if p.packA {
		s += "+A"
	}
	if p.packB {
		s += "+B"
	}
	return s
}

// kernel is what does the sums of a product, or most of them.
type kernel int

const (
	byTile kernel = iota
	byNonTemporalTile
	byUpdate
	byVecMat  // updates that share a row of C
	byDotRows // of a vector: tiles along the rows
	byMatVec
	byDot

	kernelsNamed
)

func (k kernel) String() string {
	return [kernelsNamed]string{"tile", "non-temporal tile", "update", "vecmat", "dot", "matvec", "dot"}[k]
}

// dimension is one of a product's three.
type dimension int

const (
	dimM dimension = iota // rows of A and C
	dimN                  // columns of B and C
	dimK                  // the depth
)

// order is the order of the loops round a block, the outermost first.
type order [3]dimension

// access is how outer products go about operands in place.
type access struct {
	residency
	alongB      bool // blocks of B are wide and shallow
	nonTemporal bool // C may be written past the caches
	update      bool // C may be gone through by updates
}

// plan is how a product is computed.
type plan struct {
	candidate
	kernel    kernel
	access    access
	order     order
	prepacked bool // B is in panels

	// Blocks.
	mc, nc, kc       int // most rows, columns and depth of one. nc counts panels where B is prepacked.
	rowUnit, colUnit int // rows and columns are cut between units
	depthPieces      int
	few              int  // columns of a block where a part has few rows, or 0
	ahead            int  // how many elements ahead to fetch B, or 0 for a tile's width
	follow           bool // tiles fetch the next block's panels
	keepA            bool // a block of A is packed once, for all blocks of columns
	turned           bool // the transposed product goes by tiles that are turned one by one
	oneBlock         bool // all of C, for one worker
	fetchA, fetchB   bool // inner products fetch rows for their next bands
}

// String says what runs, and the rows × columns × depth of its blocks.
func (p plan) String() string {
	how := p.candidate
	how.packA = p.packA && !p.leavesA()
	s := []string{fmt.Sprintf("%v: %v", how, p.kernel)}
	place := !p.packB || p.kc <= shallow // or residency changes nothing
	for _, f := range []struct {
		set  bool
		name string
	}{
		{p.prepacked, "prepacked"}, {place && p.access.farB, "far B"}, {p.access.alongB, "along B"}, {place && p.access.farC, "far C"}, {place && p.access.memoryC, "C from memory"},
		{p.fetchA, "fetch A"}, {p.fetchB, "fetch B"}, {p.oneBlock, "one block"},
	} {
		if f.set {
			s = append(s, f.name)
		}
	}
	return fmt.Sprintf("%s, %d×%d×%d", strings.Join(s, ", "), p.mc, p.nc, p.kc)
}

// leavesA tells whether outer products read A where it lies, whatever packA says. Micropanels of A, those of MR rows, are
// packed while they meet the panels of a block of B. A shallow block has no panels.
func (p *plan) leavesA() bool { return p.form == outerProducts && !p.prepacked && p.kc <= shallow }

// packs tells whether the product needs packing space.
func (p *plan) packs() bool { return p.packA || p.packB || p.form == transposedProduct }

// request is all that a plan depends on.
type request struct {
	shape
	overwrite bool // beta is 0
	reread    bool // an epilogue reads C
	alignedB  bool // rows of B begin vectors
	alignedC  bool
	alone     bool // for one worker
	eachAlone bool // each row of C has the bits that it has in a product of its own
	prepacked bool // B is in panels
}

// requestOf is the request of x. reread says that an epilogue reads C.
func requestOf[T kernels.Float](m *machine, x *problem[T], reread bool) (r request) {
	r.shape, r.overwrite, r.reread = x.shape(), x.beta == 0, reread
	r.alignedC = aligned(m.lanes, &x.c[0], x.ldc)
	if len(x.b.Data) > 0 {
		r.alignedB = aligned(m.lanes, &x.b.Data[0], x.b.RS)
	}
	return r
}
