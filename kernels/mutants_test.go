//go:build linux && !noguard

// Some of these mistakes do nothing but touch what lies beyond an operand, and
// only a guard page notices.

package kernels

import (
	"math"
	"slices"
	"testing"
)

// mutant is the reference with one mistake in one kernel.
type mutant[T Float] struct {
	mistake string
	field   string // of Kernels
	make    func(k *Kernels[T])
}

// TestChecksCatch shows that the suite can fail: each mutant must be caught.
func TestChecksCatch(t *testing.T) {
	catch(t, newRooms[float32](), referenceOf[float32])
	catch(t, newRooms[float64](), referenceOf[float64])
}

func catch[T Float](t *testing.T, r *rooms[T], ref func() Kernels[T]) {
	all := checks[T]()
	for _, m := range mutants[T]() {
		k := ref()
		m.make(&k)
		err := all[m.field](r, &k)
		if err == nil {
			t.Errorf("%T: no check of %s caught: %s", T(0), m.field, m.mistake)
		} else {
			t.Logf("%s: %s: %v", m.field, m.mistake, err)
		}
	}
}

func mutants[T Float]() []mutant[T] {
	return slices.Concat(gemmMutants[T](), dotMutants[T](), packMutants[T](), rowMutants[T](), elementMutants[T](), stepMutants[T]())
}

// eachTile replaces every tile by one that f makes of it.
func eachTile[T Float](f func(m int, right Tile[T]) Tile[T]) func(*Kernels[T]) {
	return func(k *Kernels[T]) {
		for i, tiles := range k.Gemm.Tiles {
			for j, right := range tiles {
				tiles[j] = f(i+1, right)
			}
		}
	}
}

func gemmMutants[T Float]() []mutant[T] {
	type tileOf = func(m int, right Tile[T]) Tile[T]
	var list []mutant[T]
	for _, m := range []struct {
		mistake string
		tile    tileOf
	}{
		{"one row more", func(m int, _ Tile[T]) Tile[T] { return tile[T](m + 1) }},
		{"one row less", func(m int, _ Tile[T]) Tile[T] { return tile[T](max(1, m-1)) }},
		{"one column more", func(_ int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				right(k, alpha, a, ars, aks, b, bks, beta, c, ldc, n+1)
			}
		}},
		{"one step more", func(_ int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				right(k+1, alpha, a, ars, aks, b, bks, beta, c, ldc, n)
			}
		}},
		{"last column forgotten when the vector is not full", func(_ int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				right(k, alpha, a, ars, aks, b, bks, beta, c, ldc, n-n%4/3)
			}
		}},
		{"alpha twice", func(_ int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				right(k, alpha*alpha, a, ars, aks, b, bks, beta, c, ldc, n)
			}
		}},
		{"beta taken for one", func(_ int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				right(k, alpha, a, ars, aks, b, bks, min(1, 2*beta), c, ldc, n)
			}
		}},
		{"C read with beta zero", func(m int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				each(m, n, func(i, j int) { *at(c, i*ldc+j) *= beta })
				right(k, alpha, a, ars, aks, b, bks, 1, c, ldc, n)
			}
		}},
		{"B read with k zero", func(_ int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				_ = *b + 1
				right(k, alpha, a, ars, aks, b, bks, beta, c, ldc, n)
			}
		}},
		{"B read four columns at once", func(_ int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				for p := range k {
					stray = float64(*at(b, p*bks+3))
				}
				right(k, alpha, a, ars, aks, b, bks, beta, c, ldc, n)
			}
		}},
		{"zeros of A skipped", func(m int, _ Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				for i := range m {
					for j := range n {
						var sum T
						for p := range k {
							if x := *at(a, i*ars+p*aks); x != 0 {
								sum += x * *at(b, p*bks+j)
							}
						}
						sum *= alpha
						if beta != 0 {
							sum += beta * *at(c, i*ldc+j)
						}
						*at(c, i*ldc+j) = sum
					}
				}
			}
		}},
		{"order of the sum changes with the rows", func(m int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				if m == 3 && k > 1 { // backwards
					a, b = at(a, (k-1)*aks), at(b, (k-1)*bks)
					aks, bks = -aks, -bks
				}
				right(k, alpha, a, ars, aks, b, bks, beta, c, ldc, n)
			}
		}},
		{"A's row stride taken for one", func(_ int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				right(k, alpha, a, 1, aks, b, bks, beta, c, ldc, n)
			}
		}},
		{"product rounded to half the bits", func(m int, right Tile[T]) Tile[T] {
			return func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc, n int) {
				right(k, alpha*T(1+1000*eps[T]()), a, ars, aks, b, bks, beta, c, ldc, n)
			}
		}},
	} {
		list = append(list, mutant[T]{m.mistake, "Gemm", eachTile(m.tile)})
	}
	return append(list,
		mutant[T]{"all panels taken for the first", "Gemm", func(k *Kernels[T]) {
			k.Gemm.FarPanel[0] = func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int) {
				for j := 0; j < n; j += bks {
					tile[T](4)(k, alpha, a, ars, aks, b, bks, beta, at(c, j), ldc, min(bks, n-j))
				}
			}
		}},
		mutant[T]{"a column of B not packed", "Gemm", func(k *Kernels[T]) {
			k.Gemm.PackB[0] = func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int, packed *T) {
				copyRows(k, n-1, packed, n, b, bks)
				tile[T](4)(k, alpha, a, ars, aks, b, bks, beta, c, ldc, n)
			}
		}},
		mutant[T]{"a row of A not packed", "Gemm", func(k *Kernels[T]) {
			k.Gemm.PackA[0] = func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int, packed *T) {
				copyRows(k, 3, packed, 4, a, aks)
				tile[T](4)(k, alpha, a, ars, aks, b, bks, beta, c, ldc, n)
			}
		}},
		mutant[T]{"packed by whole vectors", "Gemm", func(k *Kernels[T]) {
			k.Gemm.PackB[0] = func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int, packed *T) {
				tile[T](4)(k, alpha, a, ars, aks, b, bks, beta, c, ldc, n)
				for p := range k {
					for j := range 4 {
						*at(packed, p*n+j) = *at(b, p*bks+min(j, n-1))
					}
				}
			}
		}},
	)
}

