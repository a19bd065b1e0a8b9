//go:build linux && !noguard

package kernels

import (
	"math"
	"testing"
)

// narrowMutant is the reference's Narrow with one mistake in one kernel.
type narrowMutant struct {
	mistake string
	field   string
	make    func(n *Narrow)
}

// TestNarrowChecksCatch shows that Narrow's suite can fail: each mutant must be caught.
func TestNarrowChecksCatch(t *testing.T) {
	for _, m := range narrowMutants() {
		n := referenceNarrow()
		m.make(n)
		if err := narrowChecks[m.field](n); err == nil {
			t.Errorf("no check of %s caught: %s", m.field, m.mistake)
		} else {
			t.Logf("%s: %s: %v", m.field, m.mistake, err)
		}
	}
}

func narrowMutants() []narrowMutant {
	list := append(panelMutants("BF16", func(n *Narrow) *Panels[float32, uint16, float32] { return &n.BF16 }),
		panelMutants("Int8", func(n *Narrow) *Panels[uint8, int8, int32] { return &n.Int8 })...)
	list = append(list, rangeMutants()...)
	list = append(list, quantizeMutants()...)
	list = append(list, dequantizeMutants()...)
	return append(list,
		narrowMutant{"bytes with a sign", "Int8", func(n *Narrow) {
			n.Int8.Tiles[0] = func(m, k int, x *uint8, ldx int, w *int8, step int, c *int32, ldc, add int) {
				panelTile(m, k, x, ldx, w, step, c, ldc, add, func(x uint8, w int8) int32 { return int32(int8(x)) * int32(w) })
			}
		}},
		narrowMutant{"weights without a sign", "Int8", func(n *Narrow) {
			n.Int8.Tiles[0] = func(m, k int, x *uint8, ldx int, w *int8, step int, c *int32, ldc, add int) {
				panelTile(m, k, x, ldx, w, step, c, ldc, add, func(x uint8, w int8) int32 { return int32(x) * int32(uint8(w)) })
			}
		}},
		narrowMutant{"pairs of products saturated to 16 bits", "Int8", func(n *Narrow) {
			n.Int8.Tiles[0] = func(m, k int, x *uint8, ldx int, w *int8, step int, c *int32, ldc, add int) {
				panelTile(m, k, x, ldx, w, step, c, ldc, add, func(x uint8, w int8) int32 { return min(int32(x)*int32(w), math.MaxInt16/2) })
			}
		}},
		narrowMutant{"the lower byte of weights forgotten", "BF16", func(n *Narrow) {
			n.BF16.Tiles[0] = func(m, k int, x *float32, ldx int, w *uint16, step int, c *float32, ldc, add int) {
				panelTile(m, k, x, ldx, w, step, c, ldc, add, func(x float32, w uint16) float32 {
					return x * math.Float32frombits(uint32(w&0xff00)<<16)
				})
			}
		}},
		narrowMutant{"numbers rounded to bfloat16", "BF16", func(n *Narrow) {
			n.BF16.Tiles[0] = func(m, k int, x *float32, ldx int, w *uint16, step int, c *float32, ldc, add int) {
				panelTile(m, k, x, ldx, w, step, c, ldc, add, func(x float32, w uint16) float32 {
					return math.Float32frombits(math.Float32bits(x)&0xffff0000) * math.Float32frombits(uint32(w)<<16)
				})
			}
		}},
	)
}

