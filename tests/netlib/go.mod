module weft.example/tests/netlib

go 1.25.0

require (
	gonum.org/v1/gonum v0.17.0
	weft.example v0.0.0
)

require (
	github.com/klauspost/cpuid/v2 v2.4.2 // indirect
	golang.org/x/sys v0.41.0 // indirect
)

replace weft.example => ../..
