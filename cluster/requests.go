package cluster

import (
	"runtime"
	"unsafe"
)

// requests are what MPI has been asked for and has not done.
type requests struct {
	handles []uint64 // as densely as MPI has them, which are of four bytes or of eight
	buffers []runtime.Pinner
	n       int
}

// add has one more, and pins its buffer, which MPI writes to until it is done. Pinned memory is on the heap: a caller's
// stack would move. The result is where the handle goes.
func (r *requests) add(buffer unsafe.Pointer, handleSize int) (handle uintptr) {
	if r.n == len(r.buffers) {
		r.buffers = append(r.buffers, runtime.Pinner{})
		r.handles = append(r.handles, 0)
	}
	if buffer != nil {
		r.buffers[r.n].Pin(buffer)
	}
	r.n++
	return r.first() + uintptr((r.n-1)*handleSize)
}

// first is where the handles are.
func (r *requests) first() uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(r.handles))) }

// clear lets go of the buffers: all is done.
func (r *requests) clear() {
	for i := range r.n {
		r.buffers[i].Unpin()
	}
	r.n = 0
}
