package engine

import (
	"slices"
	"strings"
	"testing"

	"weft.example/internal/fileuses"
)

// rooms are what the files' names begin with, from the lowest room to the highest. Files with another name are below all of them.
func rooms() []string {
	return []string{
		"",        // memory, numbers, work in parts
		"net",     // a network: its layers and parameters
		"loss",    // losses and labels, one example after the other
		"data",    // examples, and mini-batches of them
		"pass",    // forward and backward over a batch
		"predict", // what outputs mean, and networks that learn no more
		"narrow",  // the same with weights of fewer bits
		"train",   // optimizers, rates and Fit
		"file",    // model files and checkpoints
	}
}

func roomOf(file string) int {
	name, _, _ := strings.Cut(strings.TrimSuffix(file, ".go"), "_")
	return max(0, slices.Index(rooms(), name))
}

// TestFiles wants uses between the engine's files to go one way: no room uses a higher one, and within a room no file uses one that
// uses it.
func TestFiles(t *testing.T) {
	p, err := fileuses.Parse(".")
	if err != nil {
		t.Fatal(err)
	}
	uses := p.Uses()
	below := map[string][]string{}
	for _, u := range uses {
		if roomOf(u.User) < roomOf(u.Owner) {
			t.Errorf("%s uses %s of %s, a room above", u.At, u.Name, u.Owner)
		}
		if !slices.Contains(below[u.User], u.Owner) {
			below[u.User] = append(below[u.User], u.Owner)
		}
	}
	if len(uses) < 1000 {
		t.Errorf("%d uses between files, want more", len(uses))
	}
	for file := range p.Files {
		if way := wayBack(below, file, file, map[string]bool{}); way != nil {
			t.Errorf("files use each other in a ring: %s", strings.Join(way, " → "))
		}
	}
}

// wayBack is a chain of uses from a file to a goal, or nil.
func wayBack(below map[string][]string, from, goal string, seen map[string]bool) []string {
	for _, next := range below[from] {
		if next == goal {
			return []string{from, goal}
		}
		if !seen[next] {
			seen[next] = true
			if way := wayBack(below, next, goal, seen); way != nil {
				return append([]string{from}, way...)
			}
		}
	}
	return nil
}
