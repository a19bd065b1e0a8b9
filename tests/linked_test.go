package tests_test

import (
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"weft.example/kernels"
)

// TestLinked builds a program that only multiplies, and wants none of Functions in it, of no instruction set
// and of no reference, nor the formats of time.
func TestLinked(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the go tool beside an emulator builds for another architecture")
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip(err)
	}
	program := filepath.Join(t.TempDir(), "multiply")
	if out, err := exec.Command(tool, "build", "-o", program, "./testdata/multiply").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	symbols, err := exec.Command(tool, "tool", "nm", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	others := functionNames()
	kernel := regexp.MustCompile(`weft.example/kernels(?:/amd64)?\.(?:\.dict\.)?([A-Za-z]+?)(?:Grad)?(?:F(?:32|64)[A-Z0-9]+|\[.*\])$`)
	linked := map[string]bool{}
	for line := range strings.Lines(string(symbols)) {
		line = strings.TrimSpace(line)
		if m := kernel.FindStringSubmatch(line); m != nil {
			linked[strings.ToLower(m[1])] = true
			if others[strings.ToLower(m[1])] {
				t.Errorf("linked: %s", line)
			}
		}
		if strings.Contains(line, " time.Time.Format") {
			t.Errorf("linked: %s", line)
		}
	}
	for _, name := range []string{"copy", "copyrows", "matvec", "transpose"} {
		if !linked[name] {
			t.Errorf("%s is not linked, or not found: is the pattern right?", name)
		}
	}
}

// functionNames has the names of the kernels of Functions in lower case, as those of the reference begin.
func functionNames() map[string]bool {
	names := map[string]bool{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[kernels.Functions[float32]]()) {
		names[strings.ToLower(f.Name)] = true
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[kernels.Steps[float32]]()) {
		names[strings.ToLower(f.Name)] = true
	}
	for a := range kernels.NumActs {
		names[strings.ReplaceAll(a.String(), "-", "")] = true
	}
	return names
}

// TestEngineLinks wants the engine to do without what its packages of files need: a program that only predicts
// has no protobuf in it, and one that trains alone no loader of C's libraries.
func TestEngineLinks(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the go tool beside an emulator builds for another architecture")
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip(err)
	}
	list := func(pkg string) string {
		out, err := exec.Command(tool, "list", "-deps", pkg).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	for module, user := range map[string]string{
		"google.golang.org/protobuf":   "weft.example/engine/onnx",
		"github.com/ebitengine/purego": "weft.example/cluster",
	} {
		if strings.Contains(list("weft.example/engine"), module) {
			t.Errorf("engine imports %s", module)
		}
		if !strings.Contains(list(user), module) {
			t.Errorf("%s does not import %s: is the name right?", user, module)
		}
	}
}
