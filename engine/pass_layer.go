package engine

import "weft.example/kernels"

// addBias adds b to a block of z, whose rows have n elements.
func addBias[T kernels.Float](fn *kernels.Functions[T], z []T, n int, b []T, i0, i1, j0, j1 int) {
	for j := j0; j < j1; j += kernels.MaxElements {
		width := min(j1-j, kernels.MaxElements)
		rows := rowsPerPart(width)
		for i := i0; i < i1; i += rows {
			fn.AddRow(min(rows, i1-i), width, &z[i*n+j], n, &b[j])
		}
	}
}

// keepsZ reports whether Z is kept for g′ and for the caller.
func (l *layer[T]) keepsZ() bool { return &l.y[0] != &l.a[0] }

// fuse finds the kernel, if there is one, that adds the bias and applies g in one; which
// takes that no Z be kept, and so that nothing be dropped.
func (ly *layer[T]) fuse(fn *kernels.Functions[T], act kernels.Act) {
	switch {
	case ly.keepsZ():
	case act == kernels.Identity:
		ly.addRowAct = fn.AddRow
	case act == kernels.ReLU:
		ly.addRowAct = fn.AddRowReLU
	}
}

// complete makes a block of A[l] of what has become of it in Z[l] = A[l-1]·W[l]ᵀ:
// it adds the bias, applies g and drops what is to be dropped.
func (ly *layer[T]) complete(fn *kernels.Functions[T], i0, i1, j0, j1 int) {
	for j := j0; j < j1; j += kernels.MaxElements {
		n := min(j1-j, kernels.MaxElements)
		rows := rowsPerPart(n)
		for i := i0; i < i1; i += rows {
			m := min(rows, i1-i)
			if ly.addRowAct != nil {
				ly.addRowAct(m, n, &ly.z[i*ly.out+j], ly.out, &ly.b[j])
				continue
			}
			fn.AddRow(m, n, &ly.z[i*ly.out+j], ly.out, &ly.b[j])
			ly.activate(i, i+m, j, j+n)
		}
	}
}

// activate makes a block of A[l] of what g is of.
func (ly *layer[T]) activate(i0, i1, j0, j1 int) {
	runs(ly.out, i0, i1, j0, j1, func(from, to int) {
		ly.act.Forward(to-from, &ly.a[from], &ly.z[from])
		ly.dropout.apply(ly.a, from, to)
	})
}

// derived turns a block of dA[l] into one of dZ[l], or of dU with a Norm.
func (ly *layer[T]) derived(i0, i1, j0, j1 int) {
	runs(ly.out, i0, i1, j0, j1, func(from, to int) {
		n := to - from
		ly.dropout.apply(ly.dz, from, to)
		if ly.keepsZ() && !ly.act.Input {
			ly.act.Forward(n, &ly.y[from], &ly.z[from])
		}
		ly.act.Backward(n, &ly.dz[from], &ly.dz[from], &ly.y[from])
	})
}

// learns tells whether dγ and dβ are wanted.
func (b *normalizer[T]) learns() bool { return b.pass.net.learns(b.l) }
