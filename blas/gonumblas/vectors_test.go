package gonumblas_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/internal/guard"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
)

// vectors are an implementation's routines on vectors of one element type.
type vectors[T kernels.Float] struct {
	dot   func(n int, x []T, incX int, y []T, incY int) T
	axpy  func(n int, alpha T, x []T, incX int, y []T, incY int)
	scal  func(n int, alpha T, x []T, incX int)
	nrm2  func(n int, x []T, incX int) T
	asum  func(n int, x []T, incX int) T
	iamax func(n int, x []T, incX int) int
	rot   func(n int, x []T, incX int, y []T, incY int, c, s T)
	rotm  func(n int, x []T, incX int, y []T, incY int, flag blas.Flag, h [4]T)
	swap  func(n int, x []T, incX int, y []T, incY int)
	copy  func(n int, x []T, incX int, y []T, incY int)
}

func vectors32(i blas.Float32Level1) vectors[float32] {
	rotm := func(n int, x []float32, incX int, y []float32, incY int, flag blas.Flag, h [4]float32) {
		i.Srotm(n, x, incX, y, incY, blas.SrotmParams{Flag: flag, H: h})
	}
	return vectors[float32]{i.Sdot, i.Saxpy, i.Sscal, i.Snrm2, i.Sasum, i.Isamax, i.Srot, rotm, i.Sswap, i.Scopy}
}

func vectors64(i blas.Float64Level1) vectors[float64] {
	rotm := func(n int, x []float64, incX int, y []float64, incY int, flag blas.Flag, h [4]float64) {
		i.Drotm(n, x, incX, y, incY, blas.DrotmParams{Flag: flag, H: h})
	}
	return vectors[float64]{i.Ddot, i.Daxpy, i.Dscal, i.Dnrm2, i.Dasum, i.Idamax, i.Drot, rotm, i.Dswap, i.Dcopy}
}

// onEverySet runs tests of both element types on every Set.
func onEverySet(t *testing.T, float32s, float64s func(t *testing.T, i gonumblas.Implementation)) {
	for _, s := range kernels.Available() {
		i := gonumblas.New(s, nil)
		t.Run(s.Name+"/float32", func(t *testing.T) { float32s(t, i) })
		t.Run(s.Name+"/float64", func(t *testing.T) { float64s(t, i) })
	}
}

// TestVectors holds every Set's routines on vectors to sums of float64, on memory that ends where a page does, and to
// their bound: eps times the length and the sum of magnitudes.
func TestVectors(t *testing.T) {
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) { testVectors(t, vectors32(i), 0x1p-23) }, func(t *testing.T, i gonumblas.Implementation) { testVectors(t, vectors64(i), 0x1p-52) })
}

func testVectors[T kernels.Float](t *testing.T, v vectors[T], eps float64) {
	rng := rand.New(rand.NewPCG(8, 0))
	lengths := []int{127, 128, 1000, 1 << 16, 1<<16 + 1, 140_000}
	for n := range 300 {
		lengths = append(lengths, n)
	}
	rooms := [4]room[T]{newRoom[T](), newRoom[T](), newRoom[T](), newRoom[T]()}
	for _, n := range lengths {
		x, y, z, w := rooms[0].last(n), rooms[1].last(n), rooms[2].last(n), rooms[3].last(n)
		alpha := T(rng.NormFloat64())
		var dot, dotAbs, squares float64
		for i := range x {
			x[i], y[i] = T(rng.NormFloat64()), T(rng.NormFloat64())
			p := float64(x[i]) * float64(y[i])
			dot, dotAbs, squares = dot+p, dotAbs+math.Abs(p), squares+float64(x[i])*float64(x[i])
		}
		bound := eps * float64(n+2)
		if got := float64(v.dot(n, x, 1, y, 1)); math.Abs(got-dot) > bound*dotAbs {
			t.Errorf("dot of %d: %v, want %v ± %v", n, got, dot, bound*dotAbs)
		}
		if got, want := float64(v.nrm2(n, x, 1)), math.Sqrt(squares); math.Abs(got-want) > bound*want {
			t.Errorf("norm of %d: %v, want %v ± %v", n, got, want, bound*want)
		}
		copy(z, y)
		copy(w, x)
		v.axpy(n, alpha, x, 1, z, 1)
		v.scal(n, alpha, w, 1)
		for i := range z {
			if want := float64(y[i]) + float64(alpha)*float64(x[i]); math.Abs(float64(z[i])-want) > 2*eps*(math.Abs(want)+math.Abs(float64(alpha*x[i]))) {
				t.Fatalf("axpy of %d: y[%d] = %v, want %v", n, i, z[i], want)
			}
			if want := alpha * x[i]; w[i] != want {
				t.Fatalf("scal of %d: x[%d] = %v, want %v", n, i, w[i], want)
			}
		}
	}
}

// room is memory behind which none may be touched.
type room[T kernels.Float] []T

func newRoom[T kernels.Float]() room[T] {
	b := guard.Bytes(2 << 20)
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(T(0))))
}

// last returns the last n elements.
func (r room[T]) last(n int) []T { return r[len(r)-n:] }

// first returns the first n elements, before which none may be touched.
func (r room[T]) first(n int) []T { return r[:n] }

