package main

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unsafe"
)

// read reads flags, integers and sizes.
func (c *lapackCall) read() {
	c.v = map[string]int{}
	for i, t := range c.types {
		switch {
		case t == nil:
		case t.Kind() == reflect.Uint8:
			c.v[c.names[i]] = int(c.letter(i))
		case t.Kind() == reflect.Int:
			c.v[c.names[i]] = int(*(*int32)(c.p[i]))
			if c.place("info") < 0 && c.names[i] != "incx" { // of negative sizes Fortran has nothing to do
				c.v[c.names[i]] = max(0, c.v[c.names[i]])
			}
		}
	}
	sizesOf(c.v)
	if k2 := c.v["k2"]; k2 > 0 {
		c.v["reach"] = max(k2, int(slices.Max(unsafe.Slice((*int32)(c.p[c.place("ipiv")]), k2))))
	}
}

// sizesOf sets the sizes that are not arguments.
func sizesOf(v map[string]int) {
	choose := func(flag string, of map[byte]int) int { return of[byte(v[flag])] }
	m, n, k := v["m"], v["n"], v["k"]
	v["least"], v["most"] = min(m, n), max(m, n)
	v["order"] = choose("Side", map[byte]int{'L': m, 'R': n})
	v["reflectors"] = min(v["order"], k)
	v["rows"], v["columns"] = v["order"], v["reflectors"]
	if v["ApplyOrtho"] == 'P' {
		v["rows"], v["columns"] = v["columns"], v["rows"]
	}
	if v["GenOrtho"] != 0 {
		v["reflectors"] = choose("GenOrtho", map[byte]int{'Q': min(m, k), 'P': min(n, k)})
	}
	v["u"], v["um"] = choose("jobU", map[byte]int{'A': m, 'S': min(m, n)}), choose("jobU", map[byte]int{'A': m, 'S': m})
	v["vt"] = choose("jobVT", map[byte]int{'A': n, 'S': min(m, n)})
	v["vl"] = choose("LeftEVJob", map[byte]int{'V': n})
	v["vr"] = choose("RightEVJob", map[byte]int{'V': n})
	for _, flag := range []string{"EVComp", "SchurComp", "UpdateSchurComp"} {
		v["z"] = max(v["z"], choose(flag, map[byte]int{'V': n, 'I': n}))
	}
}

// size is a size of an operand: its rows and columns, or its elements.
func (c *lapackCall) size(at, which int) int {
	name, less, _ := strings.Cut(c.sizes[at][which], "-")
	number, _ := strconv.Atoi(less)
	return max(0, c.v[name]-number)
}

// fromOne are integers that count from 1.
var fromOne = []string{"ilo", "ihi", "k1", "k2", "ifst", "ilst"}

// arguments are gonum's. Without operands, those are nil.
func (c *lapackCall) arguments(lwork int, operands bool) (in []reflect.Value) {
	for i, t := range c.types {
		var value any
		switch name := c.names[i]; {
		case t == nil:
			continue
		case t.Kind() == reflect.Uint8:
			value = c.letter(i)
		case name == "lwork":
			value = lwork
		case slices.Contains(fromOne, name):
			value = c.v[name] - 1
		case strings.HasPrefix(name, "ld"):
			value = c.rowsApart(i - 1)
		case t.Kind() == reflect.Int:
			value = c.v[name]
		case t.Kind() == reflect.Float64:
			value = *(*float64)(c.p[i])
		case name == "work":
			length := max(1, lwork)
			if c.place("lwork") < 0 {
				length = max(1, 4*c.v["n"])
			}
			c.work = slices.Repeat([]float64{math.NaN()}, length)
			value = c.work
		case name == "iwork":
			value = make([]int, max(0, c.v["n"]))
		case !operands:
			in = append(in, reflect.Zero(t))
			continue
		case len(c.sizes[i]) == 2:
			c.matrices = append(c.matrices, newByRows(c.size(i, 0), c.size(i, 1), c.rowsApart(i), c.p[i], c.v[c.names[i+1]]))
			value = c.matrices[len(c.matrices)-1].data
		case t.Elem().Kind() == reflect.Int:
			c.pivots = make([]int, c.size(i, 0))
			for k := range c.pivots {
				c.pivots[k] = int(*c.pivot(k)) - 1
			}
			value = c.pivots
		default:
			value = unsafe.Slice((*float64)(c.p[i]), c.size(i, 0))
		}
		in = append(in, reflect.ValueOf(value).Convert(t))
	}
	return in
}

// rowsApart is the leading dimension that gonum gets for a matrix: between rows lies as much as between Fortran's columns. A wrong one
// stays wrong. Norms are not checked by Fortran, and callers hand over some of one column.
func (c *lapackCall) rowsApart(at int) int {
	more := c.v[c.names[at+1]] - max(1, c.size(at, 0))
	if c.place("info") < 0 {
		more = max(0, more)
	}
	return max(1, c.size(at, 1)) + more
}

// pivot is Fortran's pivot of row k.
func (c *lapackCall) pivot(k int) *int32 {
	return (*int32)(unsafe.Add(c.p[c.place("ipiv")], k*int(unsafe.Sizeof(int32(0)))))
}

// write writes back what are not vectors of Fortran's own.
func (c *lapackCall) write() {
	for _, x := range c.matrices {
		x.write()
	}
	for k, row := range c.pivots {
		*c.pivot(k) = int32(row + 1)
	}
}
