//go:build linux && !noguard

// Some of these mistakes do nothing but touch what lies beyond an operand, and
// only a guard page notices.

package kernels

import (
	"math"
	"slices"
	"testing"
	"unsafe"
)

// mutant is the reference with one mistake in one kernel.
type mutant[T Float] struct {
	mistake string
	field   string // of Kernels or Functions
	make    func(k *table[T])
}

// TestChecksCatch shows that the suite can fail: each mutant must be caught.
func TestChecksCatch(t *testing.T) {
	catch[float32](t)
	catch[float64](t)
}

func catch[T Float](t *testing.T) {
	r, all := newRooms[T](), checks[T]()
	for _, m := range mutants[T]() {
		k := tableOf[T](reference())
		m.make(k)
		err := all[m.field](r, k)
		if err == nil {
			t.Errorf("%T: no check of %s caught: %s", T(0), m.field, m.mistake)
		} else {
			t.Logf("%s: %s: %v", m.field, m.mistake, err)
		}
	}
}

func mutants[T Float]() []mutant[T] {
	return slices.Concat(gemmMutants[T](), dotMutants[T](), packMutants[T](), rowMutants[T](), elementMutants[T](), vectorMutants[T](), stepMutants[T](), triangleMutants[T](), symvMutants[T](), rampMutants[T](), matVecMutants[T]())
}

// eachTile replaces every tile by one that f makes of it, which may change what it is asked for.
func eachTile[T Float](f func(right Tile[T], p Product[T], a, b, c *T)) func(*table[T]) {
	return func(k *table[T]) {
		for j, right := range k.Gemm.Tiles {
			k.Gemm.Tiles[j] = func(p *Product[T], a, b, c *T) { f(right, *p, a, b, c) }
		}
	}
}

// eachUpdate is eachTile for updates.
func eachUpdate[T Float](f func(right Tile[T], p Product[T], a, b, c *T)) func(*table[T]) {
	return func(k *table[T]) {
		for j, right := range k.Update {
			k.Update[j] = func(p *Product[T], a, b, c *T) { f(right, *p, a, b, c) }
		}
	}
}

func gemmMutants[T Float]() []mutant[T] {
	var list []mutant[T]
	for _, m := range []struct {
		mistake string
		tile    func(right Tile[T], p Product[T], a, b, c *T)
	}{
		{"one row more", func(right Tile[T], p Product[T], a, b, c *T) { p.M++; right(&p, a, b, c) }},
		{"one row less", func(right Tile[T], p Product[T], a, b, c *T) { p.M = max(1, p.M-1); right(&p, a, b, c) }},
		{"last row of several tiles forgotten", func(right Tile[T], p Product[T], a, b, c *T) {
			if p.M > p.Rows {
				p.M--
			}
			right(&p, a, b, c)
		}},
		{"not turned", func(right Tile[T], p Product[T], a, b, c *T) { p.Store = Cached; right(&p, a, b, c) }},
		{"one column more", func(right Tile[T], p Product[T], a, b, c *T) { p.N++; right(&p, a, b, c) }},
		{"one step more", func(right Tile[T], p Product[T], a, b, c *T) { p.K++; right(&p, a, b, c) }},
		{"last column forgotten when the vector is not full", func(right Tile[T], p Product[T], a, b, c *T) {
			p.N -= p.N % 4 / 3
			right(&p, a, b, c)
		}},
		{"alpha twice", func(right Tile[T], p Product[T], a, b, c *T) { p.Alpha *= p.Alpha; right(&p, a, b, c) }},
		{"beta taken for one", func(right Tile[T], p Product[T], a, b, c *T) { p.Beta = min(1, 2*p.Beta); right(&p, a, b, c) }},
		{"C read with beta zero", func(right Tile[T], p Product[T], a, b, c *T) {
			each(p.M, p.N, func(i, j int) { *at(c, i*p.LDC+j) *= p.Beta })
			p.Beta = 1
			right(&p, a, b, c)
		}},
		{"B read with k zero", func(right Tile[T], p Product[T], a, b, c *T) { _ = *b + 1; right(&p, a, b, c) }},
		{"B read four columns at once", func(right Tile[T], p Product[T], a, b, c *T) {
			for q := range p.K {
				stray = float64(*at(b, q*p.BKS+3))
			}
			right(&p, a, b, c)
		}},
		{"zeros of A skipped", func(_ Tile[T], p Product[T], a, b, c *T) {
			each(p.M, p.N, func(i, j int) {
				var sum T
				for q := range p.K {
					if x := *at(a, i*p.ARS+q*p.AKS); x != 0 {
						sum += x * *at(b, j/4*p.BGS+q*p.BKS+j%4)
					}
				}
				sum *= p.Alpha
				if p.Beta != 0 {
					sum += p.Beta * *at(c, i*p.LDC+j)
				}
				*at(c, i*p.LDC+j) = sum
			})
		}},
		{"order of the sum changes with the rows", func(right Tile[T], p Product[T], a, b, c *T) {
			if p.M == 3 && p.K > 1 { // backwards
				a, b = at(a, (p.K-1)*p.AKS), at(b, (p.K-1)*p.BKS)
				p.AKS, p.BKS = -p.AKS, -p.BKS
			}
			right(&p, a, b, c)
		}},
		{"A's row stride taken for one", func(right Tile[T], p Product[T], a, b, c *T) { p.ARS = 1; right(&p, a, b, c) }},
		{"product rounded to half the bits", func(right Tile[T], p Product[T], a, b, c *T) {
			p.Alpha *= T(1 + 1000*eps[T]())
			right(&p, a, b, c)
		}},
		{"all panels taken for the first", func(right Tile[T], p Product[T], a, b, c *T) {
			if p.BGS > 4 {
				p.BGS = 0
			}
			right(&p, a, b, c)
		}},
		{"A of a batch taken for the first", func(right Tile[T], p Product[T], a, b, c *T) { p.AStep = 0; right(&p, a, b, c) }},
		{"last product of a batch forgotten", func(right Tile[T], p Product[T], a, b, c *T) {
			p.More = max(0, p.More-1)
			right(&p, a, b, c)
		}},
		{"a column of B not packed", func(right Tile[T], p Product[T], a, b, c *T) {
			if p.Pack == PackB {
				copyRows(p.K, p.N-1, p.Packed, p.N, b, p.BKS)
				p.Pack = PackNone
			}
			right(&p, a, b, c)
		}},
		{"a row of A not packed", func(right Tile[T], p Product[T], a, b, c *T) {
			if p.Pack == PackA {
				copyRows(p.K, 3, p.Packed, 4, a, p.AKS)
				p.Pack = PackNone
			}
			right(&p, a, b, c)
		}},
		{"packed by whole vectors", func(right Tile[T], p Product[T], a, b, c *T) {
			right(&p, a, b, c)
			if p.Pack == PackB {
				each(p.K, 4, func(q, j int) { *at(p.Packed, q*p.N+j) = *at(b, q*p.BKS+min(j, p.N-1)) })
			}
		}},
	} {
		list = append(list, mutant[T]{m.mistake, "Gemm", eachTile(m.tile)})
	}
	return append(list, mutant[T]{"the Product counted down", "Gemm", func(k *table[T]) {
		right := k.Gemm.Tiles[0]
		k.Gemm.Tiles[0] = func(p *Product[T], a, b, c *T) {
			right(p, a, b, c)
			p.M = 0
		}
	}})
}

