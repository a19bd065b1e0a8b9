package blas

// GemmRows is GemmThen by a way on which the bits of a row of C follow from those of that row of A
// and C, from B, n, k, alpha and beta, and from the strides of one element beside the next, but not
// from m, the other rows or the workers. then may be nil.
//
// Each element is a dot product in one fixed order, whatever tile it is in. Many rows would be
// faster by strips: BenchmarkRows has by how much.
func (w *Workspace[T]) GemmRows(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int, then Epilogue) {
	check(m, n, k, a, b, c, ldc)
	w.enter()
	defer w.leave()
	w.epilogue = epilogue[T]{then, c, ldc}
	if m == 0 || n == 0 || alpha == 0 || k == 0 {
		w.gemm(m, n, k, alpha, a, b, beta, c, ldc)
		return
	}
	p := plan{form: dots, packA: a.CS != 1, packB: b.RS != 1}
	w.job = job[T]{plan: p, m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, ldc: ldc, eachAlone: true}
	w.share(shapeOf(m, n, k, a, b), w.workersFor(m, n, k))
}
