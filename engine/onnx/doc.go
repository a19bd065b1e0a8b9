// Package onnx reads and writes dense networks in the ONNX format, of PyTorch, Keras
// and ONNX Runtime. It links protobuf; a program that only predicts does without it.
//
// # Reading
//
// [Load] reads opsets 13 to 22. A graph must be a chain: one input, batch × n_0, one output, and
// between them what a dense network is made of.
//
//	operators                           what they become
//	Gemm, MatMul                        a layer; its weights are an initializer or a Constant
//	Add, Sub, Mul, Div                  by a constant, one or one of each feature: folded into a layer
//	BatchNormalization                  in inference: folded into the layer before, else the one behind
//	LayerNormalization                  the [engine.LayerNorm] of the layer before, from opset 17 on
//	Relu, Sigmoid, Tanh                 the layer's activation
//	LeakyRelu                           the same, with alpha as [engine.Layer].Slope; ReLU where it is 0
//	Gelu                                GELU, or GELUTanh where approximate is "tanh"
//	x·σ(x), x·(1+erf(x/√2))/2, …        SiLU, GELU and GELUTanh in parts: Mul, Add, Div, Pow, Erf, …
//	Softmax, LogSoftmax                 the [Head], where nothing but the output follows
//	Identity, Dropout                   nothing
//	Cast                                nothing, from one floating-point type to another
//	Flatten, Reshape                    nothing, where each example becomes a row
//	Identity, Cast, Transpose           of a constant: the constant
//
// Everything else is an error that names the node and its place, as are
// weights that are not 2-D, and values that go to two nodes.
//
//   - Tensors are FLOAT, DOUBLE, FLOAT16 or BFLOAT16. Those of fewer bits than T are widened,
//     DOUBLE in a float32 network is rounded to nearest; a number too large for T is an error.
//     All is computed in T, whatever the graph's types.
//   - Weights that nothing is folded into keep their bits. A fold is computed in float64.
//   - The batch may have a name or a size; a network takes any batch, and [Info] tells the size.
//   - Dropout is not read: the network has none.
//
// # Softmax and the losses
//
// weft's losses take logits ([engine.Loss]), so a network that is trained on classes ends in
// Identity, while an ONNX graph may end in Softmax. [Info].Head tells what the graph makes of the
// network's output, and [Head.Loss] the loss whose Predict makes the same. A Sigmoid at the end is
// the last layer's activation. [Save] takes the head that the graph shall have.
//
// # Writing
//
// [Save] writes Gemm nodes and activations, W[l] as initializer layers.0.weight, n_l × n_{l-1}, and
// b[l] as layers.0.bias, and so on, as [engine.Network.Save] names them. The batch is symbolic. The
// opset is 13, 17 with LayerNorm, or 20 with GELU, which need it. Reading gives the same bits. Dropout is left out, and batch
// normalisation folded into weights and biases ([engine.Network.Folded]). ε is a float32 in the format, and read as the number of
// fewest decimals that is the nearest to.
//
// What [engine.About] tells is left out: the graph takes inputs as the network does. For one that takes raw inputs, write what
// Fold of package scale returns.
//
// ONNX Runtime's CPU provider has no LeakyRelu and no Gelu of DOUBLE tensors, and SiLU of them at its
// optimisation level basic and below alone.
// The slope of LeakyRelu is a float32 in the format, of which 0.01 is 2·10⁻⁸ of it below 0.01, and read as ε is.
//
// # Untrusted files
//
// A file need not be trusted: sizes are held against the file before there is memory for them.
// Reading takes no more than some 30 bytes for each of the file, and 50 MB. External data come from
// the file's folder alone.
package onnx
