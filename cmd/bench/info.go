package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
)

// info prints what there is to know without measuring.
func (s *session) info(context.Context) error {
	m := s.results.Machine
	w := s.pairs()
	fmt.Fprintf(w, "weft\t%s\n", weftVersion())
	fmt.Fprintf(w, "Go\t%s %s/%s\n", m.Go, m.OS, m.Arch)
	fmt.Fprintf(w, "CPU\t%s\n", m.CPU)
	fmt.Fprintf(w, "cores\t%d logical\n", m.Cores)
	fmt.Fprintf(w, "caches\t%s\n", cacheList(m.Caches))
	fmt.Fprintf(w, "features\t%s\n", cmp.Or(strings.Join(m.Features, " "), "none that weft has a use for"))
	fmt.Fprintf(w, "instruction set\t%s: %s\n", m.ISA, m.Why)
	fmt.Fprintf(w, "that run here\t%s\n", strings.Join(m.ISAs, ", "))
	fmt.Fprintf(w, "workers\t%d, of GOMAXPROCS\n", m.Workers)
	for _, part := range []struct {
		name, none string
		values     map[string]string
	}{
		{"tuning", "no WEFT_ variable is set", m.Tuning},
		{"environment", "no variable is set that bears on speed", m.Env},
	} {
		name := part.name
		for _, key := range slices.Sorted(maps.Keys(part.values)) {
			fmt.Fprintf(w, "%s\t%s=%s\n", name, key, part.values[key])
			name = ""
		}
		if len(part.values) == 0 {
			fmt.Fprintf(w, "%s\t%s\n", name, part.none)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "\nModules in this program:")
	for _, key := range slices.Sorted(maps.Keys(m.Versions)) {
		if _, err := fmt.Fprintf(s.out, "  %s %s\n", key, m.Versions[key]); err != nil {
			return err
		}
	}
	return nil
}

// weftVersion is the module's version, and the commit where Go knows it.
func weftVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "of no known version: not built by the go command"
	}
	text := strings.TrimSpace(info.Main.Path + " " + info.Main.Version)
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			text += ", commit " + s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			text += ", changed"
		}
	}
	return text
}
