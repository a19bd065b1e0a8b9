//go:build !linux || noguard

// Package guard gives tests memory whose neighbours fault when touched.
package guard

// Bytes returns size bytes inside a larger allocation. Nothing faults here;
// strays show only where they meet a margin or change a result. The tag is for
// qemu-x86_64, which reads what VMASKMOV masks out (seen with version 7.2); a
// processor does not.
func Bytes(size int) []byte {
	const margin = 1 << 12
	return make([]byte, margin+size+margin)[margin : margin+size]
}
