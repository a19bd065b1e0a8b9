package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"weft.example/cluster"
	"weft.example/engine"
	"weft.example/kernels"
)

// join makes the process one of a launcher's, if there is one. Ranks behind the first neither print nor write.
func (j *job) join() (*cluster.Comm, error) {
	path := cluster.Alone
	if cluster.Launched() > 1 {
		path = ""
	}
	c, err := cluster.Join(path)
	if err != nil {
		return nil, err
	}
	if c.Rank() > 0 {
		j.format, j.output, j.html, j.png, j.compare, j.save, j.best = "table", "", "", "", "", "", ""
	}
	return c, nil
}

// everywhere is an error that all ranks have at the same place, and that rank 0 prints.
type everywhere struct {
	error
	rank int
}

func (e everywhere) Unwrap() error { return e.error }

// leave ends all ranks with an error of this one, or waits for the others.
func leave(c *cluster.Comm, err error) error {
	var all everywhere
	if err != nil && !errors.As(err, &all) && c.Size() > 1 {
		c.Abort(err)
	}
	return errors.Join(err, c.Close())
}

// place is the rank of the session among how many: 0 of 1 alone.
func (s *session) place() (rank, ranks int) {
	if s.comm == nil {
		return 0, 1
	}
	return s.comm.Rank(), s.comm.Size()
}

// fromFirst returns the bytes that rank 0 calls it with.
func (s *session) fromFirst(b []byte) ([]byte, error) {
	rank, ranks := s.place()
	if ranks == 1 {
		return b, nil
	}
	size := []float64{float64(len(b))}
	if rank > 0 {
		size[0] = 0
	}
	if err := s.comm.Sum(size); err != nil {
		return nil, err
	}
	if rank > 0 {
		b = make([]byte, int(size[0]))
	}
	return b, s.comm.Broadcast(b)
}

// load returns the network of a file, which rank 0 alone has to see.
func load[T kernels.Float](s *session, path string) (*engine.Network[T], error) {
	rank, ranks := s.place()
	if ranks == 1 {
		return engine.Load[T](s.set, path)
	}
	var file bytes.Buffer
	if rank == 0 {
		net, err := engine.Load[T](s.set, path)
		if err != nil {
			return nil, err
		}
		if _, err := net.WriteTo(&file); err != nil {
			return nil, err
		}
	}
	b, err := s.fromFirst(file.Bytes())
	if err != nil {
		return nil, err
	}
	return engine.ReadNetwork[T](s.set, bytes.NewReader(b), int64(len(b)))
}

// alike wants this rank to do with the same examples what rank 0 does.
func (r *training[T]) alike(s *session) error {
	text, err := json.MarshalIndent(r.record(), "", " ")
	if err != nil {
		return err
	}
	first, err := s.fromFirst(text)
	if err != nil {
		return err
	}
	own, others := strings.Split(string(text), "\n"), strings.Split(string(first), "\n")
	for i := range min(len(own), len(others)) {
		if own[i] != others[i] {
			rank, _ := s.place()
			return fmt.Errorf("rank %d trains by %s, and rank 0 by %s, want the same flags and examples", rank, field(own[i]), field(others[i]))
		}
	}
	return nil
}

// field is a line of JSON without what stands around it.
func field(line string) string { return strings.Trim(line, " ,") }

// shareOf is a rank's share of examples that each rank has whole.
func shareOf[T kernels.Float](d engine.Data[T], rank, ranks int) engine.Data[T] {
	from, to := engine.Share(d.N, rank, ranks)
	return engine.Data[T]{N: to - from, X: cut(d.X, d.N, from, to), Labels: engine.Labels[T]{
		Values: cut(d.Labels.Values, d.N, from, to), Classes: cut(d.Labels.Classes, d.N, from, to),
	}}
}

// cut returns rows from … to-1 of n, or nil of nil.
func cut[E any](x []E, n, from, to int) []E {
	if x == nil || n == 0 {
		return x
	}
	width := len(x) / n
	return x[from*width : to*width]
}
