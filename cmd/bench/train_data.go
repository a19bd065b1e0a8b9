package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"weft.example/engine"
	"weft.example/engine/data"
	"weft.example/engine/safetensors"
	"weft.example/engine/scale"
	"weft.example/kernels"
)

// examples are what a network is trained on, and validated by.
type examples[T kernels.Float] struct {
	columns []string // of the inputs, or nil if they have no names
	classes []string // or nil of amounts
	label   string   // the column that labels come from, if that has a name

	inputs, outputs int
	train, held     engine.Data[T] // standardised
	scaler          *scale.Scaler[T]
	unit            *scale.Scaler[T] // of labels, or nil of classes
}

// raw are examples as they came.
type raw[T kernels.Float] struct {
	examples[T]
	all  engine.Data[T] // missing inputs are NaN
	test []int          // the rows that are to be kept aside, or nil
}

// read reads the examples of a plan and prepares them.
func read[T kernels.Float](ctx context.Context, s *session, p *plan, about engine.About, unit *scale.Scaler[T]) (*examples[T], error) {
	from := sourceOf[T](p.Data)
	if from == nil {
		return nil, fmt.Errorf("no data set %q", p.Data)
	}
	r, err := from(ctx, s, p, about)
	if err != nil {
		return nil, err
	}
	if err := r.divide(p); err != nil {
		return nil, fmt.Errorf("%s: %s", p.Data, strings.TrimPrefix(err.Error(), "data: "))
	}
	return &r.examples, r.standardise(p, about, unit)
}

// divide puts examples aside.
func (r *raw[T]) divide(p *plan) error {
	switch {
	case p.Validation == 0:
		r.test = nil
	case r.test == nil:
		parts, err := data.SplitRows(r.all.N, r.all.Labels.Classes, p.Seed, 1-p.Validation, p.Validation)
		if err != nil {
			return err
		}
		r.test = parts[1]
	}
	aside := make([]bool, r.all.N)
	for _, i := range r.test {
		aside[i] = true
	}
	var train []int
	for i := range r.all.N {
		if !aside[i] {
			train = append(train, i)
		}
	}
	if len(train) == 0 {
		return fmt.Errorf("%d examples and none to train on: a smaller -validation than %v may do", r.all.N, p.Validation)
	}
	r.train, r.held = data.Pick(r.all, train), data.Pick(r.all, r.test)
	return nil
}

// standardise takes inputs, and labels that are amounts, to mean 0 and deviation 1 over the examples to train
// on, or as the file of a network has them.
func (r *raw[T]) standardise(p *plan, about engine.About, unit *scale.Scaler[T]) (err error) {
	r.inputs, r.outputs = len(r.all.X)/r.all.N, len(r.classes)
	switch {
	case about.InputShift != nil:
		r.scaler = &scale.Scaler[T]{Shift: about.InputShift, Scale: about.InputScale}
	case r.scaler == nil:
		if r.scaler, err = scale.Standard(r.train.X, r.inputs); err != nil {
			return fmt.Errorf("%s: %w", p.Data, err)
		}
	}
	if len(r.scaler.Shift) != r.inputs {
		return fmt.Errorf("%s has %d inputs, the network %d", p.Data, r.inputs, len(r.scaler.Shift))
	}
	for _, d := range []engine.Data[T]{r.train, r.held} {
		fill(d.X, r.scaler)
		r.scaler.Transform(d.X, d.X)
	}
	if !p.amounts() {
		return nil
	}
	r.outputs = len(r.all.Labels.Values) / r.all.N
	if r.unit = unit; unit == nil {
		if r.unit, err = scale.Standard(r.train.Labels.Values, r.outputs); err != nil {
			return fmt.Errorf("%s: labels: %w", p.Data, err)
		}
	}
	if len(r.unit.Shift) != r.outputs {
		return fmt.Errorf("%s has %d labels, the network %d", p.Data, r.outputs, len(r.unit.Shift))
	}
	for _, d := range []engine.Data[T]{r.train, r.held} {
		r.unit.Transform(d.Labels.Values, d.Labels.Values)
	}
	return nil
}

// fill puts the mean in the place of what is missing.
func fill[T kernels.Float](x []T, s *scale.Scaler[T]) {
	for i, v := range x {
		if v != v {
			x[i] = T(s.Shift[i%len(s.Shift)])
		}
	}
}

// sum tells examples from others.
func (e *examples[T]) sum() string {
	var tensors []safetensors.Tensor
	for part, d := range []engine.Data[T]{e.train, e.held} {
		classes := make([]float64, len(d.Labels.Classes))
		for i, class := range d.Labels.Classes {
			classes[i] = float64(class)
		}
		name := strconv.Itoa(part)
		tensors = append(tensors, safetensors.Of(name+"x", d.X, len(d.X)), safetensors.Of(name+"y", d.Labels.Values, len(d.Labels.Values)), safetensors.Of(name+"c", classes, len(classes)))
	}
	return strconv.FormatUint(safetensors.Sum(tensors, nil, ""), 16)
}
