package engine_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"weft/engine"
	"weft/kernels"
)

// classifier serves a frozen network. Each request takes a predictor from a pool, as a predictor
// belongs to one goroutine at a time, and copies what it answers before it gives that back.
type classifier struct {
	inputs, outputs int
	predictors      sync.Pool
}

func newClassifier(net *engine.Network[float32]) *classifier {
	frozen := net.Freeze()
	return &classifier{net.Units(0), net.Units(net.Depth()), sync.Pool{New: func() any {
		p, err := frozen.NewPredictor(1, engine.Config{})
		if err != nil {
			panic(err) // a batch of 1 is none that could be refused
		}
		return p
	}}}
}

func (c *classifier) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var x []float32
	if err := json.NewDecoder(r.Body).Decode(&x); err != nil || len(x) != c.inputs {
		http.Error(w, fmt.Sprintf("want %d numbers", c.inputs), http.StatusBadRequest)
		return
	}
	p := c.predictors.Get().(*engine.Predictor[float32])
	probabilities := make([]float32, c.outputs)
	p.Forward(x, 1)
	p.Predict(engine.SoftmaxCrossEntropy, probabilities)
	c.predictors.Put(p)
	_ = json.NewEncoder(w).Encode(probabilities)
}

// A network answers requests from any number of goroutines, each with a predictor from a pool.
func ExampleNetwork_Freeze_server() {
	net, err := engine.New[float32](kernels.Best(), 2, engine.Layer{Units: 3})
	if err != nil {
		fmt.Println(err)
		return
	}
	copy(net.W(1), []float32{1, 0, 0, 1, 0, 0}) // z = x0, x1, 0
	server := httptest.NewServer(newClassifier(net))
	defer server.Close()
	for _, body := range []string{"[0, 0]", "[1]"} {
		answer, err := http.Post(server.URL, "application/json", strings.NewReader(body))
		if err != nil {
			fmt.Println(err)
			return
		}
		text, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		fmt.Print(answer.StatusCode, " ", string(text))
	}
	// Output:
	// 200 [0.33333334,0.33333334,0.33333334]
	// 400 want 2 numbers
}
