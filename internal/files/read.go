package files

import (
	"io"
	"os"
)

// Read calls read with an open file and its size. Only a regular file is opened:
// opening a FIFO would wait for whoever writes to it.
func Read(path string, read func(r io.ReaderAt, size int64) error) error {
	if info, err := os.Stat(path); err == nil {
		if err := regular(info); err != nil {
			return err
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return read(f, info.Size())
}
