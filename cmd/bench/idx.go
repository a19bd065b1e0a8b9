package main

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// readIDXFile is readIDX of a file. Its errors name it.
func readIDXFile(name string, header ...int32) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := readIDX(f, header...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, nil
}

// readIDX returns the bytes of a compressed IDX file, as MNIST's are: a header of
// big-endian numbers, here a magic number and sizes, and as many bytes as the product of the
// sizes. A file is read to its end, so that its checksum is compared, and anything else in
// it or behind it is an error. The file need not be trusted: its header is given, and no more
// is held than that says.
func readIDX(r io.Reader, header ...int32) ([]byte, error) {
	file := bufio.NewReader(r)
	z, err := gzip.NewReader(file)
	if err != nil {
		return nil, noEOF(err)
	}
	z.Multistream(false) // so that what follows is seen
	got := make([]int32, len(header))
	if err := binary.Read(z, binary.BigEndian, got); err != nil {
		return nil, noEOF(err)
	}
	if !slices.Equal(got, header) {
		return nil, fmt.Errorf("header %d, want %d", got, header)
	}
	n := int64(1)
	for _, size := range header[1:] {
		n *= int64(size)
	}
	data, err := io.ReadAll(io.LimitReader(z, n+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(data)) < n:
		return nil, fmt.Errorf("%d bytes, want %d: %w", len(data), n, io.ErrUnexpectedEOF)
	case int64(len(data)) > n:
		return nil, fmt.Errorf("more than the %d bytes of header %d", n, header)
	}
	if _, err := file.ReadByte(); err == nil {
		return nil, errors.New("something follows the end of its gzip stream")
	} else if err != io.EOF {
		return nil, err
	}
	return data, nil
}

// noEOF is err, but that the end of a file in the midst of it is unexpected.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
