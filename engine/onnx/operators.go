package onnx

import (
	"math"
	"strconv"

	"weft.example/kernels"
)

// operator is one that a chain may have.
type operator struct {
	least, most int      // inputs
	attributes  []string // that are read; any other is refused
	plain       bool     // it changes no number, and may follow a head
	since       int      // opset, if above 13
	apply       func(c *chain, n *node) error
}

// operators has a row for each. To add one, write what it does to the chain and a row.
func operators() map[string]operator {
	return map[string]operator{
		"Gemm":               {2, 3, []string{"alpha", "beta", "transA", "transB"}, false, 0, gemm},
		"MatMul":             {2, 2, nil, false, 0, matMul},
		"Add":                {2, 2, nil, false, 0, add},
		"Sub":                {2, 2, nil, false, 0, sub},
		"Mul":                {2, 2, nil, false, 0, mul},
		"Div":                {2, 2, nil, false, 0, div},
		"BatchNormalization": {5, 5, []string{"epsilon", "momentum", "training_mode"}, false, 0, batchNormalization},
		"LayerNormalization": {2, 3, []string{"axis", "epsilon", "stash_type"}, false, 17, layerNormalization},
		"Relu":               {1, 1, nil, false, 0, activation(kernels.ReLU)},
		"Sigmoid":            {1, 1, nil, false, 0, activation(kernels.Sigmoid)},
		"Tanh":               {1, 1, nil, false, 0, activation(kernels.Tanh)},
		"LeakyRelu":          {1, 1, []string{"alpha"}, false, 0, leakyRelu},
		"Gelu":               {1, 1, []string{"approximate"}, false, 20, gelu},
		"Softmax":            {1, 1, []string{"axis"}, false, 0, ending(Softmax)},
		"LogSoftmax":         {1, 1, []string{"axis"}, false, 0, ending(LogSoftmax)},
		"Identity":           {1, 1, nil, true, 0, same},
		"Dropout":            {1, 3, []string{"seed"}, true, 0, dropout},
		"Cast":               {1, 1, []string{"to", "saturate", "round_mode"}, true, 0, cast},
		"Flatten":            {1, 1, []string{"axis"}, true, 0, flatten},
		"Reshape":            {2, 2, []string{"allowzero"}, true, 0, reshape},
	}
}

func gemm(c *chain, n *node) error {
	if n.int("transA", 0) != 0 {
		return n.errorf("transA exchanges batch and features")
	}
	w, err := c.weights(n)
	if err != nil {
		return err
	}
	bias, err := c.operand(n, 2)
	if err != nil {
		return err
	}
	if err := c.dense(n, w, n.int("transB", 0) != 0, float64(n.float("alpha", 1))); err != nil || bias == nil {
		return err
	}
	return c.shift(n, 2, float64(n.float("beta", 1)))
}

func matMul(c *chain, n *node) error {
	w, err := c.weights(n)
	if err != nil {
		return err
	}
	return c.dense(n, w, false, 1)
}

// weights is the second factor of a product, of which the first is the value.
func (c *chain) weights(n *node) (*constant, error) {
	if n.Input[0] != c.value {
		return nil, n.errorf("the value is input 1, want it as input 0, a row for each example")
	}
	return c.numbers(n, 1)
}

// feature returns input i, a constant of one number or of one for each feature.
func (c *chain) feature(n *node, i int) (*constant, error) {
	k, err := c.numbers(n, i)
	if err != nil {
		return nil, err
	}
	return k, c.perFeature(n, k)
}

// shift adds a constant times a factor.
func (c *chain) shift(n *node, i int, factor float64) error {
	k, err := c.feature(n, i)
	if err != nil {
		return err
	}
	at := k.each()
	if factor != 1 {
		plain := at
		at = func(i int) float64 { return factor * plain(i) }
	}
	return c.fold(n, affine{shift: at, size: k.size})
}

// scale multiplies by a function of a constant.
func (c *chain) scale(n *node, i int, of func(float64) float64) error {
	k, err := c.feature(n, i)
	if err != nil {
		return err
	}
	at := k.each()
	return c.fold(n, affine{scale: func(i int) float64 { return of(at(i)) }, size: k.size})
}

// other is the input of two that is not the value.
func (c *chain) other(n *node) int {
	if n.Input[0] == c.value {
		return 1
	}
	return 0
}

func add(c *chain, n *node) error { return c.shift(n, c.other(n), 1) }

func sub(c *chain, n *node) error {
	if i := c.other(n); i == 1 {
		return c.shift(n, 1, -1)
	}
	if err := c.fold(n, affine{scale: func(int) float64 { return -1 }, size: 1}); err != nil {
		return err
	}
	return c.shift(n, 0, 1)
}

func mul(c *chain, n *node) error {
	return c.scale(n, c.other(n), func(k float64) float64 { return k })
}

func div(c *chain, n *node) error {
	if c.other(n) == 0 {
		return n.errorf("it divides by the value")
	}
	return c.scale(n, 1, func(k float64) float64 { return 1 / k })
}

// batchNormalization is (x-mean)/√(variance+ε)·scale + bias.
func batchNormalization(c *chain, n *node) error {
	if n.int("training_mode", 0) != 0 {
		return n.errorf("it is in training mode, want inference")
	}
	features, err := c.features(n)
	if err != nil {
		return err
	}
	var at [4]func(int) float64 // scale, bias, mean, variance
	for i := range at {
		k, err := c.numbers(n, i+1)
		if err != nil {
			return err
		}
		if len(k.dims) != 1 || k.size != features {
			return n.errorf("tensor %.80q has shape %v, want [%d], one of each feature", k.name, k.dims, features)
		}
		at[i] = k.element()
	}
	epsilon := float64(n.float("epsilon", 1e-5))
	for i := range features {
		if v := at[3](i) + epsilon; !(v > 0) {
			return n.errorf("the variance of feature %d and epsilon come to %g, want more than 0", i, v)
		}
	}
	scale := func(i int) float64 { return at[0](i) / math.Sqrt(at[3](i)+epsilon) }
	return c.fold(n, affine{scale, func(i int) float64 { return at[1](i) - at[2](i)*scale(i) }, features})
}

