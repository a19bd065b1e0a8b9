package tests_test

import (
	"os"
	"strings"
	"testing"
)

// TestReadme holds the README's program to the example that engine's tests run.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("../engine/example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, program, _ := strings.Cut(string(readme), "func main() {\n")
	program, _, found := strings.Cut(program, "}\n```\n")
	if !found || !strings.Contains(string(example), "func Example() {\n"+program) {
		t.Error("the README's program is not engine's Example")
	}
}
