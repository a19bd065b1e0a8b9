package kernels

import "unsafe"

// reference returns the Go Set: plain loops that say what each kernel means.
func reference() *Set {
	return &Set{Name: "generic", F32: referenceOf[float32](), F64: referenceOf[float64]()}
}

func referenceOf[T Float]() Kernels[T] {
	const mr, nr = 4, 4
	tiles := make([][]Tile[T], mr)
	for i := range tiles {
		tiles[i] = []Tile[T]{tile[T](i + 1)}
	}
	dots := make([][]Dot[T], mr)
	for i := range dots {
		for j := range nr {
			dots[i] = append(dots[i], dot[T](i+1, j+1))
		}
	}
	ranks := make([]Rank[T], nr)
	for i := range ranks {
		ranks[i] = rank[T](i + 1)
	}
	transposes := make([]func(k int, dst *T, ldd int, src *T, lds int), nr)
	for i := range transposes {
		transposes[i] = transpose[T](i + 1)
	}
	return Kernels[T]{
		Gemm:       Gemm[T]{MR: mr, NR: nr, Sweep: 1, Lanes: nr, Tiles: tiles, Far: tiles[0], Stream: tiles[:1], Panel: []Tile[T]{panelTile[T](mr)}, FarPanel: []Tile[T]{panelTile[T](mr)}, PackA: []PackTile[T]{packATile[T](mr)}, PackB: []PackTile[T]{packBTile[T](mr)}},
		Dot:        dots,
		MatVec:     matVec[T],
		VecMat:     vecMat[T],
		Rank:       ranks,
		Copy:       copyRows[T],
		Transpose:  transposes,
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

// at is element i from p on, in bounds by the same word.
func at[T Float](p *T, i int) *T {
	return (*T)(unsafe.Add(unsafe.Pointer(p), i*int(unsafe.Sizeof(*p))))
}

// tile returns the Tile of m rows, one vector wide.
func tile[T Float](m int) Tile[T] {
	return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int) {
		for i := range m {
			row := vec(at(c, i*ldc), n)
			for j := range row {
				var sum T
				for p := range k {
					sum += *at(a, i*ars+p*aks) * *at(b, p*bks+j)
				}
				sum *= alpha
				if beta != 0 {
					sum += beta * row[j]
				}
				row[j] = sum
			}
		}
	}
}

// panelTile returns the Tile of m rows, one vector wide, for packed panels of B.
func panelTile[T Float](m int) Tile[T] {
	multiply := tile[T](m)
	return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int) {
		for j := 0; j < n; j += bks {
			multiply(k, alpha, a, ars, aks, at(b, j*k), bks, beta, at(c, j), ldc, min(bks, n-j))
		}
	}
}

// packATile and packBTile return the PackTiles of m rows, one vector wide.
func packATile[T Float](m int) PackTile[T] {
	multiply := tile[T](m)
	return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int, packed *T) {
		copyRows(k, m, packed, m, a, aks)
		multiply(k, alpha, packed, 1, m, b, bks, beta, c, ldc, n)
	}
}

func packBTile[T Float](m int) PackTile[T] {
	multiply := tile[T](m)
	return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int, packed *T) {
		copyRows(k, n, packed, n, b, bks)
		multiply(k, alpha, a, ars, aks, packed, n, beta, c, ldc, n)
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

// dot returns the Dot of m rows of A and n rows of B.
func dot[T Float](m, n int) Dot[T] {
	return func(k int, alpha T, a *T, lda int, b *T, ldb int, beta T, c *T, ldc int, _ *T, _ int, tiles, as, bs, cs int) {
		for t := range tiles {
			for i := range m {
				for j := range n {
					dotOne(k, alpha, a, t*as+i*lda, b, t*bs+j*ldb, beta, at(c, t*cs+i*ldc+j))
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

// rank returns the Rank of depth k.
func rank[T Float](k int) Rank[T] {
	multiply := tile[T](1)
	return func(m, n int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, _ int) {
		for i := range m {
			multiply(k, alpha, at(a, i*ars), 0, aks, b, bks, beta, at(c, i*ldc), 0, n)
		}
	}
}

func copyRows[T Float](m, n int, dst *T, ldd int, src *T, lds int) {
	for i := range m {
		copy(vec(at(dst, i*ldd), n), vec(at(src, i*lds), n))
	}
}

// transpose returns the transposition of m rows.
func transpose[T Float](m int) func(k int, dst *T, ldd int, src *T, lds int) {
	return func(k int, dst *T, ldd int, src *T, lds int) {
		for p := range k {
			row := vec(at(dst, p*ldd), m)
			for i := range row {
				row[i] = *at(src, i*lds+p)
			}
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

func vecMat[T Float](k, n int, alpha T, x *T, incx int, b *T, ldb int, beta T, y *T) {
	multiply := tile[T](1)
	for p := 0; p < k; p += VecMatRows {
		multiply(VecMatRows, alpha, at(x, p*incx), 0, incx, at(b, p*ldb), ldb, beta, y, 0, n)
		beta = 1
	}
}