func dotMutants[T Float]() []mutant[T] {
	var list []mutant[T]
	for _, m := range []struct {
		mistake string
		dot     func(right DotTile[T], p Dots[T], a, b, c *T)
	}{
		{"one row more", func(right DotTile[T], p Dots[T], a, b, c *T) { p.M++; right(&p, a, b, c, c) }},
		{"one row less", func(right DotTile[T], p Dots[T], a, b, c *T) { p.M = max(1, p.M-1); right(&p, a, b, c, c) }},
		{"remainder after vectors of four forgotten", func(right DotTile[T], p Dots[T], a, b, c *T) {
			p.K &^= 3
			right(&p, a, b, c, c)
		}},
		{"a vector of four read at the end", func(right DotTile[T], p Dots[T], a, b, c *T) {
			if p.K > 0 {
				stray = float64(*at(b, (p.K+3)&^3-1))
			}
			right(&p, a, b, c, c)
		}},
		{"one tile less", func(right DotTile[T], p Dots[T], a, b, c *T) {
			p.Tiles = max(1, p.Tiles-1)
			right(&p, a, b, c, c)
		}},
		{"steps of A and B exchanged", func(right DotTile[T], p Dots[T], a, b, c *T) {
			p.AS, p.BS = p.BS, p.AS
			right(&p, a, b, c, c)
		}},
		{"lda taken for ldb", func(right DotTile[T], p Dots[T], a, b, c *T) { p.LDB = p.LDA; right(&p, a, b, c, c) }},
		{"order of the sum changes with the rows", func(right DotTile[T], p Dots[T], a, b, c *T) {
			if p.M == 2 && p.K > 1 {
				p.K--
				right(&p, at(a, 1), at(b, 1), c, c)
				p.K, p.Beta = 1, 1
			}
			right(&p, a, b, c, c)
		}},
	} {
		list = append(list, mutant[T]{m.mistake, "Dot", func(k *table[T]) {
			for j, right := range k.Dot.Tiles {
				k.Dot.Tiles[j] = func(p *Dots[T], a, b, c, _ *T) { m.dot(right, *p, a, b, c) }
			}
		}})
	}
	return append(list, mutant[T]{"one column more", "Dot", func(k *table[T]) { k.Dot.Tiles[1] = k.Dot.Tiles[2] }})
}

