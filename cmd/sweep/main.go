// Command sweep looks for calls of gonum's BLAS that weft makes slower: every routine of both real types, for sizes from 1 to
// 300, in gonum and in weft in turn, on one core.
//
//	go run ./cmd/sweep [-run REGEXP] [-time 100us]
//
// It prints the cells in which weft takes more than 3 % longer in each of three medians. A name is that of bench.RoutineCases,
// with the type behind it: "level2 gemv N float32".
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"time"

	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/bench"
	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

const (
	most    = 1.03 // of gonum's time
	repeats = 3
)

func main() {
	only := flag.String("run", "", "regular expression of cases")
	slice := flag.Duration("time", 100*time.Microsecond, "time of a round")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *only, bench.Plan{Rounds: 5, Time: *slice}); err != nil {
		fmt.Fprintln(os.Stderr, "sweep:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only string, plan bench.Plan) error {
	match, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	set, err := kernels.Default()
	if err != nil {
		return err
	}
	weft, theirs := gonumblas.New(set, workers.New(1)), gonum.Implementation{}
	if err := sweep(ctx, match, "float32", plan, bench.Routines32(weft), bench.Routines32(theirs)); err != nil {
		return err
	}
	return sweep(ctx, match, "float64", plan, bench.Routines64(weft), bench.Routines64(theirs))
}

// sweep prints the slow cells of one type.
func sweep[T kernels.Float](ctx context.Context, match *regexp.Regexp, typ string, plan bench.Plan, weft, theirs *bench.Routines[T]) error {
	cells, slow := 0, 0
	for _, c := range bench.RoutineCases[T]() {
		name := c.Name + " " + typ
		if !match.MatchString(name) {
			continue
		}
		for _, n := range sizes() {
			cells++
			ratio, ours, err := slowest(ctx, plan, c.Call(weft, n), c.Call(theirs, n))
			if err != nil {
				return err
			}
			if ratio > most {
				slow++
				fmt.Printf("%-28s n = %3d: %9.1f ns, %5.1f %% more\n", name, n, 1e9*ours, 100*(ratio-1))
			}
		}
	}
	fmt.Printf("%s: %d of %d cells slower\n", typ, slow, cells)
	return nil
}

// sizes are all up to 32, and then wider apart.
func sizes() (list []int) {
	for n := 1; n <= 300; n += max(1, n/10-2) {
		list = append(list, n)
	}
	return append(list, 300)
}

// slowest returns the least of some ratios of ours to theirs, with the median of ours. It is done at the first that is fast.
func slowest(ctx context.Context, plan bench.Plan, ours, theirs func()) (ratio, seconds float64, err error) {
	for i := range repeats {
		t, err := plan.Compare(ctx, ours, theirs)
		if err != nil {
			return 0, 0, err
		}
		if r := t[0] / t[1]; i == 0 || r < ratio {
			ratio, seconds = r, t[0]
		}
		if ratio <= most {
			break
		}
	}
	return ratio, seconds, nil
}
