package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"weft.example/bench/results"
	"weft.example/kernels"
)

// TestPeak wants a limit for registers and for each memory, and the ridge of the latter.
func TestPeak(t *testing.T) {
	var out bytes.Buffer
	s := small(&out, kernels.Best())
	s.types, s.workers = []string{"float32"}, []int{1}
	s.results.Machine.Caches = []results.Cache{{Level: 1, Bytes: 32 << 10}, {Level: 2, Bytes: 0}, {Level: 3, Bytes: 1 << 20}}
	if err := s.run(context.Background(), []section{s.peak}); err != nil {
		t.Fatal(err)
	}
	fits(t, out.String())
	for _, want := range []string{`(?m)^registers  GFLOP/s +[0-9.]+$`, `(?m)^L1 +GB/s +[0-9.]+ +[0-9.]+$`, `(?m)^L3 +GB/s`, `(?m)^DRAM +GB/s`} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("nothing matches %s in\n%s", want, out.String())
		}
	}
	if len(s.results.Rows) != 4 {
		t.Errorf("%d rows, want 4", len(s.results.Rows))
	}
}

// TestLinuxCache reads sizes as Linux has them.
func TestLinuxCache(t *testing.T) {
	dir := t.TempDir()
	for folder, files := range map[string]map[string]string{
		"index0": {"level": "1\n", "type": "Instruction\n", "size": "16K\n"},
		"index1": {"level": "1\n", "type": "Data\n", "size": "48K\n"},
		"index2": {"level": "2\n", "type": "Unified\n", "size": "big\n"},
	} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o777); err != nil {
			t.Fatal(err)
		}
		for name, content := range files {
			write(t, filepath.Join(dir, folder, name), []byte(content))
		}
	}
	for level, want := range map[int]int{1: 48 << 10, 2: 0, 3: 0} {
		if got := linuxCache(dir, level); got != want {
			t.Errorf("level %d: %d, want %d", level, got, want)
		}
	}
}
