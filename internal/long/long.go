// Package long lets tests be asked for all of their cases, which take minutes:
//
//	go test ./kernels ./blas/... ./lapack/gonumlapack ./engine ./bench/report ./cmd/bench ./tests/... -args -long
//
// Without it they take the cases that a change is likeliest to break. Only tests import it, and blas/blastest.
package long

import (
	"flag"
	"testing"
)

var long = flag.Bool("long", false, "take all cases of the tests, which takes minutes")

// Tests tells whether to take all cases.
func Tests() bool { return *long && !testing.Short() }
