package asmgen

import (
	"fmt"
	"strings"
)

// regs hands out the integer registers of a kernel by name, and refuses more than the machine has.
type regs struct {
	isa   *isa
	names []string // by register, "" where free
}

// newRegs has all registers but own: those that the machine takes for itself, to reach rows for one.
func newRegs(s *isa, own ...[]reg) *regs {
	r := &regs{s, make([]string, s.ints)}
	for _, taken := range own {
		for _, t := range taken {
			r.names[t] = "the machine's"
		}
	}
	return r
}

// take returns a free register.
func (r *regs) take(name string) reg {
	for i, taken := range r.names {
		if taken == "" {
			r.names[i] = name
			return reg(i)
		}
	}
	panic(fmt.Sprintf("asmgen: %s has no integer register for %s: %d are taken by %s", r.isa.title, name, r.isa.ints, strings.Join(r.names, ", ")))
}

// loaded takes a register for each parameter, by its name, and loads it.
func (r *regs) loaded(mc machine, sig signature, names ...string) []reg {
	var loaded []reg
	for _, name := range names {
		loaded = append(loaded, r.take(name))
		mc.arg(loaded[len(loaded)-1], sig.param(name))
	}
	return loaded
}
