package engine

// Cluster is the processes that train one network together, each a rank from 0 to Size-1. Every method that
// ranks call together must be called by all of them in the same order. An error is of this rank: the others
// get one too, or are ended by the launcher. Sums have the same bits on all ranks. No method allocates.
//
// [FitConfig].Cluster has one. It belongs to one goroutine at a time.
type Cluster interface {
	Rank() int
	Size() int
	// StartSum32 begins to replace x by its sum over all ranks, element by element, and may return before it is done.
	// Nobody touches x until Wait returns.
	StartSum32(x []float32) error
	StartSum64(x []float64) error
	// Progress lets what was started move on; it does not wait. To be called between computations.
	Progress() error
	// Wait returns when all that was started is done.
	Wait() error
	// Sum replaces x by its sum over all ranks: for few numbers, such as costs and counts.
	Sum(x []float64) error
	// Broadcast replaces x by rank 0's.
	Broadcast(x []byte) error
	// Barrier returns when all ranks have called it.
	Barrier() error
	// Abort ends all ranks, with err as the reason. It does not return where there is a launcher.
	Abort(err error)
}