func dotMutants[T Float]() []mutant[T] {
	type dotOf = func(m, n int, right Dot[T]) Dot[T]
	var list []mutant[T]
	for _, m := range []struct {
		mistake string
		dot     dotOf
	}{
		{"one column more", func(m, n int, _ Dot[T]) Dot[T] { return dot[T](m, n+1) }},
		{"one row less", func(m, n int, _ Dot[T]) Dot[T] { return dot[T](max(1, m-1), n) }},
		{"remainder after vectors of four forgotten", func(_, _ int, right Dot[T]) Dot[T] {
			return func(k int, alpha T, a *T, lda int, b *T, ldb int, beta T, c *T, ldc int, next *T, nexts int, tiles, as, bs, cs int) {
				right(k&^3, alpha, a, lda, b, ldb, beta, c, ldc, next, nexts, tiles, as, bs, cs)
			}
		}},
		{"a vector of four read at the end", func(_, _ int, right Dot[T]) Dot[T] {
			return func(k int, alpha T, a *T, lda int, b *T, ldb int, beta T, c *T, ldc int, next *T, nexts int, tiles, as, bs, cs int) {
				if k > 0 {
					stray = float64(*at(b, (k+3)&^3-1))
				}
				right(k, alpha, a, lda, b, ldb, beta, c, ldc, next, nexts, tiles, as, bs, cs)
			}
		}},
		{"one tile less", func(_, _ int, right Dot[T]) Dot[T] {
			return func(k int, alpha T, a *T, lda int, b *T, ldb int, beta T, c *T, ldc int, next *T, nexts int, tiles, as, bs, cs int) {
				right(k, alpha, a, lda, b, ldb, beta, c, ldc, next, nexts, max(1, tiles-1), as, bs, cs)
			}
		}},
		{"steps of A and B exchanged", func(_, _ int, right Dot[T]) Dot[T] {
			return func(k int, alpha T, a *T, lda int, b *T, ldb int, beta T, c *T, ldc int, next *T, nexts int, tiles, as, bs, cs int) {
				right(k, alpha, a, lda, b, ldb, beta, c, ldc, next, nexts, tiles, bs, as, cs)
			}
		}},
		{"lda taken for ldb", func(_, _ int, right Dot[T]) Dot[T] {
			return func(k int, alpha T, a *T, lda int, b *T, ldb int, beta T, c *T, ldc int, next *T, nexts int, tiles, as, bs, cs int) {
				right(k, alpha, a, lda, b, lda, beta, c, ldc, next, nexts, tiles, as, bs, cs)
			}
		}},
		{"order of the sum changes with the rows", func(m, _ int, right Dot[T]) Dot[T] {
			return func(k int, alpha T, a *T, lda int, b *T, ldb int, beta T, c *T, ldc int, next *T, nexts int, tiles, as, bs, cs int) {
				if m == 2 && k > 1 {
					right(k-1, alpha, at(a, 1), lda, at(b, 1), ldb, beta, c, ldc, next, nexts, tiles, as, bs, cs)
					right(1, alpha, a, lda, b, ldb, 1, c, ldc, next, nexts, tiles, as, bs, cs)
					return
				}
				right(k, alpha, a, lda, b, ldb, beta, c, ldc, next, nexts, tiles, as, bs, cs)
			}
		}},
	} {
		list = append(list, mutant[T]{m.mistake, "Dot", func(k *Kernels[T]) {
			for i, tiles := range k.Dot {
				for j, right := range tiles {
					tiles[j] = m.dot(i+1, j+1, right)
				}
			}
		}})
	}
	return list
}

