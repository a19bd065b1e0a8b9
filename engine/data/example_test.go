package data_test

import (
	"fmt"
	"log"
	"strings"

	"weft.example/engine/data"
	"weft.example/engine/scale"
)

// Examples come from a CSV file, are divided, and their missing values get the mean of those to train by.
// examples/iris goes on from there to a server.
func Example() {
	const file = `height,weight,kind
1.5,50,cat
1.7,,dog
1.6,60,cat
1.9,90,dog
`
	table, err := data.ParseCSV[float64](strings.NewReader(file), data.CSV{Label: "kind", KeepMissing: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(table.Data.N, "examples of", table.Columns, table.Classes, table.Data.Labels.Classes)
	parts, err := data.Split(table.Data, 1, 0.5, 0.5)
	if err != nil {
		log.Fatal(err)
	}
	columns := scale.NewColumns[float64](2)
	if err := columns.Add(parts[0].X); err != nil {
		log.Fatal(err)
	}
	for _, part := range parts {
		columns.Fill(part.X)
		fmt.Println(part.N, "examples of classes", part.Labels.Classes)
	}
	// Output:
	// 4 examples of [height weight] [cat dog] [0 1 0 1]
	// 2 examples of classes [0 1]
	// 2 examples of classes [1 0]
}
