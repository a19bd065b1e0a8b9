package kernels

import (
	"fmt"
	"math/rand/v2"
)

// checkCopy copies blocks of every width, a few rows high.
func checkCopy[T Float](r *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(7, 0))
	for _, n := range sizes(k.Gemm.Lanes) {
		for _, m := range []int{0, 1, 2, 5} {
			lds, ldd := n+rng.IntN(4), n+rng.IntN(4)
			for p := range placements {
				err := tryMove(r, p, m, n, uniform[T](rng, m*n),
					func(i, j int) int { return i*lds + j },
					func(i, j int) int { return i*ldd + j }, 0,
					func(dst, src *T) { k.Copy(m, n, dst, ldd, src, lds) })
				if err != nil {
					return fmt.Errorf("m = %d, n = %d, ldd = %d, lds = %d, placement %d: %w", m, n, ldd, lds, p, err)
				}
			}
		}
	}
	return nil
}

// checkTranspose transposes every number of rows, of depths round the pieces
// that assembly moves at once. Rows of the result lie as close as they may.
func checkTranspose[T Float](r *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(8, 0))
	for m := 1; m <= k.Gemm.Lanes; m++ {
		for _, depth := range []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 17, 64} {
			lds, ldd := depth+rng.IntN(4), m+rng.IntN(4)
			for p := range placements {
				err := tryMove(r, p, m, depth, uniform[T](rng, m*depth),
					func(i, p int) int { return i*lds + p },
					func(i, p int) int { return p*ldd + i }, k.Gemm.Lanes,
					func(dst, src *T) { k.Transpose(m, depth, dst, ldd, src, lds) })
				if err != nil {
					return fmt.Errorf("m = %d, k = %d, ldd = %d, lds = %d, placement %d: %w", m, depth, ldd, lds, p, err)
				}
			}
		}
	}
	return nil
}

// tryMove tests a kernel that moves element (i, j) of m by n from one place to
// another. Within spill elements of a place the kernel may write what it likes;
// no spill means that nothing but the places may change.
func tryMove[T Float](r *rooms[T], p placement, m, n int, x []T, from, to func(i, j int) int, spill int, move func(dst, src *T)) error {
	size := func(at func(i, j int) int) (size int) {
		each(m, n, func(i, j int) { size = max(size, at(i, j)+1) })
		return size
	}
	in, out := r[0].input(size(from), p), r[1].output(size(to)+spill, p)
	each(m, n, func(i, j int) { in.x[from(i, j)] = x[i*n+j] })
	before := append([]T(nil), in.x...)
	if err := faultless(func() { move(out.first, in.first) }); err != nil {
		return err
	}
	moved := make([]bool, len(out.x))
	var err error
	each(m, n, func(i, j int) {
		at := to(i, j)
		moved[at] = true
		if got := out.x[at]; err == nil && !same(got, x[i*n+j]) {
			err = fmt.Errorf("element %d,%d is %v, want %v", i, j, got, x[i*n+j])
		}
	})
	if err != nil {
		return err
	}
	for at, got := range out.x {
		if spill == 0 && !moved[at] && got != sentinel {
			return fmt.Errorf("element %d between the rows: %v written", at, got)
		}
	}
	if err := out.intact(); err != nil {
		return err
	}
	return in.unchanged(before)
}