// stray keeps a read that is of no use.
var stray float64

func rowMutants[T Float]() []mutant[T] {
	return []mutant[T]{
		{"one row more", "AddRow", func(k *Kernels[T]) {
			k.AddRow = func(m, n int, y *T, ldy int, row *T) { addRow(m+1, n, y, ldy, row) }
		}},
		{"stride taken for n", "AddRow", func(k *Kernels[T]) {
			k.AddRow = func(m, n int, y *T, _ int, row *T) { addRow(m, n, y, n, row) }
		}},
		{"last column forgotten", "AddRow", func(k *Kernels[T]) {
			k.AddRow = func(m, n int, y *T, ldy int, row *T) { addRow(m, max(0, n-1), y, ldy, row) }
		}},
		{"slack written with its own value plus zero", "AddRow", func(k *Kernels[T]) {
			k.AddRow = func(m, n int, y *T, ldy int, row *T) {
				addRow(m, n, y, ldy, row)
				if m > 0 {
					*at(y, (m-1)*ldy+n) += 0
				}
			}
		}},
		{"beta for all of the depth", "VecMat", func(k *Kernels[T]) {
			k.VecMat = func(k, n int, alpha T, x *T, incx int, b *T, ldb int, beta T, y *T) {
				for p := 0; p < k; p += VecMatRows {
					tile[T](1)(VecMatRows, alpha, at(x, p*incx), 0, incx, at(b, p*ldb), ldb, beta, y, 0, n)
				}
			}
		}},
		{"stride of A between rows taken for that between columns", "Rank", func(k *Kernels[T]) {
			k.Rank = slices.Clone(k.Rank)
			k.Rank[2] = func(m, n int, alpha T, a *T, ars, _ int, b *T, bks int, beta T, c *T, ldc int, ahead int) {
				rank[T](3)(m, n, alpha, a, ars, ars, b, bks, beta, c, ldc, ahead)
			}
		}},
		{"depth beyond 3 forgotten", "Rank", func(k *Kernels[T]) {
			k.Rank = slices.Clone(k.Rank)
			k.Rank[3] = k.Rank[2]
		}},
		{"bias left out of the sign", "AddRowReLU", func(k *Kernels[T]) {
			k.AddRowReLU = func(m, n int, y *T, ldy int, row *T) {
				for i := range m {
					relu(n, at(y, i*ldy), at(y, i*ldy))
				}
				addRow(m, n, y, ldy, row)
			}
		}},
		{"overwrites", "SumRows", func(k *Kernels[T]) {
			k.SumRows = func(m, n int, alpha T, x *T, ldx int, sum *T) {
				clear(vec(sum, n))
				sumRows(m, n, alpha, x, ldx, sum)
			}
		}},
		{"last row forgotten", "SumRows", func(k *Kernels[T]) {
			k.SumRows = func(m, n int, alpha T, x *T, ldx int, sum *T) { sumRows(m-1, n, alpha, x, ldx, sum) }
		}},
		{"alpha ignored", "SumRows", func(k *Kernels[T]) {
			k.SumRows = func(m, n int, alpha T, x *T, ldx int, sum *T) { sumRows(m, n, 1, x, ldx, sum) }
		}},
		{"one column read beyond", "SumRows", func(k *Kernels[T]) {
			k.SumRows = func(m, n int, alpha T, x *T, ldx int, sum *T) {
				for i := range m {
					stray = float64(*at(x, i*ldx+n))
				}
				sumRows(m, n, alpha, x, ldx, sum)
			}
		}},
	}
}

