package tests_test

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"testing"
	"unsafe"

	gonum "gonum.org/v1/gonum/blas"

	"weft.example/blas"
	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/internal/guard"
	"weft.example/kernels"
	"weft.example/workers"
)

// FuzzGemm multiplies with any sizes, strides, lengths and numbers, through every door and with
// every Set, on operands between pages that fault.
//
//   - Operands that hold what the product reaches give what three loops in float64 do.
//   - Others are refused with a panic of the package's own.
//   - Nothing but C changes.
func FuzzGemm(f *testing.F) {
	f.Add(4, 4, 4, 4, 1, 4, 1, 4, 16, 16, 16, uint8(0), uint8(3), uint64(1))
	f.Add(4, 4, 4, math.MaxUint/3+1, 1, 4, 1, 4, 16, 16, 16, uint8(0), uint8(7), uint64(2))
	f.Add(5, 3, 2, 3, 1, 3, 1, 1<<(bits.UintSize-3)+5, 15, 15, 3, uint8(0), uint8(7), uint64(3))
	f.Add(40, 70, 90, 1, 40, 1, 90, 71, 3600, 6300, 2840, uint8(1), uint8(9), uint64(4))
	f.Add(1, 1, 1<<(bits.UintSize-20), 0, 0, 0, 0, 1, 1, 1, 1, uint8(1), uint8(0), uint64(5))
	f.Add(1, 1, math.MaxInt, 0, 0, 0, 0, 1, 1, 1, 1, uint8(2), uint8(0), uint64(6))
	f.Add(130, 33, 17, 17, 1, 33, 1, 33, 2210, 561, 4290, uint8(2), uint8(31), uint64(7))
	f.Add(7, 1, 300, 300, 1, 1, 1, 1, 2100, 300, 7, uint8(3), uint8(63), uint64(8))
	f.Add(-1, 2, 2, 2, 1, 2, 1, 2, 4, 4, 4, uint8(4), uint8(0), uint64(9))
	f32, f64 := newMultipliers[float32](), newMultipliers[float64]()
	f.Fuzz(func(t *testing.T, m, n, k, ars, acs, brs, bcs, ldc, lenA, lenB, lenC int, door, numbers uint8, seed uint64) {
		c := multiply{m: m, n: n, k: k, ars: ars, acs: acs, brs: brs, bcs: bcs, ldc: ldc, door: int(door) % doors, numbers: numbers, seed: seed}
		for _, l := range []struct {
			to   *int
			from int
		}{{&c.lenA, lenA}, {&c.lenB, lenB}, {&c.lenC, lenC}} {
			*l.to = int(uint(l.from) % (roomElements + 1))
		}
		if c.door == doorGonum && c.ars != 1 { // gonum's matrices have one stride
			c.acs = 1
		}
		if c.door == doorGonum && c.brs != 1 {
			c.bcs = 1
		}
		packed := float64(c.k) * float64(c.n)
		if c.fits() && c.work() > 1<<20 || c.door == doorPacked && packed > 1<<20 && packed < 1<<40 {
			t.Skip("takes too long")
		}
		for i := range f32 {
			if err := f32[i].try(c); err != nil {
				t.Fatalf("%s, float32: %v", f32[i].set.Name, err)
			}
			if err := f64[i].try(c); err != nil {
				t.Fatalf("%s, float64: %v", f64[i].set.Name, err)
			}
		}
	})
}

// The doors of a product.
const (
	doorGemm = iota
	doorThen
	doorPacked
	doorSmall
	doorGonum // gonum's Sgemm and Dgemm

	doors
)

// roomElements is the most that an operand has.
const roomElements = 1 << 14

// multiply is a product as a fuzzer draws it.
type multiply struct {
	m, n, k                 int
	ars, acs, brs, bcs, ldc int
	lenA, lenB, lenC        int
	door                    int
	numbers                 uint8 // bits: alpha, beta, special numbers, where operands lie
	seed                    uint64
}

func (c multiply) alpha() float64 { return []float64{1, 0.5, -1, 0}[c.numbers&3] }
func (c multiply) beta() float64  { return []float64{0, 1, -0.5, 2}[c.numbers>>2&3] }
func (c multiply) special() bool  { return c.numbers>>4&1 != 0 }
func (c multiply) atEnd() bool    { return c.numbers>>5&1 == 0 }

func (c multiply) work() float64 { return float64(c.m) * float64(c.n) * float64(c.k) }

