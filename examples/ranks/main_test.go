package main

import (
	"os"
	"strings"
	"testing"

	"weft.example/cluster"
)

// TestTrain is one rank without MPI.
func TestTrain(t *testing.T) {
	c, err := cluster.Join(cluster.Alone)
	if err != nil {
		t.Skip(err) // a launcher has started the test
	}
	if err := train(c); err != nil {
		t.Error(err)
	}
}

// TestDocs holds the document's program to this one.
func TestDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/cluster.md")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(program), "\n")
	if !strings.Contains(string(page), "```go\n"+body+"```\n") {
		t.Error("docs/cluster.md has another program")
	}
	if lines := strings.Count(body, "\n"); lines > 40 {
		t.Errorf("%d lines, want at most 40", lines)
	}
}
