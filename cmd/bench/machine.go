package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/klauspost/cpuid/v2"

	"weft.example/bench"
	"weft.example/kernels"
)

// peaks are the ceilings of one core in GFLOP/s.
type peaks struct{ f32, f64 float64 }

// machine prints what the figures below were measured on.
func (s *session) machine(context.Context) error {
	s.peak = peaks{bench.Peak[float32](s.set), bench.Peak[float64](s.set)}
	cpu := cpuid.CPU
	w := s.table()
	fmt.Fprintf(w, "CPU\t%s\n", cmp.Or(cpu.BrandName, "unknown "+runtime.GOARCH))
	fmt.Fprintf(w, "cores\t%d, L1 %s, L2 %s, L3 %s\n", runtime.NumCPU(),
		bytesOf(cpu.Cache.L1D), bytesOf(cpu.Cache.L2), bytesOf(cpu.Cache.L3))
	fmt.Fprintf(w, "instruction set\t%s: %s\n", s.set.Name, why())
	fmt.Fprintf(w, "found\t%s\n", cmp.Or(strings.Join(features(), " "), "none that weft has a use for"))
	fmt.Fprintf(w, "Go\t%s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(w, "workers\t%d (GOMAXPROCS)\n", s.pool.Limit())
	fmt.Fprintf(w, "FMA peak of one core\tfloat32 %.1f GFLOP/s, float64 %.1f GFLOP/s, measured in registers\n", s.peak.f32, s.peak.f64)
	return w.Flush()
}

// why says how the instruction set came to be chosen.
func why() string {
	var names []string
	for _, set := range kernels.Available() {
		names = append(names, set.Name)
	}
	switch {
	case os.Getenv(kernels.ISAEnv) != "":
		return fmt.Sprintf("named by %s, of %s", kernels.ISAEnv, strings.Join(names, ", "))
	case len(names) == 1:
		return "the Go reference, as this build has no assembly for this CPU"
	default:
		return "the last that this CPU runs, of " + strings.Join(names, ", ")
	}
}

// features are those of this CPU that decide about instruction sets.
func features() []string {
	var found []string
	for _, f := range []cpuid.FeatureID{
		cpuid.AVX2, cpuid.FMA3,
		cpuid.AVX512F, cpuid.AVX512VL, cpuid.AVX512BW, cpuid.AVX512DQ, cpuid.AVX512BF16,
		cpuid.ASIMD, cpuid.SVE,
	} {
		if cpuid.CPU.Supports(f) {
			found = append(found, f.String())
		}
	}
	return found
}

// bytesOf prints a cache size, which is negative where it is not known.
func bytesOf(n int) string {
	switch {
	case n <= 0:
		return "unknown"
	case n >= 1<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	default:
		return fmt.Sprintf("%d KiB", n>>10)
	}
}
