package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/klauspost/cpuid/v2"

	"weft.example/bench"
	"weft.example/bench/results"
	"weft.example/kernels"
)

// machine is what the session runs on.
func (s *session) machine() results.Machine {
	var sets []string
	for _, set := range kernels.Available() {
		sets = append(sets, set.Name)
	}
	return results.Machine{
		CPU: cmp.Or(cpuid.CPU.BrandName, "unknown "+runtime.GOARCH), Cores: runtime.NumCPU(), Caches: caches(), Features: features(),
		OS: runtime.GOOS, Arch: runtime.GOARCH,
		ISA: s.set.Name, ISAs: sets, Why: s.why(len(sets)), Workers: s.pool.Limit(),
		Go: runtime.Version(), Versions: versions(), Tuning: variables("WEFT_"), Env: variables(ofSpeed...),
	}
}

// ofSpeed begin the names of variables that programs and libraries go by. Others may be nobody else's business, and a
// report is passed on.
var ofSpeed = []string{"GOMAXPROCS", "GOGC", "GOMEMLIMIT", "GODEBUG", "GOEXPERIMENT", "GOAMD64", "GOARM64", "NO_COLOR", "OMP_", "OPENBLAS_", "BLIS_", "MKL_"}

// printMachine prints what the figures below were measured on.
func (s *session) printMachine(context.Context) error {
	m := s.results.Machine
	w := s.pairs()
	fmt.Fprintf(w, "CPU\t%s\n", m.CPU)
	fmt.Fprintf(w, "cores\t%d, %s\n", m.Cores, cacheList(m.Caches))
	fmt.Fprintf(w, "instruction set\t%s: %s\n", m.ISA, m.Why)
	fmt.Fprintf(w, "Go\t%s %s/%s, %d workers (GOMAXPROCS)\n", m.Go, m.OS, m.Arch, m.Workers)
	fmt.Fprintf(w, "peak of one core\t%.0f GFLOP/s in float32, %.0f in float64, in registers\n", bench.Peak[float32](s.set), bench.Peak[float64](s.set))
	return w.Flush()
}

// why says how the instruction set came to be chosen, of so many.
func (s *session) why(sets int) string {
	switch {
	case s.isa != "":
		return "named by -isa"
	case os.Getenv(kernels.ISAEnv) != "":
		return "named by " + kernels.ISAEnv
	case sets == 1:
		return "the Go reference, as this build has no assembly for this CPU"
	default:
		return "the best that this CPU runs"
	}
}

// features are those of this CPU that decide about instruction sets.
func features() []string {
	found := []string{}
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

// versions are those of weft's commit and of the modules built in.
func versions() map[string]string {
	found := map[string]string{}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return found
	}
	found[info.Main.Path] = info.Main.Version
	for _, m := range info.Deps {
		found[m.Path] = m.Version
	}
	for _, s := range info.Settings {
		if strings.HasPrefix(s.Key, "vcs.") || s.Key == "-tags" || s.Key == "GOAMD64" || s.Key == "GOARM64" {
			found[s.Key] = s.Value
		}
	}
	return found
}

// variables are those of the environment that begin with one of the prefixes.
func variables(prefixes ...string) map[string]string {
	found := map[string]string{}
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		for _, prefix := range prefixes {
			if strings.HasPrefix(name, prefix) {
				found[name] = value
			}
		}
	}
	return found
}