// fits tells whether a product may be computed, by numbers of any size.
func (c multiply) fits() bool {
	if c.m < 0 || c.n < 0 || c.k < 0 || c.ars < 0 || c.acs < 0 || c.brs < 0 || c.bcs < 0 || c.ldc < max(1, c.n) {
		return false
	}
	holdsA, holdsB := reaches(c.lenA, c.m, c.k, c.ars, c.acs), reaches(c.lenB, c.k, c.n, c.brs, c.bcs)
	switch c.door {
	case doorPacked: // B is packed whatever A is
		if c.k > 0 && c.n > 0 && !(holdsB && float64(c.k)*float64(c.n) < 1<<40) {
			return false
		}
	case doorGonum: // as gonum wants a row to be as long as it is said to be, even without elements
		var strideA, strideB bool
		holdsA, strideA = stored(c.lenA, c.m, c.k, c.ars, c.acs)
		holdsB, strideB = stored(c.lenB, c.k, c.n, c.brs, c.bcs)
		if !strideA || !strideB {
			return false
		}
	}
	if c.door != doorGonum {
		holdsA, holdsB = holdsA || c.k == 0, holdsB || c.k == 0
	}
	if c.m == 0 || c.n == 0 {
		return true
	}
	return reaches(c.lenC, c.m, c.n, c.ldc, 1) && holdsA && holdsB && c.work() < blas.MaxWork
}

// stored tells whether so many elements hold an m by n matrix or its transpose as gonum has them,
// and whether its leading dimension is one.
func stored(length, m, n, rs, cs int) (holds, stride bool) {
	if cs != 1 {
		m, n, rs = n, m, cs
	}
	if n == 0 { // (m-1)·rs elements, to whose end an element would be one more
		length, n = length+1, 1
		stride = rs >= 1
	} else {
		stride = rs >= n
	}
	return m == 0 || reaches(length, m, n, rs, 1), stride
}

// reaches tells whether so many elements hold an m by n view, m and n above 0.
func reaches(length, m, n, rs, cs int) bool {
	last := func(n, stride int) *big.Int {
		return new(big.Int).Mul(big.NewInt(int64(n-1)), big.NewInt(int64(stride)))
	}
	at := last(m, rs)
	return at.Add(at, last(n, cs)).Cmp(big.NewInt(int64(length))) < 0
}

// multiplier is what multiplies with one Set, and its operands' memory.
type multiplier[T kernels.Float] struct {
	set     *kernels.Set
	space   *blas.Workspace[T]
	spaces  *blas.Spaces[T]
	door    gonumblas.Implementation
	a, b, c []T
}

func newMultipliers[T kernels.Float]() (list []multiplier[T]) {
	size := int(unsafe.Sizeof(T(0)))
	room := func() []T {
		return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(guard.Bytes(roomElements*size)))), roomElements)
	}
	a, b, c := room(), room(), room()
	for _, set := range kernels.Available() {
		pool := workers.New(2)
		list = append(list, multiplier[T]{set, blas.NewWorkspace[T](set, pool), blas.NewSpaces[T](set, pool), gonumblas.New(set, pool), a, b, c})
	}
	return list
}

// operand returns the first or the last elements of a room, drawn anew.
func operand[T kernels.Float](room []T, n int, c multiply, rng *rand.Rand) []T {
	x := room[:n:n]
	if c.atEnd() {
		x = room[len(room)-n:]
	}
	for i := range x {
		x[i] = T(rng.IntN(9)-4) / 4
		if c.special() && rng.IntN(8) == 0 {
			x[i] = T([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1)}[rng.IntN(5)])
		}
	}
	return x
}

// try computes one product and compares all of its memory.
func (x *multiplier[T]) try(c multiply) error {
	rng := rand.New(rand.NewPCG(c.seed, 0))
	a, b, z := operand(x.a, c.lenA, c, rng), operand(x.b, c.lenB, c, rng), operand(x.c, c.lenC, c, rng)
	wantA, wantB, before := bitsOf(a), bitsOf(b), append([]T(nil), z...)
	text, refused := x.call(c, a, b, z)
	fits := c.fits()
	if refused == fits {
		return fmt.Errorf("refused: %v, %q; want %v", refused, text, !fits)
	}
	if refused && !strings.HasPrefix(text, "blas: ") {
		return fmt.Errorf("panic %q, want one of blas", text)
	}
	if bitsOf(a) != wantA || bitsOf(b) != wantB {
		return fmt.Errorf("A or B has changed")
	}
	for i, got := range z {
		row, column := i/max(c.ldc, 1), i%max(c.ldc, 1)
		if !fits || row >= c.m || column >= c.n {
			if math.Float64bits(float64(got)) != math.Float64bits(float64(before[i])) {
				return fmt.Errorf("element %d, which is none of C, went from %v to %v", i, before[i], got)
			}
			continue
		}
		want, bound := element(c, row, column, a, b, float64(before[i]))
		if d := math.Abs(float64(got) - want); !(d <= bound*epsilon[T]()) && float64(got) != want && (got == got || want == want) {
			return fmt.Errorf("C[%d,%d] = %v, want %v within %v", row, column, got, want, bound*epsilon[T]())
		}
	}
	return nil
}

