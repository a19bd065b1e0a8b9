package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"weft.example/bench"
	"weft.example/kernels"
)

func setData(p *plan, text string) error {
	p.Data = text
	if sourceOf[float32](text) == nil {
		return fmt.Errorf("no data set %q, have %s, %s, FILE.csv and X.npy,Y.npy", text, strings.Join(bench.EmbeddedNames(), ", "), mnist)
	}
	return nil
}

func setLabel(p *plan, text string) error {
	p.Label = text
	return nil
}

func setComma(p *plan, text string) error {
	if text == `\t` {
		text = "\t"
	}
	p.Comma = text
	if utf8.RuneCountInString(text) != 1 || strings.ContainsAny(text, "\"\r\n\ufffd\x00") {
		return fmt.Errorf("%q, want one character", text)
	}
	return nil
}

func setLoss(p *plan, text string) error {
	p.Loss = text
	if _, ok := losses[text]; !ok {
		return fmt.Errorf("no loss %q, have softmax, mean-square, mean-absolute, huber", text)
	}
	return nil
}

func setLayers(p *plan, text string) error {
	p.Layers = nil
	if text == "none" {
		return nil
	}
	for _, part := range strings.Split(text, "-") {
		n, err := number(part, 1<<20)
		if err != nil {
			return err
		}
		if k := len(p.Layers); k > 0 && p.Layers[k-1]*n > mostElements {
			return fmt.Errorf("a matrix of more than %d elements", mostElements)
		}
		p.Layers = append(p.Layers, n)
	}
	return nil
}

func setAct(p *plan, text string) error {
	p.Act = text
	_, err := kernels.ParseAct(text)
	return err
}

func setOptimizer(p *plan, text string) error {
	p.Optimizer = text
	_, err := methodOf(text)
	return err
}

func setSchedule(p *plan, text string) error {
	p.Schedule = text
	_, err := parseSchedule(text)
	return err
}

func setPatience(p *plan, text string) (err error) {
	if p.Patience = 0; text != "0" {
		p.Patience, err = number(text, mostOfEpochs)
	}
	return err
}

func setSeed(p *plan, text string) (err error) {
	if p.Seed, err = strconv.ParseUint(text, 10, 64); err != nil {
		return fmt.Errorf("%q, want a number of 64 bits", text)
	}
	return nil
}

func setDType(p *plan, text string) error {
	p.DType = text
	_, err := oneOf("dtype", "element type", []string{text}, typeNames)
	return err
}

// share is of 0 to below 1, setRate of least to mostRate, count of 1 to most.
func share(field func(p *plan) *float64) func(p *plan, text string) error {
	return func(p *plan, text string) error {
		x, err := strconv.ParseFloat(text, 64)
		if *field(p) = x; err != nil || !(x >= 0 && x < 1) {
			return fmt.Errorf("%q, want a number from 0 to below 1", text)
		}
		return nil
	}
}

func setRate(field func(p *plan) *float64, least float64) func(p *plan, text string) error {
	return func(p *plan, text string) error {
		x, err := strconv.ParseFloat(text, 64)
		if *field(p) = x; err != nil || !(x >= least && x <= mostRate) {
			return fmt.Errorf("%q, want a number from %v to %d", text, least, mostRate)
		}
		return nil
	}
}

func count(field func(p *plan) *int, most int) func(p *plan, text string) error {
	return func(p *plan, text string) (err error) {
		*field(p), err = number(text, most)
		return err
	}
}
