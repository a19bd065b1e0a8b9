// Package orthogonal has the factorizations A = Q·R and A = L·Q with an orthogonal Q, and products with that Q.
//
// A is factorized in panels, after each of which a block reflector updates what is right of it or below. A panel is factorized by
// halves (Elmroth and Gustavson, Applying Recursion to Serial and Parallel QR Factorization Leads to Better Performance, 2000), so
// that most of its work is products of matrices too, and its triangle T is there when it is done.
//
// A panel of LQ is rows of A, and a reflector is part of a row. Columns of a row-major A lie far apart. So QR copies a panel to
// scratch, transposed, factorizes it there as LQ does, and copies it back. The copy is what the block reflector is applied from.
package orthogonal
