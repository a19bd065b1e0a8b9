package main

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// routine is a row of the table for one type.
type routine struct {
	name      string // as xerbla wants it
	level1    bool   // on vectors alone: without flags, and nothing is reported
	arguments []argument
	passed    []passed // gonum's arguments
	results   []int    // the arguments that gonum's results go to
	method    reflect.Value
	read      [arity]int
	in        []reflect.Value // where arguments are put for method, one call at a time
	single    bool            // float32
}

// argument is one of Fortran's: a flag, an integer, an operand or else a number.
type argument struct {
	name    string
	letters string                    // that a flag may be
	integer bool                      // a size, an increment or a leading dimension
	size    []func(v *[arity]int) int // of an operand
}

// passed is an argument of gonum's routine: the one of Fortran's at a place, or its opposite.
type passed struct {
	at       int
	opposite bool
}

// arity is the most arguments of a routine.
const arity = 13

var flags = map[string]string{"side": "LR", "uplo": "UL", "diag": "NU", "trans": "NTC", "transA": "NTC", "transB": "NTC"}

func routines() map[string]*routine {
	all := map[string]*routine{}
	add := func(name, method string, r row) {
		all[name] = newRoutine(name, reflect.ValueOf(gonumblas.Implementation{}).MethodByName(method), r)
	}
	for _, r := range both {
		for _, t := range []string{"s", "d"} {
			name := t + r.name
			if r.name == "amax" {
				name = "i" + name
			}
			add(name, strings.ToUpper(name[:1])+name[1:], r)
		}
	}
	for _, r := range single {
		add(r.name, strings.ToUpper(r.name[:1])+r.name[1:], r)
	}
	return all
}

var field = regexp.MustCompile(`^(\w+)(?:\((.+)\))?$`)

func newRoutine(name string, method reflect.Value, r row) *routine {
	made := &routine{name: (strings.ToUpper(name) + "   ")[:6], method: method}
	made.single = strings.Contains(method.Type().String(), "float32")
	var names, sizes []string
	for _, f := range strings.Fields(r.fortran) {
		part := field.FindStringSubmatch(f)
		names, sizes = append(names, part[1]), append(sizes, part[2])
	}
	made.level1 = names[0] == "n" || len(r.results) > 0
	for i, name := range names {
		a := argument{name: name, letters: flags[name]}
		a.integer = slices.Contains([]string{"m", "n", "k", "kl", "ku", "incx", "incy", "lda", "ldb", "ldc"}, name)
		if sizes[i] != "" {
			for _, text := range strings.Split(sizes[i], ",") {
				a.size = append(a.size, sizeOf(text, name, names))
			}
		}
		made.arguments = append(made.arguments, a)
	}
	place := func(name string) int { return slices.Index(names, name) }
	order := strings.Join(names, " ")
	if r.gonum != "" {
		order = r.gonum
	}
	for _, f := range strings.Fields(order) {
		name, opposite := strings.CutPrefix(f, "!")
		made.passed = append(made.passed, passed{place(name), opposite})
	}
	for _, f := range strings.Fields(r.results) {
		made.results = append(made.results, place(f))
	}
	for j := range made.passed {
		made.in = append(made.in, reflect.New(method.Type().In(j)).Elem())
	}
	return made
}

// sizeOf reads a size of an operand.
func sizeOf(text, operand string, names []string) func(v *[arity]int) int {
	if a, b, ok := strings.Cut(text, "+"); ok {
		first, rest := sizeOf(a, operand, names), sizeOf(b, operand, names)
		return func(v *[arity]int) int { return first(v) + rest(v) }
	}
	if number, err := strconv.Atoi(text); err == nil {
		return func(*[arity]int) int { return number }
	}
	place := func(name string) int { return slices.Index(names, name) }
	a, b, transposed := strings.Cut(text, ":")
	flag, usual := max(place("trans"), place("trans"+operand)), 'N'
	if !transposed {
		a, b, _ = strings.Cut(text, "|")
		flag, usual = place("side"), 'L'
	}
	first, second := place(a), place(b)
	return func(v *[arity]int) int {
		if second >= 0 && v[flag] != int(usual) {
			return v[second]
		}
		return v[first]
	}
}

