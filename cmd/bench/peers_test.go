package main

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"weft.example/bench/results"
)

// install is where Debian has a library, or what a variable names instead; else the test is skipped.
func install(t *testing.T, variable, file string) string {
	t.Helper()
	folder := map[string]string{"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}[runtime.GOARCH]
	path := cmp.Or(os.Getenv(variable), "/usr/lib/"+folder+"/"+file)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no library: install Debian's libopenblas0 and liblapacke, or name one in %s: %v", variable, err)
	}
	return path
}

// rowsOf runs the program and returns its rows, and how many each implementation has.
func rowsOf(t *testing.T, args ...string) (report *results.Report, by map[string]int) {
	t.Helper()
	code, stdout, stderr := runWith(context.Background(), append(args, "-time", "10us", "-format", "json")...)
	if code != 0 {
		t.Fatalf("%q: status %d, error %q", args, code, stderr)
	}
	report, err := results.ReadJSON(strings.NewReader(stdout))
	if err != nil {
		t.Fatal(err)
	}
	by = map[string]int{}
	for _, r := range report.Rows {
		by[r.Impl]++
	}
	return report, by
}

// TestPeers measures beside OpenBLAS, twice at once: each case of weft's is one of each peer's.
func TestPeers(t *testing.T) {
	cblas := install(t, "WEFT_CBLAS", "libopenblas.so.0")
	report, by := rowsOf(t, "gemm", "-shape", "8x9x7:NT,30x20x10", "-workers", "1", "-peer", "one="+cblas, "-peer", "other="+cblas)
	if by["weft"] != 4 || by["one"] != 4 || by["other"] != 4 || len(report.Peers) != 2 || report.Peers[1].Path != cblas {
		t.Errorf("rows %v, peers %v", by, report.Peers)
	}
	_, by = rowsOf(t, "blas", "-order", "9", "-peer", "one="+cblas)
	if by["weft"] < 100 || by["one"] != by["weft"] {
		t.Errorf("rows %v", by)
	}
	if runtime.GOMAXPROCS(0) > 1 {
		report, _ = rowsOf(t, "gemm", "-shape", "8x9x7", "-dtype", "float32", "-workers", "1,2", "-peer", "one="+cblas)
		var ns []int
		for _, r := range report.Rows {
			if r.Impl == "one" {
				ns = append(ns, r.Workers)
			}
		}
		if !slices.Equal(ns, []int{1, 2}) {
			t.Errorf("rows of %v workers", ns)
		}
	}
	lapacke := install(t, "WEFT_LAPACKE", "liblapacke.so.3")
	_, by = rowsOf(t, "lapack", "-order", "20", "-workers", "1", "-peer", "one="+lapacke)
	if by["weft"] != 7 || by["one"] != 7 {
		t.Errorf("rows %v", by)
	}
}

// TestPeerTable wants a column of a peer's and one of its ratio.
func TestPeerTable(t *testing.T) {
	cblas := install(t, "WEFT_CBLAS", "libopenblas.so.0")
	code, stdout, stderr := runWith(context.Background(), "blas", "-order", "20", "-dtype", "float64", "-run", "gemv-N", "-time", "10us", "-peer", "one="+cblas)
	if code != 0 || stderr != "" || !regexp.MustCompile(`(?m)^case +n +gonum +one +weft +± +/gonum +/one$`).MatchString(stdout) ||
		!regexp.MustCompile(`(?m)^level2-gemv-N +20( +[0-9.]+){3} +\S+( +≈?[0-9.]+×){2}$`).MatchString(stdout) {
		t.Errorf("status %d, error %q, output\n%s", code, stderr, stdout)
	}
}

// TestOldKernels wants a warning of an OpenBLAS that takes less than this CPU has.
func TestOldKernels(t *testing.T) {
	old := results.Peer{Name: "one", About: "OpenBLAS 0.3.21 DYNAMIC_ARCH Prescott MAX_THREADS=64"}
	for _, c := range []struct {
		peer     results.Peer
		features []string
		want     string
	}{
		{old, []string{"AVX2", "AVX512F"}, "OPENBLAS_CORETYPE=SkylakeX"},
		{old, []string{"AVX2"}, "one does not know this CPU and takes kernels without AVX: with OPENBLAS_CORETYPE=Haswell"},
		{old, nil, ""},
		{results.Peer{Name: "one", About: "OpenBLAS 0.3.21 Haswell"}, []string{"AVX2"}, ""},
	} {
		if got := oldKernels(c.peer, c.features); !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s with %v: %q, want %q", c.peer.About, c.features, got, c.want)
		}
	}
}

