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
// The types, and the bits of an element. A tensor has whole bytes.
//
//	4     F4
//	6     F6_E2M3, F6_E3M2
//	8     BOOL, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ
//	16    I16, U16, F16, BF16
//	32    I32, U32, F32
//	64    I64, U64, F64, C64
//
// Read and written are F16, BF16, F32 and F64, from and to float32 and float64. Tensors of the other
// types, and of a type that the list lacks, are listed only.
//
// # Trust
//
// [Open] takes nothing in a file for granted: it holds every number against the
// file's size before memory is allocated by it, and what it returns is consistent.
// It allocates at most 8 bytes for each of the header's, and a mebibyte beside, and a
// header is at most [MaxHeader] long. No file makes this package panic.
//
// [Sum] and [File.Sum] tell a file that came to harm.
package safetensors
