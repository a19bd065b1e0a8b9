package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"weft.example/bench/results"
)

// TestCompare compares a run with one that took twice as long, and that has another row.
func TestCompare(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.json")
	args := tiny[:len(tiny):len(tiny)]
	if code, _, stderr := runWith(context.Background(), append(args, "-format", "json", "-o", path)...); code != 0 {
		t.Fatal(stderr)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	old, err := results.ReadJSON(f)
	f.Close()
	if err != nil {
		t.Fatal(err)
	}
	for i := range old.Rows {
		for j := range old.Rows[i].Seconds {
			old.Rows[i].Seconds[j] *= 100
		}
	}
	old.Rows[0].Impl = "another"
	old.Machine.CPU = "another CPU"
	var b bytes.Buffer
	if err := old.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	write(t, path, b.Bytes())

	code, stdout, stderr := runWith(context.Background(), append(args, "-compare", path)...)
	if code != 0 {
		t.Fatal(stderr)
	}
	// A ~ stands where a call was interrupted, and taken for one that is too long for more than one round.
	for _, want := range []string{
		`(?m)^gemm, float64:$`,
		`(?m)^own +8x9x7:NT +gonum +[0-9.]+ (ns|µs|ms) +[0-9.]+ (ns|µs|ms) +(-9[0-9]\.[0-9]%|~) +[01]\.[0-9]{3}$`,
		`(?m)^own +8x9x7:NT +weft +`,
		`(?m)^weft +1 +[01] +0 +[01] +-9[0-9]\.[0-9]%$`,
		`(?s)Warning: since .*, the CPU\s+was\s+another\s+CPU`,
	} {
		if !regexp.MustCompile(want).MatchString(stdout) {
			t.Errorf("nothing matches %s in\n%s", want, stdout)
		}
	}
	for _, want := range []string{"bench: note: only in " + path + ": gemm/", "impl=another", "bench: note: only in this run: gemm/", "impl=naive"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %q in %q", want, stderr)
		}
	}
	for format, want := range map[string]string{"json": `"only_old": [`, "csv": ",old,change,p\n", "benchstat": "\n# BenchmarkGemm/isa="} {
		code, stdout, stderr := runWith(context.Background(), append(args, "-compare", path, "-format", format)...)
		if code != 0 || !strings.Contains(stdout, want) || !strings.Contains(stderr, "bench: warning: since ") {
			t.Errorf("%s: status %d, error %q, output %q", format, code, stderr, stdout)
		}
	}
	if code, stdout, stderr := runWith(context.Background(), "info", "-compare", path); code != 0 || stderr != "" || !strings.Contains(stdout, "another") || strings.Contains(stdout, "no row") {
		t.Errorf("info: status %d, error %q, output %q", code, stderr, stdout)
	}
	if code, stdout, _ := runWith(context.Background(), "gemm", "-shape", "3x3x3", "-time", "10us", "-compare", path); code != 0 || !strings.Contains(stdout, "no row of the same name") {
		t.Errorf("status %d, output %q", code, stdout)
	}
}

func TestSome(t *testing.T) {
	if got := some([]string{"a", "b", "c", "d", "e"}); got != "a, b, c and 2 more rows" {
		t.Error(got)
	}
	if got := some([]string{"a", "b", "c"}); got != "a, b, c" {
		t.Error(got)
	}
}