// values are the arguments that are flags, in capitals, or integers.
func (r *routine) values(p []unsafe.Pointer) *[arity]int {
	v := &r.read
	for i, a := range r.arguments {
		switch {
		case a.letters != "":
			v[i] = int(*(*byte)(p[i]) &^ ('a' - 'A'))
		case a.integer:
			v[i] = int(*(*int32)(p[i]))
		}
	}
	return v
}

// differs tells whether Fortran wants something else of level 1 than gonum.
func (r *routine) differs(p []unsafe.Pointer, v *[arity]int) bool {
	for i, a := range r.arguments {
		switch {
		case a.name == "n" && v[i] <= 0, strings.HasPrefix(a.name, "inc") && v[i] == 0,
			r.name == "SSCAL " && a.name == "alpha" && *(*float32)(p[i]) == 0,
			r.name == "DSCAL " && a.name == "alpha" && *(*float64)(p[i]) == 0:
			return true
		}
	}
	return false
}

// wrong returns the position of the first wrong argument, from 1, or else 0.
func (r *routine) wrong(v *[arity]int) int {
	for i, a := range r.arguments {
		least := 0
		if strings.HasPrefix(a.name, "ld") {
			least = max(1, r.arguments[i-1].size[0](v))
		}
		switch {
		case a.letters != "" && !strings.ContainsRune(a.letters, rune(v[i])),
			strings.HasPrefix(a.name, "inc") && v[i] == 0,
			a.integer && !strings.HasPrefix(a.name, "inc") && v[i] < least:
			return i + 1
		}
	}
	return 0
}

// length returns the elements of operand i from its first to its last.
func (r *routine) length(i int, v *[arity]int) int {
	size := r.arguments[i].size
	n := size[len(size)-1](v)
	switch {
	case n == 0:
		return 0
	case r.arguments[i].name == "AP":
		return n * (n + 1) / 2
	case len(size) == 1:
		return (n-1)*max(v[i+1], -v[i+1]) + 1
	}
	return (n-1)*v[i+1] + size[0](v)
}

// call calls gonum's routine and returns its result, if it is a number. An index counts from 1.
func (r *routine) call(p []unsafe.Pointer, v *[arity]int) float64 {
	for j, from := range r.passed {
		a, to := &r.arguments[from.at], r.in[j].Addr().UnsafePointer()
		switch value := v[from.at]; {
		case from.opposite:
			*(*byte)(to) = a.letters[1-min(1, strings.IndexByte(a.letters, byte(value)))]
		case a.letters != "":
			*(*byte)(to) = byte(value)
		case a.integer:
			*(*int)(to) = value
		case a.size != nil:
			n := r.length(from.at, v)
			*(*slice)(to) = slice{p[from.at], n, n}
		case a.name == "param":
			r.in[j].Set(parameters(r.in[j].Type(), p[from.at]))
		case r.single:
			*(*float32)(to) = *(*float32)(p[from.at])
		default:
			*(*float64)(to) = *(*float64)(p[from.at])
		}
	}
	out := r.method.Call(r.in)
	for j, to := range r.results {
		store(p[to], out[j])
	}
	switch {
	case len(out) == 0 || len(r.results) > 0:
		return 0
	case out[0].CanInt():
		return float64(out[0].Int() + 1)
	}
	return out[0].Float()
}

// slice is how Go lays out a slice. reflect.SliceAt would allocate one.
type slice struct {
	first            unsafe.Pointer
	length, capacity int
}

// parameters reads a modified rotation, of type t, which in Fortran is five numbers: the flag and H by columns.
func parameters(t reflect.Type, p unsafe.Pointer) reflect.Value {
	made := reflect.New(t).Elem()
	h := made.FieldByName("H")
	five := reflect.SliceAt(h.Type().Elem(), p, 1+h.Len())
	made.FieldByName("Flag").SetInt(int64(five.Index(0).Float()))
	reflect.Copy(h, five.Slice(1, five.Len()))
	return made
}

// store writes a result to an argument: a number, or a modified rotation.
func store(p unsafe.Pointer, result reflect.Value) {
	if result.Kind() != reflect.Struct {
		reflect.NewAt(result.Type(), p).Elem().Set(result)
		return
	}
	h := result.FieldByName("H")
	five := reflect.SliceAt(h.Type().Elem(), p, 1+h.Len())
	five.Index(0).SetFloat(float64(result.FieldByName("Flag").Interface().(blas.Flag)))
	for i := range h.Len() {
		five.Index(1 + i).Set(h.Index(i))
	}
}
