package main

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unsafe"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/gonumlapack"
)

// lapackRoutine is a row of lapacktable.go.
type lapackRoutine struct {
	row    lapackRow
	method reflect.Value
	names  []string       // of the arguments
	sizes  [][]string     // of each: rows and columns, elements, or none
	types  []reflect.Type // of gonum's, or nil
}

// lapackCall is a call of a routine by Fortran.
type lapackCall struct {
	*lapackRoutine
	p        []unsafe.Pointer
	v        map[string]int // flags, integers and sizes by their names
	matrices []*byRows
	pivots   []int
	work     []float64
}

func lapackRoutines() map[string]*lapackRoutine {
	blas64.Use(gonumblas.Implementation{})
	all := map[string]*lapackRoutine{}
	for _, row := range lapackRows {
		method := reflect.ValueOf(gonumlapack.Implementation{}).MethodByName(strings.ToUpper(row.name[:1]) + row.name[1:])
		r, passed := &lapackRoutine{row: row, method: method}, 0
		for _, f := range strings.Fields(row.fortran) {
			part := field.FindStringSubmatch(f)
			r.names = append(r.names, part[1])
			r.sizes = append(r.sizes, strings.FieldsFunc(part[2], func(c rune) bool { return c == ',' }))
			r.types = append(r.types, nil)
			if part[1] != "info" && part[1] != "rcond" {
				r.types[len(r.types)-1] = method.Type().In(passed)
				passed++
			}
		}
		all[row.name] = r
	}
	return all
}

// answer calls gonum's routine. It returns what a function returns, the position of an argument that it refuses, and whether the next
// library is to answer.
func (r *lapackRoutine) answer(p []unsafe.Pointer) (result float64, refused int, next bool) {
	c := &lapackCall{lapackRoutine: r, p: p}
	c.read()
	switch over := c.v["jobU"] == 'O'; {
	case over && c.v["jobVT"] == 'O', c.v["incx"] < -1 || c.v["incx"] > 1, c.v["k2"] < c.v["k1"]:
		return 0, 0, true
	case over:
		return 0, r.overwriting(p, "jobU", "U", c.v["m"], c.v["least"]), false
	case c.v["jobVT"] == 'O':
		return 0, r.overwriting(p, "jobVT", "VT", c.v["least"], c.v["n"]), false
	}
	length := c.v["lwork"]
	if c.place("info") >= 0 { // or else Fortran checks nothing
		if refused = c.unseen(); refused == 0 {
			_, refused = c.try(c.arguments(length, false))
		}
		if refused > 0 {
			c.set("info", -refused)
			return 0, refused, false
		}
	}
	if slices.Contains(r.names, "lwork") {
		if length != -1 {
			c.try(c.arguments(-1, false))
		}
		length = max(1, length, int(c.work[0]))
		*(*float64)(p[c.place("work")]) = float64(length)
		if c.v["lwork"] == -1 {
			c.set("info", 0)
			return 0, 0, false
		}
	}
	out, refused := c.try(c.arguments(length, true))
	if refused > 0 {
		c.set("info", -refused)
		return 0, refused, false
	}
	info := c.info(out)
	c.write()
	c.set("info", info)
	switch {
	case len(out) == 3:
		c.set("ifst", int(out[0].Int())+1)
		c.set("ilst", int(out[1].Int())+1)
	case len(out) == 1 && out[0].CanFloat() && c.place("rcond") >= 0:
		*(*float64)(p[c.place("rcond")]) = out[0].Float()
	case len(out) == 1 && out[0].CanFloat():
		result = out[0].Float()
	}
	return result, 0, false
}

// overwriting is answer where m by n singular vectors are to overwrite A, which gonum's Dgesvd panics for. They are stored elsewhere and
// copied.
func (r *lapackRoutine) overwriting(p []unsafe.Pointer, job, vectors string, m, n int) (refused int) {
	other := slices.Clone(p)
	store, ld, x := byte('S'), int32(max(1, m)), make([]float64, max(1, m)*max(1, n))
	other[r.place(job)], other[r.place(vectors)], other[r.place("ld"+vectors)] = unsafe.Pointer(&store), unsafe.Pointer(&x[0]), unsafe.Pointer(&ld)
	_, refused, _ = r.answer(other)
	if refused > 0 || *(*int32)(p[r.place("lwork")]) == -1 {
		return refused
	}
	a := byRows{columns: p[r.place("A")], columnsLD: int(*(*int32)(p[r.place("lda")]))}
	for j := range n {
		for i := range m {
			*a.at(i, j) = x[j*int(ld)+i]
		}
	}
	return 0
}

