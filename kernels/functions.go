package kernels

// Functions are the kernels of one element type that networks need beside products,
// and Peak. Pointers are to the first of the elements a formula names; i, j count from 0.
type Functions[T Float] struct {
	// AddRow adds a row to each of m rows: y[i*ldy+j] += row[j], j < n.
	AddRow func(m, n int, y *T, ldy int, row *T)

	// AddRowReLU is AddRow followed by ReLU: y[i*ldy+j] = ReLU(y[i*ldy+j] + row[j]), j < n.
	AddRowReLU func(m, n int, y *T, ldy int, row *T)

	// SumRows adds scaled column sums: sum[j] += alpha * Σi x[i*ldx+j], i < m, j < n,
	// i in rising order.
	SumRows func(m, n int, alpha T, x *T, ldx int, sum *T)

	// Sub computes z[i] = x[i] - y[i], i < n. z may be x or y.
	Sub func(n int, z, x, y *T)

	// Leak computes dx[i] = dy[i] where y[i] > 0 or y[i] is NaN, else slope*dy[i] rounded once, i < n. dx may be dy or y.
	// Where the slope is above 0 it is Backward of a LeakyReLU with that slope, and with dy = y Forward; with 0.01 the bits are
	// those of Act[LeakyReLU].
	Leak func(n int, slope T, dx, dy, y *T)

	// Steps are the steps of optimisers.
	Steps Steps[T]

	// Exp computes y[i] = e^x[i], i < n. y may be x. It is within 2 units in the last place,
	// subnormal results included. Over all inputs of float32 it is within 1.08 on AVX2 and AVX-512.
	// It maps ±0 to 1, -Inf to 0, +Inf and what overflows to +Inf, and NaN to NaN.
	Exp func(n int, y, x *T)

	// Softplus computes y[i] = ln(1+e^x[i]), i < n. y may be x. It is within 3 units in the last
	// place in float32 and 2.5 in float64, subnormal results included. Over all inputs of float32
	// it is within 2.80 on AVX2 and AVX-512. It maps ±0 to ln 2, -Inf to 0, +Inf to +Inf and NaN to
	// NaN.
	Softplus func(n int, y, x *T)

	// Softmax computes y[i*ldy+j] = e^x[i*ldx+j] / Σk e^x[i*ldx+k], i < m and j, k < n. It
	// subtracts the greatest element of a row first, so that nothing overflows. y may be x, if ldy
	// is ldx. A row that holds NaN or +Inf, or nothing but -Inf, becomes NaN. Elsewhere -Inf
	// becomes 0. Rows may be of any number and length: Softmax is Go, and takes them piece by
	// piece.
	Softmax func(m, n int, y *T, ldy int, x *T, ldx int)

	// Act are the activations, indexed by Act.
	Act [NumActs]Activation[T]

	// Peak does nothing but independent multiply-adds in registers: n rounds of PeakFlops
	// floating-point operations each. It is the ceiling to measure other kernels by.
	Peak      func(n int)
	PeakFlops int
}

// MaxElements is the most elements that one call of an element-wise kernel should get, so that it
// takes about 10 µs. The slowest, float64's GELU on AVX2, takes some 25.
const MaxElements = 8192

// FunctionsOf makes the Functions of s for element type T: complete, no field nil. It
// allocates, so keep what it returns.
func FunctionsOf[T Float](s *Set) *Functions[T] {
	f := referenceFunctions[T]()
	for _, t := range functionTiers()[:s.tiers] {
		if !t.runs {
			continue
		}
		switch f := any(f).(type) {
		case *Functions[float32]:
			t.f32(f)
		case *Functions[float64]:
			t.f64(f)
		}
	}
	return f
}

// functionTier is what one instruction set adds to the Functions of the tiers before it. It is no part
// of tier, or the linker would keep it wherever a Set is made.
type functionTier struct {
	runs bool // on this CPU
	f32  func(*Functions[float32])
	f64  func(*Functions[float64])
}
