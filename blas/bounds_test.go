package blas

import (
	"testing"

	"weft/internal/kernelcalls"
)

// kernelCalls has, for each mention of a kernel in the package, the proof that the slices are long
// enough: kernels get pointers and counts, and check nothing.
//
//   - checked: check, or the check of gonum's door, has held m, n, k and the strides against the
//     lengths of A, B and C, without wrapping. A caller cannot change them, as a Matrix is passed
//     by value. Parts, blocks and strips are rows and columns of those, by piece, tiles and
//     evenly, which cover a length without going beyond it.
//   - scratch: packing space, as large as reserve makes it for what is cut by spaceA, blockB and
//     chunk; Go checks where each piece of it begins.
func kernelCalls() map[string]string {
	const (
		taken   = "taken or counted, not called"
		checked = "checked: parts of A, B and C"
	)
	return map[string]string{
		"Small tile":                   checked + ", by Gemm or by gonum's door",
		"Workspace.block Panel":        taken + ", see Workspace.panels",
		"Workspace.ready FarPanel":     taken + ", see Workspace.panels",
		"Workspace.dotTiles Dot":       taken + ", see dotBand",
		"Workspace.eachPanel PackB":    taken,
		"Workspace.packB Copy":         "dst is scratch, or panels of a Packed, of n·k elements; b is checked, its last row and column in the slice",
		"Workspace.packing PackB":      checked + "; packed is scratch for n·k elements, k·n <= blockB",
		"Workspace.panels PackA":       checked + " or scratch; b is scratch or panels of n·k elements; packed is scratch for MR·k <= spaceA",
		"Workspace.panels Tiles":       checked + " or scratch; b is scratch or panels of n·k elements",
		"Workspace.turnOver Copy":      "c is checked; spare is scratch behind the chunk, for as much and a vector",
		"Workspace.turnOver Transpose": "rows are a chunk of m·n elements; c is checked, and whole vectors of its rows are written",
		"blockingFor Stream":           taken,
		"dotBand Dot":                  checked + " or scratch, as many tiles as fit; next is only fetched",
		"fewRows MatVec":               checked + "; what is ahead is only fetched",
		"pack Copy":                    "dst is scratch or a chunk of r·k elements; x is checked",
		"pack Transpose":               "dst is scratch or a chunk of r·k elements and a vector; x is checked",
		"pastRows Far":                 taken,
		"pastRows Tiles":               taken,
		"rank Rank":                    taken + ", see rankRows",
		"rankRows Rank":                taken,
		"rankRows rank":                checked + "; what is ahead is only fetched",
		"ranked Rank":                  taken,
		"sideBySide VecMat":            checked + ", k rows of which VecMatRows divides",
		"strip Stream":                 taken + ", see strip Tiles",
		"strip Tiles":                  checked,
		"stripPast Far":                taken + ", see sweep",
		"stripPast Tiles":              taken,
		"sweep tile":                   checked + "; the last step ends at column n",
		"wholeRows Tiles":              taken,
	}
}

// TestKernelCalls wants a proof for each kernel that a function mentions, and no other.
func TestKernelCalls(t *testing.T) {
	lines, err := kernelcalls.Differences(".", kernelCalls(), map[string]string{"tile": "Tiles", "rank": "Rank"})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		t.Error(line)
	}
}
