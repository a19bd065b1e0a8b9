package results

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"golang.org/x/perf/benchmath"
)

// Comparison is what changed since another run.
type Comparison struct {
	File    string    `json:"file"`
	Start   time.Time `json:"start"`
	Changes []Change  `json:"changes"`
	OnlyOld []string  `json:"only_old"` // names of rows
	OnlyNew []string  `json:"only_new"`
}

// Change is a row that both runs have.
type Change struct {
	Row    Row     `json:"-"` // the new one
	Name   string  `json:"name"`
	Old    float64 `json:"old"` // medians, in seconds
	New    float64 `json:"new"`
	Change float64 `json:"change"` // of the time: -0.1 is a tenth less
	P      float64 `json:"p"`      // how likely times that do not differ look so different
}

// alpha is the P above which nothing is said to have changed, as benchstat has it.
const alpha = 0.05

// Shown says whether the times differ by more than chance is apt to bring about.
func (c Change) Shown() bool { return c.P <= alpha && c.Old != c.New }

// Compare compares rows of the same name that have times, by the U-test of Mann and Whitney, which benchstat uses too.
func Compare(old, now *Report, file string) *Comparison {
	c := &Comparison{File: file, Start: old.Start, Changes: []Change{}, OnlyOld: []string{}, OnlyNew: []string{}}
	byName := map[string]Row{}
	for _, r := range old.Rows {
		if len(r.Seconds) > 0 {
			byName[r.Name()] = r
		}
	}
	seen := map[string]bool{}
	for _, r := range now.Rows {
		name := r.Name()
		if seen[name] || len(r.Seconds) == 0 {
			continue
		}
		seen[name] = true
		if before, ok := byName[name]; ok {
			c.Changes = append(c.Changes, change(before, r))
		} else {
			c.OnlyNew = append(c.OnlyNew, name)
		}
	}
	for _, r := range old.Rows {
		if name := r.Name(); !seen[name] && len(r.Seconds) > 0 {
			seen[name] = true
			c.OnlyOld = append(c.OnlyOld, name)
		}
	}
	return c
}

func change(old, now Row) Change {
	was, is := old.Spread().Center, now.Spread().Center
	return Change{Row: now, Name: now.Name(), Old: was, New: is, Change: is/was - 1, P: benchmath.AssumeNothing.Compare(old.sample(), now.sample()).P}
}

// Tally is what became of one implementation's rows.
type Tally struct {
	Impl                        string
	Rows, Faster, Slower, Alike int
	Change                      float64 // of the time, the geometric mean
}

// Tallies are those of all implementations, in the order of rows. What became of yardsticks, which
// did not change, is the machine's doing.
func (c *Comparison) Tallies() (list []Tally) {
	at := map[string]int{}
	for _, ch := range c.Changes {
		i, ok := at[ch.Row.Impl]
		if !ok {
			i = len(list)
			at[ch.Row.Impl] = i
			list = append(list, Tally{Impl: ch.Row.Impl})
		}
		t := &list[i]
		t.Rows++
		t.Change += math.Log1p(ch.Change)
		switch {
		case !ch.Shown():
			t.Alike++
		case ch.Change < 0:
			t.Faster++
		default:
			t.Slower++
		}
	}
	for i := range list {
		list[i].Change = math.Expm1(list[i].Change / float64(list[i].Rows))
	}
	return list
}

// Differences are sentences about what makes two runs hard to compare: another machine, another
// form, another clock rate. That weft's commit is another one is said too.
func Differences(old, now *Report) []string {
	list := []string{}
	differ := func(what string, was, is any) {
		if w, i := fmt.Sprint(was), fmt.Sprint(is); w != i {
			list = append(list, fmt.Sprintf("%s was %s and is %s", what, orNothing(w), orNothing(i)))
		}
	}
	a, b := old.Machine, now.Machine
	differ("the form of the file", old.Schema, now.Schema)
	differ("the CPU", a.CPU, b.CPU)
	differ("the number of cores", a.Cores, b.Cores)
	differ("the operating system", a.OS+"/"+a.Arch, b.OS+"/"+b.Arch)
	differ("the instruction set", a.ISA, b.ISA)
	differ("GOMAXPROCS", a.Workers, b.Workers)
	differ("Go", a.Go, b.Go)
	differ("the tuning", pairs(a.Tuning), pairs(b.Tuning))
	differ("the environment", pairs(a.Env), pairs(b.Env))
	differ("the commit", commit(a), commit(b))
	for _, p := range old.Peers {
		if i := slices.IndexFunc(now.Peers, func(q Peer) bool { return q.Name == p.Name }); i >= 0 {
			differ("the library "+p.Name, cmp.Or(p.About, p.Path), cmp.Or(now.Peers[i].About, now.Peers[i].Path))
		}
	}
	for _, typ := range []string{"float32", "float64"} {
		was, is := medianPeak(old.Rows, typ), medianPeak(now.Rows, typ)
		if moved := 1 - min(was, is)/max(was, is); moved > steady {
			list = append(list, fmt.Sprintf("one core's %s peak was %.0f GFLOP/s and is %.0f, so all else may have changed by %.0f %% too", typ, was/1e9, is/1e9, 100*moved))
		}
	}
	return list
}

func orNothing(s string) string { return cmp.Or(s, "nothing") }

func pairs(m map[string]string) string {
	var list []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		list = append(list, k+"="+m[k])
	}
	return strings.Join(list, " ")
}

// commit is that of weft's, where Go put it into the program. go run does not.
func commit(m Machine) string {
	revision := m.Versions["vcs.revision"]
	if m.Versions["vcs.modified"] == "true" {
		revision += " with changes"
	}
	return revision
}

// medianPeak is that of rows of a type, NaN where none was measured.
func medianPeak(rows []Row, typ string) float64 {
	var peaks []float64
	for _, r := range rows {
		if r.Type == typ && r.Peak > 0 {
			peaks = append(peaks, r.Peak)
		}
	}
	if len(peaks) == 0 {
		return math.NaN()
	}
	slices.Sort(peaks)
	return peaks[len(peaks)/2]
}