// stray keeps a read that is of no use.
var stray float64

func rowMutants[T Float]() []mutant[T] {
	return []mutant[T]{
		{"one row more", "AddRow", func(k *table[T]) {
			k.AddRow = func(m, n int, y *T, ldy int, row *T) { addRow(m+1, n, y, ldy, row) }
		}},
		{"stride taken for n", "AddRow", func(k *table[T]) {
			k.AddRow = func(m, n int, y *T, _ int, row *T) { addRow(m, n, y, n, row) }
		}},
		{"last column forgotten", "AddRow", func(k *table[T]) {
			k.AddRow = func(m, n int, y *T, ldy int, row *T) { addRow(m, max(0, n-1), y, ldy, row) }
		}},
		{"slack written with its own value plus zero", "AddRow", func(k *table[T]) {
			k.AddRow = func(m, n int, y *T, ldy int, row *T) {
				addRow(m, n, y, ldy, row)
				if m > 0 {
					*at(y, (m-1)*ldy+n) += 0
				}
			}
		}},
		{"B of the first row for all rows of C", "Update", eachUpdate(func(right Tile[T], p Product[T], a, b, c *T) {
			p.BGS = 0
			right(&p, a, b, c)
		})},
		{"stride of A between rows taken for that between columns", "Update", eachUpdate(func(right Tile[T], p Product[T], a, b, c *T) {
			p.AKS = p.ARS
			right(&p, a, b, c)
		})},
		{"rows all as long", "Update", eachUpdate(func(right Tile[T], p Product[T], a, b, c *T) {
			p.NStep = max(0, p.NStep)
			right(&p, a, b, c)
		})},
		{"rows equally far apart", "Update", eachUpdate(func(right Tile[T], p Product[T], a, b, c *T) {
			p.LDCStep = 0
			right(&p, a, b, c)
		})},
		{"depth beyond 3 forgotten", "Update", func(k *table[T]) { k.Update[3] = k.Update[2] }},
		{"bias left out of the sign", "AddRowReLU", func(k *table[T]) {
			k.AddRowReLU = func(m, n int, y *T, ldy int, row *T) {
				for i := range m {
					relu(n, at(y, i*ldy), at(y, i*ldy))
				}
				addRow(m, n, y, ldy, row)
			}
		}},
		{"overwrites", "SumRows", func(k *table[T]) {
			k.SumRows = func(m, n int, alpha T, x *T, ldx int, sum *T) {
				clear(vec(sum, n))
				sumRows(m, n, alpha, x, ldx, sum)
			}
		}},
		{"last row forgotten", "SumRows", func(k *table[T]) {
			k.SumRows = func(m, n int, alpha T, x *T, ldx int, sum *T) { sumRows(m-1, n, alpha, x, ldx, sum) }
		}},
		{"alpha ignored", "SumRows", func(k *table[T]) {
			k.SumRows = func(m, n int, alpha T, x *T, ldx int, sum *T) { sumRows(m, n, 1, x, ldx, sum) }
		}},
		{"one column read beyond", "SumRows", func(k *table[T]) {
			k.SumRows = func(m, n int, alpha T, x *T, ldx int, sum *T) {
				for i := range m {
					stray = float64(*at(x, i*ldx+n))
				}
				sumRows(m, n, alpha, x, ldx, sum)
			}
		}},
	}
}

