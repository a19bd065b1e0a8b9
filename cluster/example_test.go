package cluster_test

import (
	"fmt"
	"log"

	"weft.example/cluster"
)

// Each process counts what it has, and all learn how much there is. Here there is one, as WEFT_MPI=alone has it; mpirun starts
// as many as one likes of a program that says Join("").
func Example() {
	c, err := cluster.Join(cluster.Alone)
	if err != nil {
		log.Fatal(err)
	}
	examples := []float64{1000 + float64(c.Rank())}
	if err := c.Sum(examples); err != nil {
		c.Abort(err)
	}
	if c.Rank() == 0 {
		fmt.Println(examples[0], "examples of", c.Size(), "rank")
	}
	if err := c.Close(); err != nil {
		c.Abort(err)
	}
	// Output: 1000 examples of 1 rank
}
