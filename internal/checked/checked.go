// Package checked has a promise that only weft's own packages can make.
package checked

// Operands is passed to a function that checks nothing, by a caller who has held all sizes and
// strides against the lengths of the slices. Nobody outside of this module can name it, and so
// nobody can call such a function without a check.
type Operands struct{}