// panelMutants are mistakes in a tile's sizes and strides.
func panelMutants[X, W any, C int32 | float32](field string, of func(n *Narrow) *Panels[X, W, C]) (list []narrowMutant) {
	type tile = PanelTile[X, W, C]
	for mistake, f := range map[string]func(right tile) tile{
		"one row less": func(right tile) tile {
			return func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, add int) {
				right(m-1, k, x, ldx, w, step, c, ldc, add)
			}
		},
		"one row more": func(right tile) tile {
			return func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, add int) {
				right(m+1, k, x, ldx, w, step, c, ldc, add)
			}
		},
		"one group less": func(right tile) tile {
			return func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, add int) {
				right(m, max(0, k-1), x, ldx, w, step, c, ldc, add)
			}
		},
		"one group more": func(right tile) tile {
			return func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, add int) {
				right(m, k+1, x, ldx, w, step, c, ldc, add)
			}
		},
		"rows of x adjoin": func(right tile) tile {
			return func(m, k int, x *X, _ int, w *W, step int, c *C, ldc, add int) {
				right(m, k, x, k, w, step, c, ldc, add)
			}
		},
		"rows of C adjoin": func(right tile) tile {
			return func(m, k int, x *X, ldx int, w *W, step int, c *C, _, add int) {
				right(m, k, x, ldx, w, step, c, PanelOutputs, add)
			}
		},
		"weights adjoin": func(right tile) tile {
			return func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, add int) {
				right(m, k, x, ldx, w, step*2/3, c, ldc, add)
			}
		},
		"add ignored": func(right tile) tile {
			return func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, _ int) {
				right(m, k, x, ldx, w, step, c, ldc, 0)
			}
		},
		"always added": func(right tile) tile {
			return func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, _ int) {
				right(m, k, x, ldx, w, step, c, ldc, 1)
			}
		},
		"nothing stored where k is 0": func(right tile) tile {
			return func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, add int) {
				if k > 0 {
					right(m, k, x, ldx, w, step, c, ldc, add)
				}
			}
		},
		"one element stored beyond": func(right tile) tile {
			return func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, add int) {
				right(m, k, x, ldx, w, step, c, ldc, add)
				elements(c, (m-1)*ldc, PanelOutputs+1)[PanelOutputs] = 0
			}
		},
	} {
		list = append(list, narrowMutant{mistake, field, func(n *Narrow) { of(n).Tiles[0] = f(of(n).Tiles[0]) }})
	}
	return append(list, narrowMutant{"a row more than there is a tile of", field, func(n *Narrow) {
		p := of(n)
		rows, right := p.Rows, p.Tiles[0]
		p.Rows++
		p.Tiles[0] = func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, add int) {
			right(min(m, rows), k, x, ldx, w, step, c, ldc, add)
		}
	}})
}

func rangeMutants() (list []narrowMutant) {
	for mistake, f := range map[string]func(n int, x, r *float32){
		"the last one forgotten":   func(n int, x, r *float32) { rangeOf(max(0, n-1), x, r) },
		"one read beyond":          func(n int, x, r *float32) { rangeOf(n+1, x, r) },
		"a remainder of four":      func(n int, x, r *float32) { rangeOf(n/4*4, x, r) },
		"above and below exchange": func(n int, x, r *float32) { rangeOf(n, x, r); s := vec(r, 2); s[0], s[1] = s[1], s[0] },
		"not finite unseen":        func(n int, x, r *float32) { rangeOf(n, x, r); vec(r, 3)[2] = 0 },
		"infinity is finite": func(n int, x, r *float32) {
			rangeOf(n, x, r)
			vec(r, 3)[2] = 0
			for _, v := range vec(x, n) {
				if v != v {
					vec(r, 3)[2] = v
				}
			}
		},
		"NaN ends it": func(n int, x, r *float32) {
			rangeOf(n, x, r)
			if vec(r, 3)[2] != 0 {
				vec(r, 3)[1] = 0
			}
		},
		"above may be below 0": func(n int, x, r *float32) {
			rangeOf(n, x, r)
			most := float32(math.Inf(-1))
			for _, v := range vec(x, n) {
				most = max(most, v)
			}
			if n > 0 && most < 0 {
				vec(r, 3)[1] = most
			}
		},
		"added to what was there": func(n int, x, r *float32) { v := vec(r, 3); old := v[0]; rangeOf(n, x, r); v[0] = max(v[0], old) },
	} {
		list = append(list, narrowMutant{mistake, "Range", func(n *Narrow) { n.Range = f }})
	}
	return list
}

