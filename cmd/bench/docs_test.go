package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// documented are the command lines of this program that a page has, in fenced blocks and in backquotes.
func documented(t *testing.T, page string) (lines [][]string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?m)(?:^|`)(?:[A-Z_]+=\\S+ )?(?:go run (?:-tags nopeers )?\\./cmd/bench|bench)((?: +[^`\n|]+)?)(?:`|$)").FindAllStringSubmatch(string(text), -1) {
		line := strings.ReplaceAll(strings.TrimSpace(before(m[1], " #")), "'", "")
		if strings.HasPrefix(line, "──") { // of a drawing
			continue
		}
		lines = append(lines, strings.Fields(line))
	}
	return lines
}

// TestDocumented wants every command line of every page to be one that this program takes, and runs those of the README and of the
// pages about comparing and pictures, of short rounds.
func TestDocumented(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, "../../README.md", "../../CONTRIBUTING.md", "../../SECURITY.md")
	var absolute []string
	for _, page := range pages {
		page, err := filepath.Abs(page)
		if err != nil {
			t.Fatal(err)
		}
		absolute = append(absolute, page)
	}
	t.Chdir(t.TempDir())
	taken := 0
	for _, page := range absolute {
		name := filepath.Base(page)
		for _, line := range documented(t, page) {
			taken++
			if here, why := line, missing(line); why != "" {
				t.Logf("%s: %s is not tried: %s", name, strings.Join(here, " "), why)
				continue
			}
			if _, err := parse(context.Background(), line, io.Discard); err != nil {
				t.Errorf("%s: %s: %v", name, strings.Join(line, " "), err)
			}
			switch name {
			case "README.md", "compare.md", "report.md":
				runShort(t, name, line)
			}
		}
	}
	if taken < 25 {
		t.Errorf("%d command lines, want more: is the pattern right?", taken)
	}
}

// missing says what this machine lacks for a line, or that it stands for many.
func missing(line []string) string {
	text := strings.Join(line, " ")
	switch {
	case strings.ContainsAny(text, "…$"), text == "predict":
		return "it is no whole line"
	case strings.Contains(text, "onnxruntime"), strings.Contains(text, "libblis"):
		return "few have the library"
	case strings.Contains(text, "1,2,4") && runtime.GOMAXPROCS(0) < 4:
		return "it wants four cores"
	}
	for _, library := range []string{"libopenblas.so.0", "liblapacke.so.3"} {
		if strings.Contains(text, library) {
			if found, _ := filepath.Glob("/usr/lib/*/" + library); found == nil {
				return "no " + library
			}
		}
	}
	return ""
}

// runShort runs a line of a command that measures cases.
func runShort(t *testing.T, page string, line []string) {
	t.Helper()
	if len(line) == 0 || strings.HasPrefix(line[0], "-") || line[0] == "train" { // others test those
		return
	}
	short := map[string][]string{"report": nil, "info": nil, "lapack": {"-time", "10us", "-order", "8"}, "peak": {"-time", "10us", "-dtype", "float32"}}
	extra, known := short[line[0]]
	if !known {
		extra = []string{"-time", "10us", "-quick", "-dtype", "float32"}
	}
	code, _, stderr := runWith(context.Background(), append(line, extra...)...)
	if code != 0 {
		t.Errorf("%s: %s: status %d, error %q", page, strings.Join(line, " "), code, stderr)
	}
}
