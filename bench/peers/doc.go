// Package peers calls other people's libraries, so that weft can be measured beside them in one
// process: any that has CBLAS' or LAPACKE's routines, and ONNX Runtime's.
//
// They are loaded when a program asks for them, by [purego], without cgo: on Linux, macOS and FreeBSD
// on amd64 and arm64. Elsewhere, and with the build tag nopeers, [Open] is an error. With that tag,
// a program is linked statically too, as musl wants it.
//
// A crossing from Go to C costs a tenth of a µs and more, which is what a small product takes. So a
// [Call] holds its arguments as C wants them, and is made many times by one crossing.
//
// [purego]: https://github.com/ebitengine/purego
package peers
