// Package onnxpb is ONNX's file format as generated types, as far as package onnx uses it.
//
// onnx.proto has ONNX's field numbers, and a path and a package of its own in the registry of protobuf. onnx.pb.go
// is written by `go generate`, with Debian's protoc 3.21.12 (package protobuf-compiler) and
//
//	go install google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.12
//
// and is never edited.
package onnxpb

//go:generate protoc -I ../../../.. --go_out=../../../.. --go_opt=paths=source_relative,Mengine/onnx/internal/onnxpb/onnx.proto=./onnxpb engine/onnx/internal/onnxpb/onnx.proto
