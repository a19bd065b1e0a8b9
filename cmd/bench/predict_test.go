package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"weft.example/bench"
	"weft.example/engine"
	"weft.example/engine/data"
	"weft.example/engine/scale"
	"weft.example/kernels"
)

// modelOf trains on iris, for other tests to predict by.
func modelOf(t *testing.T, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model")
	mustRun(t, append([]string{"train", "-save", path, "-epochs", "30"}, args...)...)
	return path
}

// TestPredict wants the probabilities that engine computes of standardised inputs, in the rows' order, of more rows
// than are read at a time.
func TestPredict(t *testing.T) {
	const times = 5 // 750 rows
	path := modelOf(t, "-data", "iris")
	iris, err := bench.ReadEmbedded("iris")
	if err != nil {
		t.Fatal(err)
	}
	head, rows, _ := strings.Cut(iris.CSV, "\n")
	file := filepath.Join(t.TempDir(), "iris.csv")
	write(t, file, []byte(head+"\n"+strings.Repeat(rows, times)))

	net, err := engine.Load[float32](kernels.Best(), path)
	if err != nil {
		t.Fatal(err)
	}
	table, err := data.ParseCSV[float32](strings.NewReader(iris.CSV), data.CSV{Label: "species"})
	if err != nil {
		t.Fatal(err)
	}
	scaler, err := scale.Of(net)
	if err != nil {
		t.Fatal(err)
	}
	scaler.Transform(table.Data.X, table.Data.X)
	pass, err := net.NewPass(150, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	pass.Forward(table.Data.X, 150)
	want, right := make([]float32, 450), 0
	pass.Predict(engine.SoftmaxCrossEntropy, want)

	out, errs := mustRun(t, "predict", path, file)
	lines, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(lines) != 1+150*times || strings.Join(lines[0], " ") != "prediction setosa versicolor virginica" {
		t.Fatalf("%d lines, the first %q, error %v", len(lines), lines[0], err)
	}
	for i, line := range lines[1:] {
		var row []float64
		for _, cell := range line[1:] {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, v)
		}
		for j, v := range row {
			if w := float64(want[i%150*3+j]); math.Abs(v-w) > 1e-5 {
				t.Fatalf("row %d: probability %d is %v, want %v", i, j, v, w)
			}
		}
		if most := slices.Index(row, slices.Max(row)); lines[0][1+most] != line[0] {
			t.Errorf("row %d: %s, with %v", i, line[0], row)
		} else if most == table.Data.Labels.Classes[i%150] {
			right++
		}
		if i >= 150 && !slices.Equal(line, lines[1+i%150]) {
			t.Errorf("row %d: %q, and %q before", i, line, lines[1+i%150])
		}
	}
	if text := fmt.Sprintf("750 labels: accuracy %.2f%%, log loss 0.", 100*float64(right)/750); !strings.HasPrefix(errs, text) {
		t.Errorf("%q, want %q …", errs, text)
	}

	// -o has the same, whole.
	to := filepath.Join(t.TempDir(), "out")
	mustRun(t, "predict", path, file, "-o", to)
	if got, err := os.ReadFile(to); err != nil || string(got) != out {
		t.Errorf("-o writes %.50q, error %v", got, err)
	}
}

// TestPredictColumns wants columns found by their names, in any order, with and without labels, and missing inputs
// taken for the mean.
func TestPredictColumns(t *testing.T) {
	path := modelOf(t, "-data", "iris")
	predict := func(text string, args ...string) (string, string) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "rows.csv")
		write(t, file, []byte(text))
		return mustRun(t, append([]string{"predict", path, file}, args...)...)
	}
	want, errs := predict("sepal_length,sepal_width,petal_length,petal_width\n5,3.5,1.5,0.2\n6,3,5,2\n")
	if errs != "" || strings.Count(want, "\n") != 3 {
		t.Errorf("%q, %q", want, errs)
	}
	for _, c := range []struct{ text, errs string }{
		{"petal_width,sepal_width,petal_length,sepal_length\n0.2,3.5,1.5,5\n2,3,5,6\n", ""},
		{"\xef\xbb\xbf petal_width ,sepal_width,species,petal_length,sepal_length\r\n0.2,3.5,setosa,1.5,5\r\n\r\n2,3,setosa,5,6", "2 labels: accuracy 50.00%"},
	} {
		if got, errs := predict(c.text); got != want || !strings.HasPrefix(errs, c.errs) || c.errs == "" && errs != "" {
			t.Errorf("%q: %q, %q, want %q", c.text, got, errs, want)
		}
	}
	got, errs := predict("petal_width;sepal_width;kind;petal_length;sepal_length\n0.2;3.5;setosa;1.5;5\n2;3;virginica;5;6\n", "-comma", ";", "-label", "kind")
	if got != want || !strings.HasPrefix(errs, "2 labels: ") {
		t.Errorf("%q, %q", got, errs)
	}
	net, err := engine.Load[float32](kernels.Best(), path)
	if err != nil {
		t.Fatal(err)
	}
	header := "sepal_length,sepal_width,petal_length,petal_width\n"
	mean, _ := predict(header + "5,3.5,1.5," + fmt.Sprint(float32(net.About().InputShift[3])) + "\n")
	if missing, _ := predict(header + "5,3.5,1.5,?\n"); missing != mean || mean == want {
		t.Errorf("missing: %q, the mean: %q", missing, mean)
	}
	if none, errs := predict(header); none != "prediction,setosa,versicolor,virginica\n" || errs != "" {
		t.Errorf("no rows: %q, %q", none, errs)
	}
}

