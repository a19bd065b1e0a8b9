package blas

import "github.com/klauspost/cpuid/v2"

// caches are the bytes that a core has near.
type caches struct{ L1, L2 int }

// A cache whose size the CPU does not tell has what Zen 5 has, and an L2 beyond mostL2,
// which several cores may share, is taken for one as large.
const (
	usualL1 = 48 << 10
	usualL2 = 1 << 20
	leastL2 = 256 << 10
	mostL2  = 1 << 20
)

// cachesHere are those of this CPU.
func cachesHere() caches {
	c := &cpuid.CPU.Cache
	here := caches{c.L1D, c.L2}
	if here.L1 <= 0 {
		here.L1 = usualL1
	}
	if here.L2 <= 0 {
		here.L2 = usualL2
	}
	here.L2 = min(max(here.L2, leastL2), mostL2)
	return here
}
