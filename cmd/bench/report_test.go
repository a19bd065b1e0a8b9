package main

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weft.example/bench/results"
)

// TestReport measures, makes a page and pictures, and the same page from what was saved.
func TestReport(t *testing.T) {
	dir := t.TempDir()
	saved, page, again := filepath.Join(dir, "saved.json"), filepath.Join(dir, "page.html"), filepath.Join(dir, "again.html")
	pictures := filepath.Join(dir, "two", "folders")
	ok := func(args ...string) {
		t.Helper()
		if code, _, stderr := runWith(context.Background(), args...); code != 0 {
			t.Fatalf("%q: status %d, error %q", args, code, stderr)
		}
	}
	ok(append(tiny, "-format", "json", "-o", saved, "-html", page, "-png", pictures)...)
	ok("report", saved, "-html", again)
	_, measured, _ := runWith(context.Background(), append(tiny, "-format", "json", "-o", saved)...)
	_, printed, _ := runWith(context.Background(), "report", saved)
	if measured != "" || !strings.Contains(printed, "\nMatrix products, float64, GFLOP/s.") || !strings.Contains(printed, "\nown   8x9x7:NT ") {
		t.Errorf("the tables of a file are %q", printed)
	}
	if a, b := contents(t, page), contents(t, again); a != b || !strings.Contains(a, `<figure id="gemm-float64-1">`) {
		t.Errorf("pages of %d and %d bytes, want one", len(a), len(b))
	}
	for _, name := range []string{"gemm-float64-1.png", "speedup-gemm-float64.png"} {
		f, err := os.Open(filepath.Join(pictures, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(f); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		f.Close()
	}
}

// TestPageFile wants -html's file as it was where it cannot be whole, and an error before anything is measured.
func TestPageFile(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "page.html")
	write(t, page, []byte("old"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if code, _, _ := runWith(ctx, append(tiny, "-html", page)...); code != 130 || contents(t, page) != "old" {
		t.Errorf("status %d and a page of %q after an interrupt", code, contents(t, page))
	}
	for _, args := range [][]string{{"-html", filepath.Join(dir, "no", "page.html")}, {"-png", filepath.Join(page, "folder")}} {
		if code, stdout, stderr := runWith(context.Background(), append(tiny, args...)...); code != 1 || stdout != "" || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%q: status %d, output %q, error %q", args, code, stdout, stderr)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files are left, want one", len(left))
	}
}

// TestMerge reads files as one report: the later row of a name counts, and another machine does not fit.
func TestMerge(t *testing.T) {
	dir := t.TempDir()
	save := func(name, cpu string, seconds ...float64) string {
		r := results.Report{Schema: results.Schema, Machine: results.Machine{CPU: cpu}, Warnings: []string{"busy"}, Peers: []results.Peer{{Name: "p"}}}
		for i, s := range seconds {
			r.Rows = append(r.Rows, results.Row{Case: string(rune('a' + i)), Seconds: []float64{s}})
		}
		path := filepath.Join(dir, name)
		var b strings.Builder
		if err := r.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		write(t, path, []byte(b.String()))
		return path
	}
	one, two, other := save("one", "x", 1), save("two", "x", 2, 3), save("other", "y", 1)
	r, err := readReports([]string{one, two})
	if err != nil || len(r.Rows) != 2 || r.Rows[0].Seconds[0] != 2 || r.Rows[1].Seconds[0] != 3 || len(r.Peers) != 1 || len(r.Warnings) != 0 {
		t.Errorf("%+v, error %v", r, err)
	}
	if r, err := readReports([]string{one}); err != nil || len(r.Warnings) != 1 {
		t.Errorf("one file alone: %+v, error %v", r, err)
	}
	if _, err := readReports([]string{one, other}); err == nil || !strings.Contains(err.Error(), "want one machine") {
		t.Errorf("two machines: error %v", err)
	}
}

func contents(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