// TestPeerNetwork measures beside ONNX Runtime.
func TestPeerNetwork(t *testing.T) {
	dir := os.Getenv("WEFT_ORT")
	if dir == "" {
		t.Skip("WEFT_ORT does not name a folder with onnxruntime-node")
	}
	cpu := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	path := filepath.Join(dir, "node_modules/onnxruntime-node/bin/napi-v6", runtime.GOOS, cpu, "libonnxruntime.so.1")
	report, by := rowsOf(t, "network", "-layers", "5-4-3", "-batch", "2,3", "-workers", "1", "-peer", "onnxruntime="+path)
	if by["onnxruntime"] != 4 || by["frozen"] != 4 || by["weft"] != 8 || !strings.HasPrefix(report.Peers[0].About, "ONNX Runtime 1.") {
		t.Errorf("rows %v, peers %v", by, report.Peers)
	}
}

// compile makes a library of C, or skips the test.
func compile(t *testing.T, source string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "library.so")
	write(t, filepath.Join(dir, "library.c"), []byte(source))
	if out, err := exec.Command("gcc", "-shared", "-fPIC", "-o", path, filepath.Join(dir, "library.c")).CombinedOutput(); err != nil {
		t.Skipf("gcc does not make a library here: %v %s", err, out)
	}
	return path
}

// TestWrongPeer wants a library whose results are wrong to end the run in one line that names it, and
// one that has nothing to be a note.
func TestWrongPeer(t *testing.T) {
	wrong := compile(t, "void cblas_dgemm(void) {} double cblas_dasum(void) { return 1; } int LAPACKE_dpotrf_work(void) { return 0; }")
	runtime := compile(t, `
		void *nothing(void) { return 0; }
		void *table[101];
		void *api(unsigned version) { for (int i = 0; i < 101; i++) table[i] = nothing; return table; }
		const char *version(void) { return "0"; }
		void *functions[] = {api, version};
		void *OrtGetApiBase(void) { return functions; }`)
	for _, args := range [][]string{
		{"gemm", "-shape", "8x8x8", "-dtype", "float64", "-peer", "lazy=" + wrong},
		{"blas", "-order", "8", "-run", "asum", "-dtype", "float64", "-peer", "lazy=" + wrong},
		{"lapack", "-order", "8", "-run", "cholesky", "-peer", "lazy=" + wrong},
		{"network", "-layers", "3-2", "-dtype", "float64", "-peer", "lazy=" + runtime},
	} {
		code, _, stderr := runWith(context.Background(), args...)
		if code != 1 || strings.Count(stderr, "bench: lazy is wrong: ") != 1 {
			t.Errorf("%q: status %d, error %q", args, code, stderr)
		}
	}
	code, _, stderr := runWith(context.Background(), "gemm", "-shape", "8x8x8,9x9x9", "-dtype", "float32", "-time", "10us", "-peer", "lazy="+wrong)
	if code != 0 || stderr != "bench: note: lazy has no cblas_sgemm, so its rows are left out\n" {
		t.Errorf("status %d, error %q", code, stderr)
	}
	for _, command := range []string{"lapack", "network"} {
		code, _, stderr := runWith(context.Background(), command, "-quick", "-run", "case=lu/|cancer", "-time", "10us", "-peer", "lazy="+wrong)
		if code != 0 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "lazy has no ") {
			t.Errorf("%s: status %d, error %q", command, code, stderr)
		}
	}
}

// TestThreadless notes a library whose threads cannot be set.
func TestThreadless(t *testing.T) {
	library := compile(t, "double cblas_dasum(int n, const double *x, int inc) { double s = 0; while (n-- > 0) { s += *x < 0 ? -*x : *x; x += inc; } return s; }")
	code, stdout, stderr := runWith(context.Background(), "blas", "-order", "8", "-run", "asum", "-dtype", "float64", "-time", "10us", "-format", "csv", "-peer", "own="+library)
	if code != 0 || strings.Count(stdout, ",own,1,") != 2 || strings.Count(stderr, "bench: note: own has no function known here that sets its threads") != 1 {
		t.Errorf("status %d, error %q, output %q", code, stderr, stdout)
	}
}

// TestPeerWorkers has a library that is wrong with two threads alone.
func TestPeerWorkers(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("one core")
	}
	library := compile(t, `
		int threads;
		void openblas_set_num_threads(int n) { threads = n; }
		double cblas_dasum(int n, const double *x, int inc) { double s = threads == 2; while (n-- > 0) { s += *x < 0 ? -*x : *x; x += inc; } return s; }`)
	for workers, want := range map[string]int{"1": 0, "2": 1, "1,2": 1} {
		code, _, stderr := runWith(context.Background(), "blas", "-order", "8", "-run", "asum", "-dtype", "float64", "-time", "10us", "-workers", workers, "-peer", "own="+library)
		if code != want {
			t.Errorf("%s: status %d, error %q, want %d", workers, code, stderr, want)
		}
	}
}
