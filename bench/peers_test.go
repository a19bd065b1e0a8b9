package bench_test

import (
	"cmp"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas/gonum"
	lapackgonum "gonum.org/v1/gonum/lapack/gonum"

	"weft.example/bench"
	"weft.example/bench/peers"
	"weft.example/kernels"
)

// libraryOf loads a library where Debian installs it, or where a variable says, or skips the test.
func libraryOf(t *testing.T, variable, file string) *peers.Library {
	t.Helper()
	folder := map[string]string{"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}[runtime.GOARCH]
	path := cmp.Or(os.Getenv(variable), "/usr/lib/"+folder+"/"+file)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no library: install Debian's libopenblas0 and liblapacke, or name one in %s: %v", variable, err)
	}
	l, err := peers.Open("peer", path)
	if err != nil {
		t.Fatal(err)
	}
	if !l.SetWorkers(1) {
		t.Logf("%s has no function that sets its threads", path)
	}
	return l
}

// TestPeerRoutines compares every routine of a library with gonum's.
func TestPeerRoutines(t *testing.T) {
	l := libraryOf(t, "WEFT_CBLAS", "libopenblas.so.0")
	testPeerRoutines[float32](t, l)
	testPeerRoutines[float64](t, l)
}

func testPeerRoutines[T kernels.Float](t *testing.T, l *peers.Library) {
	theirs, gonums := bench.PeerRoutines[T](l), bench.RoutinesOf[T](gonum.Implementation{})
	for _, c := range bench.RoutineCases[T]() {
		if lacks := l.Lacks(c.Symbol()); lacks != "" {
			t.Errorf("%s: no %s", c.Name, lacks)
			continue
		}
		for _, n := range []int{1, 2, 20, 37} {
			if err := c.Agree(theirs, gonums, n); err != nil {
				t.Error(err)
			}
		}
	}
	for _, c := range bench.GemmCases() {
		c.M, c.N, c.K = min(c.M, 70), min(c.N, 70), min(c.K, 300)
		g := bench.NewGemm[T](c)
		for range 2 {
			if g.By(theirs); g.Check() != nil {
				t.Errorf("%s: %v", c.Name, g.Check())
			}
		}
		l.Last().Repeat(3)
		if err := g.Check(); err != nil {
			t.Errorf("%s, again: %v", c.Name, err)
		}
		l.Last().Repeat(0)
		if err := g.Check(); err == nil {
			t.Errorf("%s: a product that was not computed passes", c.Name)
		}
	}
}

// TestPeerWorkers sets a library's threads, and asks it.
func TestPeerWorkers(t *testing.T) {
	l := libraryOf(t, "WEFT_CBLAS", "libopenblas.so.0")
	const count = "openblas_get_num_threads"
	if l.Lacks(count) != "" || runtime.NumCPU() < 2 {
		t.Skip("not OpenBLAS, or one core")
	}
	for _, n := range []int{2, 1, 1, 2} {
		if !l.SetWorkers(n) || l.Do(count).Int() != n {
			t.Errorf("%d threads, want %d", l.Do(count).Int(), n)
		}
	}
	if !strings.HasPrefix(l.About(), "OpenBLAS ") {
		t.Errorf("about %q", l.About())
	}
}

// TestPeerLapack compares a library's factors with gonum's, the second time too.
func TestPeerLapack(t *testing.T) {
	l := libraryOf(t, "WEFT_LAPACKE", "liblapacke.so.3")
	for _, c := range bench.LapackCases() {
		if lacks := l.Lacks(c.Symbols()...); lacks != "" {
			t.Errorf("%s: no %s", c.Name, lacks)
			continue
		}
		for _, n := range []int{1, 5, 40, 100} {
			theirs, gonums := bench.NewPeerFactor(c, n, l), bench.NewFactor(c, n, lapackgonum.Implementation{})
			for range 2 {
				if err := theirs.Agree(gonums); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

// TestPeerNetworks has ONNX Runtime compute each network. Session compares.
func TestPeerNetworks(t *testing.T) {
	dir := os.Getenv("WEFT_ORT")
	if dir == "" {
		t.Skip("WEFT_ORT does not name a folder with onnxruntime-node")
	}
	cpu := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	path := filepath.Join(dir, "node_modules/onnxruntime-node/bin/napi-v6", runtime.GOOS, cpu, "libonnxruntime.so.1")
	l, err := peers.Open("onnxruntime", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(l.About())
	if !strings.HasPrefix(l.About(), "ONNX Runtime 1.") {
		t.Errorf("about %q", l.About())
	}
	for _, c := range bench.NetworkCases() {
		c.Batch = min(c.Batch, 8)
		testPeerNetwork[float32](t, l, c)
		testPeerNetwork[float64](t, l, c)
	}
	_, err = peers.NewSession(l, []byte("no model"), 1, make([]float32, 1), make([]float32, 1))
	if err == nil || !strings.Contains(err.Error(), "ONNX Runtime: ") {
		t.Errorf("no model: error %v", err)
	}
}

func testPeerNetwork[T kernels.Float](t *testing.T, l *peers.Library, c bench.NetworkCase) {
	n, err := bench.NewNetwork[T](c, kernels.Best(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := n.Session(l)
	if err != nil {
		t.Error(err)
		return
	}
	s.Call().Repeat(3)
	s.Close()
}
