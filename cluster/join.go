package cluster

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"unsafe"
)

// Alone is what Join takes, as its path or in WEFT_MPI, for one process without MPI.
const Alone = "alone"

// variable names a library where Join's caller does not.
const variable = "WEFT_MPI"

// Join makes this process one of those that a launcher has started, each of which must call it, once. The library of
// MPI is that of path, a file or a name that the system knows, or else what WEFT_MPI says, or else the
// first of those that systems have which can be loaded, the launcher's own before others. Where nothing was launched,
// a library makes a rank 0 of 1.
//
// It is an error if there is no library, and one if it knows of other processes than the launcher: two
// MPIs are on the machine then, and the wrong one was loaded.
func Join(path string) (*Comm, error) {
	path = cmp.Or(path, os.Getenv(variable))
	n, by := launched()
	if path == Alone {
		if n > 1 {
			return nil, fmt.Errorf("cluster: alone, but a launcher has started %d processes (%s), which would all do the same", n, by.variable)
		}
		return &Comm{size: 1}, nil
	}
	if !loads {
		return nil, fmt.Errorf("cluster: this program cannot load a library of MPI: it can on Linux, macOS and FreeBSD, on amd64 and arm64, without the tag nopeers; %s=%s trains in one process", variable, Alone)
	}
	restoreSignals := keepSignals()
	defer restoreSignals()
	m, err := find(path, by)
	if err != nil {
		return nil, err
	}
	c, err := start(m)
	if err != nil {
		return nil, fmt.Errorf("cluster: %s: %w", m.path, err)
	}
	if n > 0 && n != c.size {
		c.end()
		return nil, fmt.Errorf("cluster: a launcher has started %d processes (%s), but %s (%s) knows of %d; %s",
			n, by.variable, m.path, m.version, c.size, by.advice)
	}
	return c, nil
}

// find loads the library of a path, or of the first file that is one.
func find(path string, by launcher) (*mpi, error) {
	if path != "" {
		m, err := open(path)
		if err != nil {
			return nil, fmt.Errorf("cluster: %w", err)
		}
		return m, nil
	}
	return first(candidates(by))
}

// first loads the first file that is a library of MPI.
func first(files []string) (*mpi, error) {
	var failures []string
	for _, file := range files {
		m, err := open(file)
		if err == nil {
			return m, nil
		}
		failures = append(failures, err.Error())
	}
	return nil, fmt.Errorf("cluster: no library of MPI was found; install Open MPI or MPICH, or name a library in %s, or train in one process with %s=%s (tried: %s)",
		variable, variable, Alone, strings.Join(failures, "; "))
}

// start starts MPI. The goroutine that does it stays on its thread, as MPI wants to be ended where it was started.
func start(m *mpi) (*Comm, error) {
	c := &Comm{mpi: m, most: 1 << 30, limit: usualLimit, ending: make(chan struct{}), ended: make(chan error)}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := c.init()
		started <- err
		if err != nil {
			return
		}
		<-c.ending
		c.ended <- m.failure(call(m.finalize))
	}()
	return c, <-started
}

// init calls what comes before the first sum.
func (c *Comm) init() error {
	m := c.mpi
	var flag, level, rank, size int32
	if call(m.initialized, uintptr(unsafe.Pointer(&flag))); flag != 0 {
		return errors.New("MPI has been started in this process, which can be done once")
	}
	m.set()
	if err := m.failure(call(m.initThread, 0, 0, m.serialized, uintptr(unsafe.Pointer(&level)))); err != nil {
		return err
	}
	if uintptr(level) < m.serialized {
		return fmt.Errorf("%s takes calls from one thread alone (level %d of threads), want from any, one at a time (%d)", m.version, level, m.serialized)
	}
	for _, code := range []func() int32{
		func() int32 { return call(m.commSetErrhandler, m.worldComm, m.errorsReturn) },
		func() int32 { return call(m.commRank, m.worldComm, uintptr(unsafe.Pointer(&rank))) },
		func() int32 { return call(m.commSize, m.worldComm, uintptr(unsafe.Pointer(&size))) },
		func() int32 { return call(m.commDup, m.worldComm, uintptr(unsafe.Pointer(&c.comm))) },
	} {
		if err := m.failure(code()); err != nil {
			return err
		}
	}
	c.rank, c.size = int(rank), int(size)
	return nil
}
