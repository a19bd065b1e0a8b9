// Package bench says what weft is measured on, how, and against what. The
// benchmarks of this package and the program cmd/bench both use it:
//
//	go test -run '^$' -bench . ./bench    every case for benchstat, in minutes
//	go run ./cmd/bench                    for a person
//
// The yardstick is [Naive]: plain Go loops, written as the lecture states the
// equations. Matrix products are measured against gonum too.
package bench
