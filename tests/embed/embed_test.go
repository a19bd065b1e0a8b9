package embed

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"weft.example/internal/long"
)

// page is a page of the repository with its fenced blocks.
func page(t *testing.T, name string) (text string, blocks []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?s)```(?:go)?\n(.*?)```").FindAllStringSubmatch(string(data), -1) {
		blocks = append(blocks, m[1])
	}
	return string(data), blocks
}

// shell runs lines as a user would, in a folder, and returns what they print.
func shell(t *testing.T, folder, lines string) string {
	t.Helper()
	cmd := exec.Command("sh", "-ec", lines)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GOWORK=", "GOFLAGS=-mod=mod", "GIT_CONFIG_GLOBAL=/dev/null")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s\n%v\n%s", lines, err, out)
	}
	return string(out)
}

// needTools skips where the go tool builds for another machine, or there is no shell to run the page's lines with.
func needTools(t *testing.T, names ...string) {
	t.Helper()
	if testing.Short() || runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("runs without -short on Linux and amd64")
	}
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(err)
		}
	}
}

// needLong skips what builds a tree anew, for some ten seconds, unless all cases are asked for.
func needLong(t *testing.T) {
	t.Helper()
	if !long.Tests() {
		t.Skip("runs with -args -long")
	}
}

// copyTree copies the module's files to a folder.
func copyTree(t *testing.T, to string) {
	t.Helper()
	shell(t, "../..", "cp -R . '"+to+"' && rm -rf '"+to+"/.git'")
}

