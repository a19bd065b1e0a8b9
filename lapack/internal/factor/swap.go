package factor

// swapWidth is the columns of rows that are exchanged at a time: those of many rows stay in L1 until they are exchanged again.
const swapWidth = 64

// Swap exchanges row i of n elements with row pivots[i], for i from the first one on in rising order.
func Swap(n int, a []float64, lda, first int, pivots []int) {
	for j := 0; j < n; j += swapWidth {
		width := min(swapWidth, n-j)
		for i := first; i < len(pivots); i++ {
			if p := pivots[i]; i != p {
				exchange(a[i*lda+j:][:width], a[p*lda+j:][:width])
			}
		}
	}
}

// SwapBack is Swap in falling order, which undoes it.
func SwapBack(n int, a []float64, lda, first int, pivots []int) {
	for j := 0; j < n; j += swapWidth {
		width := min(swapWidth, n-j)
		for i := len(pivots) - 1; i >= first; i-- {
			if p := pivots[i]; i != p {
				exchange(a[i*lda+j:][:width], a[p*lda+j:][:width])
			}
		}
	}
}

func exchange(x, y []float64) {
	y = y[:len(x)]
	for i, v := range x {
		x[i], y[i] = y[i], v
	}
}

// swapColumns exchanges column j of n rows with column pivots[j], for j in rising order, row by row.
func swapColumns(n int, a []float64, lda int, pivots []int) {
	for i := range n {
		row := a[i*lda:]
		for j, p := range pivots {
			row[j], row[p] = row[p], row[j]
		}
	}
}

// swapColumnsBack is swapColumns in falling order, which undoes it.
func swapColumnsBack(n int, a []float64, lda int, pivots []int) {
	for i := range n {
		row := a[i*lda:]
		for j := len(pivots) - 1; j >= 0; j-- {
			p := pivots[j]
			row[j], row[p] = row[p], row[j]
		}
	}
}