// call multiplies through the product's door, and returns what it panicked with.
func (x *multiplier[T]) call(c multiply, a, b, z []T) (text string, refused bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			text, refused = fmt.Sprint(r), true
		}
	}()
	A, B := blas.Matrix[T]{Data: a, RS: c.ars, CS: c.acs}, blas.Matrix[T]{Data: b, RS: c.brs, CS: c.bcs}
	alpha, beta := T(c.alpha()), T(c.beta())
	switch {
	case c.door == doorThen:
		met := make([]int, len(z))
		x.space.GemmThen(c.m, c.n, c.k, alpha, A, B, beta, z, c.ldc, func(i0, i1, j0, j1 int) {
			for i := i0; i < i1; i++ {
				for j := j0; j < j1; j++ {
					met[i*c.ldc+j]++
				}
			}
		})
		for i := range c.m {
			for j := range c.n {
				if met[i*c.ldc+j] != 1 {
					return fmt.Sprintf("the epilogue met (%d, %d) %d times", i, j, met[i*c.ldc+j]), true
				}
			}
		}
	case c.door == doorPacked && c.k > 0 && c.n > 0:
		x.space.GemmPacked(c.m, alpha, A, blas.NewPacked(x.set, c.k, c.n, B), beta, z, c.ldc, nil)
	case c.door == doorSmall && alpha != 0 && c.fits():
		p := kernels.Product[T]{M: c.m, N: c.n, K: c.k, ARS: c.ars, AKS: c.acs, BKS: c.brs, LDC: c.ldc, Alpha: alpha, Beta: beta}
		x.spaces.Product(checked.Operands{}, &p, c.bcs, a, b, z)
	case c.door == doorGonum:
		x.gonum(c, alpha, a, b, beta, z)
	default:
		x.space.Gemm(c.m, c.n, c.k, alpha, A, B, beta, z, c.ldc)
	}
	return "", false
}

// gonum multiplies by Sgemm or Dgemm.
func (x *multiplier[T]) gonum(c multiply, alpha T, a, b []T, beta T, z []T) {
	transposed := func(rs, cs int) (gonum.Transpose, int) {
		if cs != 1 {
			return gonum.Trans, cs
		}
		return gonum.NoTrans, rs
	}
	tA, lda := transposed(c.ars, c.acs)
	tB, ldb := transposed(c.brs, c.bcs)
	switch a := any(a).(type) {
	case []float32:
		x.door.Sgemm(tA, tB, c.m, c.n, c.k, float32(alpha), a, lda, any(b).([]float32), ldb, float32(beta), any(z).([]float32), c.ldc)
	case []float64:
		x.door.Dgemm(tA, tB, c.m, c.n, c.k, float64(alpha), a, lda, any(b).([]float64), ldb, float64(beta), any(z).([]float64), c.ldc)
	}
}

// element is what C[i,j] becomes, and the bound on its roundings, in units of epsilon.
func element[T kernels.Float](c multiply, i, j int, a, b []T, before float64) (want, bound float64) {
	if alpha := c.alpha(); alpha != 0 {
		for p := range c.k {
			v := float64(a[i*c.ars+p*c.acs]) * float64(b[p*c.brs+j*c.bcs])
			want += v
			bound += math.Abs(v)
		}
		want *= alpha
	}
	if beta := c.beta(); beta != 0 {
		want += beta * before
		bound += math.Abs(beta * before)
	}
	return want, gamma(c.k, 1) * bound
}

// bitsOf is all bits of x, as a text that can be compared.
func bitsOf[T kernels.Float](x []T) string {
	size := len(x) * int(unsafe.Sizeof(T(0)))
	return strings.Clone(unsafe.String((*byte)(unsafe.Pointer(unsafe.SliceData(x))), size))
}
