package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"weft.example/engine"
	"weft.example/kernels"
)

// train trains a network as the flags ask for it, or goes on with one.
func (s *session) train(ctx context.Context) error {
	p := usual()
	if s.resume != "" {
		net, err := load[float64](s, s.resume)
		if err != nil {
			return usageError{err}
		}
		r, err := recordOf[float64](net.About())
		if err != nil {
			return usageError{fmt.Errorf("-resume %s: %w", s.resume, err)}
		}
		p = r.Plan
	}
	if err := p.apply(s.given); err != nil {
		return usageError{err}
	}
	if s.mnistDir != "" && p.Data != mnist {
		return usageError{fmt.Errorf("-mnist is for -data %s", mnist)}
	}
	if p.DType == "float64" {
		return trainAs[float64](ctx, s, p)
	}
	return trainAs[float32](ctx, s, p)
}

// trainAs is train in an element type.
func trainAs[T kernels.Float](ctx context.Context, s *session, p plan) error {
	r, err := prepare[T](ctx, s, p)
	if err != nil {
		return usageError{err}
	}
	if r.held.N == 0 && (r.Patience > 0 || s.best != "") {
		return usageError{errors.New("-patience and -best go by examples kept aside, and there are none")}
	}
	path := cmp.Or(s.save, s.resume)
	rank, _ := s.place()
	if rank > 0 {
		path = ""
	}
	if err := cmp.Or(writable("save", path), writable("best", s.best)); err != nil {
		return err
	}
	var naive *beside[T]
	if s.naive {
		if naive, err = newBeside(r); err != nil {
			return usageError{err}
		}
	}
	if err := fit(ctx, s, r, path, naive); err != nil {
		return err
	}
	r.addTo(s)
	if naive == nil || rank > 0 {
		return nil
	}
	return naive.compare(ctx, s, r)
}

// prepare reads the examples, and returns the run that is to come.
func prepare[T kernels.Float](ctx context.Context, s *session, p plan) (*training[T], error) {
	from := s.load + s.resume // one of them
	var net *engine.Network[T]
	var about engine.About
	var known record[T]
	var err error
	if from != "" {
		if net, err = load[T](s, from); err != nil {
			return nil, err
		}
		about = net.About()
		if known, err = recordOf[T](about); err != nil && s.resume != "" {
			return nil, err
		}
	}
	e, err := read(ctx, s, &p, about, known.Unit)
	if err != nil {
		return nil, err
	}
	p.Label = e.label
	r, err := newTraining(p, e, net, s)
	if err != nil {
		return nil, err
	}
	if s.resume != "" {
		if err := r.resume(s.resume, known); err != nil {
			return nil, err
		}
	}
	return r, r.join(s)
}

// saveEvery is how often a long run is saved meanwhile, for a machine that stops.
const saveEvery = time.Minute

// fit trains, and saves what comes of it, also of a run that is interrupted.
func fit[T kernels.Float](ctx context.Context, s *session, r *training[T], path string, naive *beside[T]) error {
	view := newTrainView(s, r)
	defer view.close()
	saved, before := time.Now(), r.optimizer.Steps()
	err := r.fit(ctx, func(cost float64, examples int) {
		view.step(examples)
		naive.see(cost)
	}, func() error {
		view.epoch()
		if s.best != "" && r.waited() == 0 {
			if err := r.save(s.best); err != nil {
				return err
			}
		}
		if path == "" || time.Since(saved) < saveEvery {
			return nil
		}
		saved = time.Now()
		return r.save(path)
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	if err != nil {
		err = everywhere{err, r.rank}
	}
	if r.optimizer.Steps() == before { // nothing to put in the place of what is there
		return err
	}
	if err := r.gather(); err != nil {
		return err
	}
	if path != "" {
		if err := r.save(path); err != nil {
			return err
		}
	}
	view.end(path)
	return err
}
