package gonumblas

import weft "weft/blas"

// Sums and the greatest of magnitudes.

// Sasum returns Σ |x[i]|. It is 0 where incX is negative.
func (i Implementation) Sasum(n int, x []float32, incX int) float32 {
	if dense(n, leastAsum32, x, incX) {
		if kn := vectors[float32](i.own); kn != nil {
			return weft.AbsSum(kn, x[:n])
		}
	}
	return i.Implementation.Sasum(n, x, incX)
}

// Dasum returns Σ |x[i]|. It is 0 where incX is negative.
func (i Implementation) Dasum(n int, x []float64, incX int) float64 {
	if dense(n, leastAsum, x, incX) {
		if kn := vectors[float64](i.own); kn != nil {
			return weft.AbsSum(kn, x[:n])
		}
	}
	return i.Implementation.Dasum(n, x, incX)
}

// Isamax returns the first i with the greatest |x[i]|. It is -1 where n is 0 or incX negative.
func (i Implementation) Isamax(n int, x []float32, incX int) int {
	if dense(n, leastIamax32, x, incX) {
		if kn := vectors[float32](i.own); kn != nil {
			return weft.Iamax(kn, x[:n])
		}
	}
	return i.Implementation.Isamax(n, x, incX)
}

// Idamax returns the first i with the greatest |x[i]|. It is -1 where n is 0 or incX negative.
func (i Implementation) Idamax(n int, x []float64, incX int) int {
	if dense(n, leastIamax, x, incX) {
		if kn := vectors[float64](i.own); kn != nil {
			return weft.Iamax(kn, x[:n])
		}
	}
	return i.Implementation.Idamax(n, x, incX)
}
