package blas

import (
	"testing"

	"weft.example/internal/kernelcalls"
)

// kernelCalls has, for each mention of a kernel in the package, the proof that the slices are long
// enough: kernels get pointers and counts, and check nothing.
//
//   - checked: check, or the check of gonum's door, has held m, n, k and the strides against the
//     lengths of A, B and C, without wrapping. A caller cannot change them, as a Matrix is passed
//     by value. Parts, blocks and bands are rows and columns of those, by piece, axis and
//     evenly, which cover a length without going beyond it.
//   - scratch: packing space, as large as reserve makes it for what is cut by spaceA, blockB and
//     chunk; Go checks where each piece of it begins.
func kernelCalls() map[string]string {
	const (
		taken   = "taken or counted, not called"
		checked = "checked: parts of A, B and C"
	)
	return map[string]string{
		"Workspace.packB Copy":               "dst is scratch, or panels of a Packed, of n·k elements; b is checked, its last row and column in the slice",
		"Workspace.transposeChunk Copy":      "c is checked; spare is scratch behind the chunk, for as much and a vector",
		"Workspace.transposeChunk Transpose": "rows are a chunk of m·n elements; c is checked, and whole vectors of its rows are written",
		"turnedTiles Tiles":                  checked + ", by Gemm or by gonum's door; pieces of rows and columns add up to those of C",
		"smallTiles Tiles":                   checked + ", by Gemm or by gonum's door, or scratch; pieces of rows add up to M",
		"wideTiles Tiles":                    checked + ", by Gemm or by gonum's door, or scratch; pieces of rows add up to M, both calls' columns to N",
		"Workspace.packing Tiles":            checked + "; packed is scratch for n·k elements, k·n <= blockB",
		"Workspace.panels Tiles":             checked + " or scratch; b is scratch or panels of n·k elements; packed is scratch for MR·k <= spaceA",
		"dotBand Tiles":                      checked + " or scratch, as many tiles as fit; next is only fetched",
		"addDot MatVec":                      "x and y are equally long and not empty; what is ahead is only fetched",
		"addDot VecVec":                      "x and y are equally long and not empty",
		"axpy Axpy":                          "x and y are equally long and not empty",
		"symvTask.compute Axpy":              "Axpy of vectors.go",
		"gemvTask.addUp Axpy":                "Axpy of vectors.go",
		"Spaces.gemvParts Update":            taken,
		"scaleVector Scale":                  "x is not empty",
		"addMagnitudes AbsSum":               "x is not empty",
		"greatestOf AbsMax":                  "x is not empty, and tops has an element for each row of it, the last shorter",
		"find AbsFind":                       "x is not empty",
		"rotate Rotate":                      "x and y are equally long and not empty",
		"swapVectors Swap":                   "x and y are equally long and not empty",
		"rampDots RampDots":                  "rows of a checked Storage, of which ramps.next takes columns that each has; x has an element for each of these, y for each row; or some rows of a checked Gemv, or all columns of them",
		"rampAxpy RampAxpy":                  "as for rampDots, the vectors the other way round; columns are no more than rampColumns",
		"rampSolve RampSolve":                "a square of as many rows as f has elements, on the diagonal of a checked Storage; x has as many; not more than rampColumns",
		"rampSolveRows RampSolveRows":        "as many rows as f has elements, a multiple of SolvedRows, of a checked triangle; x has all columns that they have, and their own; a band has SolvedRows columns or more",
		"rowsTimes Tiles":                    "a has a row for each element of y, of as many as x has: columns of a block of a checked dense triangle that all its rows have; pieces of rows add up to those of y; what is next is only fetched",
		"rampOuter2 RampOuter2":              "as for rampOuter; x and y have two vectors",
		"rampOuter RampOuter":                "as for rampDots; A is written; or some rows of a checked Ger",
		"symvRows SymvRows":                  "a has SymvGroup rows of N columns for each group, and the groups' squares: columns of a block of a checked Storage that all its rows have; x and y have those columns from there on, and xi and yi the rows; what is ahead is only fetched",
		"columnsTimes MatVecT":               "as for Update",
		"columnsTimes Update":                "a has a row for each element of x, of as many as y has, as for rampDots; x has at most len(Update)",
		"outer Update":                       "a has M rows of a checked triangle, which end at the diagonal or at column n; the K vectors x have M elements from there on, and y the columns; what is ahead is only fetched",
		"multiplied Scale":                   "Scale of vectors.go",
		"scaleBy Scale":                      "Scale of vectors.go",
		"Storage.height Update":              taken,
		"byUpdates Update":                   taken,
		"machineOf Update":                   taken,
		"sideOf Update":                      taken,
		"gemv.way Update":                    taken,
		"dotPieces Tiles":                    "the number of tiles of a call, see dotColumn",
		"dotColumn Tiles":                    checked + ", by Gemm, Gemv or gonum's door, or scratch; pieces of rows add up to M",
		"GemmPlan.Do tile":                   "a, b and c are as long as the views of the Shape, and the calls cover those",
		"batch.call tile":                    "Batch has held count, steps and lengths against a, b and c, and parts of the products are some of count",
		"batch.run tile":                     taken,
		"Panels.run Tiles":                   "Multiply has checked m rows of x and of c, steps and vectors are some of those that NewPanels made room for; the tile is of at most Rows rows, and no wider than what is left of a block",
		"callsOf Tiles":                      taken + ", see GemmPlan.Do",
		"leaf.call TriangleRows":             "check or gonum's door has held A of m by m, and B, or they are laid out in room of as much; the columns are some of B; f has m factors; what is ahead is only fetched",
		"Workspace.beside Copy":              "dst is scratch for a chunk of m rows; b is checked",
		"Workspace.back Copy":                "spare is scratch for n rows of m elements; b is checked",
		"Workspace.back Transpose":           "chunk has m rows of n elements, and m is a vector or more; b is checked, of whose columns m elements are written",
		"Workspace.turnedFew Copy":           "spare is room for n rows of m elements; gonum's door has checked b",
		"Workspace.turnedFew Transpose":      "room has m rows of ld elements, whole vectors, or n rows of m and a vector; gonum's door has checked b, of whose rows whole vectors are written",
		"sweep tile":                         checked + "; the last step ends at column n; pieces of rows add up to M; what is ahead is only fetched",
		"sweep Tiles":                        taken,
		"update Update":                      checked + ", or scratch for the B of a triangle whose rows end at the diagonal or at column n, with K rows of B for each of M rows of A; what is ahead is only fetched",
		"matVecArgs.times MatVec":            checked + ", or columns low to high-1 that rows of a checked Storage have in common; what is ahead is only fetched",
		"turn Transpose":                     "the last element of both is looked at; whole vectors of m are written",
		"lay Copy":                           "dst is scratch or a chunk of r·k elements, or an operand with k rows of ld >= r; x is checked",
		"lay Transpose":                      "dst is scratch or a chunk of r·k elements and a vector, or an operand with k rows of ld, whole vectors; x is checked",
	}
}

// TestKernelCalls wants a proof for each kernel that a function mentions, and no other.
func TestKernelCalls(t *testing.T) {
	lines, err := kernelcalls.Differences(".", kernelCalls(), map[string]string{"tile": "Tiles"})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		t.Error(line)
	}
}
