package data

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// classIndex gives each class an index.
type classIndex struct {
	names []string
	index map[string]int
	given bool // no others may come
}

// newClassIndex has the given classes, or any that come.
func newClassIndex(names []string) (classIndex, error) {
	c := classIndex{slices.Clone(names), make(map[string]int, len(names)), names != nil}
	for i, name := range names {
		if j, ok := c.index[name]; ok {
			return c, fmt.Errorf("class %.80q is given twice, as %d and %d", name, j, i)
		}
		c.index[name] = i
	}
	return c, nil
}

func (c *classIndex) has(name string) bool {
	_, ok := c.index[name]
	return ok
}

// of returns the index of a class.
func (c *classIndex) of(name string) (int, error) {
	i, ok := c.index[name]
	if !ok {
		if c.given {
			return 0, fmt.Errorf("class %.80q, want one of %.200q", name, c.names)
		}
		i = len(c.names)
		c.names = append(c.names, string([]byte(name))) // and not a piece of the whole line
		c.index[c.names[i]] = i
	}
	return i, nil
}

// sort puts classes that came as they occurred in an order that does not depend on it, renumbers
// them, and returns their names.
func (c *classIndex) sort(classes []int) []string {
	if c.given {
		return c.names
	}
	sorted := slices.Clone(c.names)
	slices.SortFunc(sorted, order(sorted))
	to := make([]int, len(sorted))
	for i, name := range sorted {
		to[c.index[name]] = i
	}
	for i, class := range classes {
		classes[i] = to[class]
	}
	return sorted
}

// order compares names by their numbers if all are numbers.
func order(names []string) func(a, b string) int {
	numbers := make(map[string]float64, len(names))
	for _, name := range names {
		v, err := strconv.ParseFloat(name, 64)
		if err != nil {
			return cmp.Compare[string]
		}
		numbers[name] = v
	}
	return func(a, b string) int { return cmp.Or(cmp.Compare(numbers[a], numbers[b]), cmp.Compare(a, b)) }
}
