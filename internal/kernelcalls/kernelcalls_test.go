package kernelcalls

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestDifferences finds calls, mentions and calls by another name, and no namesakes.
func TestDifferences(t *testing.T) {
	if n := kernelNames(); n["Axpy"] != 4 || n["Adam"] != 13 || n["MatVec"] != 11 || n["Tiles"] != anyNumber {
		t.Fatalf("kernels %v", n)
	}
	folder := t.TempDir()
	source := `package p
func (w *space[T]) call() { w.k.Axpy(1, 2, nil, nil); w.Axpy(1) }
func mention() any { return g.Tiles[0] }
func other() { tile(1, 2, 3, 4, 5); tile() }
`
	if err := os.WriteFile(filepath.Join(folder, "p.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	proofs := map[string]string{"space.call Axpy": "yes", "other tile": "", "gone Axpy": "yes"}
	lines, err := Differences(folder, proofs, map[string]string{"tile": "Tiles"})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	want := []string{
		"gone Axpy: a proof without a kernel",
		"mention Tiles: a kernel without a proof that its slices are long enough",
		"other tile: a kernel without a proof that its slices are long enough",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("%q, want %q", lines, want)
	}
}
