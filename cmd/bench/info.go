package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// info prints what there is to know without measuring.
func (s *session) info(context.Context) error {
	m := s.results.Machine
	w := s.pairs()
	fmt.Fprintf(w, "CPU\t%s\n", m.CPU)
	fmt.Fprintf(w, "cores\t%d logical\n", m.Cores)
	fmt.Fprintf(w, "caches\t%s\n", cacheList(m.Caches))
	fmt.Fprintf(w, "features\t%s\n", cmp.Or(strings.Join(m.Features, " "), "none that weft has a use for"))
	fmt.Fprintf(w, "instruction set\t%s: %s\n", m.ISA, m.Why)
	fmt.Fprintf(w, "that run here\t%s\n", strings.Join(m.ISAs, ", "))
	fmt.Fprintf(w, "workers\t%d, of GOMAXPROCS\n", m.Workers)
	fmt.Fprintf(w, "Go\t%s %s/%s\n", m.Go, m.OS, m.Arch)
	for _, part := range []struct {
		name, none string
		values     map[string]string
	}{
		{"tuning", "no WEFT_ variable is set", m.Tuning},
		{"environment", "no GO variable is set", m.Env},
		{"versions", "not known: not built by the go command", m.Versions},
	} {
		name := part.name
		for _, key := range slices.Sorted(maps.Keys(part.values)) {
			fmt.Fprintf(w, "%s\t%s %s\n", name, key, part.values[key])
			name = ""
		}
		if len(part.values) == 0 {
			fmt.Fprintf(w, "%s\t%s\n", name, part.none)
		}
	}
	return w.Flush()
}
