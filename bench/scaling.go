package bench

import (
	"fmt"
	"math"
	"math/bits"
)

// Link is what carries sums between ranks.
type Link struct {
	Name    string
	Latency float64 // α, seconds that a message takes before its first byte
	Rate    float64 // β, bytes a second
}

// Links are networks as they are sold. Their latencies are what MPI has over TCP and over RDMA.
func Links() []Link {
	return []Link{
		{"10 Gbit/s", 20e-6, 10e9 / 8},
		{"100 Gbit/s", 2e-6, 100e9 / 8},
	}
}

// Sum is how long ranks take to sum arrays of so many bytes. Each sends and receives halves, quarters and so on of
// what it has, and gets the sums back the same way:
//
//	2⌈log₂ n⌉·α + 2(n−1)/n·bytes/β
func (l Link) Sum(ranks int, bytes float64) float64 {
	messages, share := shares(ranks)
	return messages*l.Latency + share*bytes/l.Rate
}

// shares are how many messages a rank sends, and how many times what it has.
func shares(ranks int) (messages, share float64) {
	return 2 * float64(bits.Len(uint(ranks-1))), 2 * float64(ranks-1) / float64(ranks)
}

// LinkOf is the link by which ranks take the seconds that were measured for arrays of so many bytes: of all links, that
// whose relative errors have the least squares.
func LinkOf(name string, ranks int, bytes, seconds []float64) Link {
	messages, share := shares(ranks)
	var mm, ms, ss, m1, s1 float64 // of the normal equations
	for i, t := range seconds {
		m, s := messages/t, share*bytes[i]/t
		mm, ms, ss, m1, s1 = mm+m*m, ms+m*s, ss+s*s, m1+m, s1+s
	}
	det := mm*ss - ms*ms
	return Link{name, (m1*ss - s1*ms) / det, det / (s1*mm - m1*ms)}
}

// Work is a step of training by one rank: what it computes, and what of that is summed when.
type Work struct {
	Name   string
	Layers []Part // from the last down, as the backward pass goes
	Fixed  float64
	Each   float64 // seconds of a step of m examples are Fixed + m·Each
}

// Part is what a layer has of the backward pass, and its gradients.
type Part struct {
	Share float64 // of the step's seconds
	Bytes float64
}

// WorkOf is the work of a network with parameters of so many bytes, by the seconds that steps of two batches took.
func WorkOf(c NetworkCase, element int, batches [2]int, seconds [2]float64) Work {
	w := Work{Name: c.Shape()}
	w.Each = (seconds[1] - seconds[0]) / float64(batches[1]-batches[0])
	w.Fixed = max(0, seconds[0]-float64(batches[0])*w.Each)
	one := c
	one.Batch = 1
	total := one.ForwardFlops() + one.BackwardFlops()
	in := c.Inputs
	for i, l := range c.Layers {
		products := 2.0 // dW and dA
		if i == 0 {
			products = 1
		}
		part := Part{Share: products * 2 * float64(in*l.Units) / total, Bytes: float64(element * (in + 1) * l.Units)}
		w.Layers = append([]Part{part}, w.Layers...)
		in = l.Units
	}
	return w
}

// Alone is how many seconds a step of so many examples takes one process.
func (w Work) Alone(batch float64) float64 { return w.Fixed + batch*w.Each }

// Step is how many it takes each of many ranks, with so many examples each. A layer's gradients travel one after the other,
// while the layers below it compute. The step is over when all are there.
func (w Work) Step(l Link, ranks int, batch float64) float64 {
	alone := w.Alone(batch)
	now := alone
	for _, p := range w.Layers {
		now -= p.Share * alone
	}
	var arrived float64
	for _, p := range w.Layers {
		now += p.Share * alone
		arrived = max(arrived, now) + l.Sum(ranks, p.Bytes)
	}
	return arrived
}

// Efficiency is how much of what that many processes could do alone they do as ranks.
func (w Work) Efficiency(l Link, ranks int, batch float64) float64 {
	return w.Alone(batch) / w.Step(l, ranks, batch)
}

// BatchFor is the least number of examples of each rank by which the efficiency is at least so much, up to a
// million, or 0 where none is.
func (w Work) BatchFor(efficiency float64, l Link, ranks int) int {
	const most = 1 << 20
	enough := func(batch int) bool { return w.Efficiency(l, ranks, float64(batch)) >= efficiency }
	if !enough(most) {
		return 0
	}
	from, to := 0, most
	for to-from > 1 {
		if middle := (from + to) / 2; enough(middle) {
			to = middle
		} else {
			from = middle
		}
	}
	return to
}

// String is the link's figures.
func (l Link) String() string {
	return fmt.Sprintf("α %.3g µs, β %.3g GB/s", 1e6*l.Latency, math.Abs(l.Rate)/1e9)
}