func elementMutants[T Float]() []mutant[T] {
	forward := func(a Act, f func(x T) T) func(*Kernels[T]) {
		return func(k *Kernels[T]) {
			k.Act[a].Forward = func(n int, y, x *T) {
				for i := range n {
					*at(y, i) = f(*at(x, i))
				}
			}
		}
	}
	backward := func(a Act, f func(dy, y T) T) func(*Kernels[T]) {
		return func(k *Kernels[T]) {
			k.Act[a].Backward = func(n int, dx, dy, y *T) {
				for i := range n {
					*at(dx, i) = f(*at(dy, i), *at(y, i))
				}
			}
		}
	}
	return []mutant[T]{
		{"alpha ignored", "Axpy", func(k *Kernels[T]) {
			k.Axpy = func(n int, _ T, y, x *T) { axpy(n, 1, y, x) }
		}},
		{"one element read beyond", "Axpy", func(k *Kernels[T]) {
			k.Axpy = func(n int, alpha T, y, x *T) {
				axpy(n, alpha, y, x)
				stray = float64(*at(x, n))
			}
		}},
		{"remainder after vectors of four forgotten", "Axpy", func(k *Kernels[T]) {
			k.Axpy = func(n int, alpha T, y, x *T) { axpy(n/4*4, alpha, y, x) }
		}},
		{"the other way round", "Sub", func(k *Kernels[T]) {
			k.Sub = func(n int, z, x, y *T) { sub(n, z, y, x) }
		}},
		{"inputs read after the output is written", "Sub", func(k *Kernels[T]) {
			k.Sub = func(n int, z, x, y *T) {
				copy(vec(z, n), vec(x, n))
				for i := range n {
					*at(z, i) -= *at(y, i)
				}
			}
		}},
		{"x written", "Sub", func(k *Kernels[T]) {
			k.Sub = func(n int, z, x, y *T) {
				sub(n, z, x, y)
				copy(vec(x, n), vec(z, n))
			}
		}},
		{"one element written beyond", "Act", func(k *Kernels[T]) {
			k.Act[ReLU].Forward = func(n int, y, x *T) {
				relu(n, y, x)
				*at(y, n) = 0
			}
		}},
		{"NaN to zero", "Act", forward(ReLU, func(x T) T {
			if x > 0 {
				return x
			}
			return 0
		})},
		{"minus zero kept", "Act", forward(ReLU, func(x T) T {
			if x < 0 {
				return 0
			}
			return x
		})},
		{"derivative one at zero", "Act", backward(ReLU, func(dy, y T) T {
			if y < 0 {
				return 0
			}
			return dy
		})},
		{"derivative by a product, NaN from infinity", "Act", backward(ReLU, func(dy, y T) T {
			if y <= 0 {
				return dy * 0
			}
			return dy
		})},
		{"lower tail flushed to zero", "Act", forward(Sigmoid, func(x T) T {
			y := T(sigmoid64(float64(x)))
			if float64(y) < 1e7*tiny[T]() {
				return 0
			}
			return y
		})},
		{"lower tail by cancellation", "Act", forward(Sigmoid, func(x T) T { return T(1 - sigmoid64(-float64(x))) })},
		{"by the hyperbolic tangent", "Act", forward(Sigmoid, func(x T) T { return T(0.5 + 0.5*math.Tanh(float64(x)/2)) })},
		{"NaN to a half", "Act", forward(Sigmoid, func(x T) T {
			if x != x {
				return 0.5
			}
			return T(sigmoid64(float64(x)))
		})},
		{"another exponential alone than in a vector", "Act", func(k *Kernels[T]) {
			k.Act[Sigmoid].Forward = func(n int, y, x *T) {
				sigmoid(n, y, x)
				for i := range n % 4 {
					*at(y, i) *= T(1 + eps[T]())
				}
			}
		}},
		{"slope at zero one", "Act", backward(LeakyReLU, func(dy, y T) T {
			if y < 0 {
				return 0.01 * dy
			}
			return dy
		})},
		{"by exponentials that cancel", "Act", forward(Tanh, func(x T) T { return T(1 - 2/(1+math.Exp(2*float64(x)))) })},
		{"derivative from the input", "Act", backward(Tanh, func(dy, z T) T {
			y := T(math.Tanh(float64(z)))
			return dy * (1 - y*y)
		})},
		{"erf's GELU for tanh's", "Act", func(k *Kernels[T]) { k.Act[GELUTanh].Forward = gelu[T] }},
		{"tanh's GELU for erf's", "Act", func(k *Kernels[T]) { k.Act[GELU].Forward = geluTanh[T] }},
		{"derivative of tanh's GELU for erf's", "Act", func(k *Kernels[T]) { k.Act[GELU].Backward = geluTanhGrad[T] }},
		{"NaN from -Inf", "Act", forward(SiLU, func(x T) T { return x * T(sigmoid64(float64(x))) })},
		{"derivative from the output", "Act", backward(SiLU, func(dy, y T) T {
			s := T(sigmoid64(float64(y)))
			return dy * (s + y*(1-s))
		})},
		{"upper end too low", "Exp", func(k *Kernels[T]) {
			k.Exp = func(n int, y, x *T) {
				for i := range n {
					*at(y, i) = T(math.Exp(min(float64(*at(x, i)), 88)))
				}
			}
		}},
		{"lower tail by cancellation", "Softplus", func(k *Kernels[T]) {
			k.Softplus = func(n int, y, x *T) {
				for i := range n {
					x := float64(*at(x, i))
					*at(y, i) = T(max(x, 0) + math.Log(1+math.Exp(-math.Abs(x))))
				}
			}
		}},
		{"nothing subtracted", "Softmax", func(k *Kernels[T]) {
			k.Softmax = softmax(rowKernels[T]{expLess: func(n int, _ T, y, x *T) { exp(n, y, x) }, scale: scale[T]})
		}},
		{"not scaled", "Softmax", func(k *Kernels[T]) {
			k.Softmax = softmax(rowKernels[T]{expLess: expLess[T], scale: func(int, T, *T) {}})
		}},
		{"leading dimensions exchanged", "Softmax", func(k *Kernels[T]) {
			k.Softmax = func(m, n int, y *T, ldy int, x *T, ldx int) {
				softmax(rowKernels[T]{expLess: expLess[T], scale: scale[T]})(m, n, y, ldx, x, ldy)
			}
		}},
		{"derivative without dy", "Act", backward(Sigmoid, func(_, y T) T { return y * (1 - y) })},
		{"derivative by the square", "Act", backward(Sigmoid, func(dy, y T) T { return dy * y * y })},
	}
}

