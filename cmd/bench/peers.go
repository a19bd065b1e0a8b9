package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"weft.example/bench"
	"weft.example/bench/peers"
	"weft.example/bench/results"
)

// library is what -peer names.
type library struct{ name, path string }

// peerName is a name that stays in one piece in tables and in names of benchmarks.
var peerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`)

// checkPeers reads -peer. No library is opened yet.
func (o *options) checkPeers() error {
	for _, text := range o.peerTexts {
		name, path, _ := strings.Cut(text, "=")
		known := func(l library) bool { return l.name == name }
		var err error
		switch {
		case path == "":
			err = errors.New("want NAME=LIBRARY, as in openblas=/usr/lib/libopenblas.so.0")
		case !peerName.MatchString(name):
			err = fmt.Errorf("%q, want a name of letters, digits, dots and dashes", name)
		case results.KindOf(name) != results.KindPeer || slices.ContainsFunc(o.libraries, known):
			err = fmt.Errorf("%q is taken", name)
		}
		if err != nil {
			return fmt.Errorf("-peer: %q: %w", text, err)
		}
		o.libraries = append(o.libraries, library{name, path})
	}
	return nil
}

func (o *options) openPeers() (opened []*peers.Library, err error) {
	for _, l := range o.libraries {
		p, err := peers.Open(l.name, l.path)
		if err != nil {
			return nil, fmt.Errorf("-peer: %w", err)
		}
		opened = append(opened, p)
	}
	return opened, nil
}

// peerList is what the libraries are, for the report.
func (s *session) peerList() []results.Peer {
	list := []results.Peer{}
	for _, l := range s.peers {
		list = append(list, results.Peer{Name: l.Name, Path: l.Path, About: l.About()})
	}
	return list
}

// oldKernels warns of an OpenBLAS that does not know this CPU and takes the kernels of its oldest: what it says of itself ends
// with the CPU's name. Else it is empty.
func oldKernels(p results.Peer, features []string) string {
	kind := "Haswell"
	if slices.Contains(features, "AVX512F") {
		kind = "SkylakeX"
	}
	if !strings.Contains(p.About, "Prescott") || !slices.Contains(features, "AVX2") {
		return ""
	}
	return fmt.Sprintf("%s does not know this CPU and takes kernels without AVX: with OPENBLAS_CORETYPE=%s in the environment it takes others", p.Name, kind)
}

// having returns the libraries that have all of some functions. What another one lacks is noted.
func (s *session) having(symbols ...string) (list []*peers.Library) {
	for _, l := range s.peers {
		if lacks := l.Lacks(symbols...); lacks != "" {
			s.note("%s has no %s, so its rows are left out", l.Name, lacks)
			continue
		}
		list = append(list, l)
	}
	return list
}

// note says something about how it went, once.
func (s *session) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(s.notes, text) {
		s.notes = append(s.notes, text)
	}
}

// peerWorkers are the threads that a library is to be measured with: those of -workers, or one.
func (s *session) peerWorkers(l *peers.Library) []int {
	if !l.SetWorkers(1) {
		s.note("%s has no function known here that sets its threads: its own variables do, such as OMP_NUM_THREADS", l.Name)
		return []int{1}
	}
	if s.workers == nil {
		return []int{1}
	}
	return s.workers
}

// beside is the one call by which run has a library compute a case, once for each number of workers.
func (s *session) beside(l *peers.Library, run func(), check func() error) (list []contender) {
	for _, workers := range s.peerWorkers(l) {
		run()
		call := l.Last()
		loop := func(calls int) {
			l.SetWorkers(workers)
			call.Repeat(calls)
		}
		list = append(list, contender{impl: l.Name, workers: workers, run: bench.Loop(loop).Once, loop: loop, check: check})
	}
	return list
}

// ofPeers ends a table's title where there are peers.
func (s *session) ofPeers() string {
	if len(s.results.Peers) == 0 {
		return ""
	}
	text := " Behind / stands a peer's time over weft's of as many workers, one where no ×n stands."
	for _, p := range s.results.Peers {
		if p.About != "" {
			text += fmt.Sprintf(" %s is %s.", p.Name, p.About)
		}
	}
	return text
}
