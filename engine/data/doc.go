// Package data reads examples for [engine.Fit] from files and divides them.
//
//	CSV, from a spreadsheet or pandas    [ReadCSV] by path, or [ParseCSV]
//	.npy, from numpy.save                [ReadNPY]
//	rows of a .npy by their numbers      [OpenNPY]
//	a rank's part of a CSV               [ReadCSVPart]
//	a part to train by, one to test by   [Split], [SplitRows], [Pick]
//
// Rows of files are examples. Files need not be trusted: an error names the place of what is wrong. What
// a file holds is held in memory, an element of T for each field of a CSV, and of float64 for each of a .npy; but that
// of [OpenNPY] stays in the file.
//
// Inputs are normalised by package scale.
package data
