package scratch

// Transpose makes dst, of n by m, the transpose of src of m by n. It goes along dst in squares of eight rows, a line of cache of
// dst for each column of src.
func Transpose(m, n int, dst []float64, ldd int, src []float64, lds int) {
	i := 0
	for ; i+8 <= m; i += 8 {
		r0, r1, r2, r3 := src[i*lds:][:n], src[(i+1)*lds:][:n], src[(i+2)*lds:][:n], src[(i+3)*lds:][:n]
		r4, r5, r6, r7 := src[(i+4)*lds:][:n], src[(i+5)*lds:][:n], src[(i+6)*lds:][:n], src[(i+7)*lds:][:n]
		for j := range n {
			d := dst[j*ldd+i:][:8]
			d[0], d[1], d[2], d[3] = r0[j], r1[j], r2[j], r3[j]
			d[4], d[5], d[6], d[7] = r4[j], r5[j], r6[j], r7[j]
		}
	}
	for ; i < m; i++ {
		for j, v := range src[i*lds:][:n] {
			dst[j*ldd+i] = v
		}
	}
}
