package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"weft.example/bench/results"
	"weft.example/engine"
	"weft.example/kernels"
)

// trained is what a file says of a training, but for its times.
type trained struct {
	params  []float64
	done    []epoch
	batch   part
	plan    plan
	classes []string
	state   string // of the optimizer and all else, as the file has it
}

func readTrained(t *testing.T, path string) trained {
	t.Helper()
	net, err := engine.Load[float64](kernels.Best(), path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := recordOf[float64](net.About())
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Done {
		r.Done[i].Seconds = 0
	}
	r.Part.Seconds = 0
	opt, err := engine.NewOptimizer(net, r.Plan.method().Rule())
	if err != nil {
		t.Fatal(err)
	}
	params := slices.Clone(net.Params())
	if _, err := engine.LoadCheckpoint(path, net, opt); err != nil {
		t.Fatal(err)
	}
	return trained{params, r.Done, r.Part, r.Plan, net.About().Classes, fmt.Sprint(opt.Steps(), opt.State())}
}

// mustRun runs the program and wants it to succeed.
func mustRun(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	code, stdout, stderr := runWith(context.Background(), args...)
	if code != 0 {
		t.Fatalf("%q: status %d, error %q", args, code, stderr)
	}
	return stdout, stderr
}

// stopAt trains as the arguments of train say, and interrupts that after so many steps.
func stopAt(t *testing.T, steps int, path string, args ...string) {
	t.Helper()
	j, err := parse(context.Background(), append([]string{"train"}, args...), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s, err := j.newSession(io.Discard, io.Discard, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := usual()
	if err := p.apply(s.given); err != nil {
		t.Fatal(err)
	}
	if p.DType == "float64" {
		stopAs[float64](t, s, p, steps, path)
	} else {
		stopAs[float32](t, s, p, steps, path)
	}
}

func stopAs[T kernels.Float](t *testing.T, s *session, p plan, steps int, path string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := prepare[T](ctx, s, p)
	if err != nil {
		t.Fatal(err)
	}
	err = r.fit(ctx, func(float64, int) {
		if steps--; steps == 0 {
			cancel()
		}
	}, func() error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want %v", err, context.Canceled)
	}
	if err := r.save(path); err != nil {
		t.Fatal(err)
	}
}

// TestResume stops trainings in the middle of an epoch, behind its last step and in the first. They go on, once or
// twice stopped, to the file of one that was not.
func TestResume(t *testing.T) {
	for _, c := range []struct {
		args  []string
		steps []int // at which it is stopped; 4 make an epoch of iris
	}{
		{[]string{"-data", "iris"}, []int{1, 4, 5, 11}},
		{[]string{"-data", "iris", "-dropout", "0.3", "-optimizer", "momentum", "-dtype", "float64"}, []int{6, 8}},
		{[]string{"-data", "iris", "-optimizer", "sgd", "-layers", "none", "-validation", "0", "-batch", "1000"}, []int{2}},
		{[]string{"-data", "iris", "-label", "petal_width", "-drop", "species", "-loss", "huber", "-optimizer", "adamw", "-seed", "7"}, []int{3}},
		{[]string{"-data", "iris", "-schedule", "warmup:1,cosine:3", "-patience", "9"}, []int{2, 4, 13}},
		{[]string{"-data", "iris", "-schedule", "step:1", "-optimizer", "sgd"}, []int{5}},
	} {
		dir := t.TempDir()
		whole, stopped := filepath.Join(dir, "whole"), filepath.Join(dir, "stopped")
		args := append(slices.Clone(c.args), "-epochs", "4")
		mustRun(t, append([]string{"train", "-save", whole}, args...)...)
		want := readTrained(t, whole)
		if len(want.done) != 4 {
			t.Fatalf("%q: %d epochs", args, len(want.done))
		}
		for _, steps := range c.steps {
			stopAt(t, steps, stopped, args...)
			if slices.Equal(readTrained(t, stopped).params, want.params) {
				t.Errorf("%q, %d steps: not stopped", args, steps)
			}
			mustRun(t, "train", "-resume", stopped)
			if got := readTrained(t, stopped); !reflect.DeepEqual(got, want) {
				t.Errorf("%q, stopped after %d steps:\n%+v, want\n%+v", args, steps, got, want)
			}
		}
		// The epochs may be fewer at first, and the file another.
		mustRun(t, append([]string{"train", "-save", stopped}, append(c.args, "-epochs", "2")...)...)
		mustRun(t, "train", "-resume", stopped, "-epochs", "4", "-save", whole)
		if got := readTrained(t, whole); !reflect.DeepEqual(got, want) {
			t.Errorf("%q, 2 epochs and 2 more:\n%+v, want\n%+v", args, got, want)
		}
	}
}

// TestLikeFit wants the parameters, losses and scores that engine.Fit comes to.
func TestLikeFit(t *testing.T) {
	s := small(io.Discard, kernels.Best())
	p := usual()
	p.Data, p.Dropout, p.Batch, p.Epochs, p.Schedule = "iris", 0.2, 50, 3, "warmup:1,step:1"
	r, err := prepare[float64](context.Background(), s, p)
	if err != nil {
		t.Fatal(err)
	}
	net := r.net.Clone()
	opt, err := engine.NewOptimizer(net, engine.Adam.Rule())
	if err != nil {
		t.Fatal(err)
	}
	var scores []float64 // of mini-batches, weighted
	if err := r.fit(context.Background(), func(float64, int) {}, func() error {
		scores = append(scores, r.Done[len(r.Done)-1].Score)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want, err := engine.Fit(context.Background(), net, r.train, engine.FitConfig[float64]{
		Loss: engine.SoftmaxCrossEntropy, Epochs: 3, Batch: 50, Seed: 1, Rate: engine.Warmup(3, engine.StepDecay(0.001, 0.1, 3)), Stepper: opt, Validation: r.held})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.net.Params(), net.Params()) {
		t.Error("other parameters than Fit's")
	}
	for i, e := range want.Epochs {
		got := r.Done[i]
		if got.Loss != e.Cost || got.HeldLoss != e.ValidationCost || got.HeldScore != e.ValidationAccuracy || !(got.Score > 0 && got.Score <= 1) || got.Score != scores[i] {
			t.Errorf("epoch %d: %+v, want %+v", i, got, e)
		}
	}
	if r.Done[0].Score == r.Done[0].HeldScore {
		t.Error("one score of both parts")
	}
}

// TestPatience wants a training to end where engine.Fit ends it, and what Fit returns to in -best's file.
func TestPatience(t *testing.T) {
	dir := t.TempDir()
	last, best, again := filepath.Join(dir, "last"), filepath.Join(dir, "best"), filepath.Join(dir, "again")
	args := []string{"train", "-data", "iris", "-dtype", "float64", "-rate", "0.05", "-epochs", "60"}
	out, _ := mustRun(t, append(args, "-patience", "4", "-save", last, "-best", best)...)
	ended := readTrained(t, last)

	s := small(io.Discard, kernels.Best())
	p := usual()
	p.Data, p.DType, p.Rate, p.Epochs = "iris", "float64", 0.05, 60
	r, err := prepare[float64](context.Background(), s, p)
	if err != nil {
		t.Fatal(err)
	}
	opt, err := engine.NewOptimizer(r.net, engine.Adam.Rule())
	if err != nil {
		t.Fatal(err)
	}
	want, err := engine.Fit(context.Background(), r.net, r.train, engine.FitConfig[float64]{
		Loss: engine.SoftmaxCrossEntropy, Epochs: 60, Batch: 32, Seed: 1, Rate: engine.ConstantRate(0.05), Stepper: opt, Validation: r.held, Patience: 4})
	if err != nil {
		t.Fatal(err)
	}
	n := len(want.Epochs)
	if n == 60 || len(ended.done) != n || want.Best != n-5 {
		t.Fatalf("%d epochs, want %d, of which %d is the best", len(ended.done), n, want.Best)
	}
	kept := readTrained(t, best)
	if !slices.Equal(kept.params, r.net.Params()) || len(kept.done) != n-4 {
		t.Errorf("-best has the network of epoch %d and not Fit's", len(kept.done))
	}
	for _, text := range []string{fmt.Sprintf("Done behind epoch %d, since that of the lowest validation loss was %d.\n", n, n-4), fmt.Sprintf("%s has the network of epoch %d.\n", best, n-4)} {
		if !strings.Contains(out, text) {
			t.Errorf("no %q in the end of %q", text, out[len(out)-300:])
		}
	}

	if alike := (&progress{Done: []epoch{{HeldLoss: 3}, {HeldLoss: 2}, {HeldLoss: 2}, {HeldLoss: 4}}}).waited(); alike != 2 {
		t.Errorf("waited %d epochs since the first of two alike, want 2", alike)
	}

	// One that is over goes on if it is asked to, to the bits of one with that patience.
	code, _, stderr := runWith(context.Background(), "train", "-resume", last)
	if code != 2 || !strings.Contains(stderr, "has waited 4 epochs for a lower validation loss: -patience 8 goes on") {
		t.Errorf("status %d, error %q", code, stderr)
	}
	mustRun(t, "train", "-resume", last, "-patience", "0")
	mustRun(t, append(args, "-save", again)...)
	if got, want := readTrained(t, last), readTrained(t, again); !reflect.DeepEqual(got, want) || len(got.done) != 60 {
		t.Errorf("%d epochs, and other ones than of a run without patience", len(got.done))
	}
}

// TestSchedule wants engine's rates, over the epochs that the text says or leaves to be found.
func TestSchedule(t *testing.T) {
	const rate, steps = 2.0, 5
	for text, c := range map[string]struct {
		settled string
		want    engine.Schedule
	}{
		"constant":                            {"constant", engine.ConstantRate(rate)},
		"step":                                {"step:13", engine.StepDecay(rate, 0.1, 13*steps)},
		"step:2":                              {"step:2", engine.StepDecay(rate, 0.1, 2*steps)},
		"cosine":                              {"cosine:40", engine.CosineDecay(rate, rate/100, 40*steps)},
		"warmup":                              {"warmup:2,constant", engine.Warmup(2*steps, engine.ConstantRate(rate))},
		"warmup:3,cosine":                     {"warmup:3,cosine:37", engine.Warmup(3*steps, engine.CosineDecay(rate, rate/100, 37*steps))},
		"warmup,step:4":                       {"warmup:2,step:4", engine.Warmup(2*steps, engine.StepDecay(rate, 0.1, 4*steps))},
		"warmup:1073741824,cosine:1073741824": {"warmup:1073741824,cosine:1073741824", func(step int) float64 { return rate * float64(step+1) / float64(min(1<<30, math.MaxInt/steps)*steps) }},
	} {
		s, err := parseSchedule(text)
		if err != nil {
			t.Fatal(err)
		}
		s = s.settle(40)
		if got := s.String(); got != c.settled {
			t.Errorf("%s of 40 epochs is %s, want %s", text, got, c.settled)
		}
		if again, err := parseSchedule(s.String()); err != nil || again.settle(99).String() != c.settled {
			t.Errorf("%s is not settled: %v, error %v", s, again, err)
		}
		rates := s.rates(rate, steps)
		for step := range 41 * steps {
			if got, want := rates(step), c.want(step); math.Abs(got-want) > 1e-15 {
				t.Fatalf("%s: rate %v of step %d, want %v", text, got, step, want)
			}
		}
	}
	// A file keeps the epochs, which more of them do not change, and one of before has no schedule.
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	mustRun(t, "train", "-data", "iris", "-schedule", "cosine", "-epochs", "2", "-save", first)
	mustRun(t, "train", "-resume", first, "-epochs", "4")
	mustRun(t, "train", "-data", "iris", "-schedule", "cosine:2", "-epochs", "4", "-save", second)
	if got, want := readTrained(t, first), readTrained(t, second); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	p := usual()
	p.settle(10)
	if p.Schedule = ""; p.check() != nil || p.schedule().settle(9).String() != "constant" {
		t.Errorf("no schedule is %s, error %v", p.schedule(), p.check())
	}
	if p.Schedule = "none"; p.check() == nil {
		t.Error("a file may have the schedule none")
	}
	if s, err := parseSchedule("warmup,step"); err != nil || s.settle(1).String() != "warmup:1,step:1" {
		t.Errorf("%s of one epoch, error %v", s.settle(1), err)
	}
}

// TestSignal interrupts the program: it has written a file that is whole, and goes on from there.
func TestSignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		path := filepath.Join(t.TempDir(), "model")
		cmd := exec.Command(program, "train", "-data", "iris", "-epochs", "100000", "-save", path)
		cmd.Env = []string{asMain + "=1"} // and no HOME
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		text := readUntil(t, out, " 3/100000 ")
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(out)
		if err != nil {
			t.Fatal(err)
		}
		text += string(rest)
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 130 || errs.String() != "bench: interrupted\n" || !regexp.MustCompile(`Stopped in epoch \d+, behind \d of 4 steps`).MatchString(text) {
			t.Errorf("%v: status %d, error %q, output ends %q", signal, code, errs.String(), text[max(0, len(text)-300):])
		}
		done := len(readTrained(t, path).done)
		if done < 3 {
			t.Errorf("%v: %d epochs in the file", signal, done)
		}
		mustRun(t, "train", "-resume", path, "-epochs", fmt.Sprint(done+1))
	}
}

// readUntil reads until some text has come.
func readUntil(t *testing.T, r io.Reader, text string) string {
	t.Helper()
	var all []byte
	for buf := make([]byte, 1); !strings.HasSuffix(string(all), text); {
		if _, err := r.Read(buf); err != nil {
			t.Fatalf("%v behind %q", err, all)
		}
		all = append(all, buf...)
	}
	return string(all)
}

// TestInterruptedAtOnce wants a file left as it was where no step has been taken.
func TestInterruptedAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	write(t, path, []byte("old"))
	s := small(io.Discard, kernels.Best())
	r, err := prepare[float32](context.Background(), s, usual())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := fit(ctx, s, r, path, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
		t.Errorf("the file has %.20q, error %v", got, err)
	}
}

// TestClosedPipe wants a training that nobody reads to end, and its file kept.
func TestClosedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var code int
	var stderr string
	done := make(chan bool)
	go func() {
		code, stderr = runProgram(t, w, nil, "train", "-data", "iris", "-epochs", "100000", "-save", path)
		close(done)
	}()
	readUntil(t, r, " 2/100000 ")
	r.Close()
	<-done
	w.Close()
	if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "pipe") {
		t.Errorf("status %d, error %q", code, stderr)
	}
	if len(readTrained(t, path).done) < 2 {
		t.Error("the file has no two epochs")
	}
}

