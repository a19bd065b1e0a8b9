package metrics_test

import (
	"fmt"

	"weft.example/engine"
	"weft.example/engine/metrics"
)

// Of classes that have been predicted already, batch by batch.
func ExampleConfusion() {
	c := metrics.NewConfusion[float32](3)
	c.AddClasses([]int{0, 0, 2, 2}, []int{2, 0, 2, 2}, nil) // predicted, actual
	c.AddClasses([]int{0, 2}, []int{0, 1}, nil)
	fmt.Println("cats taken for ants:", c.Count(2, 0))
	fmt.Printf("macro F1 %.4f\n", c.Macro().F1)
	fmt.Print(c.Report("ant", "bird", "cat"))
	// Output:
	// cats taken for ants: 1
	// macro F1 0.4889
	//           precision     recall         F1    support
	//      ant     0.6667     1.0000     0.8000          2
	//     bird     0.0000     0.0000     0.0000          1
	//      cat     0.6667     0.6667     0.6667          3
	//    macro     0.4444     0.5556     0.4889          6
	// weighted     0.5556     0.6667     0.6000          6
	// accuracy     0.6667
}

// Each example has any number of labels.
func ExampleMultiLabel() {
	c := metrics.NewMultiLabel[float64](3)
	c.Add([]float64{
		0.9, 0.2, 0.4,
		0.1, 0.8, 0.7,
	}, engine.Labels[float64]{Values: []float64{
		1, 0, 1,
		0, 1, 0,
	}})
	fmt.Printf("labels right %.2f, of the first %.2f, examples right %.2f\n", c.Accuracy(), c.AccuracyOf(0), c.ExactMatch())
	fmt.Printf("micro F1 %.2f\n", c.Micro().F1)
	// Output:
	// labels right 0.67, of the first 1.00, examples right 0.00
	// micro F1 0.67
}

// The area is that of scikit-learn's documentation.
func ExampleROC() {
	c := metrics.NewROC[float64](1, 4)
	c.Add([]float64{0.1, 0.4, 0.35, 0.8}, engine.Labels[float64]{Classes: []int{0, 0, 1, 1}})
	fmt.Println(c.AUC())
	// Output: 0.75
}

func ExampleRegression() {
	c := metrics.NewRegression[float64](1)
	c.Add([]float64{2.5, 0, 2, 8}, engine.Labels[float64]{Values: []float64{3, -0.5, 2, 7}})
	fmt.Printf("R² %.3f, MAE %.1f, RMSE %.3f, MSE %.3f\n", c.R2(), c.MAE(), c.RMSE(), c.MSE())
	// Output: R² 0.949, MAE 0.5, RMSE 0.612, MSE 0.375
}
