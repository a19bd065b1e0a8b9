package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTrainDocs runs every command of docs/train.md, in a folder that has the file it speaks of.
func TestTrainDocs(t *testing.T) {
	text, err := os.ReadFile("../../docs/train.md")
	if err != nil {
		t.Fatal(err)
	}
	iris, err := os.ReadFile("../../examples/iris/iris.csv")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.MkdirAll("examples/iris", 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join("examples", "iris", "iris.csv"), iris)
	commands := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			args, ok := strings.CutPrefix(strings.TrimSpace(line), "go run ./cmd/bench ")
			if !ok {
				t.Errorf("%q is no command that this test knows", line)
				continue
			}
			mustRun(t, strings.Fields(args)...)
			commands++
		}
	}
	if commands < 10 {
		t.Errorf("%d commands", commands)
	}
	for _, name := range []string{"iris.model", "classes.csv", "width.model", "finer.model", "digits.json", "digits.csv"} {
		if info, err := os.Stat(name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Flags and data sets that the text names are there.
	for _, flag := range regexp.MustCompile("`-([a-z]+)").FindAllStringSubmatch(string(text), -1) {
		found := false
		for _, f := range append(trainCommand.flags, predictCommand.flags...) {
			found = found || f(&options{trainOptions: trainOptions{given: map[string]string{}}}).Names()[0] == flag[1]
		}
		if !found {
			t.Errorf("no flag -%s", flag[1])
		}
	}
}