// TestLearns wants each data set in the program, and each kind of file, learnt.
func TestLearns(t *testing.T) {
	dir := t.TempDir()
	path := func(name, text string) string {
		name = filepath.Join(dir, name)
		write(t, name, []byte(text))
		return name
	}
	var line, circle strings.Builder
	for i := range 200 {
		x, y := float64(i%20)/10-1, float64(i/20)/5-1
		fmt.Fprintf(&line, "%v;%v;%v;q%d\n", x, 1000+300*x-200*y, y, i)
		fmt.Fprintf(&circle, "\"%v\",NA,%v,%v\n", x, map[bool]string{true: "in", false: "out, far"}[x*x+y*y < 0.5], y)
	}
	numbers := path("line.csv", "x;price;y;id\n"+line.String())
	for range 5 {
		circle.WriteString("?,NA,in,NA\n") // the mean is in the middle
	}
	words := path("circle.txt", "\xef\xbb\xbfx,empty,where,y\n"+strings.ReplaceAll(circle.String(), "out, far", `"out, far"`))
	for _, c := range []struct {
		args  []string
		least float64 // validation score; of amounts the most
	}{
		{[]string{"-data", "breast-cancer", "-epochs", "20"}, 0.95},
		{[]string{"-data", "digits", "-epochs", "20"}, 0.95},
		{[]string{"-data", "iris", "-seed", "2"}, 0.9},
		{[]string{"-data", numbers, "-comma", ";", "-label", "price", "-drop", "id", "-loss", "mean-square"}, -20},
		{[]string{"-data", numbers, "-comma", ";", "-label", "price", "-drop", "id", "-loss", "mean-absolute", "-dtype", "float64"}, -20},
		{[]string{"-data", words, "-label", "where", "-drop", "empty", "-epochs", "100"}, 0.9},
		{[]string{"-data", npyFile(t, dir, "x.npy", 200, 2) + "," + npyFile(t, dir, "y.npy", 200, 1)}, 0.9},
		{[]string{"-data", npyFile(t, dir, "x.npy", 200, 2) + "," + npyFile(t, dir, "y2.npy", 200, 2), "-loss", "mean-square"}, -0.2},
	} {
		model := filepath.Join(dir, "model")
		out, _ := mustRun(t, append([]string{"train", "-save", model}, c.args...)...)
		done := readTrained(t, model).done
		score := done[len(done)-1].HeldScore
		if c.least > 0 && score < c.least || c.least < 0 && score > -c.least {
			t.Errorf("%q: score %v, want %v", c.args, score, c.least)
		}
		if c.least == -20 && done[0].Score < 50 {
			t.Errorf("%q: a mean error of %v at first, want one in units of the labels", c.args, done[0].Score)
		}
		fits(t, strings.ReplaceAll(strings.ReplaceAll(out, dir, ""), filepath.Base(dir), ""))
	}
}