// TestPredictAmounts wants amounts in the units of the labels, and dropped columns passed over.
func TestPredictAmounts(t *testing.T) {
	for _, dtype := range typeNames {
		path := modelOf(t, "-data", "iris", "-label", "sepal_length", "-drop", "species", "-loss", "mean-square", "-dtype", dtype)
		out, errs := mustRun(t, "predict", path, "iris")
		lines := strings.Split(strings.TrimSpace(out), "\n")
		first, err := strconv.ParseFloat(lines[1], 64)
		if err != nil || lines[0] != "prediction" || len(lines) != 151 || first < 4 || first > 6 {
			t.Errorf("%d lines: %q", len(lines), lines[:2])
		}
		if !strings.HasPrefix(errs, "150 labels: MAE 0.") || !strings.Contains(errs, "R² 0.") {
			t.Errorf("%q", errs)
		}
		if digits := len(lines[1]); dtype == "float32" && digits > 11 || dtype == "float64" && digits < 14 {
			t.Errorf("%s: %q", dtype, lines[1])
		}
	}
}

// TestPredictPlain predicts by networks that others saved: of one sigmoid output, and without names.
func TestPredictPlain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rows.csv")
	write(t, file, []byte("a,b,y\n0,0,no\n3,0,yes\n-3,0,yes\n"))
	net, err := engine.New[float32](kernels.Best(), 2, engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	net.W(1)[0] = 1
	for _, c := range []struct {
		about      engine.About
		label      string
		out, error string
	}{
		{engine.About{Loss: "cross-entropy", Classes: []string{"no", "yes"}}, "y", `^prediction,no,yes\nno,0\.5,0\.5\nyes,0\.047425\d+,0\.952574\d+\nno,0\.952574\d+,0\.047425\d+\n$`, "3 labels: accuracy 66.67%"},
		{engine.About{Loss: "mean square", Columns: []string{"a", "b"}}, "y", "", `label: "no", want a finite number`},
		{engine.About{Loss: "mean square"}, "", "", "3 columns, want 2 inputs"},
		{engine.About{}, "y", "", "does not tell its loss"},
	} {
		path := filepath.Join(t.TempDir(), "model")
		if err := errors.Join(net.SetAbout(c.about), net.Save(path)); err != nil {
			t.Fatal(err)
		}
		args := []string{"predict", path, file}
		if c.label != "" {
			args = append(args, "-label", c.label)
		}
		code, out, errs := runWith(context.Background(), args...)
		if c.out != "" && (code != 0 || !regexp.MustCompile(c.out).MatchString(out)) || c.out == "" && code != 2 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, c.error) {
			t.Errorf("%+v: status %d, output %q, error %q", c.about, code, out, errs)
		}
	}
}

// TestPredictRejects wants what is wrong named in a line.
func TestPredictRejects(t *testing.T) {
	path := modelOf(t, "-data", "iris")
	damaged := filepath.Join(t.TempDir(), "damaged")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	whole[len(whole)-1] ^= 1
	write(t, damaged, whole)
	header := "sepal_length,sepal_width,petal_length,petal_width"
	for _, c := range []struct{ text, want string }{
		{"", "no lines, want a header"},
		{"petal_width,b,sepal_width,c,sepal_length\n", `no column "petal_length"; unknown column "b", "c"; want "sepal_length", "sepal_width", "petal_length", "petal_width", in any order`},
		{header + ",extra\n", `unknown column "extra"`},
		{"species\n", `no column "sepal_length", "sepal_width", "petal_length", "petal_width"; want`},
		{header + ",petal_width\n", `column "petal_width" is in the header twice`},
		{header + "\n1,2,3,4\n\n1,2,three,4\n", `line 4: column "petal_length": "three", want a finite number in float32`},
		{header + "\n" + strings.Repeat("1,2,3,4\n", 999) + "1,2,3\n", "line 1001: wrong number of fields"},
		{header + "\n1,2,3,+Inf\n", `"+Inf"`},
		{header + ",species\n1,2,3,4,rosa\n", `line 2: label "rosa", want a class that the network knows`},
		{header + "\n1,2,3,\"4\n", "line 2"},
	} {
		file := filepath.Join(t.TempDir(), "rows.csv")
		write(t, file, []byte(c.text))
		code, _, errs := runWith(context.Background(), "predict", path, file)
		if code != 2 || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "bench: "+file+": ") || !strings.Contains(errs, c.want) {
			t.Errorf("%.80q: status %d, error %q, want 2 and one line with %q", c.text, code, errs, c.want)
		}
	}
	for _, c := range []struct{ args, want string }{
		{"none iris", "none: no such file"},
		{path + " none.csv", "none.csv: no such file"},
		{damaged + " iris", "checksum"},
		{path + " " + filepath.Dir(path), "is a folder"},
		{path + " iris -label nope", `no column "nope"`},
		{path + " iris -comma ab", "want one character"},
		{path, "no CSV"},
		{"", "no MODEL"},
	} {
		code, out, errs := runWith(context.Background(), append([]string{"predict"}, strings.Fields(c.args)...)...)
		if code != 2 || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("%q: status %d, error %q, want 2 and one line with %q", c.args, code, errs, c.want)
		}
	}
}

