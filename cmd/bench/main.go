// Command bench measures weft on this machine and compares it with plain Go
// loops and with gonum.
//
//	go run ./cmd/bench                everything, in less than a minute
//	go run ./cmd/bench -quick         the same with less patience
//	go run ./cmd/bench -scaling       products and passes by the number of workers instead
//	go run ./cmd/bench -data mnist    train on MNIST instead, up to published results
//
// It prints the machine and the instruction set in use; matrix products,
// element-wise kernels, forward and backward passes; and it trains a network
// on the breast-cancer data by the naive path and by weft. WEFT_ISA names
// another instruction set to use.
//
// The exit status is 0 when all went well, 1 when a result is wrong or cannot be
// printed, 2 when it was asked for something that does not exist, 130 after an
// interrupt. One line on standard error says what is the matter.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"weft.example/kernels"
	"weft.example/workers"
)

func main() {
	keepPipes()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// dataNames are the data sets to train on.
const breastCancer, mnist = "breast-cancer", "mnist"

// usageError is an error in what was asked for, not in what came of it.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// run is main with its surroundings passed in. It returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = report(ctx, o, stdout, stderr)
	}
	return status(err, stderr)
}

// parse returns what the command line asks for. It prints help where that is asked for.
func parse(args []string, help io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&o.quick, "quick", false, "measure fewer and smaller cases, for some ten seconds in all")
	flags.BoolVar(&o.scaling, "scaling", false, "measure products and passes on 1, 2, 4, … workers, up to GOMAXPROCS")
	flags.StringVar(&o.data, "data", breastCancer, "`set` to train on: "+breastCancer+" or "+mnist)
	flags.StringVar(&o.mnistDir, "mnist", "", "`folder` with MNIST's four .gz files (default: that of the GoMNIST module)")
	flags.BoolVar(&o.validate, "validate", false, "judge MNIST's networks by training images kept aside, to choose how to train")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(help)
		flags.Usage()
		return o, err
	case err != nil:
		return o, usageError{err}
	}
	return o, o.check(flags.Args())
}

// status reports an error in one line and turns it into an exit status.
func status(err error, stderr io.Writer) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "bench: interrupted")
		return 130
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, "bench:", oneLine(err))
		return 2
	default:
		fmt.Fprintln(stderr, "bench:", oneLine(err))
		return 1
	}
}

func oneLine(err error) string {
	s := strings.Join(strings.Fields(err.Error()), " ")
	return strings.TrimPrefix(s, "bench: ")
}

// options are the command line.
type options struct {
	quick    bool
	scaling  bool
	data     string
	mnistDir string
	validate bool
}

func (o options) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return usageError{fmt.Errorf("unexpected argument %q", rest[0])}
	case o.data != breastCancer && o.data != mnist:
		return usageError{fmt.Errorf("-data: no data set %q, have %s and %s", o.data, breastCancer, mnist)}
	case o.scaling && o.data != breastCancer:
		return usageError{errors.New("-scaling trains on no data set")}
	case o.mnistDir != "" && o.data != mnist:
		return usageError{fmt.Errorf("-mnist is for -data %s", mnist)}
	case o.validate && o.data != mnist:
		return usageError{fmt.Errorf("-validate is for -data %s", mnist)}
	}
	return nil
}

// report makes a session and has it report.
func report(ctx context.Context, o options, stdout, stderr io.Writer) error {
	set, err := kernels.Default()
	if err != nil {
		return usageError{err}
	}
	e := thorough()
	if o.quick {
		e = quick()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := &output{Writer: stdout, failed: cancel}
	s := &session{
		effort: e, out: out, terminal: terminal(stderr),
		set: set, pool: workers.New(0),
	}
	err = s.report(ctx, o)
	if out.err != nil {
		return out.err
	}
	return err
}

// report prints the sections that the options ask for.
func (s *session) report(ctx context.Context, o options) error {
	if o.data == mnist {
		data, err := loadMNIST(ctx, o.mnistDir)
		if err != nil {
			return err
		}
		published := func(ctx context.Context) error { return s.published(ctx, data, o.validate) }
		if o.validate {
			return s.sections(ctx, s.machine, published)
		}
		return s.sections(ctx, s.machine, func(ctx context.Context) error { return s.trainMNIST(ctx, data) }, published)
	}
	if o.scaling {
		return s.sections(ctx, s.machine, s.scaling)
	}
	return s.sections(ctx, s.machine, s.gemm, s.elementwise, s.passes, s.train)
}