func quantizeMutants() (list []narrowMutant) {
	type kernel = func(n int, inverse, low, high, magic float32, q *uint8, x *float32)
	each := func(f func(t, low, high, magic float32) float32) kernel {
		return func(n int, inverse, low, high, magic float32, q *uint8, x *float32) {
			qs := elements(q, 0, n)
			for i, v := range vec(x, n) {
				qs[i] = uint8(math.Float32bits(f(float32(v*inverse), low, high, magic)))
			}
		}
	}
	for mistake, f := range map[string]kernel{
		"low forgotten":  each(func(t, _, high, magic float32) float32 { return min(t, high) + magic }),
		"high forgotten": each(func(t, low, _, magic float32) float32 { return max(t, low) + magic }),
		"rounded down": each(func(t, low, high, magic float32) float32 {
			return float32(math.Floor(float64(min(max(t, low), high)))) + magic
		}),
		"halves away from 0": each(func(t, low, high, magic float32) float32 {
			return float32(math.Round(float64(min(max(t, low), high)))) + magic
		}),
		"zero forgotten": each(func(t, low, high, _ float32) float32 { return min(max(t, low), high) + ByteMagic }),
		"one forgotten": func(n int, inverse, low, high, magic float32, q *uint8, x *float32) {
			quantize(max(0, n-1), inverse, low, high, magic, q, x)
		},
		"32 written": func(n int, inverse, low, high, magic float32, q *uint8, x *float32) {
			quantize(n, inverse, low, high, magic, q, x)
			clear(elements(q, n, (n+31)/32*32-n))
		},
		"one read beyond": func(n int, inverse, low, high, magic float32, q *uint8, x *float32) {
			quantize(n, inverse, low, high, magic, q, x)
			stray = float64(*at(x, n))
		},
		"multiplied after": func(n int, inverse, low, high, magic float32, q *uint8, x *float32) {
			qs := elements(q, 0, n)
			for i, v := range vec(x, n) {
				qs[i] = uint8(math.Float32bits(float32(math.FMA(float64(v), float64(inverse), float64(magic)))))
			}
		},
	} {
		list = append(list, narrowMutant{mistake, "Quantize", func(n *Narrow) { n.Quantize = f }})
	}
	return list
}

func dequantizeMutants() (list []narrowMutant) {
	type kernel = func(n, zero int, scale float32, y *float32, sum, wsum *int32, wscale, bias *float32)
	each := func(f func(zero, sum, wsum int32, wscale, scale, bias float32) float32) kernel {
		return func(n, zero int, scale float32, y *float32, sum, wsum *int32, wscale, bias *float32) {
			ys, sums, wsums, wscales, biases := vec(y, n), elements(sum, 0, n), elements(wsum, 0, n), vec(wscale, n), vec(bias, n)
			for j := range ys {
				ys[j] = f(int32(zero), sums[j], wsums[j], wscales[j], scale, biases[j])
			}
		}
	}
	for mistake, f := range map[string]kernel{
		"zero forgotten": each(func(_, sum, _ int32, wscale, scale, bias float32) float32 {
			return float32(float32(float32(sum)*wscale)*scale) + bias
		}),
		"zero added": each(func(zero, sum, wsum int32, wscale, scale, bias float32) float32 {
			return float32(float32(float32(sum+zero*wsum)*wscale)*scale) + bias
		}),
		"scales multiplied first": each(func(zero, sum, wsum int32, wscale, scale, bias float32) float32 {
			return float32(float32(sum-zero*wsum)*float32(wscale*scale)) + bias
		}),
		"fused": each(func(zero, sum, wsum int32, wscale, scale, bias float32) float32 {
			return float32(float64(float32(float32(sum-zero*wsum)*wscale))*float64(scale) + float64(bias))
		}),
		"sums in float32": each(func(zero, sum, wsum int32, wscale, scale, bias float32) float32 {
			return float32(float32((float32(sum)-float32(float32(zero)*float32(wsum)))*wscale)*scale) + bias
		}),
		"the last vector forgotten": func(n, zero int, scale float32, y *float32, sum, wsum *int32, wscale, bias *float32) {
			dequantize(max(0, n-PanelOutputs), zero, scale, y, sum, wsum, wscale, bias)
		},
		"a vector more": func(n, zero int, scale float32, y *float32, sum, wsum *int32, wscale, bias *float32) {
			dequantize(n+PanelOutputs, zero, scale, y, sum, wsum, wscale, bias)
		},
		"half a vector": func(n, zero int, scale float32, y *float32, sum, wsum *int32, wscale, bias *float32) {
			dequantize(n/2, zero, scale, y, sum, wsum, wscale, bias)
		},
	} {
		list = append(list, narrowMutant{mistake, "Dequantize", func(n *Narrow) { n.Dequantize = f }})
	}
	return list
}
