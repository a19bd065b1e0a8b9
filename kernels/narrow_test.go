package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"weft.example/internal/guard"
)

// narrowChecks are the conformance suite of Narrow: a check for each field.
var narrowChecks = map[string]func(n *Narrow) error{
	"BF16":       checkBF16,
	"Int8":       checkInt8,
	"Range":      checkRange,
	"Quantize":   checkQuantize,
	"Dequantize": checkDequantize,
}

func TestNarrow(t *testing.T) {
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Narrow]()) {
		if narrowChecks[field.Name] == nil {
			t.Errorf("%s has no check", field.Name)
		}
	}
	forEach(t, func(t *testing.T, s *Set) {
		complete(t, "Narrow", reflect.ValueOf(NarrowOf(s)))
		for name, check := range narrowChecks {
			if err := check(NarrowOf(s)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestNarrowTiers wants tiles of other kinds where the CPU has them, and those of a Set below in no other.
func TestNarrowTiers(t *testing.T) {
	rows := map[string][2]int{}
	forEach(t, func(t *testing.T, s *Set) {
		n := NarrowOf(s)
		rows[s.Name] = [2]int{len(n.BF16.Tiles), len(n.Int8.Tiles)}
	})
	if got := rows["generic"]; got != [2]int{1, 1} {
		t.Errorf("the reference has %v tiles", got)
	}
	if got, ok := rows["avx512"]; ok && got[0] != 3 {
		t.Errorf("avx512 has %v tiles", got)
	}
}

// shelf is memory before a guard page, for operands of any type.
type shelf struct{ all []byte }

func newShelf() shelf { return shelf{guard.Bytes(1 << 18)} }

// shelved lays x down so that the guard page follows it.
func shelved[E any](s shelf, x []E) []E {
	size := len(x) * int(unsafe.Sizeof(*new(E)))
	at := unsafe.Slice((*E)(unsafe.Pointer(unsafe.SliceData(s.all[len(s.all)-size:]))), len(x))
	copy(at, x)
	return at
}

// panelCase is what the tiles of a type of weights are tried with.
type panelCase[X, W, C any] struct {
	x, stray func(rng *rand.Rand) X // stray is between the rows, and must not be read
	w        func(rng *rand.Rand) W
	near     func(got, want C, k int) bool
	old      C // an old C
}

func checkPanels[X, W any, C comparable](p *Panels[X, W, C], ref PanelTile[X, W, C], c panelCase[X, W, C]) error {
	rng := rand.New(rand.NewPCG(1, 2))
	rooms := []shelf{newShelf(), newShelf(), newShelf()}
	g, size := 4/int(unsafe.Sizeof(*new(W))), int(unsafe.Sizeof(*new(W)))
	for i, tile := range p.Tiles {
		columns := p.Widths[i] * PanelOutputs
		for m := 1; m <= p.Rows; m++ {
			for _, k := range []int{0, 1, 2, 3, 7, 32, 97} {
				for try := range 4 {
					gap, step, ldc, add := try*try, p.Widths[i]*PanelBytes/size+try/2*PanelBytes/size, columns+try%2*3, try%2
					ldx := k*g + gap
					x := make([]X, max(1, (m-1)*ldx+k*g))
					for j := range x {
						x[j] = c.x(rng)
						if j%max(1, ldx) >= k*g {
							x[j] = c.stray(rng)
						}
					}
					w := make([]W, max(1, (k-1)*step+columns*g))
					for j := range w {
						w[j] = c.w(rng)
					}
					out := make([]C, (m-1)*ldc+columns)
					for j := range out {
						out[j] = c.old
					}
					want := slices.Clone(out)
					for v := range p.Widths[i] {
						ref(m, k, &x[0], ldx, &w[min(v*PanelOutputs*g, len(w)-1)], step, &want[v*PanelOutputs], ldc, add)
					}
					got := shelved(rooms[2], out)
					if err := faultless(func() {
						tile(m, k, &shelved(rooms[0], x)[0], ldx, &shelved(rooms[1], w)[0], step, &got[0], ldc, add)
					}); err != nil {
						return fmt.Errorf("%d×%d×%d: %w", m, columns, k, err)
					}
					for j := range got {
						if j%ldc >= columns && got[j] != c.old || j%ldc < columns && !c.near(got[j], want[j], k) {
							return fmt.Errorf("%d×%d×%d, add %d: C[%d,%d] = %v, want %v", m, columns, k, add, j/ldc, j%ldc, got[j], want[j])
						}
					}
				}
			}
		}
	}
	return nil
}

func checkInt8(n *Narrow) error {
	return checkPanels(&n.Int8, int8Tile, panelCase[uint8, int8, int32]{
		x:     func(rng *rand.Rand) uint8 { return []uint8{0, 1, 127, 128, 255, uint8(rng.IntN(256))}[rng.IntN(6)] },
		stray: func(*rand.Rand) uint8 { return 77 },
		w:     func(rng *rand.Rand) int8 { return []int8{-128, -127, -1, 0, 127, int8(rng.IntN(256))}[rng.IntN(6)] },
		near:  func(got, want int32, _ int) bool { return got == want },
		old:   12345,
	})
}

// checkBF16 has sums that are exact in any order, and then others, within rounding.
func checkBF16(n *Narrow) error {
	upper := func(x float32) uint16 { return uint16(math.Float32bits(x) >> 16) }
	whole := panelCase[float32, uint16, float32]{
		x:     func(rng *rand.Rand) float32 { return float32(rng.IntN(2001) - 1000) },
		stray: func(*rand.Rand) float32 { return float32(math.NaN()) },
		w:     func(rng *rand.Rand) uint16 { return upper(float32(rng.IntN(65) - 32)) },
		near:  func(got, want float32, _ int) bool { return got == want },
		old:   12345,
	}
	if err := checkPanels(&n.BF16, bf16Tile, whole); err != nil {
		return err
	}
	any := whole
	any.x = func(rng *rand.Rand) float32 { return float32(rng.Float64()*2 - 1) }
	any.w = func(rng *rand.Rand) uint16 { return upper(float32(rng.Float64()*2 - 1)) }
	any.near = func(got, want float32, k int) bool {
		return math.Abs(float64(got-want)) <= float64(2*k+2)*0x1p-24*float64(2*k+2)
	}
	any.old = 0.5
	return checkPanels(&n.BF16, bf16Tile, any)
}

// narrowSizes are round every vector.
var narrowSizes = []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 31, 32, 33, 47, 48, 63, 64, 65, 97, 784}

func checkRange(n *Narrow) error {
	rng := rand.New(rand.NewPCG(3, 4))
	room, out := newShelf(), newShelf()
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, size := range narrowSizes {
		for try := range 8 * (size + 1) {
			x := make([]float32, size)
			for i := range x {
				x[i] = float32(rng.NormFloat64())
				if try%8 == 1 {
					x[i] = -abs(x[i])
				} else if try%8 == 2 {
					x[i] = abs(x[i])
				}
			}
			if special := []float32{0, 0, 0, nan, inf, -inf, math.MaxFloat32, -100}[try%8]; special != 0 && size > 0 {
				x[try/8%size] = special
			}
			var want [3]float32
			r := shelved(out, []float32{5, 5, 5})
			first := unsafe.SliceData(shelved(room, x))
			rangeOf(size, first, &want[0])
			if err := faultless(func() { n.Range(size, first, &r[0]) }); err != nil {
				return err
			}
			for i := range want {
				if !near(r[i], want[i], 0) && !(r[i] == 0 && want[i] == 0) {
					return fmt.Errorf("%d elements %v: %v, want %v", size, x, r, want)
				}
			}
		}
	}
	return nil
}

func abs(x float32) float32 { return float32(math.Abs(float64(x))) }

func checkQuantize(n *Narrow) error {
	rng := rand.New(rand.NewPCG(5, 6))
	room, out := newShelf(), newShelf()
	for _, size := range narrowSizes {
		for try := range 40 {
			zero := float32(rng.IntN(256))
			inverse := float32(math.Exp(rng.NormFloat64()))
			low, high := -zero, 255-zero
			if try%4 == 0 {
				low, high = low+3, high-5 // which must be obeyed
			}
			x := make([]float32, size)
			for i := range x {
				x[i] = float32(rng.Float64()*300-150) / inverse
				if i%3 == 0 { // halves, which round to even
					x[i], inverse = float32(rng.IntN(512)-256)/2, []float32{inverse, 1, 0.5}[try%3]
				}
			}
			room16 := (size + 15) / 16 * 16
			got, want := shelved(out, make([]uint8, room16)), make([]uint8, size+1)
			first := unsafe.SliceData(shelved(room, x))
			quantize(size, inverse, low, high, ByteMagic+zero, &want[0], first)
			if err := faultless(func() { n.Quantize(size, inverse, low, high, ByteMagic+zero, unsafe.SliceData(got), first) }); err != nil {
				return err
			}
			if !slices.Equal(got[:size], want[:size]) {
				return fmt.Errorf("%v by %v from %v: %v, want %v", x, inverse, zero, got[:size], want[:size])
			}
		}
	}
	return nil
}

func checkDequantize(n *Narrow) error {
	rng := rand.New(rand.NewPCG(7, 8))
	var rooms [4]shelf
	for i := range rooms {
		rooms[i] = newShelf()
	}
	for size := 0; size <= 8*PanelOutputs; size += PanelOutputs {
		for range 20 {
			sum, wsum := make([]int32, size+1), make([]int32, size+1)
			wscale, bias := make([]float32, size+1), make([]float32, size+1)
			for i := range size {
				sum[i], wsum[i] = int32(rng.Uint32())>>rng.IntN(20), int32(rng.Uint32())>>8>>rng.IntN(20)
				wscale[i], bias[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64()*1e6)
			}
			zero, scale := rng.IntN(256), float32(rng.NormFloat64())
			want := make([]float32, size+1)
			dequantize(size, zero, scale, &want[0], &sum[0], &wsum[0], &wscale[0], &bias[0])
			in := shelved(rooms[0], sum[:size])
			y := (*float32)(unsafe.Pointer(unsafe.SliceData(in)))
			if err := faultless(func() {
				n.Dequantize(size, zero, scale, y, unsafe.SliceData(in), unsafe.SliceData(shelved(rooms[1], wsum[:size])),
					unsafe.SliceData(shelved(rooms[2], wscale[:size])), unsafe.SliceData(shelved(rooms[3], bias[:size])))
			}); err != nil {
				return err
			}
			for i := range size {
				if got := math.Float32frombits(uint32(in[i])); !same(got, want[i]) {
					return fmt.Errorf("%d: (%d - %d·%d)·%v·%v + %v = %v, want %v", i, sum[i], zero, wsum[i], wscale[i], scale, bias[i], got, want[i])
				}
			}
		}
	}
	return nil
}
