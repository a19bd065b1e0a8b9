package tests_test

import (
	"os"
	"strings"
	"testing"
)

// TestFromPyTorch holds the program of docs/from-pytorch.md to an example of engine.
func TestFromPyTorch(t *testing.T) {
	page, err := os.ReadFile("../docs/from-pytorch.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("../engine/example_torch_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, program, _ := strings.Cut(string(page), "func main() {\n")
	program, _, found := strings.Cut(program, "}\n```\n")
	if want := strings.ReplaceAll(string(example), "../examples/iris/", ""); !found || !strings.Contains(want, "func ExampleFit_csv() {\n"+program) {
		t.Error("the page's program is not engine's ExampleFit_csv")
	}
}
