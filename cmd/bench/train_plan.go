package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"weft.example/bench"
	"weft.example/engine"
	"weft.example/kernels"
)

// plan is how a network is trained. Its bits follow from that, the examples and the CPU, so a model file
// keeps it for -resume.
type plan struct {
	Data       string   `json:"data"`
	Label      string   `json:"label"`
	Drop       []string `json:"drop"`
	Comma      string   `json:"comma"`
	Validation float64  `json:"validation"`
	DType      string   `json:"dtype"`
	Loss       string   `json:"loss"`
	Layers     []int    `json:"layers"` // hidden ones
	Act        string   `json:"act"`
	Dropout    float64  `json:"dropout"`
	Optimizer  string   `json:"optimizer"`
	Rate       float64  `json:"rate"`
	Schedule   string   `json:"schedule"` // of the rate; nothing of a file of before is constant
	Decay      float64  `json:"decay"`
	Batch      int      `json:"batch"`
	Epochs     int      `json:"epochs"`
	Patience   int      `json:"patience"` // epochs to wait for a lower validation loss, 0 for ever
	Seed       uint64   `json:"seed"`
}

// unset is a number that follows from others.
const unset = -1

// usual is the plan of a run that asks for nothing.
func usual() plan {
	return plan{
		Data: bench.EmbeddedNames()[0], Comma: ",", Validation: 0.2, DType: "float32", Loss: "softmax",
		Layers: []int{64, 32}, Act: "relu", Optimizer: "adam", Rate: unset, Schedule: rateShapes[0].name, Decay: unset, Batch: 32, Epochs: unset, Seed: 1,
	}
}

// What epochs are by default: so many steps, but within bounds.
const usualSteps, fewestEpochs, mostEpochs = 2000, 10, 100

// settle sets what follows from other numbers.
func (p *plan) settle(examples int) {
	rule := p.method().Rule()
	if p.Rate == unset {
		p.Rate = 0.01
		if rule.Beta2 > 0 {
			p.Rate = 0.001
		}
	}
	if p.Decay == unset {
		p.Decay = rule.Decay
	}
	if p.Epochs == unset {
		steps := (examples + p.Batch - 1) / p.Batch
		p.Epochs = min(max(usualSteps/steps, fewestEpochs), mostEpochs)
	}
	p.Schedule = p.schedule().settle(p.Epochs).String()
}

// losses are those of the flag.
var losses = map[string]engine.Loss{
	"softmax": engine.SoftmaxCrossEntropy, "mean-square": engine.MeanSquare, "mean-absolute": engine.MeanAbsolute, "huber": engine.Huber,
}

func (p *plan) loss() engine.Loss { return losses[p.Loss] }

// amounts reports whether labels are numbers to come close to, and not classes.
func (p *plan) amounts() bool { return p.loss() != engine.SoftmaxCrossEntropy }

func (p *plan) method() engine.Method {
	m, _ := methodOf(p.Optimizer)
	return m
}

func (p *plan) schedule() schedule {
	s, _ := parseSchedule(p.Schedule)
	return s
}

func methodOf(name string) (engine.Method, error) {
	var names []string
	for m := range engine.NumMethods {
		if m.String() == name {
			return m, nil
		}
		names = append(names, m.String())
	}
	return 0, fmt.Errorf("no optimizer %q, have %s", name, strings.Join(names, ", "))
}

// check tells what is wrong with a plan that a file has, or is nil. Flags are checked one by one.
func (p *plan) check() error {
	_, noMethod := methodOf(p.Optimizer)
	_, noAct := kernels.ParseAct(p.Act)
	_, noSchedule := parseSchedule(cmp.Or(p.Schedule, rateShapes[0].name))
	_, loss := losses[p.Loss]
	switch {
	case noMethod != nil:
		return noMethod
	case noAct != nil:
		return noAct
	case noSchedule != nil:
		return noSchedule
	case !loss || !slices.Contains(typeNames, p.DType) || utf8.RuneCountInString(p.Comma) != 1,
		!(p.Validation >= 0 && p.Validation < 1), !(p.Rate > 0 && p.Rate <= mostRate), !(p.Decay >= 0 && p.Decay <= mostRate),
		p.Batch < 1, p.Batch > mostBatch, p.Epochs < 1, p.Epochs > mostOfEpochs, p.Patience < 0:
		return errors.New("a plan of training that is none")
	}
	return nil
}

const mostRate, mostBatch, mostOfEpochs = 1000, 1 << 20, 1 << 30