// npyFile writes rows that are easy to learn: the first column is 0 or 1 in turn, and the others are twice that.
func npyFile(t *testing.T, dir, name string, rows, columns int) string {
	t.Helper()
	header := fmt.Sprintf("{'descr': '|u1', 'fortran_order': False, 'shape': (%d, %d), }", rows, columns)
	file := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), 0)
	file = append(file, header...)
	for i := range rows {
		for j := range columns {
			file = append(file, byte(i%2*(1+j)))
		}
	}
	name = filepath.Join(dir, name)
	write(t, name, file)
	return name
}

// TestLoad begins with the network, the columns, the classes and the scaling of a file.
func TestLoad(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	turned := filepath.Join(dir, "turned.csv")
	write(t, turned, []byte("species,petal_width,petal_length,sepal_width,sepal_length\nversicolor,1.4,4.7,3.2,7\nsetosa,.2,1.4,3.5,5.1\nversicolor,1.5,4.5,3.2,6.4\nsetosa,.2,1.4,3,4.9\n"))
	mustRun(t, "train", "-data", "iris", "-save", first, "-layers", "8", "-rate", "0.02")
	mustRun(t, "train", "-data", turned, "-label", "species", "-load", first, "-save", second, "-epochs", "1", "-rate", "1e-9", "-validation", "0")
	a, err := engine.Load[float32](kernels.Best(), first)
	if err != nil {
		t.Fatal(err)
	}
	b, err := engine.Load[float32](kernels.Best(), second)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range a.Params() {
		if w := b.Params()[i]; v-w > 1e-6 || w-v > 1e-6 {
			t.Fatalf("parameter %d is %v, want %v", i, w, v)
		}
	}
	x, y := a.About(), b.About()
	x.Keys, y.Keys = nil, nil
	if !reflect.DeepEqual(x, y) {
		t.Errorf("%+v, want %+v", y, x)
	}
	// The network knows the four flowers, in its own order of columns.
	if done := readTrained(t, second).done[0]; done.Score < 1 {
		t.Errorf("accuracy %v of the first epoch", done.Score)
	}
}

