package engine

import (
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strings"

	"weft.example/kernels"
)

// What ranks that train together have to have alike, in lines that are compared.

// described are the lines of a network and a configuration, but for what is rank 0's anyway.
func described[T kernels.Float](net *Network[T], c *FitConfig[T]) []string {
	lines := []string{
		fmt.Sprintf("numbers of %T", T(0)),
		fmt.Sprintf("units %v", net.units),
	}
	for l, layer := range net.layers() {
		lines = append(lines, fmt.Sprintf("layer %d of %+v, trainable %v", l+1, layer, net.learns(l+1)))
	}
	lines = append(lines,
		fmt.Sprintf("Loss %v", c.Loss),
		fmt.Sprintf("a LossFunc %v", c.LossFunc != nil),
		fmt.Sprintf("Epochs %d", c.Epochs),
		fmt.Sprintf("Batch %d", c.Batch),
		fmt.Sprintf("InputDropout %v", c.InputDropout),
		fmt.Sprintf("HuberDelta %v", c.HuberDelta),
		fmt.Sprintf("AnyLabels %v", c.AnyLabels),
		fmt.Sprintf("NonFinite %v", c.NonFinite),
		fmt.Sprintf("Patience %d", c.Patience),
		fmt.Sprintf("a Monitor with a Value %v, Maximize %v, MinDelta %v", c.Monitor.Value != nil, c.Monitor.Maximize, c.Monitor.MinDelta),
		fmt.Sprintf("Series %.200q", slices.Sorted(maps.Keys(c.Series))),
		fmt.Sprintf("%d Metrics", len(c.Metrics)),
		fmt.Sprintf("a Stepper %T", c.Stepper),
	)
	for i, m := range c.Metrics {
		lines = append(lines, fmt.Sprintf("metric %d a %T", i, m))
	}
	if p := c.Plateau; p != nil {
		lines = append(lines, fmt.Sprintf("a Plateau with Factor %v, Patience %d, MinDelta %v, Cooldown %d, LeastScale %v",
			p.Factor, p.Patience, p.MinDelta, p.Cooldown, p.LeastScale))
	}
	if o, ok := c.Stepper.(*Optimizer[T]); ok && o != nil {
		lines = append(lines, fmt.Sprintf("an Optimizer with %+v", o.rule))
	}
	if r := resumable(c.Stepper); r != nil {
		for _, s := range r.State() {
			lines = append(lines, fmt.Sprintf("a slab %.80q of %d numbers", s.Name, len(s.Data)))
		}
	}
	return lines
}

// lines are those of a set of examples that each rank has whole.
func (d *Data[T]) lines(net *Network[T], name string) []string {
	if d.N == 0 {
		return []string{name + " of 0 examples"}
	}
	in, out := net.units[0], net.units[net.Depth()]
	y := d.Labels.rows(0, d.N, out)
	return []string{fmt.Sprintf("%s of %d examples, inputs of checksum %08x, Values, Classes, Weights of %08x, %08x, %08x", name, d.N,
		crcOf(d.X[:d.N*in]), crcOf(y.Values), crcOf(y.Classes), crcOf(y.Weights))}
}

// crcOf is a checksum of the memory of x.
func crcOf[E any](x []E) uint32 { return crc32.Checksum(bytesOf(x), crc32.MakeTable(crc32.Castagnoli)) }

// sameLines returns an error on all ranks that names the first that has other lines than rank 0, with the first of them.
func (t *team) sameLines(lines []string) error {
	text, err := t.text(strings.Join(lines, "\n"))
	if err != nil {
		return err
	}
	want := strings.Split(text, "\n")
	for i := range max(len(lines), len(want)) {
		own, others := "nothing", "nothing"
		if i < len(lines) {
			own = lines[i]
		}
		if i < len(want) {
			others = want[i]
		}
		if own != others {
			return t.agree(fmt.Errorf("engine: it has %s, and rank 0 %s, want the same", own, others))
		}
	}
	return t.agree(nil)
}

// sameNumbers is an error where a slab's numbers are not rank 0's to the bit, or nil. It is this rank's: see agree.
func sameNumbers[T kernels.Float](t *team, what string, slab []T) (different, broken error) {
	own := uint64(crcOf(slab))
	sum := []uint64{own}
	if err := t.numbers(sum); err != nil {
		return nil, err
	}
	if sum[0] != own {
		return fmt.Errorf("%s are not those of rank 0", what), nil
	}
	return nil, nil
}
