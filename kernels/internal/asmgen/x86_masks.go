package asmgen

import "weft.example/kernels/internal/args"

// AVX2's masks of a few vectors: windows of a table of ones, zeros and ones, each for as many columns as vectors may have.

const windowColumns = args.RampColumns

func (x *x86) finishWindows() {
	x.line("")
	x.line("// A window that starts n elements before the zeros has n leading ones, one n before the last ones as many zeros.")
	part := windowColumns * x.elem
	for off := 0; off < 3*part; off += 8 {
		bits := -1
		if off/part == 1 {
			bits = 0
		}
		x.line("DATA windows<>+%d(SB)/8, $%d", off, bits)
	}
	x.line("GLOBL windows<>(SB), RODATA|NOPTR, $%d", 3*part)
	if x.elem == 8 {
		x.line("")
		x.line("// What an element's second half is more than its first.")
		for off := 0; off < x.bytes; off += 8 {
			x.line("DATA halves<>+%d(SB)/8, $%d", off, uint64(1)<<32)
		}
		x.line("GLOBL halves<>(SB), RODATA|NOPTR, $%d", x.bytes)
	}
}

func (x *x86) windowBefore(w, n reg) { x.window(w, n, windowColumns) }
func (x *x86) windowFrom(w, n reg)   { x.window(w, n, 2*windowColumns) }

func (x *x86) window(w, n reg, at int) {
	x.mov(w, n)
	x.op("NEGQ %s", x.g(w))
	x.op("LEAQ windows<>+%d(SB), AX", at*x.elem)
	x.op("LEAQ (AX)(%s*%d), %[1]s", x.g(w), x.elem)
}

func (x *x86) maskOf(v vec, w reg, j int) { x.load(v, w, j*x.bytes) }
func (x *x86) maskAnd(v vec, w reg, j int) {
	x.op("VANDPS %s, %s, %[2]s", x.at(w, j*x.bytes), x.v(v))
}

func (x *x86) loadMasked(v vec, p reg, disp int, m vec) {
	x.op("%s %s, %s, %s", x.ps("VMASKMOV"), x.at(p, disp), x.v(m), x.v(v))
}

func (x *x86) storeMasked(p reg, disp int, v vec, m vec) {
	x.op("%s %s, %s, %s", x.ps("VMASKMOV"), x.v(v), x.v(m), x.at(p, disp))
}

func (x *x86) least(d, s reg) {
	x.op("CMPQ %s, %s", x.g(s), x.g(d))
	x.op("CMOVQLT %s, %s", x.g(s), x.g(d))
}

func (x *x86) greatest(d, s reg) {
	x.op("CMPQ %s, %s", x.g(s), x.g(d))
	x.op("CMOVQGT %s, %s", x.g(s), x.g(d))
}

// elementOf takes an element of 8 bytes as two of 4.
func (x *x86) elementOf(d, v, t vec, n reg) {
	if x.elem == 4 {
		x.op("VMOVD %s, X%d", x.g(n), t)
		x.op("VPBROADCASTD X%d, Y%[1]d", t)
	} else {
		x.op("LEAQ (%s)(%[1]s*1), AX", x.g(n))
		x.op("VMOVD AX, X%d", t)
		x.op("VPBROADCASTD X%d, Y%[1]d", t)
		x.op("VPOR halves<>(SB), Y%d, Y%[1]d", t)
	}
	x.op("VPERMPS Y%d, Y%d, Y%d", v, t, d)
}
