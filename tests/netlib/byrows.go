package main

import (
	"fmt"
	"math"
	"slices"
	"unsafe"
)

// byRows is a matrix of Fortran's by rows. Nobody may write between them.
type byRows struct {
	m, n, ld  int
	data      []float64
	columns   unsafe.Pointer
	columnsLD int
}

// gap is what lies between rows.
var gap = math.Float64frombits(0x7ff8_dead_beef_0001)

func newByRows(m, n, ld int, columns unsafe.Pointer, columnsLD int) *byRows {
	x := &byRows{m: m, n: n, ld: ld, columns: columns, columnsLD: columnsLD}
	if m == 0 || n == 0 {
		return x
	}
	x.data = slices.Repeat([]float64{gap}, (m-1)*max(n, ld)+n)
	if ld < n {
		return x // which will be refused
	}
	for i := range m {
		for j := range n {
			x.data[i*x.ld+j] = *x.at(i, j)
		}
	}
	return x
}

func (x *byRows) at(i, j int) *float64 {
	return (*float64)(unsafe.Add(x.columns, (j*x.columnsLD+i)*int(unsafe.Sizeof(gap))))
}

// write writes the matrix back.
func (x *byRows) write() {
	if x.ld < x.n {
		return
	}
	for i, v := range x.data {
		switch row, column := i/x.ld, i%x.ld; {
		case column < x.n:
			*x.at(row, column) = v
		case math.Float64bits(v) != math.Float64bits(gap):
			panic(fmt.Sprintf("netlib: written between rows, at %d of row %d", column, row))
		}
	}
}