func vectorMutants[T Float]() []mutant[T] {
	return []mutant[T]{
		{"overwrites", "VecVec", func(k *table[T]) {
			k.VecVec = func(n int, x, y, sum *T) { *sum = 0; vecVec(n, x, y, sum) }
		}},
		{"remainder after vectors of four forgotten", "VecVec", func(k *table[T]) {
			k.VecVec = func(n int, x, y, sum *T) { vecVec(n&^3, x, y, sum) }
		}},
		{"x for y", "VecVec", func(k *table[T]) {
			k.VecVec = func(n int, x, y, sum *T) { vecVec(n, x, x, sum) }
		}},
		{"one element of y read beyond", "VecVec", func(k *table[T]) {
			k.VecVec = func(n int, x, y, sum *T) {
				stray = float64(*at(y, n))
				vecVec(n, x, y, sum)
			}
		}},
		{"overwrites", "AbsSum", func(k *table[T]) {
			k.AbsSum = func(n int, x, sum *T) { *sum = 0; absSum(n, x, sum) }
		}},
		{"signs kept", "AbsSum", func(k *table[T]) {
			k.AbsSum = func(n int, x, sum *T) { sumRows(n, 1, 1, x, 1, sum) }
		}},
		{"remainder after vectors of four forgotten", "AbsSum", func(k *table[T]) {
			k.AbsSum = func(n int, x, sum *T) { absSum(n&^3, x, sum) }
		}},
		{"remainder filled with the last element", "AbsSum", func(k *table[T]) {
			k.AbsSum = func(n int, x, sum *T) {
				absSum(n, x, sum)
				if n%4 == 3 {
					absSum(1, at(x, n-1), sum)
				}
			}
		}},
		{"one element read beyond", "AbsMax", func(k *table[T]) {
			k.AbsMax = func(n int, x, top *T) {
				stray = float64(*at(x, n))
				absMax(n, x, top)
			}
		}},
		{"signs kept", "AbsMax", func(k *table[T]) {
			k.AbsMax = func(n int, x, top *T) {
				for i := 0; i < n; i += AbsMaxRow {
					*at(top, i/AbsMaxRow) = max(0, greatest(vec(at(x, i), min(n-i, AbsMaxRow))))
				}
			}
		}},
		{"NaN taken for the greatest", "AbsMax", func(k *table[T]) {
			k.AbsMax = func(n int, x, top *T) {
				absMax(n, x, top)
				for i, v := range vec(x, n) {
					if v != v {
						*at(top, i/AbsMaxRow) = v
					}
				}
			}
		}},
		{"what is before NaN forgotten", "AbsMax", func(k *table[T]) {
			k.AbsMax = func(n int, x, top *T) {
				absMax(n, x, top)
				for i, v := range vec(x, n) {
					if v != v {
						absMax(min(n-i, AbsMaxRow-i%AbsMaxRow), at(x, i), at(top, i/AbsMaxRow))
					}
				}
			}
		}},
		{"a row more", "AbsMax", func(k *table[T]) {
			k.AbsMax = func(n int, x, top *T) {
				absMax(n, x, top)
				*at(top, (n+AbsMaxRow-1)/AbsMaxRow) = 0
			}
		}},
		{"signs kept", "AbsFind", func(k *table[T]) {
			k.AbsFind = func(n int, v T, x *T, left *int) { *left = n - max(0, slices.Index(vec(x, n), v)) }
		}},
		{"the first of a pair passed by", "AbsFind", func(k *table[T]) {
			k.AbsFind = func(n int, v T, x *T, left *int) {
				for i := 1; i < n; i += 2 {
					if T(math.Abs(float64(*at(x, i)))) == v {
						*left = n - i
						return
					}
				}
				*left = n % 2
			}
		}},
		{"nothing found", "AbsFind", func(k *table[T]) {
			k.AbsFind = func(n int, _ T, _ *T, left *int) { *left = n }
		}},
		{"one element read beyond", "AbsFind", func(k *table[T]) {
			k.AbsFind = func(n int, v T, x *T, left *int) {
				stray = float64(*at(x, n))
				absFind(n, v, x, left)
			}
		}},
		{"h12 and h21 exchanged", "Rotate", func(k *table[T]) {
			k.Rotate = func(n int, h11, h12, h21, h22 T, x, y *T) { rotate(n, h11, h21, h12, h22, x, y) }
		}},
		{"y from the x that is written", "Rotate", func(k *table[T]) {
			k.Rotate = func(n int, h11, h12, h21, h22 T, x, y *T) {
				for i := range n {
					*at(x, i) = T(h11**at(x, i)) + T(h12**at(y, i))
					*at(y, i) = T(h21**at(x, i)) + T(h22**at(y, i))
				}
			}
		}},
		{"a product not rounded", "Rotate", func(k *table[T]) {
			k.Rotate = func(n int, h11, h12, h21, h22 T, x, y *T) {
				for i := range n {
					v, w := *at(x, i), *at(y, i)
					*at(x, i) = T(math.FMA(float64(h11), float64(v), float64(T(h12*w))))
					*at(y, i) = T(h21*v) + T(h22*w)
				}
			}
		}},
		{"an element more", "Swap", func(k *table[T]) {
			k.Swap = func(n int, x, y *T) { swap(n+1, x, y) }
		}},
		{"copies", "Swap", func(k *table[T]) {
			k.Swap = func(n int, x, y *T) { copy(vec(y, n), vec(x, n)) }
		}},
	}
}

