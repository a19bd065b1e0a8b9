package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"weft.example/kernels"
)

// asMain is the variable with which the test's program is the program itself.
const asMain = "WEFT_BENCH_AS_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asMain) != "" {
		main()
	}
	os.Exit(m.Run())
}

// runProgram runs the program in a process of its own, with nothing of the environment but
// env, and returns its status and what it leaves on standard error.
func runProgram(t *testing.T, stdout *os.File, env []string, args ...string) (code int, stderr string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(env, asMain+"=1")
	var errs bytes.Buffer
	if stdout != nil {
		cmd.Stdout = stdout
	}
	cmd.Stderr = &errs
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), errs.String()
}

// TestStatus runs the program: what it cannot do is one line that names it, and a status.
func TestStatus(t *testing.T) {
	folder, file := t.TempDir(), filepath.Join(t.TempDir(), "file")
	write(t, file, []byte("no folder"))
	empty := filepath.Join(folder, "empty")
	inside := filepath.Join(folder, "train-images-idx3-ubyte.gz")
	for _, dir := range []string{empty, inside} {
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	mnistIn := func(dir string) []string { return []string{"train", "-data", mnist, "-mnist", dir} }
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-fast"}, "-fast"},
		{[]string{"-quick=maybe"}, `"maybe"`},
		{[]string{"train", "-data"}, "-data"},
		{[]string{"train", "-data="}, `no data set ""`},
		{[]string{"train", "-data", "two\nlines"}, `"two\nlines"`},
		{[]string{"-quick", "more", "-fast"}, "-fast"},
		{[]string{"-quick", "more", "-quick"}, `"more"`},
		{[]string{"--", "-quick"}, `"-quick"`},
		{[]string{"-=x"}, "-=x"},
		{mnistIn("no/such/folder"), "no/such/folder"},
		{mnistIn(empty), empty},
		{mnistIn(file), file},
		{mnistIn(folder), inside},
	} {
		code, stderr := runProgram(t, nil, nil, c.args...)
		if code != 2 || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "bench: ") || !strings.Contains(stderr, c.want) {
			t.Errorf("%q: status %d, error %q, want 2 and one line with %q", c.args, code, stderr, c.want)
		}
	}
	if code, stderr := runProgram(t, nil, []string{kernels.ISAEnv + "=mmx"}, "-quick"); code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, `"mmx"`) {
		t.Errorf("%s=mmx: status %d, error %q", kernels.ISAEnv, code, stderr)
	}
}

// TestUnreadable is about a file that is there and must not be read.
func TestUnreadable(t *testing.T) {
	if os.Geteuid() <= 0 {
		t.Skip("whoever runs this may read any file, or no file has a mode")
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "train-images-idx3-ubyte.gz")
	write(t, name, nil)
	if err := os.Chmod(name, 0); err != nil {
		t.Fatal(err)
	}
	if code, stderr := runProgram(t, nil, nil, "train", "-data", mnist, "-mnist", dir); code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, name) {
		t.Errorf("status %d, error %q, want 2 and one line with %q", code, stderr, name)
	}
}

// TestUnprintable wants the program to end with 1, soon, where its output goes nowhere.
func TestUnprintable(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("wants /dev/full")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	r, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer pipe.Close()
	for _, c := range []struct {
		stdout *os.File
		want   string
	}{{full, "no space left on device"}, {pipe, "broken pipe"}} {
		code, stderr := runProgram(t, c.stdout, nil)
		if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "bench: write ") || !strings.Contains(stderr, c.want) {
			t.Errorf("status %d, error %q, want 1 and one line with %q", code, stderr, c.want)
		}
	}
}

// FuzzFlags parses any command line: it is refused in one line with status 2, or asks for
// something there is, or for help.
func FuzzFlags(f *testing.F) {
	for _, line := range []string{
		"", "-quick", "train -data mnist -mnist x -validate", "train -data=iris", "gemm -shape 1x2x3:NT -quick=T", "-h", "peak --help", "-", "--", "-=", "-- x", "-quick= ", "train -data \n",
		"network -layers 3-2 -batch 1,2", "-workers all -time 1ms", "train -resume m -epochs 9", "train -schedule warmup:2,cosine -patience 3 -best b", "train -data x.csv -layers none -rate 1e-3", "predict m - -comma ;", "predict m", "published -quick", "-format json -o x -run a|b", "help", "gemm -h -x", "--version", "peaks --help", "blas -order 9 -isa avx2", "report a b -html c -png d",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		var help, errs bytes.Buffer
		j, err := parse(context.Background(), strings.Split(line, " "), &help)
		if err != nil {
			if code := status(err, io.Writer(&errs)); code != 2 || strings.Count(errs.String(), "\n") != 1 || help.Len() > 0 {
				t.Fatalf("status %d, error %q and help %q, want 2 and one line", code, errs.String(), help.String())
			}
			return
		}
		if j.sections == nil {
			if !strings.Contains(help.String(), "-h anywhere") {
				t.Fatalf("help %q", help.String())
			}
			return
		}
		if o := j.options; o.given["data"] != "" && sourceOf[float32](o.given["data"]) == nil || o.resume != "" && (o.load != "" || o.given["batch"] != "") || writers[o.format] == nil || len(o.types) == 0 {
			t.Fatalf("%+v is accepted", o)
		}
	})
}
