package scale_test

import (
	"fmt"
	"log"

	"weft.example/engine"
	"weft.example/engine/scale"
	"weft.example/kernels"
)

// A network that was trained on standardised inputs is told so, and its file keeps it. Folded, it takes
// inputs as they come.
func ExampleFreeze() {
	train := []float64{10, 200, 14, 600}
	s, err := scale.Standard(train, 2)
	if err != nil {
		log.Fatal(err)
	}
	s.Transform(train, train)
	fmt.Println("mean", s.Shift, "deviation", s.Scale)
	fmt.Println("standardised", train)

	net, err := engine.New[float64](kernels.Best(), 2, engine.Layer{Units: 1, Act: kernels.Identity})
	if err != nil {
		log.Fatal(err)
	}
	copy(net.W(1), []float64{1, 10}) // as if it were trained
	if err := net.SetAbout(engine.About{InputShift: s.Shift, InputScale: s.Scale}); err != nil {
		log.Fatal(err)
	}
	frozen, err := scale.Freeze(net)
	if err != nil {
		log.Fatal(err)
	}
	predictor, err := frozen.NewPredictor(2, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("of raw inputs", predictor.Forward([]float64{14, 600, 12, 600}, 2))
	// Output:
	// mean [12 400] deviation [2 200]
	// standardised [-1 -1 1 1]
	// of raw inputs [11 10]
}