// TestEmbed follows docs/embed.md: its program, beside a copy of weft, in each of its ways.
func TestEmbed(t *testing.T) {
	needTools(t, "go", "sh")
	_, blocks := page(t, "docs/embed.md")
	program, replace, work := blocks[0], blocks[1], blocks[2]
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	const want = "⎡ 7  10⎤\n⎣15  22⎦\n"
	for _, c := range []struct{ name, module, program, lines, build string }{
		{"replace", "", program, replace, "go run ."},
		{"README", "", readmeProgram(t, replace), replace, "go run ."},
		{"workspace", "\nrequire gonum.org/v1/gonum v0.17.0\n", program, work, "GOFLAGS= go run ."},
		{"vendored", "", program, replace + "go mod vendor\nrm ../weft\n", "GOFLAGS=-mod=vendor go run ."},
		{"library", "", `package main; import ("fmt"; "lib.example"); func main() { fmt.Print(lib.Square()) }`, library(t, program, replace) + replace, "go run ."},
	} {
		if c.name != "replace" && !long.Tests() { // each builds weft and gonum anew
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			home := t.TempDir()
			app := filepath.Join(home, "app")
			if err := os.Mkdir(app, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(root, filepath.Join(home, "weft")); err != nil {
				t.Fatal(err)
			}
			for name, text := range map[string]string{"main.go": c.program, "go.mod": "module app.example\n\ngo 1.25.0\n" + c.module} {
				if err := os.WriteFile(filepath.Join(app, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			lines := c.lines
			if c.name == "workspace" {
				lines = "GOFLAGS= " + lines
			}
			shell(t, app, lines)
			if got := shell(t, app, c.build); !strings.HasSuffix(got, want) {
				t.Errorf("printed %q, want %q at the end", got, want)
			}
		})
	}
}

// readmeProgram is the README's snippet of gonum's doors, with a program behind it. The README's lines for go.mod are
// those of the page.
func readmeProgram(t *testing.T, replace string) string {
	t.Helper()
	_, blocks := page(t, "README.md")
	lines, snippet := "", ""
	for _, block := range blocks {
		switch {
		case strings.HasPrefix(block, "go mod edit"):
			lines = block
		case strings.HasPrefix(block, "import"):
			snippet = block
		}
	}
	if lines != replace || snippet == "" {
		t.Fatalf("the README has %q and %q", lines, snippet)
	}
	return "package main\n\n" + strings.Replace(snippet, "import (", "import (\n\t\"fmt\"\n\n\t\"gonum.org/v1/gonum/mat\"", 1) + `
func main() {
	a := mat.NewDense(2, 2, []float64{1, 2, 3, 4})
	var c mat.Dense
	c.Mul(a, a)
	var lu mat.LU
	lu.Factorize(a)
	fmt.Println(mat.Formatted(&c))
}
`
}

// library are the lines that make a module which needs weft, beside the program's, and have the program need it. A replace
// counts in the main module alone, so that without the page's lines the program does not build.
func library(t *testing.T, program, replace string) string {
	t.Helper()
	text := strings.NewReplacer("package main", "package lib", "func main() {", "func Square() string {", "fmt.Println(mat.Formatted(&c))", "return fmt.Sprintln(mat.Formatted(&c))").Replace(program)
	return "mkdir ../lib\ncat >../lib/lib.go <<'END'\n" + text + "END\n" +
		"(cd ../lib && go mod init lib.example && " + strings.TrimSpace(strings.ReplaceAll(replace, "\ngo", " && go")) + ")\n" +
		"go mod edit -require=lib.example@v0.0.0 -replace=lib.example=../lib\n! go mod tidy 2>/dev/null\n"
}

// TestEmbedPublished gives a copy of weft another path, as docs/embed.md says, and wants the whole to build.
func TestEmbedPublished(t *testing.T) {
	needTools(t, "go", "sh", "git", "perl")
	needLong(t)
	_, blocks := page(t, "docs/embed.md")
	lines := blocks[3]
	if !strings.Contains(lines, "github.com/you/weft") {
		t.Fatalf("want the lines that publish, have %q", lines)
	}
	folder := filepath.Join(t.TempDir(), "weft")
	copyTree(t, folder)
	shell(t, folder, "git init -q && git add -A\n"+lines)
	if got := shell(t, folder, "go list -m"); got != "github.com/you/weft\n" {
		t.Errorf("the module is %q", got)
	}
	shell(t, folder, "go build ./engine ./blas/gonumblas && go test ./kernels/internal/asmgen && test -z \"$(gofmt -l .)\" && ! git grep -q weft.example -- ':!docs/embed.md'")
}

// TestEmbedBytes holds docs/embed.md to what weft adds to a program.
func TestEmbedBytes(t *testing.T) {
	needTools(t, "go")
	text, _ := page(t, "docs/embed.md")
	size := func(name string) float64 {
		out := filepath.Join(t.TempDir(), "program")
		shell(t, ".", "GOFLAGS= CGO_ENABLED=0 go build -ldflags='-s -w' -o '"+out+"' ./testdata/"+name)
		info, err := os.Stat(out)
		if err != nil {
			t.Fatal(err)
		}
		return float64(info.Size()) / 1e6
	}
	rows := regexp.MustCompile(`\| ([0-9.]+) MB \| ([0-9.]+) MB \|`).FindAllStringSubmatch(text, -1)
	programs := [][2]string{{"gonum", "weft"}, {"empty", "network"}}
	if len(rows) != len(programs) {
		t.Fatalf("%d rows of bytes in the page, want %d", len(rows), len(programs))
	}
	for i, p := range programs {
		without, with := size(p[0]), size(p[1])
		for j, have := range []float64{without, with - without} {
			said, err := strconv.ParseFloat(rows[i][1+j], 64)
			if err != nil {
				t.Fatal(err)
			}
			if have < 0.85*said || have > 1.15*said {
				t.Errorf("%s, %s: %.2f MB, and the page says %.1f", p[0], p[1], have, said)
			}
		}
	}
}

// BenchmarkEmbedBuild measures what docs/embed.md says of a first build: the CPU time of a program over gonum's own BLAS, and
// what weft adds to it.
func BenchmarkEmbedBuild(b *testing.B) {
	build := func(name string) float64 {
		cmd := exec.Command("go", "build", "-o", filepath.Join(b.TempDir(), "program"), "./testdata/"+name)
		cmd.Env = append(os.Environ(), "GOCACHE="+b.TempDir(), "CGO_ENABLED=0", "GOFLAGS=")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		return (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	}
	var without, with float64
	for b.Loop() {
		without += build("gonum")
		with += build("weft")
	}
	b.ReportMetric(without/float64(b.N), "gonum-cpu-s/op")
	b.ReportMetric((with-without)/float64(b.N), "weft-cpu-s/op")
}
