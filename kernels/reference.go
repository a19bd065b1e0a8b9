package kernels

import "unsafe"

// reference returns the Go Set: plain loops that say what each kernel means.
func reference() *Set {
	return &Set{Name: "generic", F32: referenceOf[float32](), F64: referenceOf[float64]()}
}

func referenceOf[T Float]() Kernels[T] {
	const mr, nr = 4, 4
	dots := Inner[T]{make([]DotTile[T], nr), make([]int, nr)}
	for i := range nr {
		dots.Tiles[i], dots.Rows[i] = dot[T](i+1), mr
	}
	updates := make([]Tile[T], nr)
	for i := range updates {
		updates[i] = update[T](i + 1)
	}
	g := NewGemm(mr, nr, 1, nr, []Tile[T]{tile[T](nr)}, []int{mr})
	g.Turned = 1
	return Kernels[T]{
		Gemm:          g,
		Dot:           dots,
		MatVec:        matVec[T],
		MatVecT:       matVecT[T],
		VecVec:        vecVec[T],
		SymvRows:      symvRows[T],
		RampDots:      rampDots[T],
		RampAxpy:      rampAxpy[T],
		RampOuter:     rampOuter[T],
		RampOuter2:    rampOuter2[T],
		RampSolve:     rampSolve[T],
		RampSolveRows: rampSolveRows[T],
		SolvedRows:    1,
		OuterColumns:  1,
		Axpy:          axpy[T],
		Scale:         scale[T],
		AbsSum:        absSum[T],
		AbsMax:        absMax[T],
		AbsFind:       absFind[T],
		Rotate:        rotate[T],
		Swap:          swap[T],
		Update:        updates,
		Copy:          copyRows[T],
		Transpose:     transpose[T],
		TriangleRows:  triangle[T],
	}
}

// vec is the n elements from p on. A kernel's caller vouches for them.
func vec[T Float](p *T, n int) []T { return unsafe.Slice(p, n) }

// at is element i from p on. The caller vouches for it too. Where p is nil, as A or B may be where K is 0, it is nil.
func at[T Float](p *T, i int) *T {
	if p == nil {
		return nil
	}
	return (*T)(unsafe.Add(unsafe.Pointer(p), i*int(unsafe.Sizeof(*p))))
}

// tile returns the Tile of the given width in columns.
func tile[T Float](width int) Tile[T] {
	return func(p *Product[T], a, b, c *T) {
		last := p.LastRows()
		for i := range p.More + 1 {
			multiply(width, p, at(a, i*(last*p.ARS+p.AStep)), at(b, i*p.BStep), at(c, i*(last*p.LDC+p.CStep)))
		}
	}
}

// multiply computes one product of a batch.
func multiply[T Float](width int, p *Product[T], a, b, c *T) {
	switch p.Pack {
	case PackA:
		copyRows(p.K, p.M, p.Packed, p.M, a, p.AKS)
	case PackB:
		copyRows(p.K, p.N, p.Packed, p.N, b, p.BKS)
	}
	if p.Store == Turned {
		turned(p, a, b, c)
		return
	}
	for i := range p.M {
		for j := 0; j < p.N; j += width {
			rowTimes(min(width, p.N-j), p, at(a, i*p.ARS), at(b, j/width*p.BGS), at(c, i*p.LDC+j))
		}
	}
}

// turned computes a tile whose columns are rows of C.
func turned[T Float](p *Product[T], a, b, c *T) {
	for i := range p.M {
		for j := range p.N {
			rowTimes(1, p, at(a, i*p.ARS), at(b, j), at(c, j*p.LDC+i))
		}
	}
}

// rowTimes computes n elements of a row of C.
func rowTimes[T Float](n int, p *Product[T], a, b, c *T) {
	row := vec(c, n)
	for j := range row {
		var sum T
		for q := range p.K {
			sum += *at(a, q*p.AKS) * *at(b, q*p.BKS+j)
		}
		sum *= p.Alpha
		if p.Beta != 0 {
			sum += p.Beta * row[j]
		}
		row[j] = sum
	}
}

// dotOne computes c = beta*c + alpha * Σp a[i+p]*b[j+p], p < k.
func dotOne[T Float](k int, alpha T, a *T, i int, b *T, j int, beta T, c *T) {
	var sum T
	for p := range k {
		sum += *at(a, i+p) * *at(b, j+p)
	}
	sum *= alpha
	if beta != 0 {
		sum += beta * *c
	}
	*c = sum
}