// place is where an argument is, or -1.
func (r *lapackRoutine) place(name string) int {
	return slices.IndexFunc(r.names, func(n string) bool { return strings.EqualFold(n, name) })
}

// set writes an integer of Fortran's, if it is an argument.
func (c *lapackCall) set(name string, value int) {
	if at := c.place(name); at >= 0 {
		*(*int32)(c.p[at]) = int32(value)
	}
}

// letter is a flag as gonum has it.
func (c *lapackCall) letter(at int) byte {
	letter := *(*byte)(c.p[at])
	if 'a' <= letter && letter <= 'z' {
		letter -= 'a' - 'A'
	}
	if other := strings.IndexByte("1E", letter); other >= 0 && c.names[at] == "Norm" {
		return "OF"[other]
	}
	return letter
}

// try calls gonum's routine. Of a panic it returns the position of the argument that it is about, and 0 where that is an operand: without
// those, no wrong argument.
func (c *lapackCall) try(in []reflect.Value) (out []reflect.Value, refused int) {
	defer func() {
		if why := recover(); why != nil {
			refused = c.blamed(fmt.Sprint(why))
		}
	}()
	return c.method.Call(in), 0
}

// unseen is the position of a wrong argument that gonum's routine does not look at: a size, or a leading dimension of an operand that it
// does not need.
func (c *lapackCall) unseen() int {
	for _, name := range strings.Fields(c.row.unseen) {
		if at := c.place(name); c.v[name] < 0 || strings.HasPrefix(name, "ld") && c.v[name] < max(1, c.size(at-1, 0)) {
			return at + 1
		}
	}
	return 0
}

var blame = regexp.MustCompile(`^lapack: (?:bad (\w+)|bad leading dimension of (\w+)|(\w+) out of range|(\w+) [<>] (?:min\()?(\w+).*|insufficient declared (work)space length)$`)

// blamed is the position of the argument that a panic is about, or 0 for operands. Of two sizes it is the later, as in Fortran.
func (c *lapackCall) blamed(why string) int {
	if strings.HasPrefix(why, "lapack: insufficient length of ") || strings.HasPrefix(why, "lapack: bad length of ") {
		return 0
	}
	part := blame.FindStringSubmatch(why)
	if part == nil {
		panic(fmt.Sprintf("netlib: %s panics with %q", c.row.name, why))
	}
	at := max(c.place(part[1]), c.place("ld"+part[2]), c.place(part[3]), c.place(part[4]), c.place(part[5]))
	switch {
	case part[6] != "":
		at = c.place("lwork")
	case part[1] == "SVDJob" && strings.IndexByte("ASN", c.letter(0)) >= 0:
		at = c.place("jobVT")
	case part[1] == "SVDJob":
		at = c.place("jobU")
	}
	return at + 1
}

// info is what Fortran's info says.
func (c *lapackCall) info(out []reflect.Value) int {
	if len(out) == 0 {
		return 0
	}
	switch last := out[len(out)-1]; {
	case last.CanInt():
		return int(last.Int())
	case last.Kind() == reflect.Bool && !last.Bool():
		return c.row.info(c)
	}
	return 0
}

func unconverged(*lapackCall) int { return 1 }

// firstZero is the place of the first zero on the diagonal of A.
func firstZero(c *lapackCall) int {
	a := c.matrices[0]
	for i := range min(a.m, a.n) {
		if a.data[i*a.ld+i] == 0 {
			return i + 1
		}
	}
	panic("netlib: " + c.row.name + " finds a zero that is not there")
}

// firstMinor is the order of the first leading block of A that is not positive definite, as Dpotrf has it.
func firstMinor(c *lapackCall) int {
	a := c.matrices[0]
	for k := 1; k <= a.n; k++ {
		block := newByRows(k, k, k, a.columns, a.columnsLD)
		if !(gonumlapack.Implementation{}).Dpotrf(blas.Uplo(c.letter(0)), k, block.data, block.ld) {
			return k
		}
	}
	panic("netlib: dpotrf finds a minor that is not there")
}
