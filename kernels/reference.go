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
	return Kernels[T]{
		Gemm:       NewGemm(mr, nr, 1, nr, []Tile[T]{tile[T](nr)}, []int{mr}),
		Dot:        dots,
		MatVec:     matVec[T],
		Update:     updates,
		Copy:       copyRows[T],
		Transpose:  transpose[T],
		AddRow:     addRow[T],
		AddRowReLU: addRowReLU[T],
		SumRows:    sumRows[T],
		Axpy:       axpy[T],
		Sub:        sub[T],
		Scale:      scale[T],
		Steps:      Steps[T]{momentum[T], nesterov[T], rmsProp[T], adam[T]},
		Exp:        exp[T],
		Softplus:   softplus[T],
		Softmax:    softmax(rowKernels[T]{expLess: expLess[T], scale: scale[T]}),
		Act: [NumActs]Activation[T]{
			Identity:  {identity[T], identityGrad[T], false},
			ReLU:      {relu[T], reluGrad[T], false},
			Sigmoid:   {sigmoid[T], sigmoidGrad[T], false},
			LeakyReLU: {leakyReLU[T], leakyReLUGrad[T], false},
			Tanh:      {tanh[T], tanhGrad[T], false},
			GELU:      {gelu[T], geluGrad[T], true},
			GELUTanh:  {geluTanh[T], geluTanhGrad[T], true},
			SiLU:      {silu[T], siluGrad[T], true},
		},
		Peak:      peak[T],
		PeakFlops: 16,
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
	for i := range p.M {
		for j := 0; j < p.N; j += width {
			rowTimes(min(width, p.N-j), p, at(a, i*p.ARS), at(b, j/width*p.BGS), at(c, i*p.LDC+j))
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

func matVec[T Float](m, k int, alpha T, a *T, lda int, x *T, beta T, y *T, incy int, _ int) {
	for i := range m {
		dotOne(k, alpha, a, i*lda, x, 0, beta, at(y, i*incy))
	}
}

// update returns the update of depth k.
func update[T Float](k int) Tile[T] {
	return func(p *Product[T], a, b, c *T) {
		row := *p
		row.K = k
		for i := range p.M {
			rowTimes(p.N, &row, at(a, i*p.ARS), at(b, i*p.BGS), at(c, i*p.LDC))
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

func addRow[T Float](m, n int, y *T, ldy int, row *T) {
	r := vec(row, n)
	for i := range m {
		yi := vec(at(y, i*ldy), n)
		for j := range yi {
			yi[j] += r[j]
		}
	}
}

func addRowReLU[T Float](m, n int, y *T, ldy int, row *T) {
	addRow(m, n, y, ldy, row)
	for i := range m {
		relu(n, at(y, i*ldy), at(y, i*ldy))
	}
}

func sumRows[T Float](m, n int, alpha T, x *T, ldx int, sum *T) {
	s := vec(sum, n)
	for j := range s {
		var t T
		for i := range m {
			t += *at(x, i*ldx+j)
		}
		s[j] += alpha * t
	}
}

func axpy[T Float](n int, alpha T, y, x *T) {
	ys, xs := vec(y, n), vec(x, n)
	for i := range ys {
		ys[i] += alpha * xs[i]
	}
}

func sub[T Float](n int, z, x, y *T) {
	zs, xs, ys := vec(z, n), vec(x, n), vec(y, n)
	for i := range zs {
		zs[i] = xs[i] - ys[i]
	}
}

// peak runs eight independent chains, enough to hide one multiply-add's latency.
func peak[T Float](n int) {
	var s [8]T
	for range n {
		s[0] += s[0] * s[0]
		s[1] += s[1] * s[1]
		s[2] += s[2] * s[2]
		s[3] += s[3] * s[3]
		s[4] += s[4] * s[4]
		s[5] += s[5] * s[5]
		s[6] += s[6] * s[6]
		s[7] += s[7] * s[7]
	}
	if s[0] != 0 { // keeps the loop
		panic("kernels: zero times zero is not zero")
	}
}
