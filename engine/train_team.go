package engine

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// team is the ranks that train together, as a training run of one of them knows them. That of a run alone is nil.
type team struct {
	Cluster
	flags  []float64 // why each rank fails, 0 if it does not
	unlike bool      // a rank has other kernels, and so other bits of the same step
}

func newTeam(c Cluster) *team {
	if c == nil || c.Size() == 1 {
		return nil
	}
	return &team{Cluster: c, flags: make([]float64, c.Size())}
}

// place is the rank among how many: 0 of 1 alone.
func (t *team) place() (rank, size int) {
	if t == nil {
		return 0, 1
	}
	return t.Rank(), t.Size()
}

// The flags of a rank: an error of the context is one on all ranks, any other is text there.
const (
	failed = 1 + iota
	canceled
	expired
)

// flag writes why this rank fails, if err is not nil, to flags, and 0 for the others.
func (t *team) flag(flags []float64, err error) {
	clear(flags)
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled):
		flags[t.Rank()] = canceled
	case errors.Is(err, context.DeadlineExceeded):
		flags[t.Rank()] = expired
	default:
		flags[t.Rank()] = failed
	}
}

// agree returns nil where err is nil on all ranks. Else all of them get an error that names the first rank that has one,
// with its text.
func (t *team) agree(err error) error {
	if t == nil {
		return err
	}
	t.flag(t.flags, err)
	if broken := t.Sum(t.flags); broken != nil {
		return t.broken(broken)
	}
	return t.explain(t.flags, err)
}

// explain is agree from the flags of all ranks on.
func (t *team) explain(flags []float64, err error) error {
	for rank, why := range flags {
		if why != 0 {
			return t.spreadError(rank, why, err)
		}
	}
	return nil
}

// spreadError is the error on all ranks of one that fails. err is this rank's own, or nil.
func (t *team) spreadError(rank int, why float64, err error) error {
	const longest = 1000
	text := make([]float64, longest)
	if rank == t.Rank() {
		said := inner{err}.Error()
		for i := range min(len(said), longest) {
			text[i] = float64(said[i])
		}
	}
	if broken := t.Sum(text); broken != nil {
		return t.broken(broken)
	}
	var said strings.Builder
	for _, c := range text {
		if c > 0 {
			said.WriteByte(byte(c))
		}
	}
	if err == nil {
		switch why {
		case canceled:
			err = context.Canceled
		case expired:
			err = context.DeadlineExceeded
		}
	}
	return &rankError{rank, strings.ToValidUTF8(said.String(), string(utf8.RuneError)), err}
}

// rankError is an error that all ranks return, of the first that had one.
type rankError struct {
	rank int
	text string
	err  error // this rank's own or the context's, or nil
}

func (e *rankError) Error() string { return fmt.Sprintf("engine: rank %d: %s", e.rank, e.text) }

func (e *rankError) Unwrap() error { return e.err }

// broken is an error of the Cluster, which only this rank may have.
func (t *team) broken(err error) error {
	return fmt.Errorf("engine: rank %d with the others: %w", t.Rank(), inner{err})
}

// total is the sum of n over all ranks.
func (t *team) total(n int) (int, error) {
	if t == nil {
		return n, nil
	}
	x := []float64{float64(n)}
	if err := t.Sum(x); err != nil {
		return 0, t.broken(err)
	}
	return int(x[0]), nil
}

// mostSteps is the largest of the ranks' steps, or 0 where one does not know its own.
func (t *team) mostSteps(steps int) (most int, err error) {
	all, err := gatherNumbers(t, []float64{float64(steps)})
	if err != nil {
		return 0, t.broken(err)
	}
	for _, x := range all {
		if x[0] == 0 {
			return 0, nil
		}
		most = max(most, int(x[0]))
	}
	return most, nil
}

// numbers replaces x by rank 0's.
func (t *team) numbers(x []uint64) error {
	b := make([]byte, 0, 8*len(x))
	for _, v := range x {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	if err := t.Broadcast(b); err != nil {
		return t.broken(err)
	}
	for i := range x {
		x[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return nil
}

// text returns rank 0's.
func (t *team) text(s string) (string, error) {
	size := []uint64{uint64(len(s))}
	if err := t.numbers(size); err != nil {
		return "", err
	}
	b := make([]byte, size[0])
	copy(b, s)
	if len(b) > 0 {
		if err := t.Broadcast(b); err != nil {
			return "", t.broken(err)
		}
	}
	return string(b), nil
}
