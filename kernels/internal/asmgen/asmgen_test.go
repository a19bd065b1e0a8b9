package asmgen

import (
	"encoding/binary"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/arch/arm64/arm64asm"

	"weft.example/kernels/internal/args"
)

var write = flag.Bool("generate", false, "write the assembly instead of comparing it")

// TestGenerated compares what is committed with what the generator writes.
func TestGenerated(t *testing.T) {
	files, _ := generate()
	for name, want := range files {
		path := filepath.Join("..", "..", filepath.FromSlash(name))
		if *write {
			if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s is stale: run go generate ./kernels (%v)", name, err)
		}
	}
}

// TestWords decodes every hand-encoded instruction and compares it with what
// its comment says.
func TestWords(t *testing.T) {
	_, words := generate()
	if len(words) == 0 {
		t.Fatal("no hand-encoded instruction found")
	}
	for _, w := range words {
		var code [4]byte
		binary.LittleEndian.PutUint32(code[:], w.code)
		inst, err := arm64asm.Decode(code[:])
		if err != nil {
			t.Errorf("%#08x says %q, does not decode: %v", w.code, w.says, err)
			continue
		}
		if got := strings.ToLower(arm64asm.GNUSyntax(inst)); got != w.says {
			t.Errorf("%#08x says %q, decodes to %q", w.code, w.says, got)
		}
	}
}

// TestBudget shows that a tile too large for its machine is refused.
func TestBudget(t *testing.T) {
	for _, s := range isas {
		small := *s
		small.regs = 12
		a := &asm{}
		mc := s.lower(a, &small)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: a tile of more than %d registers was not refused", s.title, small.regs)
				}
			}()
			tiles(a, &small, mc, 2)
		}()
	}
}

// TestNarrowEVEX generates an instruction set that differs from AVX-512 in the size of its vectors alone, as
// AVX10/256 does, and one without VSCALEF.
func TestNarrowEVEX(t *testing.T) {
	for _, s := range isas {
		if !s.evex {
			continue
		}
		narrow := *s
		narrow.title, narrow.bytes = "AVX10", 32
		narrow.narrow.widths = []int{1, 2}[:min(2, len(narrow.narrow.widths))]
		text := assembly(&narrow)
		for _, wide := range []string{"Z0", "Z31", "VSHUFF64X2", "F64X4", "VEXTRACTF128", "VMASKMOV"} {
			if strings.Contains(text, wide) {
				t.Errorf("%s of 32 bytes: %s found", s.float(), wide)
			}
		}
		for _, has := range []string{"Y31", "K1, Y", "VSCALEF"} {
			if !strings.Contains(text, has) {
				t.Errorf("%s of 32 bytes: no %s", s.float(), has)
			}
		}
		narrow.scalef = false
		if strings.Contains(assembly(&narrow), "VSCALEF") {
			t.Errorf("%s without scalef: VSCALEF found", s.float())
		}
	}
}

func assembly(s *isa) string {
	a := &asm{}
	assemble(a, s)
	return a.text.String()
}

// TestRegisters takes all registers of each kind, and then one too many. The text of the panic names those that the
// kernel has.
func TestRegisters(t *testing.T) {
	for _, s := range isas {
		r := newRegs(s, s.lower(&asm{}, s), 2, false)
		r.ints.hold(1)
		exhaust(t, s, r.ints.take, "the machine, counter", s.integers-1)
		r.ints.free(3)
		exhaust(t, s, r.ints.take, "the machine, counter", 1)
		vectors := s.regs
		if s.scalable {
			vectors /= 2
		}
		sums := r.vecs.block("sums", 4)
		exhaust(t, s, r.vecs.take, "sums, counter", vectors-len(sums))
		if s.scalars > 0 {
			exhaust(t, s, r.repeated, "counter", s.scalars)
		}
	}
}

// exhaust takes n registers, as many as are left, and another, for which there is no room among the others.
func exhaust[R reg | vec](t *testing.T, s *isa, take func(name string) R, others string, n int) {
	t.Helper()
	seen := map[R]bool{}
	for range n {
		seen[take("counter")] = true
	}
	if len(seen) != n {
		t.Errorf("%s: %d registers handed out %d times", s.title, len(seen), n)
	}
	defer func() {
		t.Helper()
		text, _ := recover().(string)
		for _, wanted := range []string{s.title, "the last straw", others} {
			if !strings.Contains(text, wanted) {
				t.Errorf("%s: one register more than %d of %s: %q, want %q in it", s.title, n, others, text, wanted)
			}
		}
	}()
	take("the last straw")
}

