// Package report makes a page and pictures of what cmd/bench found.
//
// Rows of bench/results become tables (pivot.go, tables.go) and figures (figures.go: one function for each kind,
// a row in kinds). A figure is drawn by gonum's plot (draw.go), as SVG for the page, as PNG for files. The page
// (page.go, page.html, page.css) is one file that asks for no other. It is light or dark as its reader's system
// is: figures are drawn in inks (ink.go), which the page knows by name.
package report
