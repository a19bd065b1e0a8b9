package blas

import (
	"runtime"

	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Few computes a small system, as Trsm or Trmm does, and reports whether it did.
//
//   - A has elements a[i*ars+k*aks].
//   - B has elements b[i*ldb+j] or, if it is turned, b[j*ldb+i].
//   - Few checks nothing, and copies no views: that would take as long as a system of 4 by 4. gonum's interfaces have
//     checked before.
func (s *Spaces[T]) Few(_ checked.Operands, solve, unit bool, half Triangle, m, n int, alpha T, a []T, ars, aks int, turned bool, b []T, ldb int) bool {
	if alpha == 0 || uint(m-1) >= leafRows || uint(n-1) >= fewColumns || turned && m*n > fewTurned {
		return false
	}
	var y leaf[T]
	y.m, y.a, y.ars, y.aks = m, a, ars, aks
	if solve {
		y.mode = kernels.TriangleSolve
	}
	if half == Upper {
		y.at, y.ars, y.aks = (m-1)*(ars+aks), -ars, -aks
	}
	switch {
	case turned:
		w := s.Get()
		done := w.turnedFew(&y, unit, n, alpha, b, ldb)
		s.Put(w)
		return done
	case m <= 8: // the compiler clears place
		var place [2 * 8]T
		f := kernels.Hide(&place)
		y.f = f[:]
		done := y.few(s.Kernels, unit, n, alpha, b, ldb)
		runtime.KeepAlive(&place)
		return done
	}
	var place [2 * leafRows]T
	f := kernels.Hide(&place)
	y.f = f[:]
	done := y.few(s.Kernels, unit, n, alpha, b, ldb)
	runtime.KeepAlive(&place)
	return done
}

// few computes a small system with rows of B in place.
func (y *leaf[T]) few(kn *kernels.Kernels[T], unit bool, n int, alpha T, b []T, ldb int) bool {
	if !y.factors(alpha, unit) {
		return false
	}
	if y.ars+y.aks < 0 {
		b, ldb = b[(y.m-1)*ldb:], -ldb
	}
	y.call(kn, y.mode, n, b, ldb, b, ldb)
	return true
}

// turnedFew computes a small system whose B has contiguous columns. They are laid out as rows of whole vectors, and back.
func (w *Workspace[T]) turnedFew(y *leaf[T], unit bool, n int, alpha T, b []T, ldb int) bool {
	kn, lanes, m := w.kernels, w.machine.lanes, y.m
	ld, most := (n+lanes-1)&-lanes, fewTurned+leafRows*lanes
	room := w.room(2*leafRows + 2*most)
	rows, spare := room[2*leafRows:], room[2*leafRows+most:]
	y.f = room
	if !y.factors(alpha, unit) {
		return false
	}
	if ld > n {
		clear(rows[:m*ld]) // what is solved over and over would become subnormal
	}
	for j := (n - 1) / lanes * lanes; j >= 0; j -= lanes { // see lay
		kn.Transpose(min(lanes, n-j), m, &rows[j], ld, &b[j*ldb], ldb)
	}
	first, step := rows, ld
	if y.ars+y.aks < 0 {
		first, step = rows[(m-1)*ld:], -ld
	}
	y.call(kn, y.mode, ld, first, step, first, step)
	if m < lanes && m*n <= fewMoves {
		for i := range m {
			for j, v := range rows[i*ld:][:n] {
				b[j*ldb+i] = v
			}
		}
		return true
	}
	if m < lanes {
		kn.Transpose(m, n, &spare[0], m, &rows[0], ld)
		kn.Copy(n, m, &b[0], ldb, &spare[0], m)
		return true
	}
	for i := 0; i < m; i += lanes {
		i = min(i, m-lanes) // the last rows may be among those before them
		kn.Transpose(lanes, n, &b[i], ldb, &rows[i*ld], ld)
	}
	return true
}
