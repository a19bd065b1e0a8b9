package peers

import (
	"fmt"
	"runtime"
	"unsafe"
)

// RuntimeSymbol is the one function that ONNX Runtime's library has. It leads to a table of all
// others, whose order is part of the interface and never changes.
const RuntimeSymbol = "OrtGetApiBase"

// The functions of the table that a forward pass takes, by their place in onnxruntime_c_api.h.
const (
	getErrorMessage                = 2
	createEnv                      = 3
	createSessionFromArray         = 8
	runSession                     = 9
	createSessionOptions           = 10
	setIntraOpNumThreads           = 24
	setInterOpNumThreads           = 25
	createTensorWithDataAsOrtValue = 49
	createCPUMemoryInfo            = 69
	releaseStatus                  = 93
	releaseSession                 = 95
	releaseValue                   = 96
	releaseSessionOptions          = 100
	functions                      = 101
)

// runtimeOf is ONNX Runtime, with what all sessions share.
type runtimeOf struct {
	table       [functions]uintptr
	env, memory uintptr
}

// Session is a network in ONNX Runtime, with the memory of one batch.
type Session struct {
	runtime *runtimeOf
	run     *Call
	pinned  runtime.Pinner
	session uintptr
	values  [2]uintptr // x and y
}

// apiBase are the two functions that it leads to.
func (l *Library) apiBase() *[2]uintptr {
	c := newCall(l.address(RuntimeSymbol))
	c.Repeat(1)
	return (*[2]uintptr)(at(c.address()))
}

func (l *Library) runtimeVersion() string {
	c := newCall(l.apiBase()[1])
	c.Repeat(1)
	return text(c.address())
}

// start makes what all sessions share, once.
func (l *Library) start() (*runtimeOf, error) {
	if l.runtime != nil {
		return l.runtime, nil
	}
	const oldest = 1 // has all of these functions
	c := newCall(l.apiBase()[0], oldest)
	c.Repeat(1)
	if c.address() == 0 {
		return nil, fmt.Errorf("peers: %s: no interface of version %d", l.Name, oldest)
	}
	r := &runtimeOf{table: *(*[functions]uintptr)(at(c.address()))}
	const errorsOnly, deviceAllocator, usual = 3, 0, 0
	var err error
	if r.env, err = r.make(createEnv, errorsOnly, []byte("weft\x00")); err != nil {
		return nil, err
	}
	if r.memory, err = r.make(createCPUMemoryInfo, deviceAllocator, usual); err != nil {
		return nil, err
	}
	l.runtime = r
	return r, nil
}

// do calls a function of the table, which returns a status, 0 if all is well.
func (r *runtimeOf) do(function int, args ...any) error {
	c := newCall(r.table[function], args...)
	c.Repeat(1)
	return r.failure(c)
}

// failure is the error that a call's status stands for.
func (r *runtimeOf) failure(c *Call) error {
	status := c.address()
	if status == 0 {
		return nil
	}
	message := newCall(r.table[getErrorMessage], status)
	message.Repeat(1)
	err := fmt.Errorf("peers: ONNX Runtime: %s", text(message.address()))
	newCall(r.table[releaseStatus], status).Repeat(1)
	return err
}

// make calls a function whose last argument is where it leaves what it made.
func (r *runtimeOf) make(function int, args ...any) (uintptr, error) {
	made := make([]uintptr, 1)
	err := r.do(function, append(args, made)...)
	return made[0], err
}

// NewSession loads an ONNX model of one input x and one output y, of one thread, which has len(x)
// and len(y) for a batch. It uses x and y as they lie, until it is closed.
func NewSession[T float32 | float64](l *Library, model []byte, batch int, x, y []T) (*Session, error) {
	r, err := l.start()
	if err != nil {
		return nil, err
	}
	options, err := r.make(createSessionOptions)
	if err != nil {
		return nil, err
	}
	defer func() { newCall(r.table[releaseSessionOptions], options).Repeat(1) }()
	for _, threads := range []int{setIntraOpNumThreads, setInterOpNumThreads} {
		if err := r.do(threads, options, 1); err != nil {
			return nil, err
		}
	}
	s := &Session{runtime: r}
	if s.session, err = r.make(createSessionFromArray, r.env, model, int64(len(model)), options); err != nil {
		return nil, err
	}
	for i, data := range [][]T{x, y} {
		s.pinned.Pin(unsafe.SliceData(data))
		if s.values[i], err = tensorOf(r, data, batch); err != nil {
			s.Close()
			return nil, err
		}
	}
	name := func(name string) []*byte {
		first := unsafe.SliceData([]byte(name + "\x00"))
		s.pinned.Pin(first)
		return []*byte{first}
	}
	const noOptions = uintptr(0)
	s.run = newCall(r.table[runSession], s.session, noOptions,
		name("x"), s.values[:1], int64(1), name("y"), int64(1), s.values[1:])
	return s, nil
}

// tensorOf is a batch of rows as ONNX Runtime sees it, in place.
func tensorOf[T float32 | float64](r *runtimeOf, data []T, batch int) (uintptr, error) {
	const float, double = 1, 11
	size, kind := int64(unsafe.Sizeof(T(0))), double
	if size == 4 {
		kind = float
	}
	shape := []int64{int64(batch), int64(len(data) / batch)}
	return r.make(createTensorWithDataAsOrtValue, r.memory, data, size*int64(len(data)), shape, int64(len(shape)), kind)
}

// Run computes y from x.
func (s *Session) Run() error {
	s.run.Repeat(1)
	return s.runtime.failure(s.run)
}

// Call is what Run calls, to be made many times.
func (s *Session) Call() *Call { return s.run }

// Close gives the session back.
func (s *Session) Close() {
	for _, v := range s.values {
		if v != 0 {
			newCall(s.runtime.table[releaseValue], v).Repeat(1)
		}
	}
	newCall(s.runtime.table[releaseSession], s.session).Repeat(1)
	s.pinned.Unpin()
	*s = Session{}
}
