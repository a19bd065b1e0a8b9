// Package results is what a run of cmd/bench found, and the forms in which it is written: JSON, CSV
// and Go's benchmark format. docs/bench-results.md describes each field.
package results

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Schema names the JSON. Its number rises when a field changes its meaning or goes.
const Schema = "weft-bench/1"

// Report is one run.
type Report struct {
	Schema   string    `json:"schema"`
	Start    time.Time `json:"start"`
	Command  []string  `json:"command"`
	Machine  Machine   `json:"machine"`
	Peers    []Peer    `json:"peers"` // that were measured beside
	Rows     []Row     `json:"rows"`
	Warnings []string  `json:"warnings"`

	Compare *Comparison `json:"compare"` // with another run, where that was asked for
}

// Machine is what a run was measured on.
type Machine struct {
	CPU      string            `json:"cpu"`
	Cores    int               `json:"cores"` // logical ones
	Caches   []Cache           `json:"caches"`
	Features []string          `json:"features"` // those that decide about Sets
	OS       string            `json:"os"`
	Arch     string            `json:"arch"`
	ISA      string            `json:"isa"`
	ISAs     []string          `json:"isas"` // all that the CPU runs
	Why      string            `json:"why"`  // this ISA
	Workers  int               `json:"workers"`
	Go       string            `json:"go"`
	Versions map[string]string `json:"versions"` // of weft's commit and of the modules in the program
	Tuning   map[string]string `json:"tuning"`   // WEFT_* variables
	Env      map[string]string `json:"env"`      // variables of Go and of libraries' threads
}

// Peer is a library of somebody else's.
type Peer struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	About string `json:"about"` // what it says of itself, or ""
}

// Cache is one level of the caches. Level 1 is that of data.
type Cache struct {
	Level int `json:"level"`
	Bytes int `json:"bytes"` // 0 where nobody tells
}

// String prints the level and the size, as L2 2 MiB.
func (c Cache) String() string {
	switch {
	case c.Bytes <= 0:
		return fmt.Sprintf("L%d unknown", c.Level)
	case c.Bytes >= 1<<20:
		return fmt.Sprintf("L%d %d MiB", c.Level, c.Bytes>>20)
	}
	return fmt.Sprintf("L%d %d KiB", c.Level, c.Bytes>>10)
}

// Row is one case by one implementation.
type Row struct {
	Group   string    `json:"group"` // "gemm", "blas" …: the subcommand
	ISA     string    `json:"isa"`
	Type    string    `json:"type"`
	Case    string    `json:"case"`
	Shape   string    `json:"shape"`
	Pass    string    `json:"pass"` // of a network: "forward", "backward"; else ""
	Impl    string    `json:"impl"` // "naive", "gonum", "weft", "frozen" or a peer
	Workers int       `json:"workers"`
	Seconds []float64 `json:"seconds"` // of one call, the mean of each round
	Work    float64   `json:"work"`    // of one call, in Unit
	Unit    string    `json:"unit"`    // "FLOP", "B", "examples", or "" where only time counts
	Peak    float64   `json:"peak"`    // FLOP/s of one core in registers meanwhile, 0 where not measured
	Allocs  float64   `json:"allocs"`  // of one call, -1 where not counted

	PeakBest  float64  `json:"peak_best"` // of the rounds whose median is Peak
	Intensity float64  `json:"intensity"` // FLOP for each byte that one call has to move at least, 0 where not known
	Series    []Series `json:"series,omitempty"`
}

// Series are numbers of a training run as it went, one curve of a picture.
type Series struct {
	Name   string    `json:"name"` // "loss", "accuracy" …, with "validation " before those of examples not trained on
	By     string    `json:"by"`   // what At counts: "epoch" or "update"
	At     []int     `json:"at"`   // from 1, rising
	Values []float64 `json:"values"`
}

// Key is the row's case without its implementation: rows of one Key are held against each other.
func (r Row) Key() string {
	parts := []string{r.Group, "isa=" + r.ISA, "type=" + r.Type, "case=" + r.Case}
	if r.Shape != "" && r.Shape != r.Case {
		parts = append(parts, "shape="+r.Shape)
	}
	if r.Pass != "" {
		parts = append(parts, "pass="+r.Pass)
	}
	return strings.Join(parts, "/")
}

// Name is that of the row in Go's benchmark format.
func (r Row) Name() string {
	return fmt.Sprintf("%s/impl=%s/workers=%d", r.Key(), r.Impl, r.Workers)
}

// Rate is units of work in a second, by the median.
func (r Row) Rate() float64 { return r.Work / r.Spread().Center }

// Best is Rate by the best round, 0 of a row without times.
func (r Row) Best() float64 {
	if len(r.Seconds) == 0 {
		return 0
	}
	return r.Work / slices.Min(r.Seconds)
}

// WriteJSON writes the report.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// ReadJSON reads a report of this Schema or of another version of it, whose fields may mean
// something else.
func ReadJSON(r io.Reader) (*Report, error) {
	var report Report
	if err := json.NewDecoder(r).Decode(&report); err != nil {
		return nil, fmt.Errorf("not a report of this program: %w", err)
	}
	if form, _, _ := strings.Cut(Schema, "/"); !strings.HasPrefix(report.Schema, form+"/") {
		return nil, fmt.Errorf("not a report of this program: schema %q, want %q", report.Schema, Schema)
	}
	for i, row := range report.Rows {
		if slices.ContainsFunc(row.Seconds, func(s float64) bool { return !(s > 0) }) {
			return nil, fmt.Errorf("row %d, %s, has a time that is none", i, row.Name())
		}
	}
	return &report, nil
}
