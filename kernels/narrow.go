package kernels

// Narrow is the kernels of products with weights that are narrower than float32: bfloat16, the upper half
// of a float32, and int8. NarrowOf makes one.
//
// Numbers x become bytes by one scale and one zero for a row of them: x = scale·(q - zero), q of 0 to 255. Range
// has what both are chosen by. Weights are scale·q with q of -127 to 127 and a scale for each output. Sums of products of
// bytes are whole, so their order is free, and each step around them is rounded as its text says: int8's results
// have the same bits in every Set.
type Narrow struct {
	// BF16 are the tiles of float32 times bfloat16, with sums of float32. A sum goes in rising order of p, each
	// step a multiply-add, fused or not as the Set has it.
	BF16 Panels[float32, uint16, float32]

	// Int8 are the tiles of bytes times int8, with whole sums.
	Int8 Panels[uint8, int8, int32]

	// Range computes r[0] = the greatest of 0 and -x[i], r[1] = the greatest of 0 and x[i], i < n, and r[2], which is 0
	// where all x[i] are finite, else NaN. r[0] and r[1] are of what is a number.
	Range func(n int, x, r *float32)

	// Quantize computes q[i] = t + magic, i < n, where t is x[i]·inverse, rounded, and then no less than low and no
	// more than high. magic is ByteMagic and a whole number: the sum's last 8 bits are q[i]. It may overwrite q up to a multiple of
	// 16 elements.
	Quantize func(n int, inverse, low, high, magic float32, q *uint8, x *float32)

	// Dequantize computes y[j] = float32(sum[j] - zero·wsum[j])·wscale[j]·scale + bias[j], j < n, with each product and
	// each sum rounded in that order. n is a multiple of PanelOutputs. y may be sum's memory.
	Dequantize func(n, zero int, scale float32, y *float32, sum, wsum *int32, wscale, bias *float32)
}

// ByteMagic makes a float32's fraction of 23 bits hold a small whole number: ByteMagic + q has q's last 8 bits.
const ByteMagic = 0x1.8p23

// PanelOutputs is the outputs of a vector of weights, PanelBytes its size.
const (
	PanelOutputs = 16
	PanelBytes   = 64
)

// PanelTile computes a tile of a product with weights, or with add not 0 adds it,
//
//	C[i,j] = Σp X[i,p]·W[j,p]    i < m, p < k·G, j < the tile's width · PanelOutputs
//
// where X[i,p] = x[i*ldx+p] and C[i,j] = c[i*ldc+j]. G weights of an output fill 4 bytes, and those of PanelOutputs
// outputs a vector: W[j,p] of the first vector is w[p/G*step + j*G + p%G]. The others lie behind it.
type PanelTile[X, W, C any] = func(m, k int, x *X, ldx int, w *W, step int, c *C, ldc, add int)

// Panels are the tiles of one type of weights.
type Panels[X, W, C any] struct {
	Tiles  []PanelTile[X, W, C]
	Widths []int // Tiles[i] is Widths[i] vectors wide; the first is 1, and they rise
	Rows   int   // the most rows of each
}

// NarrowOf makes the Narrow of s: complete, no field nil. It allocates, so keep what it returns.
func NarrowOf(s *Set) *Narrow {
	n := referenceNarrow()
	for _, t := range narrowTiers() {
		if t.runs && t.tier < s.tiers {
			t.apply(n)
		}
	}
	return n
}

// narrowTier is what one instruction set adds to Narrow.
type narrowTier struct {
	tier  int  // of tiers
	runs  bool // on this CPU
	apply func(*Narrow)
}