// TestNormExtremes wants gonum's norm wherever squares over- or underflow, or are no numbers.
func TestNormExtremes(t *testing.T) {
	testExtremes(t, vectors32(door()), vectors32(gonum.Implementation{}), 0x1p-126, 0x1p127, 0x1p-20)
	testExtremes(t, vectors64(door()), vectors64(gonum.Implementation{}), 0x1p-1022, 0x1p1023, 0x1p-49)
}

func testExtremes[T kernels.Float](t *testing.T, ours, theirs vectors[T], least, most T, bound float64) {
	t.Helper()
	nan, inf := T(math.NaN()), T(math.Inf(1))
	root := func(x T) T { return T(math.Sqrt(float64(x))) }
	for _, value := range []T{0, least, least / 1024, most, most / 64, root(least), root(least) * 64, root(most), root(most) / 64, 1, nan, inf, -inf} {
		for _, other := range []T{0, 1, least, most, root(least), nan} {
			for _, n := range []int{1, 7, 40, 1000} {
				x := make([]T, n)
				for i := range x {
					x[i] = value
				}
				x[n/2] = other
				got, want := float64(ours.nrm2(n, x, 1)), float64(theirs.nrm2(n, x, 1))
				if got != want && !(math.Abs(got-want) <= bound*want) && !(got != got && want != want) {
					t.Errorf("%T: norm of %d × %v and %v: %v, want %v", value, n-1, value, other, got, want)
				}
			}
		}
	}
}

// TestVectorPanics calls gonum and weft with good and bad arguments; both must panic with the same value, or neither.
func TestVectorPanics(t *testing.T) {
	testVectorPanics(t, vectors32(door()), vectors32(gonum.Implementation{}))
	testVectorPanics(t, vectors64(door()), vectors64(gonum.Implementation{}))
}

func testVectorPanics[T kernels.Float](t *testing.T, ours, theirs vectors[T]) {
	t.Helper()
	panics := map[any]int{}
	for _, n := range []int{-1, 0, 1, 40, 300, math.MaxInt / 2} {
		for _, inc := range [][2]int{{1, 1}, {0, 1}, {1, 0}, {2, 1}, {1, -2}, {-1, -1}} {
			for _, short := range [][2]int{{0, 0}, {1, 0}, {0, 1}} {
				for name, call := range map[string]func(v vectors[T], x, y []T){
					"dot":   func(v vectors[T], x, y []T) { v.dot(n, x, inc[0], y, inc[1]) },
					"axpy":  func(v vectors[T], x, y []T) { v.axpy(n, 2, x, inc[0], y, inc[1]) },
					"scal":  func(v vectors[T], x, _ []T) { v.scal(n, 2, x, inc[0]) },
					"nrm2":  func(v vectors[T], x, _ []T) { v.nrm2(n, x, inc[0]) },
					"asum":  func(v vectors[T], x, _ []T) { v.asum(n, x, inc[0]) },
					"iamax": func(v vectors[T], x, _ []T) { v.iamax(n, x, inc[0]) },
					"rot":   func(v vectors[T], x, y []T) { v.rot(n, x, inc[0], y, inc[1], 1, 2) },
					"rotm":  func(v vectors[T], x, y []T) { v.rotm(n, x, inc[0], y, inc[1], blas.Rescaling, [4]T{}) },
					"swap":  func(v vectors[T], x, y []T) { v.swap(n, x, inc[0], y, inc[1]) },
					"copy":  func(v vectors[T], x, y []T) { v.copy(n, x, inc[0], y, inc[1]) },
				} {
					length := func(inc, short int) []T {
						return make([]T, max(0, (min(max(n, 0), 1000)-1)*max(inc, -inc)+1-short))
					}
					run := func(v vectors[T]) (value any) {
						defer func() { value = recover() }()
						call(v, length(inc[0], short[0]), length(inc[1], short[1]))
						return nil
					}
					got, want := run(ours), run(theirs)
					if fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("%s of %d, increments %v, short by %v: panic %v, gonum's is %v", name, n, inc, short, got, want)
					}
					panics[want]++
				}
			}
		}
	}
	if len(panics) < 6 { // none, n below 0, two increments, two lengths
		t.Errorf("%d kinds of panic seen: %v", len(panics), panics)
	}
}

// TestVectorsTimesZero wants alpha 0 to clear what is NaN, and to add nothing of it.
func TestVectorsTimesZero(t *testing.T) {
	v, x, y := vectors64(door()), make([]float64, 300), make([]float64, 300)
	x[50] = math.NaN()
	if v.axpy(300, 0, x, 1, y, 1); y[50] != 0 {
		t.Errorf("0 + 0·NaN = %v", y[50])
	}
	if v.scal(300, 0, x, 1); x[50] != 0 {
		t.Errorf("0·NaN = %v, want 0", x[50])
	}
}

func TestVectorsAllocateNothing(t *testing.T) {
	v, x, y := vectors64(door()), make([]float64, 300), make([]float64, 300)
	x[0] = 1
	if n := mallocs.PerRun(func() {
		v.dot(300, x, 1, y, 1)
		v.nrm2(300, x, 1)
		v.axpy(300, 2, x, 1, y, 1)
		v.scal(300, 1, x, 1)
		v.asum(300, x, 1)
		v.iamax(300, x, 1)
		v.rot(300, x, 1, y, 1, 0.5, 0.25)
		v.rotm(300, x, -1, y, -1, blas.OffDiagonal, [4]float64{})
		v.swap(300, x, 1, y, 1)
		v.copy(300, x, -1, y, -1)
	}); n != 0 {
		t.Errorf("%d allocations", n)
	}
}
