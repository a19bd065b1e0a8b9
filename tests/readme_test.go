package tests_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"weft.example/kernels"
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

// TestFeatures wants each example that the list of what there is names to be one.
func TestFeatures(t *testing.T) {
	var tests strings.Builder
	for _, name := range glob(t, "../engine/*_test.go") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(text)
	}
	features, err := os.ReadFile("../docs/features.md")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile("`(Example[A-Za-z_]*)`").FindAllStringSubmatch(string(features), -1)
	if len(names) < 6 {
		t.Errorf("docs/features.md names %d examples, want one for each thing to do", len(names))
	}
	for _, name := range names {
		if !strings.Contains(tests.String(), "\nfunc "+name[1]+"() {\n") {
			t.Errorf("there is no %s", name[1])
		}
	}
}

// TestActivationTable wants engine's table to have each activation by its name,
// and g′ taken from Z where the kernel wants its input and nowhere else.
func TestActivationTable(t *testing.T) {
	doc, err := os.ReadFile("../engine/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(string(doc)) {
		if cells := strings.Fields(strings.TrimPrefix(line, "//\t")); len(cells) > 2 {
			rows[cells[1]] = cells
		}
	}
	for act := range kernels.NumActs {
		row := rows[act.String()]
		if input := kernels.FunctionsOf[float32](kernels.Best()).Act[act].Input; row == nil || slices.Contains(row, "Z") != input {
			t.Errorf("%v: row %q, input %v", act, row, input)
		}
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return names
}
