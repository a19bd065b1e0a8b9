package engine_test

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"

	"weft.example/engine"
	"weft.example/kernels"
)

// newHandler answers a request with an example, a list of numbers, by its probabilities.
// Requests are answered many at a time, and a predictor belongs to one of them at a time: a
// channel is the pool, where a request waits if all are in use.
func newHandler(frozen *engine.Frozen[float32], inputs, outputs int) (http.Handler, error) {
	pool := make(chan *engine.Predictor[float32], runtime.GOMAXPROCS(0))
	for range cap(pool) {
		predictor, err := frozen.NewPredictor(1, engine.Config{})
		if err != nil {
			return nil, err
		}
		pool <- predictor
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var x []float32
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&x)
		if err != nil || len(x) != inputs {
			http.Error(w, fmt.Sprintf("want %d numbers", inputs), http.StatusBadRequest)
			return
		}
		predictor := <-pool
		defer func() { pool <- predictor }()
		predictor.Forward(x, 1)
		y := make([]float32, outputs) // not a view, which the next request would overwrite
		predictor.Predict(engine.SoftmaxCrossEntropy, y)
		if err := json.NewEncoder(w).Encode(y); err != nil { // of NaN, say
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}), nil
}

// A server answers requests by a pool of predictors, which share one frozen network.
func ExampleFrozen_NewPredictor() {
	net, err := engine.New[float32](kernels.Best(), 2, engine.Layer{Units: 3, Act: kernels.Identity})
	if err != nil {
		log.Fatal(err)
	}
	copy(net.W(1), []float32{1, 0, 0, 1, -1, -1}) // as if it were trained
	handler, err := newHandler(net.Freeze(), net.Units(0), net.Units(net.Depth()))
	if err != nil {
		log.Fatal(err)
	}
	for _, body := range []string{"[0, 0]", "[200, 0]", "[1]"} {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
		fmt.Print(answer.Code, " ", answer.Body)
	}
	// Output:
	// 200 [0.33333334,0.33333334,0.33333334]
	// 200 [1,0,0]
	// 400 want 2 numbers
}
