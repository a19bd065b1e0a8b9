package blas

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weft.example/kernels"
)

var accept = flag.Bool("update", false, "write testdata/plans.golden")

// goldenShapes are shapes of all classes: those of layers, odd ones, and random ones.
func goldenShapes() (list [][3]int) {
	list = [][3]int{
		{1, 1, 1}, {8, 8, 8}, {17, 17, 17}, {32, 32, 32}, {64, 64, 64}, {67, 67, 67}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}, {1000, 1000, 1000}, {1024, 1024, 1024}, {1536, 1536, 1536}, {2048, 2048, 2048},
		{512, 512, 3}, {1024, 3, 256}, {1, 1024, 1024}, {1024, 1, 1024}, {1, 512, 784}, {8, 512, 784}, {64, 512, 784}, {256, 512, 784}, {512, 784, 64}, {64, 784, 512}, {1024, 64, 256},
		{426, 16, 30}, {209, 20, 12288}, {20, 12288, 209}, {4096, 20, 784}, {1024, 8, 1024}, {8, 1024, 1024}, {1024, 1024, 8}, {10000, 16, 16}, {16, 10000, 16}, {333, 7, 511},
		{60, 1, 64}, {100, 1, 48}, {64, 2, 80}, {1500, 1200, 5}, {1000, 1600, 4}, {6, 1500, 900}, {900, 5, 800}, {30, 784, 2048}, {2, 4096, 1024}, {1, 4096, 1024},
		{4000, 4000, 1}, {4000, 4000, 2}, {4000, 4000, 16}, {4000, 4000, 40}, {100000, 64, 8}, {200000, 64, 8}, {200000, 64, 32}, {3, 5, 40000}, {1, 1, 100000}, {32, 32, 100000},
	}
	rng := rand.New(rand.NewPCG(31, 0))
	size := func() int { return int(math.Exp(rng.Float64() * math.Log(3000))) }
	for len(list) < 200 {
		list = append(list, [3]int{size(), size(), size()})
	}
	return list
}

// TestPlansGolden pins how products are computed, on CPUs of some kinds, so that a change of choice is seen. Run with
// -update to accept one.
func TestPlansGolden(t *testing.T) {
	var got bytes.Buffer
	for i, s := range goldenShapes() {
		op := i % 4
		if i < 54 {
			op = i / 2 % 4
		}
		beta := i % 2
		fmt.Fprintf(&got, "%s %d×%d×%d beta %d\n", []string{"NN", "NT", "TN", "TT"}[op], s[0], s[1], s[2], beta)
		for _, g := range geometries() {
			fmt.Fprintf(&got, "\t%-7s f32  %s\n", g.name, describe(recording[float32](g, new(recorder)), op, s, float32(beta)))
			fmt.Fprintf(&got, "\t%-7s f64  %s\n", g.name, describe(recording[float64](g, new(recorder)), op, s, float64(beta)))
		}
	}
	path := filepath.Join("testdata", "plans.golden")
	if *accept {
		if err := os.WriteFile(path, got.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	have, shape := strings.Split(got.String(), "\n"), ""
	for i, line := range strings.Split(string(want), "\n") {
		if !strings.HasPrefix(line, "\t") {
			shape = line
		}
		if i >= len(have) || have[i] != line {
			t.Fatalf("%s:\n%s\nwant\n%s\n(go test ./blas -run PlansGolden -update accepts it)", shape, strings.Join(have[min(i, len(have)-1):min(i+1, len(have))], ""), line)
		}
	}
}

// describe says how w computes a product of matrices without gaps, aligned.
func describe[T kernels.Float](w *Workspace[T], op int, size [3]int, beta T) string {
	m, n, k := size[0], size[1], size[2]
	a, b := Matrix[T]{nil, k, 1}, Matrix[T]{nil, n, 1}
	if op&2 > 0 {
		a = Matrix[T]{nil, 1, m}
	}
	if op&1 > 0 {
		b = Matrix[T]{nil, 1, k}
	}
	s := shapeOf(m, n, k, a, b)
	if how := wayOf(w.kernels, &s, n); how != planned {
		return how.String()
	}
	ask := func(s shape) *request {
		return &request{shape: s, alone: true, overwrite: beta == 0, alignedB: s.brs%w.machine.lanes == 0, alignedC: n%w.machine.lanes == 0}
	}
	var p, last plan
	r := w.machine.lastColumns(s)
	if r == 0 {
		w.machine.planFor(&p, ask(s))
		return p.String()
	}
	wide, rest := s, s
	wide.n, rest.n = n-r, r
	w.machine.planFor(&p, ask(wide))
	w.machine.planFor(&last, ask(rest))
	if s.columnsOfA() {
		w.machine.planAlike(&last, ask(rest), n-r)
	}
	return fmt.Sprintf("%v; last %d columns %v", p, r, last)
}
