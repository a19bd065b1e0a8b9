package blas

import (
	"fmt"
	"unsafe"

	"weft.example/kernels"
)

// Panels is a matrix of weights W, n outputs by k, narrower than float32, in the order in which kernels read
// them: blocks of a few vectors of outputs, step by step along the depth. A step is 4 bytes of each output's. Any number of goroutines
// may use it at a time.
type Panels[X, W, C any] struct {
	kernel kernels.Panels[X, W, C]
	k, n   int
	steps  int
	group  int // weights of a step
	call   int // steps of a call
	data   []W
}

// panelBlock is the vectors of outputs that lie side by side: the widest tile's.
const panelBlock = 4

// panelDepth is the bytes of the depth of a call, for each output of a block. 64 outputs take 32 KiB, which stay in L1 for all
// tiles of rows, and a call some 5 µs. No sum depends on anything but the depth.
const panelDepth = 512

// NewPanels lays down W[j,p] = at(j, p), j < n, p < k, and zeros beyond both up to whole steps and vectors. It panics if k or n is
// below 1.
func NewPanels[X, W, C any](kernel kernels.Panels[X, W, C], k, n int, at func(j, p int) W) *Panels[X, W, C] {
	if k < 1 || n < 1 {
		panic(fmt.Sprintf("blas: k, n = %d, %d, want at least 1, 1", k, n))
	}
	size := int(unsafe.Sizeof(*new(W)))
	group := 4 / size
	t := &Panels[X, W, C]{kernel: kernel, k: k, n: n, steps: ceilDiv(k, group), group: group, call: panelDepth / 4}
	bytes := t.steps * t.vectors() * kernels.PanelBytes
	t.data = unsafe.Slice((*W)(unsafe.Pointer(unsafe.SliceData(Make[float32](bytes/4)))), bytes/size) // as many bytes
	for j := range n {
		for p := range k {
			t.data[t.index(j, p)] = at(j, p)
		}
	}
	return t
}

// At returns W[j,p].
func (t *Panels[X, W, C]) At(j, p int) W {
	if j < 0 || j >= t.n || p < 0 || p >= t.k {
		panic(fmt.Sprintf("blas: element %d, %d of %d by %d weights", j, p, t.n, t.k))
	}
	return t.data[t.index(j, p)]
}

func (t *Panels[X, W, C]) index(j, p int) int {
	first, step := t.block(j / kernels.PanelOutputs)
	return first + p/t.group*step + j%kernels.PanelOutputs*t.group + p%t.group
}

// vectors is how many vectors the outputs take.
func (t *Panels[X, W, C]) vectors() int { return ceilDiv(t.n, kernels.PanelOutputs) }

// block returns where a vector of outputs begins, and how far apart its steps are.
func (t *Panels[X, W, C]) block(vector int) (first, step int) {
	elements := kernels.PanelOutputs * t.group
	before := vector / panelBlock * panelBlock
	wide := min(panelBlock, t.vectors()-before)
	return (before*t.steps + vector - before) * elements, wide * elements
}

// Depth is how many elements of a row of X are read: k and up to 3 more, which weights of 0 meet.
func (t *Panels[X, W, C]) Depth() int { return t.steps * t.group }

// Outputs is how many elements of a row of C are written: n and up to 15 more, which are 0.
func (t *Panels[X, W, C]) Outputs() int { return t.vectors() * kernels.PanelOutputs }

// Multiply computes C[i,j] = Σp X[i,p]·W[j,p], i < m, j < Outputs, p < Depth, with X[i,p] = x[i*ldx+p] and
// C[i,j] = c[i*ldc+j]. The sum of an element is the same in any batch. It panics if ldx, ldc, x or c is too short.
func (t *Panels[X, W, C]) Multiply(m int, x []X, ldx int, c []C, ldc int) {
	if m < 1 {
		return
	}
	switch {
	case ldx < t.Depth() || ldc < t.Outputs():
		panic(fmt.Sprintf("blas: ldx, ldc = %d, %d, want at least %d, %d", ldx, ldc, t.Depth(), t.Outputs()))
	case len(x) < t.Depth() || (len(x)-t.Depth())/ldx < m-1:
		panic(fmt.Sprintf("blas: x has %d elements, want %d rows of %d, %d apart", len(x), m, t.Depth(), ldx))
	case len(c) < t.Outputs() || (len(c)-t.Outputs())/ldc < m-1:
		panic(fmt.Sprintf("blas: c has %d elements, want %d rows of %d, %d apart", len(c), m, t.Outputs(), ldc))
	}
	vectors, tiles := t.vectors(), ceilDiv(m, t.kernel.Rows)
	for before := 0; before < vectors; before += panelBlock {
		for s0 := 0; s0 < t.steps; s0 += t.call {
			for v := before; v < min(before+panelBlock, vectors); {
				tile := t.widest(min(before+panelBlock, vectors) - v)
				for i := range tiles {
					i0, i1 := i*m/tiles, (i+1)*m/tiles
					t.run(tile, v, s0, i1-i0, x[i0*ldx+s0*t.group:], ldx, c[i0*ldc+v*kernels.PanelOutputs:], ldc)
				}
				v += t.kernel.Widths[tile]
			}
		}
	}
}

// widest is the widest tile of at most so many vectors.
func (t *Panels[X, W, C]) widest(vectors int) int {
	i := len(t.kernel.Widths) - 1
	for t.kernel.Widths[i] > vectors {
		i--
	}
	return i
}

// run computes a tile of m rows from vector v on, a call's steps from s0 on. Steps behind the first are added.
//
//go:noinline
func (t *Panels[X, W, C]) run(tile, v, s0, m int, x []X, ldx int, c []C, ldc int) {
	first, step := t.block(v)
	t.kernel.Tiles[tile](m, min(t.call, t.steps-s0), &x[0], ldx, &t.data[first+s0*step], step, &c[0], ldc, s0)
}
