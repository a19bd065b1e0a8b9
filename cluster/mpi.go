package cluster

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unsafe"
)

// mpi is a library of MPI: its functions and its handles.
type mpi struct {
	*abi
	path, version string

	initThread, initialized, finalized, finalize, abort uintptr
	commRank, commSize, commDup, commSetErrhandler      uintptr
	iallreduce, ibcast, ibarrier, testall, errorString  uintptr
	ialltoallv, iallgatherv, iallgather                 uintptr
	getLibraryVersion, schedYield, setenv               uintptr

	worldComm, floatType, doubleType, byteType, sumOp, errorsReturn uintptr

	args [10]uintptr // of a call
}

// call calls a function once there are many calls, without allocating. What args points to is on the heap, and stays there.
func (m *mpi) call(fn uintptr, args ...uintptr) int32 {
	n := copy(m.args[:], args)
	return call(fn, m.args[:n]...)
}

// open loads a library of MPI.
func open(path string) (*mpi, error) {
	l, err := load(path)
	if err != nil {
		return nil, err
	}
	m := &mpi{path: path}
	for _, f := range []struct {
		name string
		at   *uintptr
	}{
		{"MPI_Init_thread", &m.initThread}, {"MPI_Initialized", &m.initialized},
		{"MPI_Finalized", &m.finalized}, {"MPI_Finalize", &m.finalize}, {"MPI_Abort", &m.abort},
		{"MPI_Comm_rank", &m.commRank}, {"MPI_Comm_size", &m.commSize}, {"MPI_Comm_dup", &m.commDup},
		{"MPI_Comm_set_errhandler", &m.commSetErrhandler},
		{"MPI_Iallreduce", &m.iallreduce}, {"MPI_Ibcast", &m.ibcast}, {"MPI_Ibarrier", &m.ibarrier}, {"MPI_Testall", &m.testall},
		{"MPI_Ialltoallv", &m.ialltoallv}, {"MPI_Iallgatherv", &m.iallgatherv}, {"MPI_Iallgather", &m.iallgather},
		{"MPI_Error_string", &m.errorString}, {"MPI_Get_library_version", &m.getLibraryVersion},
		{"sched_yield", &m.schedYield}, {"setenv", &m.setenv},
	} {
		if *f.at = l.lookUp(f.name); *f.at == 0 {
			return nil, fmt.Errorf("%s has no %s, so that it is no library of MPI 3 or later", path, f.name)
		}
	}
	text := m.says()
	if m.abi = abiOf(l, path, text); m.abi == nil {
		return nil, fmt.Errorf("%s is of an interface that is not known here; it says %q", path, text)
	}
	m.version = brief(text)
	m.worldComm, m.errorsReturn = m.world.in(l), m.errors.in(l)
	m.floatType, m.doubleType, m.byteType, m.sumOp = m.float.in(l), m.double.in(l), m.bytes.in(l), m.sum.in(l)
	return m, nil
}

// set makes the settings, in C's environment: Go's is another without cgo.
func (m *mpi) set() {
	for _, s := range m.settings {
		variable, value := append([]byte(s.variable), 0), append([]byte(s.value), 0)
		call(m.setenv, uintptr(unsafe.Pointer(&variable[0])), uintptr(unsafe.Pointer(&value[0])), 0)
	}
}

// brief is what a library's version says first: its name and number.
func brief(version string) string {
	line, _, _ := strings.Cut(version, "\n")
	line, _, _ = strings.Cut(line, ",")
	words := slices.DeleteFunc(strings.Fields(line), func(w string) bool { return w == "Version" || w == "Version:" || w == ":" })
	return strings.Join(words, " ")
}

// room is how many bytes texts of a library take at most, by any mpi.h.
const room = 8192

func (m *mpi) says() string {
	text, n := make([]byte, room), new(int32)
	call(m.getLibraryVersion, uintptr(unsafe.Pointer(&text[0])), uintptr(unsafe.Pointer(n)))
	return untilZero(text)
}

// failure is the error that a function's result stands for, nil if it is none.
func (m *mpi) failure(code int32) error {
	if code == 0 {
		return nil
	}
	text, n := make([]byte, room), new(int32)
	call(m.errorString, uintptr(code), uintptr(unsafe.Pointer(&text[0])), uintptr(unsafe.Pointer(n)))
	return fmt.Errorf("%s: %s", m.version, strings.Join(strings.Fields(untilZero(text)), " "))
}

// untilZero is C's string in a buffer.
func untilZero(text []byte) string {
	written, _, _ := bytes.Cut(text, []byte{0})
	return string(written)
}
