package kernels

// referenceFunctions returns the Functions of the Go reference.
func referenceFunctions[T Float]() *Functions[T] {
	return &Functions[T]{
		AddRow:     addRow[T],
		AddRowReLU: addRowReLU[T],
		SumRows:    sumRows[T],
		Sub:        sub[T],
		Leak:       leak[T],
		Steps:      Steps[T]{momentum[T], nesterov[T], rmsProp[T], adam[T]},
		Exp:        exp[T],
		Softplus:   softplus[T],
		Softmax:    softmax(rowKernels[T]{expLess: expLess[T], scale: scale[T]}),
		Act: [NumActs]Activation[T]{
			Identity:  {identity[T], identityGrad[T], false},
			ReLU:      {relu[T], reluGrad[T], false},
			Sigmoid:   {sigmoid[T], sigmoidGrad[T], false},
			LeakyReLU: {leakyReLU[T], leakyReLUGrad[T], false},
			Tanh:      {tanh[T], tanhGrad[T], false},
			GELU:      {gelu[T], geluGrad[T], true},
			GELUTanh:  {geluTanh[T], geluTanhGrad[T], true},
			SiLU:      {silu[T], siluGrad[T], true},
		},
		Peak:      peak[T],
		PeakFlops: 16,
	}
}

func addRow[T Float](m, n int, y *T, ldy int, row *T) {
	r := vec(row, n)
	for i := range m {
		yi := vec(at(y, i*ldy), n)
		for j := range yi {
			yi[j] += r[j]
		}
	}
}

func addRowReLU[T Float](m, n int, y *T, ldy int, row *T) {
	addRow(m, n, y, ldy, row)
	for i := range m {
		relu(n, at(y, i*ldy), at(y, i*ldy))
	}
}

func sumRows[T Float](m, n int, alpha T, x *T, ldx int, sum *T) {
	s := vec(sum, n)
	for j := range s {
		var t T
		for i := range m {
			t += *at(x, i*ldx+j)
		}
		s[j] += alpha * t
	}
}

func axpy[T Float](n int, alpha T, y, x *T) {
	ys, xs := vec(y, n), vec(x, n)
	for i := range ys {
		ys[i] += alpha * xs[i]
	}
}

func sub[T Float](n int, z, x, y *T) {
	zs, xs, ys := vec(z, n), vec(x, n), vec(y, n)
	for i := range zs {
		zs[i] = xs[i] - ys[i]
	}
}

// peak runs eight independent chains, enough to hide one multiply-add's latency.
func peak[T Float](n int) {
	var s [8]T
	for range n {
		s[0] += s[0] * s[0]
		s[1] += s[1] * s[1]
		s[2] += s[2] * s[2]
		s[3] += s[3] * s[3]
		s[4] += s[4] * s[4]
		s[5] += s[5] * s[5]
		s[6] += s[6] * s[6]
		s[7] += s[7] * s[7]
	}
	if s[0] != 0 { // keeps the loop
		panic("kernels: zero times zero is not zero")
	}
}