func packMutants[T Float]() []mutant[T] {
	eachTransposition := func(f func(k int, dst *T, ldd int, src *T, lds, m int)) func(*Kernels[T]) {
		return func(k *Kernels[T]) {
			for i := range k.Transpose {
				k.Transpose[i] = func(k int, dst *T, ldd int, src *T, lds int) { f(k, dst, ldd, src, lds, i+1) }
			}
		}
	}
	return []mutant[T]{
		{"last column forgotten", "Copy", func(k *Kernels[T]) {
			k.Copy = func(m, n int, dst *T, ldd int, src *T, lds int) { copyRows(m, max(0, n-1), dst, ldd, src, lds) }
		}},
		{"one row more", "Copy", func(k *Kernels[T]) {
			k.Copy = func(m, n int, dst *T, ldd int, src *T, lds int) { copyRows(m+1, n, dst, ldd, src, lds) }
		}},
		{"strides exchanged", "Copy", func(k *Kernels[T]) {
			k.Copy = func(m, n int, dst *T, ldd int, src *T, lds int) { copyRows(m, n, dst, lds, src, ldd) }
		}},
		{"one step more", "Transpose", eachTransposition(func(k int, dst *T, ldd int, src *T, lds, m int) {
			transpose[T](m)(k+1, dst, ldd, src, lds)
		})},
		{"remainder after four steps forgotten", "Transpose", eachTransposition(func(k int, dst *T, ldd int, src *T, lds, m int) {
			transpose[T](m)(k/4*4, dst, ldd, src, lds)
		})},
		{"a row beyond the last read", "Transpose", eachTransposition(func(k int, dst *T, ldd int, src *T, lds, m int) {
			transpose[T](m)(k, dst, ldd, src, lds)
			if k > 0 {
				*dst += 0 * *at(src, m*lds)
			}
		})},
	}
}

