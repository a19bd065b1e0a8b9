package onnx

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"weft.example/engine"
	"weft.example/engine/onnx/internal/onnxpb"
)

// fetch reads the initializers whose data lie in other files, as PyTorch writes them, and returns
// how many bytes these are. The files are in the folder or below it: os.Root lets no name and no
// link lead out. No more of a file is read than it has, however many tensors name it.
func fetch(m *onnxpb.ModelProto, folder string) (total int64, err error) {
	left := map[string]int64{} // of each file
	for _, t := range m.GetGraph().GetInitializer() {
		if t.DataLocation != onnxpb.TensorProto_EXTERNAL {
			continue
		}
		n, err := fetchTensor(t, folder, left, engine.MaxFile-total)
		if err != nil {
			return 0, fmt.Errorf("tensor %.80q, external data: %w", t.Name, err)
		}
		total += n
	}
	return total, nil
}

// fetchTensor reads one, of at most limit bytes.
func fetchTensor(t *onnxpb.TensorProto, folder string, left map[string]int64, limit int64) (int64, error) {
	location, offset, length, err := entries(t)
	if err != nil {
		return 0, err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return 0, err
	}
	defer root.Close()
	name := filepath.Clean(filepath.FromSlash(location))
	info, err := root.Stat(name) // before it is opened: a FIFO would wait for whoever writes to it
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, fmt.Errorf("%.80q is not a regular file", location)
	}
	size := info.Size()
	if length < 0 {
		length = size - offset
	}
	if length < 0 || length > size-offset {
		return 0, fmt.Errorf("%d bytes from %d on, and %.80q has %d", length, offset, location, size)
	}
	if _, ok := left[name]; !ok {
		left[name] = size
	}
	if left[name] -= length; left[name] < 0 {
		return 0, fmt.Errorf("the tensors take more bytes than %.80q has", location)
	}
	if length > limit {
		return 0, fmt.Errorf("more than %d bytes in all", int64(engine.MaxFile))
	}
	f, err := root.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	t.RawData, t.DataLocation = make([]byte, length), onnxpb.TensorProto_DEFAULT
	_, err = io.ReadFull(io.NewSectionReader(f, offset, length), t.RawData)
	return length, err
}

// entries are where a tensor's data are. A length of -1 is up to the file's end.
func entries(t *onnxpb.TensorProto) (location string, offset, length int64, err error) {
	length = -1
	for _, e := range t.ExternalData {
		var number *int64
		switch e.Key {
		case "location":
			location = e.Value
		case "offset":
			number = &offset
		case "length":
			number = &length
		}
		if number == nil {
			continue
		}
		n, err := strconv.ParseUint(e.Value, 10, 63)
		if err != nil {
			return "", 0, 0, fmt.Errorf("%s is %.80q, want an integer of at least 0", e.Key, e.Value)
		}
		*number = int64(n)
	}
	if location == "" {
		return "", 0, 0, errors.New("no location")
	}
	return location, offset, length, nil
}
