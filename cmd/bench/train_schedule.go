package main

import (
	"fmt"
	"math"
	"strings"

	"weft.example/engine"
)

// rateShape is a form that the rate takes over epochs.
type rateShape struct {
	name  string
	usual func(epochs int) int // of epochs, where the flag has no number; nil where none is wanted
	of    func(rate float64, steps int) engine.Schedule
}

// rateShapes are those of -schedule. To add one is to add a row. Warmup goes before another.
var rateShapes = []rateShape{
	{"constant", nil, func(rate float64, _ int) engine.Schedule { return engine.ConstantRate(rate) }},
	{"step", func(epochs int) int { return max(1, epochs/3) }, func(rate float64, steps int) engine.Schedule { return engine.StepDecay(rate, 0.1, steps) }},
	{"cosine", func(epochs int) int { return epochs }, func(rate float64, steps int) engine.Schedule { return engine.CosineDecay(rate, rate/100, steps) }},
}

const warmup = "warmup"

// schedule is what a text such as warmup:2,cosine:38 says, by epochs. Those that it does not name are 0.
type schedule struct {
	warm       bool
	warmEpochs int
	shape      rateShape
	epochs     int
}

// parseSchedule reads a shape, or warmup, or both.
func parseSchedule(text string) (s schedule, err error) {
	s.shape = rateShapes[0]
	parts := strings.Split(text, ",")
	name, epochs, err := schedulePart(parts[0])
	if name == warmup && err == nil {
		s.warm, s.warmEpochs = true, epochs
		if parts = parts[1:]; len(parts) == 0 {
			return s, nil
		}
		name, epochs, err = schedulePart(parts[0])
	}
	if err != nil {
		return s, err
	}
	if len(parts) > 1 {
		return s, fmt.Errorf("%q, want one, or warmup and one", text)
	}
	for _, shape := range rateShapes {
		if shape.name == name {
			s.shape, s.epochs = shape, epochs
			if epochs > 0 && shape.usual == nil {
				return s, fmt.Errorf("%q, want %s alone", text, name)
			}
			return s, nil
		}
	}
	return s, fmt.Errorf("no schedule %q, have %s", name, scheduleNames())
}

// schedulePart reads name:epochs, or a name alone.
func schedulePart(text string) (name string, epochs int, err error) {
	name, count, given := strings.Cut(text, ":")
	if given {
		epochs, err = number(count, mostOfEpochs)
	}
	return name, epochs, err
}

func scheduleNames() string {
	var names []string
	for _, s := range rateShapes {
		names = append(names, s.name)
	}
	return strings.Join(append(names, warmup), ", ")
}

// settle names all epochs: of a run of so many, warmup has a twentieth, and the shape what is left.
func (s schedule) settle(epochs int) schedule {
	if s.warm {
		if s.warmEpochs == 0 {
			s.warmEpochs = max(1, epochs/20)
		}
		epochs = max(1, epochs-s.warmEpochs)
	}
	if s.epochs == 0 && s.shape.usual != nil {
		s.epochs = s.shape.usual(epochs)
	}
	return s
}

// String is the text that parseSchedule reads.
func (s schedule) String() string {
	text := s.shape.name
	if s.epochs > 0 {
		text += fmt.Sprint(":", s.epochs)
	}
	if s.warm {
		text = fmt.Sprint(warmup, ":", s.warmEpochs, ",", text)
	}
	return text
}

// rates are those of a run with so many steps in an epoch.
func (s schedule) rates(rate float64, steps int) engine.Schedule {
	over := func(epochs int) int { return max(1, min(epochs, math.MaxInt/steps)*steps) }
	rates := s.shape.of(rate, over(s.epochs))
	if s.warm {
		rates = engine.Warmup(over(s.warmEpochs), rates)
	}
	return rates
}