func stepMutants[T Float]() []mutant[T] {
	return []mutant[T]{
		{"remainder after vectors of four forgotten", "Scale", func(k *Kernels[T]) {
			k.Scale = func(n int, alpha T, x *T) { scale(n/4*4, alpha, x) }
		}},
		{"steps back from the velocity before", "Steps", func(k *Kernels[T]) {
			k.Steps.Momentum = func(n int, rate, mu, decay T, w, v, dw *T) {
				before := slices.Clone(vec(v, n))
				momentum(n, rate, mu, decay, w, v, dw)
				for i := range before {
					*at(w, i) += rate * (*at(v, i) - before[i])
				}
			}
		}},
		{"without decay", "Steps", func(k *Kernels[T]) {
			k.Steps.Nesterov = func(n int, rate, mu, _ T, w, v, dw *T) { nesterov(n, rate, mu, 0, w, v, dw) }
		}},
		{"eps below the root", "Steps", func(k *Kernels[T]) {
			k.Steps.RMSProp = func(n int, rate, beta, rest, eps, decay T, w, v, dw *T) {
				for i := range n {
					d := *at(dw, i) + decay**at(w, i)
					*at(v, i) = beta**at(v, i) + rest*d*d
					*at(w, i) -= rate * d / root(*at(v, i)+eps)
				}
			}
		}},
		{"the gradient written", "Steps", func(k *Kernels[T]) {
			k.Steps.Adam = func(n int, rate, rest1, beta2, rest2, corr, eps, decay, keep T, w, m, v, dw *T) {
				adam(n, rate, rest1, beta2, rest2, corr, eps, decay, keep, w, m, v, dw)
				for i := range n {
					*at(dw, i) += decay * *at(w, i)
				}
			}
		}},
		{"one element more", "Steps", func(k *Kernels[T]) {
			k.Steps.Adam = func(n int, rate, rest1, beta2, rest2, corr, eps, decay, keep T, w, m, v, dw *T) {
				adam(n+1, rate, rest1, beta2, rest2, corr, eps, decay, keep, w, m, v, dw)
			}
		}},
	}
}
