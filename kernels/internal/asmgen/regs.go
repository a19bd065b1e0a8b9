package asmgen

import (
	"fmt"
	"slices"
	"strings"
)

// regs are the registers of a kernel. It takes them by name.
type regs struct {
	ints    bank[reg]
	vecs    bank[vec]
	scalars bank[vec] // taken by repeated
}

// newRegs begins a function whose vectors are of so many registers, where a machine has such vectors. keep says that
// what is beyond a strip stays.
func newRegs(s *isa, mc machine, registers int, keep bool) *regs {
	if s.scalable {
		mc.(scalable).group(registers, keep)
	} else {
		registers = 1
	}
	name := s.title + s.float()
	return &regs{
		ints:    bank[reg]{name + ": integer registers", make([]string, s.integers)},
		vecs:    bank[vec]{name + ": vectors", make([]string, s.regs/registers)},
		scalars: bank[vec]{name + ": scalar registers", make([]string, s.scalars)},
	}
}

// args returns a function that takes a register for a parameter, by its name, and loads it.
func (r *regs) args(mc machine, sig signature) func(name string) reg {
	return func(name string) reg {
		loaded := r.ints.take(name)
		mc.arg(loaded, sig.param(name))
		return loaded
	}
}

// repeated takes what holds a number that arithmetic takes for every lane: a scalar register if operands may be scalar
// registers, else a vector.
func (r *regs) repeated(name string) vec {
	if len(r.scalars.names) > 0 {
		return scalarReg(int(r.scalars.take(name)))
	}
	return r.vecs.take(name)
}

// bank hands out the registers of one kind, and refuses more than the machine has.
type bank[R reg | vec] struct {
	kind  string
	names []string // by register, "" where free
}

// take returns the first free register.
func (b *bank[R]) take(name string) R { return b.block(name, 1)[0] }

// block returns n registers side by side.
func (b *bank[R]) block(name string, n int) []R {
	block := make([]R, n)
	for first := range len(b.names) - n + 1 {
		if slices.ContainsFunc(b.names[first:first+n], func(taken string) bool { return taken != "" }) {
			continue
		}
		for i := range block {
			block[i] = R(first + i)
			b.names[first+i] = name
		}
		return block
	}
	panic(fmt.Sprintf("asmgen: %s of a kernel: no %d are left for %s, of %d that %s take", b.kind, n, name, len(b.names), strings.Join(slices.Compact(slices.Clone(b.names)), ", ")))
}

// left is how many registers are free.
func (b *bank[R]) left() int {
	n := 0
	for _, name := range b.names {
		if name == "" {
			n++
		}
	}
	return n
}

// named returns the register of that name.
func (b *bank[R]) named(name string) R {
	i := slices.Index(b.names, name)
	if i < 0 {
		panic(fmt.Sprintf("asmgen: %s of a kernel: %s is none of %s", b.kind, name, strings.Join(b.names, ", ")))
	}
	return R(i)
}

// free gives registers back.
func (b *bank[R]) free(registers ...R) {
	for _, r := range registers {
		b.names[r] = ""
	}
}

// freeAll gives all registers back.
func (b *bank[R]) freeAll() { clear(b.names) }

// rename gives a register, which has no more use under its old name, to another.
func (b *bank[R]) rename(r R, name string) R {
	b.names[r] = name
	return r
}

// hold takes registers that the machine chooses, to reach rows for one. It may use one twice.
func (b *bank[R]) hold(registers ...R) {
	const owner = "the machine"
	for _, r := range registers {
		if b.names[r] != "" && b.names[r] != owner {
			panic(fmt.Sprintf("asmgen: %s of a kernel: %s has the one that the machine takes", b.kind, b.names[r]))
		}
		b.names[r] = owner
	}
}
