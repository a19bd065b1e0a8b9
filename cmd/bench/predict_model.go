package main

import (
	"fmt"
	"strconv"

	"weft.example/engine"
	"weft.example/engine/scale"
	"weft.example/kernels"
)

// predicted is how many rows are read, predicted and written at a time.
const predicted = 256

// model is a network that predicts, and what it takes and gives.
type model[T kernels.Float] struct {
	net       *engine.Network[T]
	predictor *engine.Predictor[T]
	about     engine.About
	loss      engine.Loss
	scaler    *scale.Scaler[T] // of inputs, or nil
	unit      *scale.Scaler[T] // of outputs that are amounts, or nil
	plan      plan             // or the zero value of a network that others have trained
	outputs   int
	guess     []T
	likeliest []int
}

// openModel loads a network to predict with.
func openModel[T kernels.Float](set *kernels.Set, path string) (*model[T], error) {
	net, err := engine.Load[T](set, path)
	if err != nil {
		return nil, err
	}
	m := &model[T]{net: net, about: net.About(), outputs: net.Units(net.Depth())}
	if m.loss, err = engine.ParseLoss(m.about.Loss); err != nil {
		return nil, fmt.Errorf("%s does not tell its loss: %w", path, err)
	}
	if m.about.InputShift != nil {
		if m.scaler, err = scale.Of(net); err != nil {
			return nil, err
		}
	}
	if known, err := recordOf[T](m.about); err == nil {
		m.plan, m.unit = known.Plan, known.Unit
	}
	if m.unit != nil && len(m.unit.Shift) != m.outputs {
		return nil, fmt.Errorf("%s has %d outputs and scales of %d", path, m.outputs, len(m.unit.Shift))
	}
	// The bits of a row do not depend on those around it.
	if m.predictor, err = net.Freeze().NewPredictor(predicted, engine.Config{BatchInvariant: true}); err != nil {
		return nil, err
	}
	m.guess, m.likeliest = make([]T, predicted*m.outputs), make([]int, predicted)
	return m, nil
}

// classes are the names of the classes, or nil of amounts and of labels that are each 0 to 1.
func (m *model[T]) classes() []string {
	if m.about.Classes != nil || m.loss != engine.SoftmaxCrossEntropy {
		return m.about.Classes
	}
	var names []string
	for i := range m.outputs {
		names = append(names, strconv.Itoa(i))
	}
	return names
}

// of returns the predictions of n rows of inputs, and their likeliest classes if they have such.
func (m *model[T]) of(x []T, n int) (guess []T, likeliest []int) {
	if m.scaler != nil {
		fill(x, m.scaler)
		m.scaler.Transform(x, x)
	}
	m.predictor.Forward(x, n)
	guess = m.guess[:n*m.outputs]
	m.predictor.Predict(m.loss, guess)
	if m.unit != nil {
		m.unit.Inverse(guess, guess)
	}
	if m.classes() == nil {
		return guess, nil
	}
	m.predictor.Classes(m.loss, m.likeliest[:n])
	return guess, m.likeliest[:n]
}
