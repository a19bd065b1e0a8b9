package asmgen

import (
	"fmt"
	"slices"
	"strings"
)

// asm collects the text of one assembly file.
type asm struct {
	text   strings.Builder
	data   strings.Builder // read-only data, after the code
	code   []string        // lines of the function at hand
	labels int
	held   []string          // labels of the next line
	same   map[string]string // labels that are left out, and the one of that place
	target string            // of a jump that is yet to be written, or ""
	words  []word
	stubs  []stub // of the functions, for Go
}

// stub is the Go declaration of a function. Its comment says what the function does.
type stub struct{ name, doc, decl string }

// word is an instruction that Go's assembler cannot spell: its encoding, and the Arm spelling that
// it claims to have.
type word struct {
	code uint32
	says string
}

func (a *asm) line(format string, args ...any) {
	a.arrive()
	a.code = append(a.code, fmt.Sprintf(format, args...))
}

// arrive writes what comes before the next line: a jump, unless it goes there, and labels.
func (a *asm) arrive() {
	if !slices.Contains(a.held, a.target) {
		a.leave()
	}
	a.target = ""
	for i, l := range a.held {
		if i == 0 {
			a.code = append(a.code, l+":")
		} else {
			a.same[l] = a.held[0]
		}
	}
	a.held = nil
}

// leave writes a jump that is yet to be written.
func (a *asm) leave() {
	if a.target != "" {
		a.code = append(a.code, "\tJMP "+a.target)
	}
	a.target = ""
}

// goTo jumps to a label. A jump to the next line is left out.
func (a *asm) goTo(l string) {
	a.arrive()
	a.target = l
}

// op writes one instruction.
func (a *asm) op(format string, args ...any) { a.line("\t"+format, args...) }

// word writes an instruction as its encoding (go.dev/issue/41092). TestWords
// decodes each and compares it with the spelling.
func (a *asm) word(code uint32, format string, args ...any) {
	says := fmt.Sprintf(format, args...)
	a.words = append(a.words, word{code, says})
	a.op("WORD $0x%08x // %s", code, says)
}

// newLabel returns a label that the function has not used.
func (a *asm) newLabel(name string) string {
	a.labels++
	return fmt.Sprintf("%s%d", name, a.labels)
}

func (a *asm) label(l string) { a.held = append(a.held, l) }

// alignTo aligns what comes next to a multiple of n bytes. The padding goes in front of its labels: Go's assembler for
// x86 (1.26) never ends where a jump leads forward to the padding itself.
func (a *asm) alignTo(n int) {
	a.leave()
	a.code = append(a.code, fmt.Sprintf("\tPCALIGN $%d", n))
}

// settle ends a function. It leaves out labels that nothing jumps to.
func (a *asm) settle() {
	a.arrive()
	used := map[string]bool{}
	for i, l := range a.code {
		at := strings.LastIndexByte(l, ' ') + 1
		if first, ok := a.same[l[at:]]; ok {
			a.code[i] = l[:at] + first
		}
		used[a.code[i][at:]+":"] = true
	}
	for _, l := range a.code {
		if label := strings.HasSuffix(l, ":") && !strings.Contains(l, " "); !label || used[l] {
			a.text.WriteString(l + "\n")
		}
	}
	a.code, a.labels, a.same = nil, 0, map[string]string{}
}

// kind is the kind of a parameter.
type kind int

const (
	integer kind = iota
	pointer
	scalar // of the kernel's element type
)

// param is a word in memory that an assembly function knows by name. It is one of
//
//   - a parameter, off bytes from FP,
//   - a local variable, off bytes below SP,
//   - a field, off bytes from where a register points.
type param struct {
	name string
	kind kind
	off  int
	in   place
	base reg // of a field
}

type place int

const (
	argument place = iota
	local
	field
)

// of is a field of the struct that r points to.
func (p param) of(r reg) param {
	p.in, p.base = field, r
	return p
}

// signature is a Go assembly function's parameters laid out as ABI0 has them.
type signature struct {
	params []param
	size   int
}

// sign lays out parameters written as in Go: "n int, y, x *T".
func sign(decl string, elem int) signature {
	var s signature
	var pending []string
	for _, field := range strings.Split(decl, ",") {
		name, typ, typed := strings.Cut(strings.TrimSpace(field), " ")
		pending = append(pending, name)
		if !typed {
			continue
		}
		k, size := integer, 8
		switch {
		case typ[0] == '*':
			k = pointer
		case typ == "T":
			k, size = scalar, elem
		}
		for _, name := range pending {
			s.size = (s.size + size - 1) / size * size
			s.params = append(s.params, param{name: name, kind: k, off: s.size})
			s.size += size
		}
		pending = nil
	}
	s.size = (s.size + 7) &^ 7
	return s
}

func (s signature) param(name string) param {
	for _, p := range s.params {
		if p.name == name {
			return p
		}
	}
	panic("asmgen: no parameter " + name)
}

// function opens an assembly function without local variables and returns its signature.
func function(a *asm, s *isa, name, doc, decl string) signature {
	return functionWith(a, s, name, doc, decl, 0)
}

// functionWith opens an assembly function that has a frame of so many bytes. Labels belong to a function and are
// counted from 1: a change of one kernel leaves the text of the others as it is.
func functionWith(a *asm, s *isa, name, doc, decl string, frame int) signature {
	a.settle()
	sig := sign(decl, s.elem)
	a.line("")
	a.line("// func %s(%s)", name, typed(decl, s))
	a.stubs = append(a.stubs, stub{name, doc, decl})
	a.line("TEXT ·%s(SB), NOSPLIT, $%d-%d", name, frame, sig.size)
	return sig
}
