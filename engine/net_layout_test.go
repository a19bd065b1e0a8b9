package engine

import (
	"fmt"
	"testing"
	"unsafe"

	"weft.example/kernels"
)

// oddNetwork has no array whose size is a multiple of a cache line.
func oddNetwork[T kernels.Float](t *testing.T, set *kernels.Set) *Network[T] {
	t.Helper()
	net, err := New[T](set, 3, Layer{Units: 7, Act: kernels.ReLU}, Layer{Units: 1, Act: kernels.Identity}, Layer{Units: 5, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// TestLayout wants every array on cache lines, in the documented order and for
// itself: what one holds, no other does.
func TestLayout(t *testing.T) {
	testLayout[float32](t)
	testLayout[float64](t)
}

func testLayout[T kernels.Float](t *testing.T) {
	net := oddNetwork[T](t, kernels.Best())
	size := int(unsafe.Sizeof(T(0)))
	for _, cfg := range []Config{{}, {KeepZ: true}, {InputGradient: true}, {KeepZ: true, InputGradient: true}} {
		p, err := net.NewPass(5, cfg)
		if err != nil {
			t.Fatal(err)
		}
		p.Forward(make([]T, 15), 5)
		arrays := [][]T{}
		at := 0 // W[1], b[1], W[2], … in elements
		for l := 1; l <= net.Depth(); l++ {
			for _, pair := range [][2][]T{{net.W(l), p.DW(l)}, {net.B(l), p.DB(l)}} {
				if &pair[0][0] != &net.Params()[at] || &pair[1][0] != &p.Grads()[at] {
					t.Errorf("%T: layer %d: parameters or gradients not at element %d", T(0), l, at)
				}
				at += (len(pair[0])*size + 63) / 64 * 64 / size
				arrays = append(arrays, pair[0], pair[1])
			}
			arrays = append(arrays, p.A(l), p.DZ(l))
			if cfg.KeepZ {
				arrays = append(arrays, p.Z(l), p.layer(l).y[:p.m*net.Units(l)])
			} else if l == net.Depth() { // the cost's
				arrays = append(arrays, p.layer(l).z[:p.m*net.Units(l)], p.losses.outputs.again[:p.m*net.Units(l)])
			}
		}
		if len(net.Params()) != at || len(p.Grads()) != at {
			t.Errorf("%d parameters, %d gradients, want %d", len(net.Params()), len(p.Grads()), at)
		}
		if cfg.InputGradient {
			arrays = append(arrays, p.DA0())
		}
		wantApart(t, fmt.Sprintf("%T, %+v", T(0), cfg), arrays)
	}
}

// wantApart fills each array with its number.
func wantApart[T kernels.Float](t *testing.T, what string, arrays [][]T) {
	t.Helper()
	for k, x := range arrays {
		if at := uintptr(unsafe.Pointer(&x[0])); at%64 != 0 {
			t.Errorf("%s: array %d starts %d bytes into a cache line", what, k, at%64)
		}
		for i := range x {
			x[i] = T(k)
		}
	}
	for k, x := range arrays {
		for i, v := range x {
			if v != T(k) {
				t.Fatalf("%s: element %d of array %d lies in array %v too", what, i, k, v)
			}
		}
	}
}

// TestPadding trains and wants the elements between the parameters, and between
// the gradients, still to be zero.
func TestPadding(t *testing.T) {
	for _, set := range kernels.Available() {
		testPadding[float32](t, set)
		testPadding[float64](t, set)
	}
}

func testPadding[T kernels.Float](t *testing.T, set *kernels.Set) {
	net := oddNetwork[T](t, set)
	net.Init(1)
	p, err := net.NewPass(5, Config{})
	if err != nil {
		t.Fatal(err)
	}
	x, y := make([]T, 15), make([]T, 25)
	for i := range x {
		x[i] = T(i%4) - 1
	}
	before := total(net.Params())
	for range 3 {
		p.Forward(x, 5)
		p.Backward(y)
		net.Update(0.5, p)
	}
	if total(net.Params()) == before {
		t.Errorf("%s: an update changes nothing", set.Name)
	}
	for l := 1; l <= net.Depth(); l++ {
		for _, x := range [][]T{net.W(l), net.B(l), p.DW(l), p.DB(l)} {
			clear(x)
		}
	}
	for i := range net.Params() {
		if net.Params()[i] != 0 || p.Grads()[i] != 0 {
			t.Errorf("%s: padding at element %d is %v, its gradient %v", set.Name, i, net.Params()[i], p.Grads()[i])
		}
	}
}

func total[T kernels.Float](x []T) (sum T) {
	for _, v := range x {
		sum += v
	}
	return sum
}
