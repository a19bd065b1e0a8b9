package main

import (
	"fmt"
	"io"
	"time"

	"weft.example/bench"
	"weft.example/kernels"
	"weft.example/workers"
)

// session is what all sections of the report share.
type session struct {
	effort
	out      io.Writer
	terminal io.Writer // for progress; io.Discard where nobody watches
	set      *kernels.Set
	pool     *workers.Pool // all there are
	peak     peaks
}

// effort is what to measure and how long.
type effort struct {
	plan     bench.Plan
	products []bench.GemmCase
	sizes    []bench.Size
	networks []bench.NetworkCase
	shared   sharedCases
	updates  int      // of the breast-cancer network
	epochs   int      // of MNIST, naive beside weft
	recipes  []recipe // of MNIST's published results
}

// sharedCases are what to measure by the number of workers.
type sharedCases struct {
	products []bench.GemmCase
	networks []bench.NetworkCase
}

// thorough takes three quarters of a minute, and with MNIST's networks as much
// again. It leaves out the widest network, whose naive passes take half a second.
func thorough() effort {
	return effort{
		plan:     bench.Plan{Rounds: 7, Time: 10 * time.Millisecond},
		products: bench.GemmCases(),
		sizes:    bench.Sizes(),
		networks: networksUpTo(5e8),
		shared:   sharedCases{append(productsBetween(1e6, 1e10), squares(2048, 4096)...), bench.NetworkCases()},
		updates:  1000,
		epochs:   10,
		recipes:  recipes(),
	}
}

// quick takes a quarter of that. It leaves out the large products and networks,
// for which the naive loops need a second per 10⁹ operations or longer, and all
// but the smallest of MNIST's networks.
func quick() effort {
	e := thorough()
	e.plan = bench.Plan{Rounds: 3, Time: 3 * time.Millisecond}
	e.products = productsBetween(0, 5e7)
	e.networks = networksUpTo(5e7)
	e.shared = sharedCases{productsBetween(1e6, 5e7), e.networks}
	e.updates = 400
	e.epochs = 5
	e.recipes = e.recipes[:1]
	return e
}

// productsBetween returns the products of so many operations.
func productsBetween(least, most float64) []bench.GemmCase {
	var cases []bench.GemmCase
	for _, c := range bench.GemmCases() {
		if f := c.Flops(); least <= f && f <= most {
			cases = append(cases, c)
		}
	}
	return cases
}

// squares returns square products of the given sides.
func squares(sides ...int) []bench.GemmCase {
	var cases []bench.GemmCase
	for _, n := range sides {
		cases = append(cases, bench.GemmCase{Name: fmt.Sprint("square-", n), M: n, N: n, K: n})
	}
	return cases
}

// networksUpTo returns the networks whose forward pass takes at most so many
// operations.
func networksUpTo(flops float64) []bench.NetworkCase {
	var cases []bench.NetworkCase
	for _, c := range bench.NetworkCases() {
		if c.ForwardFlops() <= flops {
			cases = append(cases, c)
		}
	}
	return cases
}