// dot returns the DotTile of n rows of B.
func dot[T Float](n int) DotTile[T] {
	return func(p *Dots[T], a, b, c, _ *T) {
		for t := range p.Tiles {
			for i := range p.M {
				for j := range n {
					dotOne(p.K, p.Alpha, a, t*p.AS+i*p.LDA, b, t*p.BS+j*p.LDB, p.Beta, at(c, t*p.CS+i*p.LDC+j))
				}
			}
		}
	}
}

func matVec[T Float](m, k int, alpha T, a *T, lda, bend int, x *T, beta T, y *T, incy int, _ int) {
	row := 0
	for i := range m {
		dotOne(k, alpha, a, row, x, 0, beta, at(y, i*incy))
		row += lda
		lda += bend
	}
}

func matVecT[T Float](m, k int, alpha T, a *T, lda, bend int, x, y *T) {
	row := 0
	for i := range m {
		axpy(k, alpha**at(x, i), y, at(a, row))
		row += lda
		lda += bend
	}
}

// symvRows computes no address behind an operand, as no row of a square at the end may have columns beside it.
func symvRows[T Float](p *Symv[T], a, x, y, xi, yi *T) {
	first, lda := 0, p.LDA // of the row at hand, from a on; between it and the next
	for g := range p.Groups {
		n := p.N + g*p.More
		var xg, yg []T
		if n > 0 {
			xg, yg = vec(at(x, g*p.Step), n), vec(at(y, g*p.Step), n)
		}
		own := vec(at(xi, g*SymvGroup), SymvGroup)
		var sums [SymvGroup]T
		for r := range sums {
			row, beside := at(a, first+g*p.Step), first+g*p.Step
			switch p.Square {
			case SquareBefore:
				squareRow(vec(row, SymvGroup), r, r+1, SymvGroup, own, &sums)
				beside += SymvGroup
			case SquareBehind:
				squareRow(vec(at(row, n), r+1), r, 0, r, own, &sums)
			}
			if n > 0 {
				for j, v := range vec(at(a, beside), n) {
					sums[r] += v * xg[j]
					yg[j] += p.Alpha * own[r] * v
				}
			}
			first, lda = first+lda, lda+p.Bend
		}
		for r, v := range vec(at(yi, g*SymvGroup), SymvGroup) {
			*at(yi, g*SymvGroup+r) = v + p.Alpha*sums[r]
		}
	}
}

// squareRow adds to sums the elements from ... to-1 of row r of a square, and the one on the diagonal.
func squareRow[T Float](row []T, r, from, to int, x []T, sums *[SymvGroup]T) {
	sums[r] += row[r] * x[r]
	for j := from; j < to; j++ {
		sums[r] += row[j] * x[j]
		sums[j] += row[j] * x[r]
	}
}

// update returns the update of depth k.
func update[T Float](k int) Tile[T] {
	return func(p *Product[T], a, b, c *T) {
		row := *p
		row.K = k
		for i := range p.M {
			rowTimes(p.N+i*p.NStep, &row, at(a, i*p.ARS), at(b, i*p.BGS), at(c, i*p.LDC+i*(i-1)/2*p.LDCStep))
		}
	}
}

func copyRows[T Float](m, n int, dst *T, ldd int, src *T, lds int) {
	for i := range m {
		copy(vec(at(dst, i*ldd), n), vec(at(src, i*lds), n))
	}
}

func transpose[T Float](m, k int, dst *T, ldd int, src *T, lds int) {
	for p := range k {
		row := vec(at(dst, p*ldd), m)
		for i := range row {
			row[i] = *at(src, i*lds+p)
		}
	}
}

func triangle[T Float](m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int) {
	for r := range m {
		i := r
		if mode == TriangleMultiply {
			i = m - 1 - r
		}
		block := triangleBlockOf(m, i)
		row, own, others := vec(at(b, i*ldb), n), *at(f, 2*i), *at(f, 2*i+1)
		for j := range row {
			var sum T
			for k := range i {
				y := at(b, k*ldb+j)
				if k < block {
					y = at(x, k*ldx+j)
				}
				sum += *at(a, i*ars+k*aks) * *y
			}
			row[j] = own*row[j] + others*sum
		}
		if mode == TriangleSolveBeside {
			copy(vec(at(x, i*ldx), n), row)
		}
	}
}

// triangleBlockOf is the first row of the block that row i of m belongs to.
func triangleBlockOf(m, i int) int {
	first := (m-1)%TriangleBlock + 1
	if i < first {
		return 0
	}
	return i - (i-first)%TriangleBlock
}