// TestPredictStdin predicts rows as they come, of a pipe that stays open, and ends with a signal.
func TestPredictStdin(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	path := modelOf(t, "-data", "iris")
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "predict", path, "-")
	cmd.Env = []string{asMain + "=1"}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, "sepal_length,sepal_width,petal_length,petal_width\n"+strings.Repeat("5,3.5,1.5,0.2\n", predicted)); err != nil {
		t.Fatal(err)
	}
	if text := readUntil(t, out, "\n"); text != "prediction,setosa,versicolor,virginica\n" {
		t.Errorf("%q", text)
	}
	time.Sleep(10 * time.Millisecond)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 || errs.String() != "bench: interrupted\n" || strings.Count(string(rest), "\nsetosa,") != predicted-1 {
		t.Errorf("status %d, error %q, %d rows", code, errs.String(), strings.Count(string(rest), "\n"))
	}
}

// TestPredictStdinEnds predicts what a pipe brings until it is closed.
func TestPredictStdinEnds(t *testing.T) {
	path := modelOf(t, "-data", "iris")
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "predict", path, "-")
	cmd.Env = []string{asMain + "=1"}
	cmd.Stdin = strings.NewReader("sepal_length,sepal_width,petal_length,petal_width\n5,3.5,1.5,0.2\n")
	if out, err := cmd.Output(); err != nil || strings.Count(string(out), "\n") != 2 {
		t.Errorf("%q, error %v", out, err)
	}
}

// TestPredictAlone wants the bits of a row to be the same alone and among others.
func TestPredictAlone(t *testing.T) {
	path := modelOf(t, "-data", "digits", "-epochs", "1")
	digits, err := bench.ReadEmbedded("digits")
	if err != nil {
		t.Fatal(err)
	}
	all, _ := mustRun(t, "predict", path, "digits")
	want := strings.Split(all, "\n")
	rows := strings.Split(digits.CSV, "\n")
	for _, i := range []int{1, 7, 500, 1797} {
		file := filepath.Join(t.TempDir(), "row.csv")
		write(t, file, []byte(rows[0]+"\n"+rows[i]+"\n"))
		if got, _ := mustRun(t, "predict", path, file); got != want[0]+"\n"+want[i]+"\n" {
			t.Errorf("row %d alone: %q, want %q", i, got, want[i])
		}
	}
}

// endless are rows without an end, which count the bytes that are read.
type endless struct {
	read, most int
	row        string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.read > e.most {
		return 0, io.EOF
	}
	n := 0
	for n+len(e.row) <= len(p) {
		n += copy(p[n:], e.row)
	}
	e.read += n
	return n, nil
}

// TestPredictMemory wants no more memory for many rows than for few.
func TestPredictMemory(t *testing.T) {
	path := modelOf(t, "-data", "iris")
	m, err := openModel[float32](kernels.Best(), path)
	if err != nil {
		t.Fatal(err)
	}
	heap := func() int {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return int(stats.HeapAlloc)
	}
	const most = 16 << 20
	in := io.MultiReader(strings.NewReader("sepal_length,sepal_width,petal_length,petal_width\n"), &endless{most: most, row: "5,3.5,1.5,0.2\n"})
	rs, err := newRows(m, in, plan{Comma: ","}, false)
	if err != nil {
		t.Fatal(err)
	}
	before, n := heap(), 0
	for more := true; more; {
		var d engine.Data[float32]
		if d, more, err = rs.next(predicted); err != nil {
			t.Fatal(err)
		}
		m.of(d.X, d.N)
		n += d.N
	}
	if more := heap() - before; more > most/16 || n < most/20 {
		t.Errorf("%d bytes more behind %d rows of %d bytes", more, n, most)
	}
	runtime.KeepAlive(rs)
}

// TestPredictUnprintable wants one line and status 1 where output goes nowhere.
func TestPredictUnprintable(t *testing.T) {
	path := modelOf(t, "-data", "iris")
	if runtime.GOOS != "linux" {
		t.Skip("wants /dev/full")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	for _, args := range [][]string{{"predict", path, "digits", "-o", "/dev/full"}, {"predict", path, "iris"}, {"train", "-data", "iris"}} {
		stdout := full
		if slices.Contains(args, "-o") {
			stdout = nil
		}
		code, stderr := runProgram(t, stdout, nil, args...)
		if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "bench: ") {
			t.Errorf("%q: status %d, error %q", args, code, stderr)
		}
	}
}
