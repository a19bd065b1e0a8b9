package bench

import (
	"bytes"
	"fmt"

	"weft.example/bench/peers"
	"weft.example/engine/onnx"
)

// Session is the network in ONNX Runtime, on the same batch. What it computes has been checked.
func (n *Network[T]) Session(l *peers.Library) (*peers.Session, error) {
	var model bytes.Buffer
	if err := onnx.Write(&model, n.net, onnx.Plain); err != nil {
		return nil, fmt.Errorf("bench: %s: %w", n.Name, err)
	}
	y := make([]T, n.Batch*n.net.Units(n.net.Depth()))
	s, err := peers.NewSession(l, model.Bytes(), n.Batch, n.x, y)
	if err != nil {
		return nil, fmt.Errorf("bench: %s: %w", n.Name, err)
	}
	if err = s.Run(); err == nil {
		// Outputs have no kink. Sums of some thousand products agree to some hundred roundings.
		err = within(1e3*epsilon[T](), y, n.WeftPredict())
	}
	if err != nil {
		s.Close()
		return nil, fmt.Errorf("bench: %s: %s: %w", n.Name, l.Name, err)
	}
	return s, nil
}
