package scale

import (
	"errors"
	"fmt"
	"math"
	"unsafe"

	"weft.example/kernels"
)

// Columns are the count, mean, variance, least and most of each column of rows that come a few at a
// time. All are kept in float64, by Welford's updates (Technometrics 4, 1962) of the distances from a
// column's first value, so that a mean far from 0 costs the variance no digits. Their bits depend on the rows and their order, and not on
// how they are cut into calls.
type Columns[T kernels.Float] struct {
	rows  int
	stats []stat
}

// stat is what is known of one column.
type stat struct {
	count       int
	first       float64 // value
	mean        float64 // of value - first
	squares     float64 // sum of (value - first - mean)²
	least, most float64
}

// NewColumns returns the statistics of no rows of so many columns. It panics unless there is one.
func NewColumns[T kernels.Float](columns int) *Columns[T] {
	if columns < 1 {
		panic(fmt.Sprintf("scale: %d columns, want at least 1", columns))
	}
	c := &Columns[T]{stats: make([]stat, columns)}
	for j := range c.stats {
		c.stats[j].least, c.stats[j].most = math.Inf(1), math.Inf(-1)
	}
	return c
}

// Add takes the rows of x, m × the number of columns. NaN is passed over. An infinite value is an
// error with its row, counted from 0 over all calls, and its column; nothing is added then. Add
// panics unless rows are whole. It allocates nothing.
func (c *Columns[T]) Add(x []T) error {
	n := len(c.stats)
	wholeRows(len(x), n)
	for i, v := range x {
		if math.IsInf(float64(v), 0) {
			return fmt.Errorf("scale: row %d has %v in column %d, want finite numbers", c.rows+i/n, v, i%n)
		}
	}
	for i := 0; i < len(x); i += n {
		for j, v := range x[i : i+n] {
			if v == v {
				c.stats[j].add(float64(v))
				c.stats[j].spread(float64(v))
			}
		}
	}
	c.rows += len(x) / n
	return nil
}

func (s *stat) add(v float64) {
	if s.count == 0 {
		s.first = v
	}
	s.count++
	v -= s.first
	d := v - s.mean
	s.mean += d / float64(s.count)
	s.squares += float64(d * (v - s.mean)) // the same bits on CPUs that fuse
}

// spread widens the range to v.
func (s *stat) spread(v float64) {
	s.least, s.most = min(s.least, v), max(s.most, v)
}

// Count is how many numbers column j has had: its rows but for NaN.
func (c *Columns[T]) Count(j int) int { return c.stats[j].count }

// Mean is the mean of column j, or NaN of no numbers.
func (c *Columns[T]) Mean(j int) float64 {
	if c.stats[j].count == 0 {
		return math.NaN()
	}
	return c.stats[j].first + c.stats[j].mean
}

// Variance is that of column j, divided by the count, or NaN of no numbers.
func (c *Columns[T]) Variance(j int) float64 { return c.stats[j].squares / float64(c.stats[j].count) }

// Standard returns the Scaler that gives the rows mean 0 and variance 1. Shift is the mean, and Scale the
// root of the variance. A column whose variance is no more than rounding makes of a constant,
// m·ε·variance + (m·mean·ε)² with ε = 2⁻⁵², has Scale 1. A column without a number, or one whose
// variance is above float64's range, is an error with its index.
func (c *Columns[T]) Standard() (*Scaler[T], error) {
	return c.scaler(func(j int) (shift, scale float64) {
		const eps = 0x1p-52
		m, mean, variance := float64(c.Count(j)), c.Mean(j), c.Variance(j)
		if variance <= m*eps*variance+m*mean*eps*m*mean*eps {
			return mean, 1
		}
		return mean, math.Sqrt(variance)
	})
}

// MinMax returns the Scaler that takes each column's least value to low and its most to high, but for
// rounding. A column whose range is below 10·ε, with ε = 2⁻²³ of float32 and 2⁻⁵² of float64,
// is taken as one of range 1 from its least on, so that its values go to low. A column without a
// number, or one whose range is above float64's, is an error with its index, as are low and high
// that are not finite or not low < high.
func (c *Columns[T]) MinMax(low, high float64) (*Scaler[T], error) {
	if width := high - low; !(low < high) || math.IsInf(width, 0) {
		return nil, fmt.Errorf("scale: a range from %v to %v, want finite numbers, the first below the second", low, high)
	}
	eps := 0x1p-52
	if unsafe.Sizeof(T(0)) == 4 {
		eps = 0x1p-23
	}
	return c.scaler(func(j int) (shift, scale float64) {
		s := &c.stats[j]
		width := s.most - s.least
		if width < 10*eps {
			width = 1
		}
		scale = width / (high - low)
		return s.least - low*scale, scale
	})
}

// scaler returns the shifts and scales that fit gives for each column.
func (c *Columns[T]) scaler(fit func(j int) (shift, scale float64)) (*Scaler[T], error) {
	if c.rows == 0 {
		return nil, errors.New("scale: a fit on no rows, want at least 1")
	}
	s := &Scaler[T]{make([]float64, len(c.stats)), make([]float64, len(c.stats))}
	for j := range c.stats {
		if c.stats[j].count == 0 {
			return nil, fmt.Errorf("scale: column %d has no number in %d rows", j, c.rows)
		}
		s.Shift[j], s.Scale[j] = fit(j)
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return s, nil
}

// Fill writes the mean of its column over each NaN of x, m × the number of columns, where the column
// has a number: missing values of any rows get the mean of the training rows. It panics unless rows are
// whole.
//
// A program that has the network alone, and not the Columns, finds the means of a Standard scaling in its Shift; those of a
// MinMax one it has to keep, as in engine.About's Keys.
func (c *Columns[T]) Fill(x []T) {
	n := len(c.stats)
	wholeRows(len(x), n)
	for i, v := range x {
		if v != v {
			x[i] = T(c.Mean(i % n))
		}
	}
}

// wholeRows panics unless x has whole rows of n columns.
func wholeRows(length, n int) {
	if length%n != 0 {
		panic(fmt.Sprintf("scale: len(x) = %d, want whole rows of %d columns", length, n))
	}
}
