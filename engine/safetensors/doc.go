// Package safetensors reads and writes tensors in the safetensors format, which
// PyTorch's and Hugging Face's loaders read too.
//
// # Format
//
//	8 bytes    n, the length of the header, little-endian
//	n bytes    the header, JSON, spaces at its end
//	the rest   the data of the tensors, one after another, little-endian, rows first
//
//	{"__metadata__": {"name": "text", …},
//	 "name of a tensor": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}
//
// Offsets count bytes from the end of the header. The tensors cover the data
// without holes and without sharing a byte. An empty shape is that of one number,
// and a tensor with a 0 in its shape has no data.
//
// # Trust
//
// [Open] takes nothing in a file for granted: it holds every number against the
// file's size before memory is allocated by it, and what it returns is consistent.
// Memory stays in proportion to the header, which a file pays for with its own
// length. No file makes this package panic.
//
// Tensors are of float32, F32, or float64, F64.
package safetensors
