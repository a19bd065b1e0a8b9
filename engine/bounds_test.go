package engine

import (
	"context"
	"slices"
	"testing"

	"weft.example/internal/kernelcalls"
	"weft.example/kernels"
)

// A kernel gets pointers and counts, and checks nothing: what proves that its slices are
// long enough is on this side of the call. kernelCalls lists every mention of a kernel in
// the package by function and kernel, each with the proof. A slice's header is
//
//   - own: of a field that nothing outside the package reaches and that is set once, where
//     all is allocated. W, B, Params, Grads, DW, DB, A, Z, DZ and DA0 return copies of such
//     headers, so that what a caller does to his is nothing to a kernel; and structs of
//     other sizes assigned over a network or a pass panic, see TestCopies
//   - a copy: of a caller's, checked where it is taken, by a method that has it by value.
//     The elements may change meanwhile, the length may not
//   - the caller's: of a field that he reaches, so that it is checked at each use
func kernelCalls() map[string]string {
	const (
		layout  = "own: params and grads have layout.size elements, of which the portion or piece is a part"
		layer   = "own: a, z, y and dz have batch·n_L elements, m <= batch by SetInput, i1 <= m and j1 <= n_L by blas or spread"
		costs   = "own: terms has batch·n_L elements, and is cut to those of the examples"
		state   = "the caller's: next checks the slabs of State, by name, at each step; else own, as pieces are of the layout"
		narrow  = "own: z is cut to m rows of Outputs elements, m <= the part's by do"
		aligned = "prediction and a are cut alike: by lossGradient of own headers, by predict of an own one and of a copy that it has checked"
	)
	return map[string]string{
		"Pass.Backward Sub":              "a copy: sized checks y to have m·n_L elements; dz and a are own, cut to as many",
		"Pass.updatePortion Axpy":        layout,
		"Pass.sumSquares MatVec":         layout + ", and notFinite compares a slab of State with grads; sums has an element for each block; what is ahead is only prefetched",
		"Pass.scaleGrads Scale":          layout,
		"Pass.sumColumns SumRows":        "own: x is dz or hat, batch·n_l elements, of i1 <= m rows; into is the layout's biases, n_l elements or a room, from … to <= n_L by spread",
		"Pass.sumColumns Axpy":           "own: into is the layout's biases, n_l elements or a room of the widest layer at least, from … to <= n_L by spread",
		"Pass.addPortion Axpy":           "own: into is the layout's weights or a room, half a room cut to as many",
		"layer.complete AddRow":          layer + "; b is n_L elements of params",
		"layer.complete addRowAct":       layer + "; b is n_L elements of params",
		"layer.activate Forward":         layer,
		"normalizer.centre AddRow":       "own: hat has batch·n_l elements, m <= batch by SetInput, from … to <= n_l by spread; shift is n_l elements",
		"Network.activation Leak":        "as Forward and Backward, which call it: see layer.activate, layer.derived and kernelAct.apply",
		"Network.activation Forward":     "set, not called",
		"Network.activation Backward":    "set, not called",
		"addBias AddRow":                 "own: z is hat of a pass or z of a predictor, batch·n_l elements, m <= batch by SetInput and input, i1 <= m and j1 <= n_l by blas; b is n_l elements of params",
		"layer.derived Forward":          layer,
		"layer.derived Backward":         layer,
		"layer.fuse AddRow":              "taken, not called: see layer.complete addRowAct",
		"layer.fuse AddRowReLU":          "taken, not called: see layer.complete addRowAct",
		"layer.fuse addRowAct":           "set, not called",
		"bf16Weights.product AddRow":     narrow + "; bias has Outputs elements",
		"int8Weights.product Dequantize": narrow + "; sums are z's memory; sum, scale and bias have Outputs elements, a multiple of PanelOutputs, as MaxElements is",
		"int8Weights.reachOf Range":      "own: x is in elements of a row of the input, which is checked, or of z; reach has 3",
		"int8Weights.quantize Quantize":  "the same, and q has as many elements and up to 15 more, within the row of bytes",
		"narrowActOf Forward":            "taken, not called: see kernelAct.apply forward",
		"kernelAct.apply forward":        "own: z is cut to its m rows",
		"Pass.lossGradient Sub":          "a copy: checkLoss checks y.Values to have m·n_L elements; dz is own, cut to as many",
		"Pass.lossGradient Scale":        "own: dz, cut to m·n_L elements; Go checks the index of Weights",
		"Pass.ownGradient Scale":         "own: a row of dz, which is cut to m·n_L elements; inRuns stays within its n",
		"scaleBySums Scale":              "own: x is dz, of rows of n; inRuns stays within one; Go checks the rows of y",
		"softplusTerms Softplus":         costs,
		"powerTerms Exp":                 costs,
		"sigmoids Forward":               aligned,
		"softmax Softmax":                aligned,
		"Optimizer.sgd Scale":            layout,
		"Optimizer.sgd Axpy":             layout + "; grads are those of a pass of the same network, by next",
		"Optimizer.momentum Momentum":    state,
		"Optimizer.nesterov Nesterov":    state,
		"Optimizer.rmsProp RMSProp":      state,
		"Optimizer.adam Adam":            state,
	}
}

// TestKernelCalls wants a proof for each kernel that a function mentions, and no other.
func TestKernelCalls(t *testing.T) {
	lines, err := kernelcalls.Differences(".", kernelCalls(), map[string]string{"addRowAct": "AddRow", "forward": "Exp"})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		t.Error(line)
	}
}

// TestChangedUnderway changes a caller's slices between their check and their use, in a
// callback of Fit: a header does nothing, and an element that no longer fits panics.
func TestChangedUnderway(t *testing.T) {
	net, data, cfg := finiteRun[float32](t, kernels.Best())
	if _, err := Fit(context.Background(), net, data, cfg); err != nil {
		t.Fatal(err)
	}
	want := net.Params()
	net, data, cfg = finiteRun[float32](t, kernels.Best())
	cfg.OnStep = func(Step) error {
		data.N, data.X, data.Labels = 1, nil, Labels[float32]{}
		return nil
	}
	if _, err := Fit(context.Background(), net, data, cfg); err != nil || !slices.Equal(net.Params(), want) {
		t.Errorf("%v, or other parameters where the caller's Data change", err)
	}
	net, data, cfg = finiteRun[float32](t, kernels.Best())
	cfg.OnStep = func(Step) error {
		for i := range data.Labels.Classes {
			data.Labels.Classes[i] = 1 << 20
		}
		return nil
	}
	wantPanic(t, "Fit", func() { _, _ = Fit(context.Background(), net, data, cfg) }, "class 1048576, want 0 to 1")
}