// layerNormalization is (x-mean)/√(variance+ε)·scale + bias of a layer's outputs.
func layerNormalization(c *chain, n *node) error {
	l := c.open()
	switch axis := n.int("axis", -1); {
	case axis != -1 && axis != 1:
		return n.errorf("axis is %d, want 1, the features", axis)
	case l == nil:
		return n.errorf("it does not follow a layer, but the input, an activation or what is folded into a layer behind")
	case l.norm != nil:
		return n.errorf("it is the second of a layer")
	}
	norm := &layerNorm{epsilon: shortest(n.float("epsilon", 1e-5))}
	if !(norm.epsilon > 0) || math.IsInf(norm.epsilon, 1) {
		return n.errorf("epsilon is %v, want a finite number above 0", norm.epsilon)
	}
	for i := range min(len(n.Input)-1, 2) {
		k, err := c.operand(n, i+1)
		if err != nil {
			return err
		}
		if k == nil && i > 0 {
			continue
		}
		if k, err = c.feature(n, i+1); err != nil {
			return err
		}
		a := affine{size: k.size}
		if i == 0 {
			a.scale = k.each()
		} else {
			a.shift = k.each()
		}
		norm.affines = append(norm.affines, a)
	}
	l.norm = norm
	return nil
}

// shortest is the number of fewest decimals that x is the nearest float32 of: 1e-5 where a program has written 1e-5.
func shortest(x float32) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(float64(x), 'g', -1, 32), 64)
	if err != nil {
		return float64(x) // NaN or infinite
	}
	return v
}

func activation(act kernels.Act) func(c *chain, n *node) error {
	return func(c *chain, n *node) error { return c.activate(n, act) }
}

func leakyRelu(c *chain, n *node) error {
	alpha := shortest(n.float("alpha", 0.01))
	switch {
	case alpha == 0:
		return c.activate(n, kernels.ReLU)
	case !(alpha > 0) || math.IsInf(alpha, 1):
		return n.errorf("alpha is %v, want a finite number of at least 0", alpha)
	}
	if err := c.activate(n, kernels.LeakyReLU); err != nil {
		return err
	}
	c.layers[len(c.layers)-1].slope = alpha
	return nil
}

func gelu(c *chain, n *node) error {
	switch kind := n.text("approximate", "none"); kind {
	case "none":
		return c.activate(n, kernels.GELU)
	case "tanh":
		return c.activate(n, kernels.GELUTanh)
	default:
		return n.errorf("approximate is %.80q, want none or tanh", kind)
	}
}

func ending(head Head) func(c *chain, n *node) error {
	return func(c *chain, n *node) error {
		if axis := n.int("axis", -1); axis != -1 && axis != 1 {
			return n.errorf("axis is %d, want 1, the features", axis)
		}
		if _, err := c.features(n); err != nil {
			return err
		}
		if err := c.activate(n, kernels.Identity); err != nil {
			return err
		}
		c.head = head
		return nil
	}
}

func same(*chain, *node) error { return nil }

func dropout(c *chain, n *node) error {
	mode, err := c.operand(n, 2)
	if err != nil {
		return err
	}
	if mode != nil && (mode.size != 1 || mode.element()(0) != 0) {
		return n.errorf("it is in training mode, want inference")
	}
	return nil
}

func cast(_ *chain, n *node) error {
	if to, ok := kindOf(int32(n.int("to", 0))); !ok || !to.float {
		return n.errorf("it casts to type %d, want one of floating point", n.int("to", 0))
	}
	return nil
}

func flatten(c *chain, n *node) error {
	axis := n.int("axis", 1)
	if axis < 0 && c.shape != nil {
		axis += int64(len(c.shape)) + 1
	}
	if axis != 1 {
		return n.errorf("axis is %d, want 1, which keeps the batch", n.int("axis", 1))
	}
	c.shape = []int{c.product()}
	return nil
}

// product is the features of an example in all, or -1 where a size is not known or they are too many.
func (c *chain) product() int {
	total := 1
	for _, size := range c.shape {
		if size < 0 || size > 0 && total > math.MaxInt32/size {
			return -1
		}
		total *= size
	}
	if c.shape == nil {
		return -1
	}
	return total
}

// reshape wants batch × features, with the batch as it is.
func reshape(c *chain, n *node) error {
	k, err := c.operand(n, 1)
	if err != nil {
		return err
	}
	if k == nil || k.kind.name != "INT64" || len(k.dims) != 1 || k.size != 2 {
		return n.errorf("its shape is not two integers, which keep the batch")
	}
	at, total := k.element(), c.product()
	rows, columns := int(at(0)), int(at(1))
	keeps := rows == 0 && n.int("allowzero", 0) == 0 || rows > 0 && rows == c.batch
	switch {
	case keeps && columns == -1, // all of an example
		(keeps || rows == -1) && total >= 0 && columns == total:
		c.shape = []int{total}
		return nil
	}
	return n.errorf("its shape is [%d %d], of examples with %d features, -1 where unknown, want one that makes a row of each", rows, columns, total)
}
