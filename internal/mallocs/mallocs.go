// Package mallocs counts allocations in tests.
package mallocs

import (
	"math"
	"runtime"
)

// PerRun returns how many allocations one run of f makes after a first one,
// which starts the workers and makes room for each to pack matrices in. Unlike
// testing.AllocsPerRun it allows more than one CPU. Like that it rounds down, and
// it counts up to five times and takes the least: the runtime now and then
// allocates for itself, where a goroutine waits or garbage is collected.
func PerRun(f func()) uint64 {
	const runs = 10
	f()
	least := uint64(math.MaxUint64)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range runs {
			f()
		}
		runtime.ReadMemStats(&after)
		least = min(least, (after.Mallocs-before.Mallocs)/runs)
		if least == 0 {
			break
		}
	}
	return least
}
