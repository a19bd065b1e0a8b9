// Command bench measures weft on this machine and compares it with plain Go
// loops and with gonum.
//
//	go run ./cmd/bench              everything, in about a minute
//	go run ./cmd/bench -quick       the same with less patience
//	go run ./cmd/bench gemm -h      one part of it, with cases of your own
//	go run ./cmd/bench train -data iris -save m
//
// The subcommands are gemm, blas, lapack, elementwise, network, train, predict, published, cluster, peak, report and info.
// docs/bench-results.md describes what -format json and csv write.
//
// The exit status is 0 when all went well, 1 when a result is wrong or cannot be
// written, 2 when it was asked for something that does not exist, 130 after an
// interrupt or SIGTERM. One line on standard error says what is the matter.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	keepPipes()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// usageError is an error in what was asked for, not in what came of it.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// run is main with its surroundings passed in. It returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	j, err := parse(ctx, args, stdout)
	if err == nil && j.sections != nil { // nil where help was printed
		err = j.report(ctx, args, stdout, stderr)
	}
	return status(hinted(err, j.command), stderr)
}

// status reports an error in one line and turns it into an exit status.
func status(err error, stderr io.Writer) int {
	var usage usageError
	var all everywhere
	if errors.As(err, &all) && all.rank > 0 {
		stderr = io.Discard
	}
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
	return strings.TrimPrefix(strings.ReplaceAll(s, ": bench: ", ": "), "bench: ")
}
