package engine

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"weft/kernels"
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
		aligned = "prediction and a are cut alike: by lossGradient of own headers, by predict of an own one and of a copy that it has checked"
	)
	return map[string]string{
		"Pass.Backward Sub":           "a copy: sized checks y to have m·n_L elements; dz and a are own, cut to as many",
		"Pass.updatePortion Axpy":     layout,
		"Pass.sumSquares MatVec":      layout + "; sums has an element for each block; what is ahead is only prefetched",
		"Pass.scaleGrads Scale":       layout,
		"Pass.sumColumns SumRows":     "own: dz as in layer, of i1 <= m rows; into is the layout's biases or a room, from … to <= n_L by spread",
		"Pass.sumColumns Axpy":        "own: into is the layout's biases or a room of the largest layer, from … to <= n_L by spread",
		"Pass.addPortion Axpy":        "own: into is the layout's weights or a room, half a room cut to as many",
		"layer.complete AddRow":       layer + "; b is n_L elements of params",
		"layer.complete addRowAct":    layer + "; b is n_L elements of params",
		"layer.complete Forward":      layer,
		"layer.derived Forward":       layer,
		"layer.derived Backward":      layer,
		"layer.fuse AddRow":           "taken, not called: see layer.complete addRowAct",
		"layer.fuse AddRowReLU":       "taken, not called: see layer.complete addRowAct",
		"layer.fuse addRowAct":        "set, not called",
		"Pass.lossGradient Sub":       "a copy: checkLoss checks y.Values to have m·n_L elements; dz is own, cut to as many",
		"Pass.lossGradient Scale":     "own: dz, cut to m·n_L elements; Go checks the index of Weights",
		"scaleBySums Scale":           "own: x is dz, of rows of n; inRuns stays within one; Go checks the rows of y",
		"softplusTerms Softplus":      costs,
		"powerTerms Exp":              costs,
		"sigmoids Forward":            aligned,
		"softmax Softmax":             aligned,
		"Optimizer.sgd Scale":         layout,
		"Optimizer.sgd Axpy":          layout + "; grads are those of a pass of the same network, by next",
		"Optimizer.momentum Momentum": state,
		"Optimizer.nesterov Nesterov": state,
		"Optimizer.rmsProp RMSProp":   state,
		"Optimizer.adam Adam":         state,
	}
}

// kernelNames has each kernel's name with its number of arguments.
func kernelNames() map[string]int {
	names := map[string]int{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Array, reflect.Slice:
			visit(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				f := t.Field(i)
				if f.Type.Kind() == reflect.Func {
					names[f.Name] = f.Type.NumIn()
				}
				visit(f.Type)
			}
		}
	}
	visit(reflect.TypeFor[kernels.Kernels[float64]]())
	names["addRowAct"] = names["AddRow"] // the layer's own name for one
	return names
}

// TestKernelCalls parses the package and wants a proof for each kernel that a function
// mentions, and no other.
func TestKernelCalls(t *testing.T) {
	names := kernelNames()
	if names["Axpy"] != 4 || names["Adam"] != 13 || names["Forward"] != 3 {
		t.Fatalf("kernels %v", names)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			for _, kernel := range mentioned(d, names) {
				found[name(d)+" "+kernel] = true
			}
		}
	}
	proofs := kernelCalls()
	for call := range found {
		if proofs[call] == "" {
			t.Errorf("%s: a kernel without a proof that its slices are long enough", call)
		}
	}
	for call := range proofs {
		if !found[call] {
			t.Errorf("%s: a proof without a kernel; found %v", call, slices.Sorted(maps.Keys(found)))
		}
	}
}

// mentioned lists the kernels in a declaration: what is selected by a kernel's name, but
// for functions called with another number of arguments.
func mentioned(d ast.Decl, names map[string]int) (list []string) {
	others := map[ast.Node]bool{}
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && names[s.Sel.Name] != len(n.Args) {
				others[s] = true
			}
		case *ast.SelectorExpr:
			if names[n.Sel.Name] > 0 && !others[n] {
				list = append(list, n.Sel.Name)
			}
		}
		return true
	})
	return list
}

// name is that of a function, with its receiver's before it.
func name(d ast.Decl) string {
	f, ok := d.(*ast.FuncDecl)
	if !ok {
		return "package"
	}
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if of, ok := t.(*ast.IndexExpr); ok {
		t = of.X
	}
	return fmt.Sprintf("%s.%s", t, f.Name.Name)
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
