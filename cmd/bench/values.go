package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"weft.example/bench"
)

// mostElements is how many a matrix of one's own may have: 8 GiB of float64 are three of them.
const mostElements = 1 << 30 / 3

// split returns the parts between commas, and nothing of nothing.
func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// oneOf wants names that there are, and one at least.
func oneOf(flag, what string, names, have []string) ([]string, error) {
	if len(names) == 0 {
		names = []string{""}
	}
	for _, name := range names {
		if !slices.Contains(have, name) {
			return nil, fmt.Errorf("-%s: no %s %q, have %s", flag, what, name, strings.Join(have, ", "))
		}
	}
	return names, nil
}

// numbers returns the numbers of a list, from 1 to most.
func numbers(flag, list string, most int) ([]int, error) {
	var ns []int
	for _, part := range split(list) {
		n, err := number(part, most)
		if err != nil {
			return nil, fmt.Errorf("-%s: %w", flag, err)
		}
		ns = append(ns, n)
	}
	return ns, nil
}

func number(text string, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, fmt.Errorf("%q, want a number from 1 to %d", text, most)
	}
	return n, nil
}

// checkWorkers wants no more than run at once. "all" is 1, 2, 4 … to that.
func (o *options) checkWorkers() (err error) {
	all := runtime.GOMAXPROCS(0)
	if o.workersText != "all" {
		o.workers, err = numbers("workers", o.workersText, all)
		return err
	}
	for n := 1; n < all; n *= 2 {
		o.workers = append(o.workers, n)
	}
	o.workers = append(o.workers, all)
	return nil
}

// checkCases reads one's own cases.
func (o *options) checkCases() error {
	for _, text := range split(o.shapeText) {
		c, err := parseShape(text)
		if err != nil {
			return fmt.Errorf("-shape: %q: %w", text, err)
		}
		o.shapes = append(o.shapes, c)
	}
	batches, err := numbers("batch", o.batchText, 1<<20)
	if err != nil {
		return err
	}
	for _, text := range split(o.layersText) {
		for _, batch := range batches {
			c, err := parseLayers(text, batch)
			if err != nil {
				return fmt.Errorf("-layers: %q: %w", text, err)
			}
			o.networks = append(o.networks, c)
		}
	}
	return nil
}

// parseShape reads a product: 64x512x784, or 64x512x784:NT.
func parseShape(text string) (c bench.GemmCase, err error) {
	sizes, layout, found := strings.Cut(text, ":")
	if !found {
		layout = "NN"
	}
	if !slices.Contains([]string{"NN", "NT", "TN", "TT"}, layout) {
		return c, fmt.Errorf("layout %q, want NN, NT, TN or TT", layout)
	}
	parts := strings.Split(sizes, "x")
	if len(parts) != 3 {
		return c, errors.New("want three sizes, as in 64x512x784")
	}
	for i, size := range []*int{&c.M, &c.N, &c.K} {
		if *size, err = number(parts[i], 1<<24); err != nil {
			return c, err
		}
	}
	if max(c.M*c.K, c.K*c.N, c.M*c.N) > mostElements {
		return c, fmt.Errorf("a matrix of more than %d elements", mostElements)
	}
	c.TransA, c.TransB = layout[0] == 'T', layout[1] == 'T'
	c.Name = "own"
	return c, nil
}

// parseLayers reads the units of a network: inputs, then layers, 784-512-256-10.
func parseLayers(text string, batch int) (c bench.NetworkCase, err error) {
	var units []int
	for _, part := range strings.Split(text, "-") {
		n, err := number(part, 1<<20)
		if err != nil {
			return c, err
		}
		if len(units) > 0 && units[len(units)-1]*n > mostElements || n*batch > mostElements {
			return c, fmt.Errorf("a matrix of more than %d elements", mostElements)
		}
		units = append(units, n)
	}
	if len(units) < 2 {
		return c, errors.New("want inputs and a layer at least, as in 784-10")
	}
	return bench.NetworkCase{
		Name: fmt.Sprint("own-batch", batch), Batch: batch, Inputs: units[0], Layers: bench.Lecture(units[1:]...),
	}, nil
}
