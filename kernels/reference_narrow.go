package kernels

import (
	"math"
	"unsafe"
)

// referenceNarrow returns the Narrow of the Go reference. Conversions around products keep a compiler from fusing
// them with sums.
func referenceNarrow() *Narrow {
	return &Narrow{
		BF16: Panels[float32, uint16, float32]{[]PanelTile[float32, uint16, float32]{bf16Tile}, []int{1}, 4},
		Int8: Panels[uint8, int8, int32]{[]PanelTile[uint8, int8, int32]{int8Tile}, []int{1}, 4},

		Range:      rangeOf,
		Quantize:   quantize,
		Dequantize: dequantize,
	}
}

func bf16Tile(m, k int, x *float32, ldx int, w *uint16, step int, c *float32, ldc, add int) {
	panelTile(m, k, x, ldx, w, step, c, ldc, add, func(x float32, w uint16) float32 {
		return float32(x * math.Float32frombits(uint32(w)<<16))
	})
}

func int8Tile(m, k int, x *uint8, ldx int, w *int8, step int, c *int32, ldc, add int) {
	panelTile(m, k, x, ldx, w, step, c, ldc, add, func(x uint8, w int8) int32 { return int32(x) * int32(w) })
}

func panelTile[X, W any, C int32 | float32](m, k int, x *X, ldx int, w *W, step int, c *C, ldc, add int, product func(X, W) C) {
	g := 4 / int(unsafe.Sizeof(*w))
	for i := range m {
		xi, ci := elements(x, i*ldx, k*g), elements(c, i*ldc, PanelOutputs)
		var sum [PanelOutputs]C
		for p := range k {
			xp, wp := xi[p*g:(p+1)*g], elements(w, p*step, PanelOutputs*g)
			for j := range sum {
				for q := range g {
					sum[j] += product(xp[q], wp[j*g+q])
				}
			}
		}
		for j, s := range sum {
			if add != 0 {
				s += ci[j]
			}
			ci[j] = s
		}
	}
}

// elements is n elements from element i behind p on. A kernel's caller vouches for them.
func elements[E any](p *E, i, n int) []E {
	if n == 0 { // there need be no memory
		return nil
	}
	return unsafe.Slice((*E)(unsafe.Add(unsafe.Pointer(p), i*int(unsafe.Sizeof(*p)))), n)
}

func rangeOf(n int, x, r *float32) {
	var below, above, nought float32
	for _, v := range vec(x, n) {
		if -v > below {
			below = -v
		}
		if v > above {
			above = v
		}
		nought += float32(v * 0)
	}
	copy(vec(r, 3), []float32{below, above, nought})
}

func quantize(n int, inverse, low, high, magic float32, q *uint8, x *float32) {
	qs := elements(q, 0, n)
	for i, v := range vec(x, n) {
		t := float32(v * inverse)
		if t < low {
			t = low
		}
		if t > high {
			t = high
		}
		qs[i] = uint8(math.Float32bits(t + magic))
	}
}

func dequantize(n, zero int, scale float32, y *float32, sum, wsum *int32, wscale, bias *float32) {
	ys, sums, wsums, wscales, biases := vec(y, n), elements(sum, 0, n), elements(wsum, 0, n), vec(wscale, n), vec(bias, n)
	for j := range ys {
		t := float32(sums[j]-int32(zero)*wsums[j]) * wscales[j]
		ys[j] = float32(float32(t)*scale) + biases[j]
	}
}