// TestLoadAmounts keeps the units of labels that a file has.
func TestLoadAmounts(t *testing.T) {
	dir := t.TempDir()
	first, second, other := filepath.Join(dir, "first"), filepath.Join(dir, "second"), filepath.Join(dir, "other.csv")
	write(t, other, []byte("sepal_length,sepal_width,petal_length,petal_width\n5,3.5,1.5,200\n6,3,5,-100\n"))
	args := []string{"-label", "petal_width", "-loss", "mean-square", "-epochs", "1", "-validation", "0"}
	mustRun(t, append([]string{"train", "-data", "iris", "-drop", "species", "-save", first}, args...)...)
	mustRun(t, append([]string{"train", "-data", other, "-load", first, "-save", second}, args...)...)
	var units []string
	for _, path := range []string{first, second} {
		net, err := engine.Load[float32](kernels.Best(), path)
		if err != nil {
			t.Fatal(err)
		}
		r, err := recordOf[float32](net.About())
		if err != nil {
			t.Fatal(err)
		}
		units = append(units, fmt.Sprint(*r.Unit))
	}
	if units[0] != units[1] {
		t.Errorf("units %v, want %v", units[1], units[0])
	}
}

// TestBeside wants the naive path to agree, and one that does not to fail.
func TestBeside(t *testing.T) {
	for _, args := range [][]string{
		{"-data", "iris", "-schedule", "step:1"}, {"-data", "iris", "-dtype", "float64", "-optimizer", "momentum", "-batch", "7", "-decay", "0.1"},
		{"-data", "iris", "-label", "petal_width", "-drop", "species", "-loss", "mean-square", "-act", "sigmoid"},
	} {
		out, _ := mustRun(t, append([]string{"train", "-naive", "-epochs", "3"}, args...)...)
		if !regexp.MustCompile(`(?m)^Plain Go trains on \S+ examples/s, weft on \S+: \S+× as fast\.$`).MatchString(out) || !strings.Contains(out, "differ by at most") {
			t.Errorf("%q: output %q", args, out)
		}
	}
	s := small(io.Discard, kernels.Best())
	r, err := prepare[float64](context.Background(), s, usual())
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBeside(r)
	if err != nil {
		t.Fatal(err)
	}
	r.Done = []epoch{{Seconds: 1}}
	b.costs = []float64{0.5, 0.4}
	if err := b.compare(context.Background(), s, r); err == nil || !strings.Contains(err.Error(), "losses of plain Go and weft differ") {
		t.Errorf("error %v", err)
	}
}

