package factor

import "weft.example/blas/gonumblas"

// swapWidth is the columns of rows that are exchanged at a time: those of many rows stay in L2 until they are exchanged again. Whole
// rows of 2048 take LU 7 % longer (Emerald Rapids).
const swapWidth = 256

// Swap exchanges row i of n elements with row pivots[i], for i from the first one on in rising order.
func Swap(bl gonumblas.Implementation, n int, a []float64, lda, first int, pivots []int) {
	for j := 0; j < n; j += swapWidth {
		width := min(swapWidth, n-j)
		for i := first; i < len(pivots); i++ {
			if p := pivots[i]; i != p {
				bl.Dswap(width, a[i*lda+j:], 1, a[p*lda+j:], 1)
			}
		}
	}
}

// SwapBack is Swap in falling order, which undoes it.
func SwapBack(bl gonumblas.Implementation, n int, a []float64, lda, first int, pivots []int) {
	for j := 0; j < n; j += swapWidth {
		width := min(swapWidth, n-j)
		for i := len(pivots) - 1; i >= first; i-- {
			if p := pivots[i]; i != p {
				bl.Dswap(width, a[i*lda+j:], 1, a[p*lda+j:], 1)
			}
		}
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
