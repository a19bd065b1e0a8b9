package onnx

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unsafe"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"weft.example/engine"
	"weft.example/engine/onnx/internal/onnxpb"
	"weft.example/internal/files"
	"weft.example/kernels"
)

const (
	// MaxFile is the most bytes of a file that is read, protobuf's own limit.
	MaxFile = 1<<31 - 1

	// mostParts is the most nodes, tensors, names and so on of a file: two bytes of it may be a
	// node, which takes 200 in memory.
	mostParts = 100_000
)

// Load returns the network of an ONNX file, to compute with the kernels of set, and what else
// the file has. See the package's text for what is read. The file has no more than [MaxFile]
// bytes. External data are read from files beside it, and below; a name or a link that leads
// out of the folder is an error. They have no more than [engine.MaxFile] bytes in all.
func Load[T kernels.Float](set *kernels.Set, path string) (*engine.Network[T], Info, error) {
	var net *engine.Network[T]
	var info Info
	err := files.Read(path, func(r io.ReaderAt, size int64) (err error) {
		net, info, err = read[T](set, r, size, filepath.Dir(path))
		return err
	})
	if err != nil {
		return nil, Info{}, fmt.Errorf("onnx: loading %s: %w", path, err)
	}
	return net, info, nil
}

// Read is [Load] from the size bytes that r holds. External data are an error.
func Read[T kernels.Float](set *kernels.Set, r io.ReaderAt, size int64) (*engine.Network[T], Info, error) {
	net, info, err := read[T](set, r, size, "")
	if err != nil {
		return nil, Info{}, fmt.Errorf("onnx: %w", err)
	}
	return net, info, nil
}

// read reads a network, with the external data of a folder, or none.
func read[T kernels.Float](set *kernels.Set, r io.ReaderAt, size int64, folder string) (*engine.Network[T], Info, error) {
	model, err := decode(r, size)
	if err != nil {
		return nil, Info{}, err
	}
	if folder != "" {
		more, err := fetch(model, folder)
		if err != nil {
			return nil, Info{}, err
		}
		size += more
	}
	g, err := newGraph(model)
	if err != nil {
		return nil, Info{}, err
	}
	c, err := newChain(g)
	if err != nil {
		return nil, Info{}, err
	}
	// A file of FLOAT16 has 4 times its bytes in float64. More of it is used more than once, as
	// weights that two layers share.
	if err := parameters(c.layers, int(unsafe.Sizeof(T(0))), 16*size); err != nil {
		return nil, Info{}, err
	}
	net, err := build[T](set, c.layers)
	if err != nil {
		return nil, Info{}, err
	}
	info := Info{
		Head: c.head, Batch: c.batch, Input: g.input.Name, Output: g.output, Opset: g.opset,
		Producer: strings.TrimSpace(model.ProducerName + " " + model.ProducerVersion),
	}
	return net, info, nil
}

// decode reads a model whole.
func decode(r io.ReaderAt, size int64) (*onnxpb.ModelProto, error) {
	if size < 0 || size > MaxFile {
		return nil, fmt.Errorf("a file of %d bytes, want 0 to %d", size, MaxFile)
	}
	b := make([]byte, size)
	if n, err := r.ReadAt(b, 0); n < len(b) {
		return nil, err
	}
	model, left := new(onnxpb.ModelProto), mostParts
	if err := count(b, model.ProtoReflect().Descriptor(), &left); err != nil {
		return nil, err
	}
	if err := (proto.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(b, model); err != nil {
		return nil, fmt.Errorf("not an ONNX file: %w", err)
	}
	return model, nil
}

// count takes the parts of a message off those left, without memory for any.
func count(b []byte, message protoreflect.MessageDescriptor, left *int) error {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return fmt.Errorf("not an ONNX file: %w", protowire.ParseError(n))
		}
		b = b[n:]
		if n = protowire.ConsumeFieldValue(number, kind, b); n < 0 {
			return fmt.Errorf("not an ONNX file: %w", protowire.ParseError(n))
		}
		field := message.Fields().ByNumber(number)
		if field != nil && kind == protowire.BytesType && !field.IsPacked() {
			if *left--; *left < 0 {
				return fmt.Errorf("a file of more than %d parts", mostParts)
			}
			if inner := field.Message(); inner != nil {
				value, _ := protowire.ConsumeBytes(b)
				if err := count(value, inner, left); err != nil {
					return err
				}
			}
		}
		b = b[n:]
	}
	return nil
}

// build makes the network of the layers.
func build[T kernels.Float](set *kernels.Set, layers []*layer) (*engine.Network[T], error) {
	list := make([]engine.Layer, 0, len(layers))
	for _, l := range layers {
		e := engine.Layer{Units: l.out, Act: l.act, Slope: l.slope}
		if l.norm != nil {
			e.Norm, e.NormEpsilon = engine.LayerNorm, l.norm.epsilon
		}
		list = append(list, e)
	}
	net, err := engine.New[T](set, layers[0].in, list...)
	if err != nil {
		return nil, fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "engine: "))
	}
	for i, l := range layers {
		if err := fill(l, net.W(i+1), net.B(i+1)); err != nil {
			return nil, err
		}
		if l.norm == nil {
			continue
		}
		if err := fillNorm(l, net.Gamma(i+1), net.Beta(i+1)); err != nil {
			return nil, err
		}
	}
	return net, nil
}