// TestTrainResults wants the losses and scores of each epoch as series, those before -resume too.
func TestTrainResults(t *testing.T) {
	dir := t.TempDir()
	model, report := filepath.Join(dir, "model"), filepath.Join(dir, "report")
	mustRun(t, "train", "-data", "iris", "-epochs", "2", "-save", model)
	mustRun(t, "train", "-resume", model, "-epochs", "3", "-format", "json", "-o", report)
	file, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	got, err := results.ReadJSON(bytes.NewReader(file))
	if err != nil || len(got.Rows) != 1 {
		t.Fatalf("%d rows, error %v", len(got.Rows), err)
	}
	row, done := got.Rows[0], readTrained(t, model).done
	if row.Name() != fmt.Sprintf("train/isa=%s/type=float32/case=iris/shape=4-64-32-3/impl=weft/workers=%d", row.ISA, row.Workers) || row.Work != 120 || row.Unit != "examples" || len(row.Seconds) != 3 {
		t.Errorf("row %+v", row)
	}
	var want []results.Series
	for name, of := range map[string]func(e epoch) float64{
		"loss": func(e epoch) float64 { return e.Loss }, "accuracy": func(e epoch) float64 { return e.Score },
		"validation loss": func(e epoch) float64 { return e.HeldLoss }, "validation accuracy": func(e epoch) float64 { return e.HeldScore },
	} {
		want = append(want, results.Series{Name: name, By: "epoch", At: []int{1, 2, 3}, Values: []float64{of(done[0]), of(done[1]), of(done[2])}})
	}
	byName := func(a, b results.Series) int { return strings.Compare(a.Name, b.Name) }
	slices.SortFunc(want, byName)
	slices.SortFunc(row.Series, byName)
	if !reflect.DeepEqual(row.Series, want) {
		t.Errorf("series %+v, want %+v", row.Series, want)
	}
	if out, _ := mustRun(t, "train", "-validation", "0", "-epochs", "1"); !strings.HasPrefix(out, "breast-cancer: 569 examples to train on and 0 to validate by") {
		t.Errorf("output %.100q", out)
	}
	// Without validation there is none of it, and the naive path has a row.
	out, _ := mustRun(t, "train", "-data", "iris", "-validation", "0", "-epochs", "2", "-format", "json", "-naive")
	var again results.Report
	if err := json.Unmarshal([]byte(out), &again); err != nil || len(again.Rows) != 2 || len(again.Rows[0].Series) != 2 || again.Rows[1].Impl != "naive" || again.Rows[1].Work != 300 {
		t.Errorf("%v, %+v", err, again.Rows)
	}
}

