// Package blas multiplies matrices: it chooses a way, packs, blocks for the
// caches and divides the work, and leaves the arithmetic to one [kernels.Set].
//
// A [Matrix] is a strided view, so a transpose costs nothing and one routine
// serves all four combinations. A [Workspace] holds the packing space; it
// belongs to one goroutine at a time. A [workers.Pool] has the goroutines that help;
// any number of workspaces may share one.
//
// # From the top
//
// Products up to some 64 cubed whose B lies row by row go straight to the tiles
// ([Small]). For all others a plan (plan.go) weighs three forms by what they
// cost: strips of C along the rows of B; strips of Cᵀ along the columns of A,
// turned over; and dot products of the rows of A with the columns of B. It
// packs what lies badly for the form: where strips are packed, tiles do it as they first
// meet a block (strips.go). What is cut is cut for the caches of the CPU (caches.go,
// blocking.go, lines.go). A grid (grid.go) then divides C. A C that
// outgrows the caches is gone through from end to end, if its rows or the depth are
// short: written past them (far.go), updated row by row (rank.go), or by tiles
// as wide as it is (strip.go). A matrix that meets a vector, or a few rows, is fetched ahead of
// its use (matvec.go, strip.go).
// [Workspace.GemmThen] goes over C while it is in cache,
// [Workspace.GemmRows] gives each row of C the bits that it has alone (rows.go), and
// [Workspace.GemmPacked] multiplies by a [Packed] B, which many products share and none
// packs again (packed.go). What all workers do is a job (job.go).
//
// # Bounds
//
// Every exported function holds sizes and strides against the lengths of its slices before a
// kernel is called, without products that wrap, and panics with both numbers. What proves the
// bounds of each call of a kernel is listed in bounds_test.go. A product of [MaxWork] is refused,
// and so is a second one in a workspace.
//
// # Workers
//
// The workers of a [workers.Pool] share the parts of a product. GOMAXPROCS is read at each
// product, and [workers.New] sets a cap.
//
// Work is divided over the rows and columns of C and never over the depth k, so a result has
// the same bits for any number of workers.
//
// On many cores: the grid takes the factors of the workers' number that make
// the largest part cheapest, so 64 workers on a large square lay 8 by 8 parts,
// each of which packs an eighth of B for itself: where parts are 1000
// by 1000 that is some 1 % of their time, and it needs no barrier and no memory
// that two cores write. On 16 threads of 8 cores (Emerald Rapids) float32 squares from 512
// to 2048 run at 88 to 93 % of what as many workers multiply in registers, 128 cubed at 47.
// On two sockets the grid doubles what each reads of
// the other's memory, not what it writes; rows of C go by the thread that
// computes them, so pages that the workers touch first lie near. Beyond that, a
// workspace and a pool per socket, with C divided by rows between them, keep B
// packed on each side.
//
// # Memory and latency
//
// Beyond its operands a product needs at most 2.5 MiB for each worker that
// takes part, kept by the workspace and used again. Small products, and those
// whose operands are read where they lie, need none.
//
// Assembly cannot be interrupted. No call of it does more than some 20 µs of
// arithmetic, and between rows of tiles a goroutine gives way to a stop of the
// world.
package blas
