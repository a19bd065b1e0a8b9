package data

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"weft.example/kernels"
)

// ReadCSVPart reads the part of a file that a rank of so many has, for [engine.FitSource] on an [engine.Cluster]: the lines
// that begin in its piece of the file's bytes, all as long, and the header. No part is read twice or by nobody. One of a small file
// may have no examples.
//
// Lines are found without what is in front of them, so no field may hold a line end in quotes. Class labels need [CSV].Classes, which
// are the same on all ranks. An error tells the line behind a byte of the file.
func ReadCSVPart[T kernels.Float](path string, c CSV, rank, size int) (*Table[T], error) {
	if rank < 0 || rank >= size {
		return nil, fmt.Errorf("data: part %d of %d of a CSV file, want 0 to %d", rank, size, size-1)
	}
	if c.Label != "" && !c.Amounts && c.Classes == nil {
		return nil, errors.New("data: a part of a CSV file with class labels and without Classes, which other parts may have others of")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	defer f.Close()
	t, err := readPart[T](f, c, rank, size)
	if err != nil {
		return nil, fmt.Errorf("data: %s: %w", path, err)
	}
	return t, nil
}

func readPart[T kernels.Float](f *os.File, c CSV, rank, size int) (*Table[T], error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	names, start, err := c.header(f)
	if err != nil {
		return nil, err
	}
	t, err := newReading[T](c, names)
	if err != nil {
		return nil, err
	}
	from, err := lineFrom(f, start, info.Size(), rank, size)
	if err != nil {
		return nil, err
	}
	to, err := lineFrom(f, start, info.Size(), rank+1, size)
	if err != nil {
		return nil, err
	}
	cr := c.reader(io.NewSectionReader(f, from, to-from))
	cr.FieldsPerRecord = len(names)
	if err := t.lines(cr); err != nil {
		return nil, fmt.Errorf("behind byte %d: %w", from, err)
	}
	return t.table(), nil
}

// header returns the names of the columns, and where the lines below them start.
func (c *CSV) header(f *os.File) (names []string, start int64, err error) {
	in, err := plainText(f)
	if err != nil {
		return nil, 0, err
	}
	mark, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, 0, err
	}
	mark -= int64(in.Buffered()) // of the byte order mark
	cr := c.reader(in)
	record, err := cr.Read()
	if err == io.EOF {
		return nil, 0, errNoLines
	}
	if err != nil {
		return nil, 0, err
	}
	if c.NoHeader {
		return c.names(record), mark, nil
	}
	return c.names(record), mark + cr.InputOffset(), nil
}

// lineFrom is where the first line starts that does so in the piece of a rank or behind it, of the bytes start … end-1 in pieces.
func lineFrom(f io.ReaderAt, start, end int64, rank, size int) (int64, error) {
	at := start + int64(float64(end-start)*float64(rank)/float64(size))
	switch {
	case rank == size || at >= end:
		return end, nil
	case at == start:
		return start, nil
	}
	in := bufio.NewReader(io.NewSectionReader(f, at-1, end-at+1)) // the line end may be just in front
	for passed := at - 1; ; {
		line, err := in.ReadSlice('\n')
		passed += int64(len(line))
		switch {
		case err == nil:
			return passed, nil
		case err == io.EOF:
			return end, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return 0, err
		}
	}
}