func elementMutants[T Float]() []mutant[T] {
	forward := func(a Act, f func(x T) T) func(*table[T]) {
		return func(k *table[T]) {
			k.Act[a].Forward = func(n int, y, x *T) {
				for i := range n {
					*at(y, i) = f(*at(x, i))
				}
			}
		}
	}
	backward := func(a Act, f func(dy, y T) T) func(*table[T]) {
		return func(k *table[T]) {
			k.Act[a].Backward = func(n int, dx, dy, y *T) {
				for i := range n {
					*at(dx, i) = f(*at(dy, i), *at(y, i))
				}
			}
		}
	}
	return []mutant[T]{
		{"alpha ignored", "Axpy", func(k *table[T]) {
			k.Axpy = func(n int, _ T, y, x *T) { axpy(n, 1, y, x) }
		}},
		{"one element read beyond", "Axpy", func(k *table[T]) {
			k.Axpy = func(n int, alpha T, y, x *T) {
				axpy(n, alpha, y, x)
				stray = float64(*at(x, n))
			}
		}},
		{"remainder after vectors of four forgotten", "Axpy", func(k *table[T]) {
			k.Axpy = func(n int, alpha T, y, x *T) { axpy(n/4*4, alpha, y, x) }
		}},
		{"slope of LeakyReLU", "Leak", func(k *table[T]) {
			k.Leak = func(n int, _ T, dx, dy, y *T) { leak(n, 0.01, dx, dy, y) }
		}},
		{"gate of dy", "Leak", func(k *table[T]) {
			k.Leak = func(n int, slope T, dx, dy, _ *T) { leak(n, slope, dx, dy, dy) }
		}},
		{"gate read after the output is written", "Leak", func(k *table[T]) {
			k.Leak = func(n int, slope T, dx, dy, y *T) {
				copy(vec(dx, n), vec(dy, n))
				leak(n, slope, dx, dx, y)
			}
		}},
		{"the other way round", "Sub", func(k *table[T]) {
			k.Sub = func(n int, z, x, y *T) { sub(n, z, y, x) }
		}},
		{"inputs read after the output is written", "Sub", func(k *table[T]) {
			k.Sub = func(n int, z, x, y *T) {
				copy(vec(z, n), vec(x, n))
				for i := range n {
					*at(z, i) -= *at(y, i)
				}
			}
		}},
		{"x written", "Sub", func(k *table[T]) {
			k.Sub = func(n int, z, x, y *T) {
				sub(n, z, x, y)
				copy(vec(x, n), vec(z, n))
			}
		}},
		{"one element written beyond", "Act", func(k *table[T]) {
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
		{"another exponential alone than in a vector", "Act", func(k *table[T]) {
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
		{"erf's GELU for tanh's", "Act", func(k *table[T]) { k.Act[GELUTanh].Forward = gelu[T] }},
		{"tanh's GELU for erf's", "Act", func(k *table[T]) { k.Act[GELU].Forward = geluTanh[T] }},
		{"derivative of tanh's GELU for erf's", "Act", func(k *table[T]) { k.Act[GELU].Backward = geluTanhGrad[T] }},
		{"NaN from -Inf", "Act", forward(SiLU, func(x T) T { return x * T(sigmoid64(float64(x))) })},
		{"derivative from the output", "Act", backward(SiLU, func(dy, y T) T {
			s := T(sigmoid64(float64(y)))
			return dy * (s + y*(1-s))
		})},
		{"upper end too low", "Exp", func(k *table[T]) {
			k.Exp = func(n int, y, x *T) {
				for i := range n {
					*at(y, i) = T(math.Exp(min(float64(*at(x, i)), 88)))
				}
			}
		}},
		{"lower tail by cancellation", "Softplus", func(k *table[T]) {
			k.Softplus = func(n int, y, x *T) {
				for i := range n {
					x := float64(*at(x, i))
					*at(y, i) = T(max(x, 0) + math.Log(1+math.Exp(-math.Abs(x))))
				}
			}
		}},
		{"nothing subtracted", "Softmax", func(k *table[T]) {
			k.Softmax = softmax(rowKernels[T]{expLess: func(n int, _ T, y, x *T) { exp(n, y, x) }, scale: scale[T]})
		}},
		{"not scaled", "Softmax", func(k *table[T]) {
			k.Softmax = softmax(rowKernels[T]{expLess: expLess[T], scale: func(int, T, *T) {}})
		}},
		{"leading dimensions exchanged", "Softmax", func(k *table[T]) {
			k.Softmax = func(m, n int, y *T, ldy int, x *T, ldx int) {
				softmax(rowKernels[T]{expLess: expLess[T], scale: scale[T]})(m, n, y, ldx, x, ldy)
			}
		}},
		{"derivative without dy", "Act", backward(Sigmoid, func(_, y T) T { return y * (1 - y) })},
		{"derivative by the square", "Act", backward(Sigmoid, func(dy, y T) T { return dy * y * y })},
	}
}

func packMutants[T Float]() []mutant[T] {
	return []mutant[T]{
		{"last column forgotten", "Copy", func(k *table[T]) {
			k.Copy = func(m, n int, dst *T, ldd int, src *T, lds int) { copyRows(m, max(0, n-1), dst, ldd, src, lds) }
		}},
		{"one row more", "Copy", func(k *table[T]) {
			k.Copy = func(m, n int, dst *T, ldd int, src *T, lds int) { copyRows(m+1, n, dst, ldd, src, lds) }
		}},
		{"strides exchanged", "Copy", func(k *table[T]) {
			k.Copy = func(m, n int, dst *T, ldd int, src *T, lds int) { copyRows(m, n, dst, lds, src, ldd) }
		}},
		{"one step more", "Transpose", func(k *table[T]) {
			k.Transpose = func(m, k int, dst *T, ldd int, src *T, lds int) { transpose(m, k+1, dst, ldd, src, lds) }
		}},
		{"remainder after four steps forgotten", "Transpose", func(k *table[T]) {
			k.Transpose = func(m, k int, dst *T, ldd int, src *T, lds int) { transpose(m, k/4*4, dst, ldd, src, lds) }
		}},
		{"a row beyond the last read", "Transpose", func(k *table[T]) {
			k.Transpose = func(m, k int, dst *T, ldd int, src *T, lds int) {
				transpose(m, k, dst, ldd, src, lds)
				if k > 0 {
					*dst += 0 * *at(src, m*lds)
				}
			}
		}},
	}
}

func stepMutants[T Float]() []mutant[T] {
	return []mutant[T]{
		{"remainder after vectors of four forgotten", "Scale", func(k *table[T]) {
			k.Scale = func(n int, alpha T, x *T) { scale(n/4*4, alpha, x) }
		}},
		{"steps back from the velocity before", "Steps", func(k *table[T]) {
			k.Steps.Momentum = func(n int, rate, mu, decay T, w, v, dw *T) {
				before := slices.Clone(vec(v, n))
				momentum(n, rate, mu, decay, w, v, dw)
				for i := range before {
					*at(w, i) += rate * (*at(v, i) - before[i])
				}
			}
		}},
		{"without decay", "Steps", func(k *table[T]) {
			k.Steps.Nesterov = func(n int, rate, mu, _ T, w, v, dw *T) { nesterov(n, rate, mu, 0, w, v, dw) }
		}},
		{"eps below the root", "Steps", func(k *table[T]) {
			k.Steps.RMSProp = func(n int, rate, beta, rest, eps, decay T, w, v, dw *T) {
				for i := range n {
					d := *at(dw, i) + decay**at(w, i)
					*at(v, i) = beta**at(v, i) + rest*d*d
					*at(w, i) -= rate * d / root(*at(v, i)+eps)
				}
			}
		}},
		{"the gradient written", "Steps", func(k *table[T]) {
			k.Steps.Adam = func(n int, rate, rest1, beta2, rest2, corr, eps, decay, keep T, w, m, v, dw *T) {
				adam(n, rate, rest1, beta2, rest2, corr, eps, decay, keep, w, m, v, dw)
				for i := range n {
					*at(dw, i) += decay * *at(w, i)
				}
			}
		}},
		{"one element more", "Steps", func(k *table[T]) {
			k.Steps.Adam = func(n int, rate, rest1, beta2, rest2, corr, eps, decay, keep T, w, m, v, dw *T) {
				adam(n+1, rate, rest1, beta2, rest2, corr, eps, decay, keep, w, m, v, dw)
			}
		}},
	}
}

func triangleMutants[T Float]() []mutant[T] {
	var list []mutant[T]
	for _, m := range []struct {
		mistake string
		wrong   triangleKernel[T]
	}{
		{"one row less", func(m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int) {
			triangle(max(1, m-1), n, mode, a, ars, aks, f, x, ldx, b, ldb)
		}},
		{"one column more", func(m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int) {
			triangle(m, n+1, mode, a, ars, aks, f, x, ldx, b, ldb)
		}},
		{"remainder after vectors of four forgotten", func(m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int) {
			triangle(m, n/4*4, mode, a, ars, aks, f, x, ldx, b, ldb)
		}},
		{"strides of A taken for each other", func(m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int) {
			triangle(m, n, mode, a, aks, ars, f, x, ldx, b, ldb)
		}},
		{"multiplied from the first row on", func(m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int) {
			triangle(m, n, max(mode, TriangleSolve), a, ars, aks, f, x, ldx, b, ldb)
		}},
		{"solved in B alone", func(m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int) {
			triangle(m, n, min(mode, TriangleSolve), a, ars, aks, f, b, ldb, b, ldb)
		}},
		{"the sum added as it is", func(m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int) {
			ones := make([]T, 2*m)
			for i := range m {
				ones[2*i], ones[2*i+1] = *at(f, 2*i), 1
			}
			triangle(m, n, mode, a, ars, aks, &ones[0], x, ldx, b, ldb)
		}},
	} {
		list = append(list, mutant[T]{m.mistake, "TriangleRows", func(k *table[T]) { k.TriangleRows = m.wrong }})
	}
	return list
}

func symvMutants[T Float]() []mutant[T] {
	var list []mutant[T]
	for _, m := range []struct {
		mistake string
		wrong   func(p Symv[T], a, x, y, xi, yi *T)
	}{
		{"one column less", func(p Symv[T], a, x, y, xi, yi *T) {
			if p.Square == SquareNone {
				p.N = max(0, p.N-1)
			}
			symvRows(&p, a, x, y, xi, yi)
		}},
		{"last group forgotten", func(p Symv[T], a, x, y, xi, yi *T) {
			p.Groups = max(0, p.Groups-1)
			symvRows(&p, a, x, y, xi, yi)
		}},
		{"all groups as long as the first", func(p Symv[T], a, x, y, xi, yi *T) {
			p.More = max(0, p.More)
			symvRows(&p, a, x, y, xi, yi)
		}},
		{"rows equally far apart", func(p Symv[T], a, x, y, xi, yi *T) { p.Bend = 0; symvRows(&p, a, x, y, xi, yi) }},
		{"square forgotten", func(p Symv[T], a, x, y, xi, yi *T) {
			if p.Square == SquareBefore {
				p.Square, a = SquareNone, at(a, SymvGroup)
			}
			symvRows(&p, a, x, y, xi, yi)
		}},
		{"the other triangle of the square", func(p Symv[T], a, x, y, xi, yi *T) {
			symvRows(&p, a, x, y, xi, yi)
			if p.Square == SquareBehind && p.Groups > 0 {
				*at(yi, 0) += *at(a, p.N+1)
			}
		}},
		{"alpha twice", func(p Symv[T], a, x, y, xi, yi *T) { p.Alpha *= p.Alpha; symvRows(&p, a, x, y, xi, yi) }},
		{"columns of yi only", func(p Symv[T], a, x, y, xi, yi *T) {
			if p.Groups == 1 {
				y = unsafe.SliceData(slices.Clone(vec(y, p.N)))
			}
			symvRows(&p, a, x, y, xi, yi)
		}},
		{"one element of x read beyond", func(p Symv[T], a, x, y, xi, yi *T) {
			if p.Groups > 0 {
				stray = float64(*at(x, p.N))
			}
			symvRows(&p, a, x, y, xi, yi)
		}},
	} {
		list = append(list, mutant[T]{m.mistake, "SymvRows", func(k *table[T]) {
			k.SymvRows = func(p *Symv[T], a, x, y, xi, yi *T) { m.wrong(*p, a, x, y, xi, yi) }
		}})
	}
	return list
}

// matVecMutants are of MatVecT, and of MatVec's rows that are packed.
func matVecMutants[T Float]() []mutant[T] {
	list := []mutant[T]{{"rows equally far apart", "MatVec", func(k *table[T]) {
		k.MatVec = func(m, n int, alpha T, a *T, lda, _ int, x *T, beta T, y *T, incy, ahead int) {
			matVec(m, n, alpha, a, lda, 0, x, beta, y, incy, ahead)
		}
	}}}
	type args struct {
		m, n  int
		alpha T
		bend  int
	}
	for mistake, wrong := range map[string]func(c *args){
		"last row forgotten":          func(c *args) { c.m = max(0, c.m-1) },
		"rows beyond four forgotten":  func(c *args) { c.m = min(c.m, 4) },
		"last column forgotten":       func(c *args) { c.n = max(0, c.n-1) },
		"alpha ignored":               func(c *args) { c.alpha = 1 },
		"rows equally far apart":      func(c *args) { c.bend = 0 },
		"rows never nearer":           func(c *args) { c.bend = max(0, c.bend) },
		"rows never further":          func(c *args) { c.bend = min(0, c.bend) },
		"remainder of two forgotten":  func(c *args) { c.n &^= 1 },
		"one column more than it has": func(c *args) { c.n++ },
	} {
		list = append(list, mutant[T]{mistake, "MatVecT", func(k *table[T]) {
			k.MatVecT = func(m, n int, alpha T, a *T, lda, bend int, x, y *T) {
				c := args{m, n, alpha, bend}
				wrong(&c)
				matVecT(c.m, c.n, c.alpha, a, lda, c.bend, x, y)
			}
		}})
	}
	return list
}

func rampMutants[T Float]() []mutant[T] {
	var list []mutant[T]
	for name, right := range map[string]func(p *Ramp[T], a, v, r *T){"RampDots": rampDots[T], "RampAxpy": rampAxpy[T], "RampOuter": rampOuter[T], "RampOuter2": rampOuter2[T]} {
		for _, m := range []struct {
			mistake string
			wrong   func(p Ramp[T], a, v, r *T)
		}{
			{"last row forgotten", func(p Ramp[T], a, v, r *T) { p.M = max(0, p.M-1); right(&p, a, v, r) }},
			{"one column less", func(p Ramp[T], a, v, r *T) { p.To--; right(&p, a, v, r) }},
			{"first column forgotten", func(p Ramp[T], a, v, r *T) { p.From++; right(&p, a, v, r) }},
			{"rows all begin alike", func(p Ramp[T], a, v, r *T) { p.FromStep = max(0, p.FromStep-1); right(&p, a, v, r) }},
			{"rows all end alike", func(p Ramp[T], a, v, r *T) { p.ToStep = min(0, p.ToStep); right(&p, a, v, r) }},
			{"rows equally far apart", func(p Ramp[T], a, v, r *T) { p.Bend = 0; right(&p, a, v, r) }},
			{"rows never nearer", func(p Ramp[T], a, v, r *T) { p.Bend = max(0, p.Bend); right(&p, a, v, r) }},
			{"alpha twice", func(p Ramp[T], a, v, r *T) { p.Alpha *= p.Alpha; right(&p, a, v, r) }},
			{"v read beyond", func(p Ramp[T], a, v, r *T) {
				if p.M > 0 && p.To > p.From {
					stray = float64(*at(v, p.Apart+p.To+p.M*max(0, p.ToStep)))
				}
				right(&p, a, v, r)
			}},
			{"r read beyond", func(p Ramp[T], a, v, r *T) { stray = float64(*at(r, p.Apart+p.M)); right(&p, a, v, r) }},
		} {
			list = append(list, mutant[T]{m.mistake, name, func(k *table[T]) {
				kernel := func(p *Ramp[T], a, v, r *T) { m.wrong(*p, a, v, r) }
				switch name {
				case "RampDots":
					k.RampDots = kernel
				case "RampAxpy":
					k.RampAxpy = kernel
				case "RampOuter":
					k.RampOuter = kernel
				case "RampOuter2":
					k.RampOuter2 = kernel
				}
			}})
		}
	}
	for _, m := range []struct {
		mistake string
		wrong   func(p Ramp[T], a, v, f *T)
	}{
		{"last row forgotten", func(p Ramp[T], a, v, f *T) { p.M = max(0, p.M-1); rampSolve(&p, a, v, f) }},
		{"rows equally far apart", func(p Ramp[T], a, v, f *T) { p.Bend = 0; rampSolve(&p, a, v, f) }},
		{"rows never nearer", func(p Ramp[T], a, v, f *T) { p.Bend = max(0, p.Bend); rampSolve(&p, a, v, f) }},
		{"not scaled", func(p Ramp[T], a, v, f *T) {
			ones := make([]T, p.M+1)
			for i := range ones {
				ones[i] = 1
			}
			rampSolve(&p, a, v, &ones[0])
		}},
		{"alpha ignored", func(p Ramp[T], a, v, f *T) { p.Alpha = 1; rampSolve(&p, a, v, f) }},
		{"last column forgotten", func(p Ramp[T], a, v, f *T) {
			if p.ToStep == 0 {
				p.To = max(p.From, p.To-1)
			}
			rampSolve(&p, a, v, f)
		}},
	} {
		list = append(list, mutant[T]{m.mistake, "RampSolve", func(k *table[T]) {
			k.RampSolve = func(p *Ramp[T], a, v, f *T) { m.wrong(*p, a, v, f) }
		}})
	}
	for _, m := range []struct {
		mistake string
		wrong   func(p Ramp[T], a, v, f *T)
	}{
		{"last row forgotten", func(p Ramp[T], a, v, f *T) { p.M = max(0, p.M-1); rampSolveRows(&p, a, v, f) }},
		{"rows equally far apart", func(p Ramp[T], a, v, f *T) { p.Bend = 0; rampSolveRows(&p, a, v, f) }},
		{"rows never nearer", func(p Ramp[T], a, v, f *T) { p.Bend = max(0, p.Bend); rampSolveRows(&p, a, v, f) }},
		{"no band", func(p Ramp[T], a, v, f *T) {
			if p.FromStep > 0 {
				p.FromStep = 0
			}
			rampSolveRows(&p, a, v, f)
		}},
		{"no band of an upper triangle", func(p Ramp[T], a, v, f *T) {
			if p.ToStep < 0 {
				p.ToStep = 0
			}
			rampSolveRows(&p, a, v, f)
		}},
		{"first column forgotten", func(p Ramp[T], a, v, f *T) {
			if p.FromStep >= 0 && p.From < p.To {
				p.From++
			}
			rampSolveRows(&p, a, v, f)
		}},
		{"last column forgotten", func(p Ramp[T], a, v, f *T) {
			if p.ToStep <= 0 && p.From < p.To {
				p.To--
			}
			rampSolveRows(&p, a, v, f)
		}},
		{"not scaled", func(p Ramp[T], a, v, f *T) {
			ones := make([]T, p.M+1)
			for i := range ones {
				ones[i] = 1
			}
			rampSolveRows(&p, a, v, &ones[0])
		}},
	} {
		list = append(list, mutant[T]{m.mistake, "RampSolveRows", func(k *table[T]) {
			k.RampSolveRows = func(p *Ramp[T], a, v, f *T) { m.wrong(*p, a, v, f) }
		}})
	}
	list = append(list, mutant[T]{"second vector forgotten", "RampOuter2", func(k *table[T]) { k.RampOuter2 = rampOuter[T] }})
	list = append(list, mutant[T]{"beta ignored", "RampDots", func(k *table[T]) {
		k.RampDots = func(p *Ramp[T], a, v, r *T) { q := *p; q.Beta = 1; rampDots(&q, a, v, r) }
	}})
	return list
}
