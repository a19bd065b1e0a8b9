package asmgen

import "fmt"

// family is a function for tiles of all heights: a struct of parameters, which p points to, an entry for
// each height, and ladders of rows that they share.
type family struct {
	*asm
	*isa
	machine
	sig, fields signature
	labels      map[string]string
}

func newFamily(a *asm, s *isa, mc machine, sig signature, fields string) *family {
	return &family{a, s, mc, sig, sign(fields, s.elem), map[string]string{}}
}

// at is the label of that name, which the function has once.
func (f *family) at(format string, args ...any) string {
	name := fmt.Sprintf(format, args...)
	if f.labels[name] == "" {
		f.labels[name] = f.newLabel(name)
	}
	return f.labels[name]
}

// param loads a parameter of the function.
func (f *family) param(r reg, name string) { f.arg(r, f.sig.param(name)) }

// of is a field of the struct that r points to.
func (f *family) of(r reg, name string) param { return f.fields.param(name).of(r) }

// bytesOf loads a field that counts elements, as bytes.
func (f *family) bytesOf(d, r reg, name string) {
	f.arg(d, f.of(r, name))
	f.shift(d, log2(f.elem))
}

// What is done with sums: modeAlpha is added where they are scaled first.
const (
	modeOver  = 0 // C = sum
	modeAdd   = 1 // C = sum + beta·C
	modeAlpha = 2
)

// Of args.Store.
const (
	storeTurned = 2
	storeSimple = 3
)

// chooseMode leaves in r what the struct that p points to wants done with sums.
func (f *family) chooseMode(p, r reg) {
	overwrite, plain := f.newLabel("overwrite"), f.newLabel("plain")
	f.set(r, 0)
	f.jumpNought(f.of(p, "beta"), overwrite)
	f.addImm(r, modeAdd)
	f.label(overwrite)
	f.jumpOne(f.of(p, "alpha"), plain)
	f.addImm(r, modeAlpha)
	f.label(plain)
}

// dispatch jumps to one of n targets by r, 1 … n; soonest to the last, which is the most used.
func (f *family) dispatch(r reg, n int, target func(i int) string) {
	if n > 1 {
		f.jumpEqual(r, n, target(n))
	}
	f.among(r, 1, max(1, n-1), target)
}

func (f *family) among(r reg, from, to int, target func(i int) string) {
	if from == to {
		f.jump(target(from))
		return
	}
	middle := (from + to + 1) / 2
	if middle == from+1 {
		f.jumpLess(r, middle, target(from))
		f.among(r, middle, to, target)
		return
	}
	low := f.newLabel("low")
	f.jumpLess(r, middle, low)
	f.among(r, middle, to, target)
	f.label(low)
	f.among(r, from, middle-1, target)
}

// rowLadder emits what is done with each row of a tile, as long as there are rows, and goes on to "stored". c walks down
// the rows; left counts them.
func (f *family) rowLadder(name string, rows int, left, c, ldc reg, row func(i int)) {
	f.label(f.at("%s", name))
	for i := range rows {
		row(i)
		if i < rows-1 {
			f.last(left, f.at("stored"))
			f.machine.add(c, ldc)
		}
	}
	f.jump(f.at("stored"))
}