// TestTrainRejects wants one line and a status for what cannot be trained.
func TestTrainRejects(t *testing.T) {
	dir := t.TempDir()
	path := func(name, text string) string {
		name = filepath.Join(dir, name)
		write(t, name, []byte(text))
		return name
	}
	model := filepath.Join(dir, "model")
	mustRun(t, "train", "-data", "iris", "-epochs", "1", "-save", model)
	other := path("other.csv", "a,b\n1,x\n2,y\n3,x\n4,y\n")
	own := filepath.Join(dir, "own")
	mustRun(t, "train", "-data", other, "-epochs", "1", "-save", own, "-validation", "0.5")
	path("other.csv", "a,b\n1,x\n2,y\n3,y\n4,x\n")
	plain := filepath.Join(dir, "plain")
	net, err := engine.New[float32](kernels.Best(), 4, engine.Layer{Units: 3, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	if err := net.Save(plain); err != nil {
		t.Fatal(err)
	}
	normed := filepath.Join(dir, "normed")
	if net, err = engine.New[float32](kernels.Best(), 4, engine.Layer{Units: 5, Act: kernels.Tanh, Norm: engine.BatchNorm}, engine.Layer{Units: 3}); err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	if err := net.Save(normed); err != nil {
		t.Fatal(err)
	}
	x := npyFile(t, dir, "x.npy", 4, 2)
	for _, c := range []struct {
		code int
		args string
		want string
	}{
		{2, "-data wine", `no data set "wine", have breast-cancer, digits, iris, mnist, FILE.csv and X.npy,Y.npy`},
		{2, "-data " + dir + "/none.csv", "none.csv: no such file"},
		{2, "-data " + dir + "/", "is a folder"},
		{2, "-data " + path("empty.csv", ""), "no lines"},
		{2, "-data " + path("head.csv", "a,b\n"), "no examples"},
		{2, "-data " + path("one.csv", "a,b\n1,x\n2,x\n"), "labels of 1 class"},
		{2, "-data " + path("two.csv", "a,b\n1,x\n2,y\n"), "1 examples of class 0, want at least 1 for each of 2 parts"},
		{2, "-data " + path("three.csv", "a,b\n1,2\n2,3\n3,4\n") + " -loss huber -validation 0.9", "none to train on"},
		{2, "-data " + path("word.csv", "a,b\n1,x\ntwo,y\n"), `line 3: column "a": "two", want a finite number in float32; -drop leaves a column out`},
		{2, "-data " + path("many.csv", "a,b\n"+many(100)), "labels of 100 classes in 100 examples: amounts want -loss mean-square"},
		{2, "-data iris -loss mean-square", `"setosa", want a finite number in float32 (see`},
		{2, "-data iris -label nope", `no column "nope", want one of "sepal_length"`},
		{2, "-data iris -drop species,nope", `no column "nope"`},
		{2, "-data " + x, "want two files"},
		{2, "-data " + x + "," + x, "2 columns, want 1 of classes"},
		{2, "-data " + x + "," + npyFile(t, dir, "y.npy", 3, 1), "has 4 rows, " + dir + "/y.npy 3"},
		{2, "-data " + x + ",none.npy", "none.npy: no such file"},
		{2, "-mnist x", "-mnist is for -data mnist"},
		{2, "-data mnist -mnist no/such", "no/such"},
		{2, "-resume none", "none: no such file"},
		{2, "-resume " + plain, "not a file of bench train -save"},
		{2, "-resume " + model, "trained for 1 epochs: -epochs 2 goes on"},
		{2, "-resume " + model + " -epochs 1", "trained for 1 epochs"},
		{2, "-resume " + model + " -rate 0.1", "-rate is not for -resume"},
		{2, "-resume " + model + " -load " + model, "-load is not for -resume"},
		{2, "-resume " + model + " -naive", "-naive is not for -resume"},
		{2, "-resume " + own + " -epochs 2", "has other examples than " + own + " was trained on"},
		{2, "-load " + model + " -act tanh", "-act is not for -load"},
		{2, "-load " + model + " -data digits", `no column "sepal_length"`},
		{2, "-load " + plain + " -data iris", "softmax cross-entropy loss with output activation sigmoid"},
		{2, "-load " + plain + " -data digits", "the network has 4 inputs and 3 outputs, digits 64 and 10"},
		{2, "-load " + normed + " -data iris -batch 7", "batches of 7 from 120 examples, the last of 1: BatchNorm"},
		{2, "-load " + normed + " -data iris -naive", "no naive normalisation"},
		{2, "-naive -optimizer rmsprop", "no naive rmsprop"},
		{2, "-naive -dropout 0.5", "no naive dropout"},
		{2, "-naive -act gelu", "no naive gelu"},
		{1, "-save " + dir, "want a regular file"},
		{1, "-save " + dir + "/none/model", "no such file or directory"},
		{1, "-rate 1000 -optimizer sgd", "epoch 1, step "},
		{2, "-epochs 0", `"0", want a number from 1`},
		{2, "-batch x", `-batch: "x"`},
		{2, "-rate 0", `-rate: "0", want a number from 1e-09 to 1000`},
		{2, "-rate NaN", `"NaN"`},
		{2, "-decay -1", `"-1"`},
		{2, "-dropout 1", `"1", want a number from 0 to below 1`},
		{2, "-layers 8-0", `"0"`},
		{2, "-layers 1000000-1000000", "more than"},
		{2, "-optimizer best", "have sgd, momentum, nesterov, rmsprop, adam, adamw"},
		{2, "-act none", `"none"`},
		{2, "-loss none", "have softmax, mean-square"},
		{2, "-dtype int8", "have float32, float64"},
		{2, "-schedule linear", `no schedule "linear", have constant, step, cosine, warmup`},
		{2, "-schedule warmup,linear", `no schedule "linear"`},
		{2, "-schedule step:0", `-schedule: "0", want a number from 1`},
		{2, "-schedule warmup:x", `-schedule: "x"`},
		{2, "-schedule step,cosine", `"step,cosine", want one, or warmup and one`},
		{2, "-schedule warmup,step,cosine", "want one, or warmup and one"},
		{2, "-schedule constant:3", `"constant:3", want constant alone`},
		{2, "-resume " + model + " -schedule step", "-schedule is not for -resume"},
		{2, "-patience -1", `-patience: "-1"`},
		{2, "-patience 3 -validation 0", "go by examples kept aside"},
		{2, "-best b -validation 0", "go by examples kept aside"},
		{2, "-best b -save b", "-best b is the file that the training is saved to"},
		{2, "-best " + model + " -resume " + model, "is the file that the training is saved to"},
		{1, "-best " + dir + "/none/model", "-best " + dir + "/none/model: no such file or directory"},
		{2, "-seed -1", `"-1"`},
		{2, "-comma ab", "want one character"},
		{2, "extra", `unexpected argument "extra"`},
	} {
		code, stdout, stderr := runWith(context.Background(), append([]string{"train"}, strings.Fields(c.args)...)...)
		if code != c.code || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "bench: ") || !strings.Contains(stderr, c.want) || stdout != "" && !strings.Contains(c.args, "1000") {
			t.Errorf("%q: status %d, error %q, output %q, want %d and one line with %q", c.args, code, stderr, stdout, c.code, c.want)
		}
		if len(stderr) > 500 {
			t.Errorf("%q: an error of %d bytes", c.args, len(stderr))
		}
	}
	mustRun(t, "train", "-load", normed, "-data", "iris", "-epochs", "1", "-save", model)
	mustRun(t, "train", "-resume", model, "-epochs", "2")
	if p := readTrained(t, model).plan; p.Act != "tanh" || !slices.Equal(p.Layers, []int{5}) {
		t.Errorf("the plan has %+v", p)
	}
	entries, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(entries) > 0 {
		t.Errorf("%v is left, error %v", entries, err)
	}
}

// many are rows of as many classes.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "1,c%d\n", i)
	}
	return b.String()
}