// TestClash wants the machine to take no register that a kernel has.
func TestClash(t *testing.T) {
	s := isas[0]
	r := newRegs(s, s.lower(&asm{}, s), 1, false)
	defer func() {
		if text, _ := recover().(string); !strings.Contains(text, "counter") {
			t.Errorf("the machine took the register of a counter: %q", text)
		}
	}()
	r.ints.hold(r.ints.take("counter"))
}

// TestLabels wants one label of those of a place, and none that nothing jumps to. Padding goes in front of labels.
func TestLabels(t *testing.T) {
	a := &asm{}
	a.settle()
	a.label("unused")
	a.op("JEQ second")
	a.label("first")
	a.label("second")
	a.alignTo(32)
	a.op("JNE first")
	a.settle()
	if got, want := a.text.String(), "\tJEQ first\n\tPCALIGN $32\nfirst:\n\tJNE first\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestSpare shows that a kernel is refused which uses the vectors that RVV's masks and constants take.
func TestSpare(t *testing.T) {
	s := isas[slices.IndexFunc(isas, func(s *isa) bool { return s.scalable })]
	for name, use := range map[string]func(mc machine){
		"too many":       func(mc machine) { mc.zero(4) },
		"the mask's":     func(mc machine) { mc.gate(0, 3, 3, 1) },
		"the spare":      func(mc machine) { mc.orv(2, 0, scalarReg(0)) },
		"the mask later": func(mc machine) { mc.zero(3); mc.gate(0, 0, 0, 1) },
	} {
		mc := s.lower(&asm{}, s)
		newRegs(s, mc, 8, false)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: not refused", name)
				}
			}()
			use(mc)
		}()
	}
}

// TestCapabilities wants of each machine what its flags say.
func TestCapabilities(t *testing.T) {
	for _, s := range isas {
		mc := s.lower(&asm{}, s)
		_, isFixed := mc.(fixed)
		_, isScalable := mc.(scalable)
		if isFixed == s.scalable || isScalable != s.scalable {
			t.Errorf("%s is fixed %v, scalable %v; its flag says scalable %v", s.title, isFixed, isScalable, s.scalable)
		}
		_, isMasked := mc.(masked)
		_, isStreaming := mc.(streaming)
		_, isStepping := mc.(stepping)
		_, isWindowed := mc.(windowed)
		_, isSolving := mc.(solving)
		for name, c := range map[string]struct{ flag, has bool }{
			"masks":      {s.masks, isMasked},
			"streams":    {s.streams, isStreaming},
			"panelSteps": {s.panelSteps > 0, isStepping},
			"windows":    {s.windows, isWindowed},
			"solvesRows": {s.solvesRows(), isSolving},
		} {
			if c.flag && !c.has {
				t.Errorf("%s says %s, and lacks its operations", s.title, name)
			}
		}
		if (s.bytes == 0) != s.scalable {
			t.Errorf("%s: a vector of %d bytes, scalable %v", s.title, s.bytes, s.scalable)
		}
	}
}

// TestSign checks argument offsets against ABI0's layout.
func TestSign(t *testing.T) {
	sig := sign("k int, alpha T, a *T, ars, aks int, beta T, c *T", 4)
	want := map[string]int{"k": 0, "alpha": 8, "a": 16, "ars": 24, "aks": 32, "beta": 40, "c": 48}
	for name, off := range want {
		if got := sig.param(name).off; got != off {
			t.Errorf("%s at %d, want %d", name, got, off)
		}
	}
	if sig.size != 56 {
		t.Errorf("size %d, want 56", sig.size)
	}
}

// TestArgs holds the generator's idea of the structs of args to the types.
func TestArgs(t *testing.T) {
	offsets(t, reflect.TypeFor[args.Product[float32]](), sign(productDecl, 4))
	offsets(t, reflect.TypeFor[args.Product[float64]](), sign(productDecl, 8))
	offsets(t, reflect.TypeFor[args.Dots[float32]](), sign(dotsDecl, 4))
	offsets(t, reflect.TypeFor[args.Dots[float64]](), sign(dotsDecl, 8))
	offsets(t, reflect.TypeFor[args.Symv[float32]](), sign(symvFields, 4))
	offsets(t, reflect.TypeFor[args.Symv[float64]](), sign(symvFields, 8))
}

func offsets(t *testing.T, typ reflect.Type, sig signature) {
	t.Helper()
	if typ.NumField() != len(sig.params) {
		t.Fatalf("%v has %d fields, want %d", typ, typ.NumField(), len(sig.params))
	}
	for i, p := range sig.params {
		if f := typ.Field(i); strings.ToLower(f.Name) != p.name || int(f.Offset) != p.off {
			t.Errorf("%v: field %s at %d, want %s at %d", typ, f.Name, f.Offset, p.name, p.off)
		}
	}
}
