package onnx

import "weft.example/engine"

// Head is what a graph makes of A[L], the network's output.
type Head int

// The heads.
const (
	Plain      Head = iota // A[L] itself
	Sigmoid                // σ(A[L]) of an Identity; only written, as reading makes it an activation
	Softmax                // softmax(A[L]) of an Identity, over each example
	LogSoftmax             // its logarithm
	NumHeads
)

// headRow is one head.
type headRow struct {
	name, op string
	loss     engine.Loss // whose Ŷ it is
}

func heads() [NumHeads]headRow {
	return [NumHeads]headRow{
		Plain:      {"plain", "", engine.MeanSquare},
		Sigmoid:    {"sigmoid", "Sigmoid", engine.LogitCrossEntropy},
		Softmax:    {"softmax", "Softmax", engine.SoftmaxCrossEntropy},
		LogSoftmax: {"log-softmax", "LogSoftmax", engine.SoftmaxCrossEntropy},
	}
}

// String returns the head's name, "log-softmax" for one.
func (h Head) String() string {
	if h < 0 || h >= NumHeads {
		return "unknown"
	}
	return heads()[h].name
}

// Loss returns the loss for which [engine.Pass.Predict] and [engine.Predictor.Predict] write what
// the graph returns, but for LogSoftmax, whose exponential they write. That of Plain is
// MeanSquare, the one that any output fits. It panics for a head that does not exist.
func (h Head) Loss() engine.Loss { return heads()[h].loss }

// Info is what a file has beside the network.
type Info struct {
	Head     Head
	Batch    int    // the input's fixed size of a batch, or 0
	Input    string // the name of the graph's input
	Output   string // and of its output
	Opset    int
	Producer string // the program that wrote the file, and its version
}
