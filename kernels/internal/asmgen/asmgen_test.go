package asmgen

import (
	"encoding/binary"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/arch/arm64/arm64asm"
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
		a := &asm{}
		mc := s.lower(a, s)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: a tile of %d by %d vectors was not refused", s.title, s.regs, 2)
				}
			}()
			gemm(a, s, mc, nearTile, s.regs, 2)
		}()
	}
}

// TestSign checks argument offsets against ABI0's layout.
func TestSign(t *testing.T) {
	sig := sign(gemmDecl, 4)
	want := map[string]int{"k": 0, "alpha": 8, "a": 16, "ars": 24, "aks": 32, "b": 40, "bks": 48, "beta": 56, "c": 64, "ldc": 72, "n": 80}
	for name, off := range want {
		if got := sig.param(name).off; got != off {
			t.Errorf("%s at %d, want %d", name, got, off)
		}
	}
	if sig.size != 88 {
		t.Errorf("size %d, want 88", sig.size)
	}
}
