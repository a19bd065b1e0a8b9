package asmgen

import "math/bits"

// What RampSolveRows does with lanes that the generator knows. Masks of AVX2 are windows.

func (x *x86) only(lanes uint64) {
	if x.masks {
		x.op("MOVL $%d, AX", lanes)
		x.op("KMOVW AX, K1")
		return
	}
	at := windowColumns - bits.OnesCount64(lanes) // of leading ones
	if lanes&1 == 0 {
		at = 2*windowColumns - bits.TrailingZeros64(lanes)
	}
	x.op("VMOVUPS windows<>+%d(SB), Y%d", at*x.elem, x86Mask)
}

func (x *x86) loadOnly(v vec, p reg, disp int, lanes uint64) {
	x.only(lanes)
	x.loadTail(v, p, disp)
}

// fmaOnly masks both factors: an infinity would make a NaN of zeros.
func (x *x86) fmaOnly(acc, y, t vec, p reg, disp int, lanes uint64) {
	x.only(lanes)
	if x.masks {
		x.fmaLoad(acc, y, t, p, disp, partialVector)
		return
	}
	x.loadTail(t, p, disp)
	x.three("VANDPS", x86Mask, y, x86Mask)
	x.fma(acc, t, x86Mask)
}

func (x *x86) fnmaOnly(acc, y, z, t vec, lanes uint64) {
	if x.masks {
		x.only(lanes)
		x.op("%s %s, %s, K1, %s", x.ps("VFNMADD231"), x.v(z), x.v(y), x.v(acc))
		return
	}
	x.copyv(t, acc)
	x.fnma(t, y, z)
	x.op("%s $0x%x, %s, %s, %[4]s", x.ps("VBLEND"), lanes, x.v(t), x.v(acc))
}

func (x *x86) laneAt(d, v, t vec, i reg, n int) {
	if x.masks {
		x.set(i, n)
		x.lane(d, v, t, i)
		return
	}
	in := 16 / x.elem
	repeat := map[int]int{2: 0xf, 4: 0x55}[in] // of an element, in every lane
	x.op("%s $0x%x, %s, %s", x.ps("VPERMIL"), repeat*(n%in), x.v(v), x.v(t))
	x.lanes2(d, t, t, n/in*0x11)
}

// lanes2 takes lanes of 16 bytes by four bits of pick each: 0 and 1 are those of a, 2 and 3 of b.
func (x *x86) lanes2(d, a, b vec, pick int) {
	x.op("VPERM2F128 $0x%x, %s, %s, %s", pick, x.v(b), x.v(a), x.v(d))
}

const lows, highs = 0x20, 0x31

func (x *x86) turnLanes(v, t []vec) {
	if len(v) == 2 {
		x.lanes2(t[0], v[0], v[1], lows)
		x.lanes2(v[1], v[0], v[1], highs)
		x.copyv(v[0], t[0])
		return
	}
	x.lanes4(t[0], v[0], v[1], 0x44) // lanes 0 and 1 of each
	x.lanes4(t[1], v[0], v[1], 0xee) // lanes 2 and 3
	x.lanes4(t[2], v[2], v[3], 0x44)
	x.lanes4(t[3], v[2], v[3], 0xee)
	for l := range v {
		pick := 0x88 // lanes 0 and 2
		if l%2 == 1 {
			pick = 0xdd // 1 and 3
		}
		x.lanes4(v[l], t[l/2], t[2+l/2], pick)
	}
}

func (x *x86) addLanes(d vec, v, t []vec) {
	if len(v) == 2 {
		x.lanes2(t[0], v[0], v[1], lows)
		x.lanes2(t[1], v[0], v[1], highs)
		x.addv(d, t[0], t[1])
		return
	}
	pair := func(d, a, b vec) {
		x.lanes4(t[0], a, b, 0x88)
		x.lanes4(t[1], a, b, 0xdd)
		x.addv(d, t[0], t[1])
	}
	pair(t[2], v[0], v[1])
	pair(t[3], v[2], v[3])
	pair(d, t[2], t[3])
}
