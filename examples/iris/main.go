// Iris trains a network on a CSV file, saves it, and serves it from the file: the whole of an
// ordinary job.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync"

	"weft.example/engine"
	"weft.example/engine/data"
	"weft.example/engine/scale"
	"weft.example/kernels"
)

//go:embed iris.csv
var iris []byte

func main() {
	dir := must(os.MkdirTemp("", "iris"))
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "iris.safetensors")
	serve(path, train(path))
}

// train writes a network to a file and returns examples that it has not seen, as they came.
func train(path string) engine.Data[float32] {
	table := must(data.ParseCSV[float32](bytes.NewReader(iris), data.CSV{Label: "species"}))
	parts := must(data.Split(table.Data, 1, 0.6, 0.2, 0.2))
	fit, validation, test := parts[0], parts[1], parts[2]
	scaler := must(scale.Standard(fit.X, len(table.Columns)))
	scaler.Transform(fit.X, fit.X)
	scaler.Transform(validation.X, validation.X)
	net := must(engine.New[float32](kernels.Best(), len(table.Columns),
		engine.Layer{Units: 16, Act: kernels.ReLU}, engine.Layer{Units: len(table.Classes), Act: kernels.Identity}))
	net.Init(1)
	history := must(engine.Fit(context.Background(), net, fit, engine.FitConfig[float32]{
		Loss: engine.SoftmaxCrossEntropy, Epochs: 200, Batch: 16, Rate: engine.ConstantRate(0.1), Validation: validation, Patience: 20}))
	fmt.Println("validation accuracy above 0.9:", history.Epochs[history.Best].ValidationAccuracy > 0.9)
	check(net.SetAbout(engine.About{Loss: engine.SoftmaxCrossEntropy.String(), Classes: table.Classes,
		Columns: table.Columns, InputShift: scaler.Shift, InputScale: scaler.Scale}))
	check(net.Save(path))
	return test
}

// serve answers each of 100 goroutines by the network of a file, which takes inputs as they come.
func serve(path string, test engine.Data[float32]) {
	net := must(engine.Load[float32](kernels.Best(), path))
	frozen, about := must(scale.Freeze(net)), net.About()
	loss := must(engine.ParseLoss(about.Loss))
	answers := make([]int, 100)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			predictor, at := must(frozen.NewPredictor(1, engine.Config{})), i%test.N*net.Units(0)
			predictor.Forward(test.X[at:at+net.Units(0)], 1)
			predictor.Classes(loss, answers[i:i+1])
		})
	}
	all.Wait()
	fmt.Println("answers:", about.Classes[answers[0]], about.Classes[answers[15]], about.Classes[answers[25]])
}

func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
