// Package blas multiplies matrices: it packs, blocks for the caches and
// divides the work, and leaves the arithmetic to one [kernels.Set].
//
// A [Matrix] is a strided view, so a transpose costs nothing and one routine
// serves all four combinations. A [Workspace] holds the packing space; it
// belongs to one goroutine at a time. [Workers] are the goroutines that help;
// any number of workspaces may share them, and by default all do.
//
// Work is divided over the rows and columns of C and never over the depth k,
// so a result has the same bits for any number of workers.
package blas
