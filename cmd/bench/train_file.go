package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"weft.example/engine"
	"weft.example/engine/scale"
	"weft.example/kernels"
)

// recordKey is where a model file has a record, among engine.About's Keys.
const recordKey = "bench"

// record is what a model file has beside what engine keeps: what -resume and predict want.
type record[T kernels.Float] struct {
	Plan     plan             `json:"plan"`
	Unit     *scale.Scaler[T] `json:"unit"` // of labels that are amounts
	Examples string           `json:"examples"`
	progress
}

// recordOf reads the record of a network's file.
func recordOf[T kernels.Float](about engine.About) (r record[T], err error) {
	text, ok := about.Keys[recordKey]
	if !ok {
		return r, errors.New("not a file of bench train -save")
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return record[T]{}, fmt.Errorf("key %q: %w", recordKey, err)
	}
	return r, r.check()
}

// check tells what is wrong with a record, or is nil.
func (r *record[T]) check() error {
	if u := r.Unit; u != nil && (len(u.Shift) == 0 || len(u.Scale) != len(u.Shift)) {
		return fmt.Errorf("key %q: %d shifts and %d scales of labels, want as many", recordKey, len(u.Shift), len(u.Scale))
	}
	return r.Plan.check()
}

// save writes the run to a file, from which it goes on, and which predicts.
func (r *training[T]) save(path string) error {
	if err := r.describe(); err != nil {
		return err
	}
	return engine.SaveCheckpoint(path, r.net, r.optimizer, r.Seed)
}

func (r *training[T]) record() record[T] { return record[T]{r.plan, r.unit, r.sum, r.progress} }

// describe tells the network what its numbers mean. An error is of a network that does not suit the examples.
func (r *training[T]) describe() error {
	text, err := json.Marshal(r.record())
	if err != nil {
		return err
	}
	return r.net.SetAbout(engine.About{
		Loss: r.loss().String(), Classes: r.classes, Columns: r.columns, InputShift: r.scaler.Shift, InputScale: r.scaler.Scale,
		Keys: map[string]string{recordKey: string(text)},
	})
}

// writable tells, before there is training to lose, why the file of a flag cannot be saved, or is nil.
func writable(flag, path string) error {
	if path == "" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("-%s %s: want a regular file", flag, path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("-%s %s: %w", flag, path, errors.Unwrap(err))
	}
	f.Close()
	return os.Remove(f.Name())
}

// resume takes up the run of a file. Ranks behind the first get the optimizer's state as they join that.
func (r *training[T]) resume(path string, known record[T]) error {
	if known.Examples != r.sum {
		return fmt.Errorf("%s has other examples than %s was trained on", r.Data, path)
	}
	r.progress = known.progress
	steps := len(r.Done)*r.batches.Steps() + r.Part.Steps
	if r.rank > 0 {
		r.optimizer.SetSteps(steps)
	} else if _, err := engine.LoadCheckpoint(path, r.net, r.optimizer); err != nil {
		return err
	}
	switch have := r.optimizer.Steps(); {
	case have != steps:
		return fmt.Errorf("%s: %d steps, which its epochs do not have", path, have)
	case len(r.Done) >= r.Epochs:
		return fmt.Errorf("%s has been trained for %d epochs: -epochs %d goes on", path, len(r.Done), 2*len(r.Done))
	case r.over():
		return fmt.Errorf("%s has waited %d epochs for a lower validation loss: -patience %d goes on", path, r.waited(), 2*r.waited())
	}
	return nil
}
