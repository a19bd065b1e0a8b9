package engine

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// replaceFile makes what write writes the contents of a file, or leaves the
// file as it was: everything goes to another file beside it, down to the disk,
// before that takes its name. The file keeps its permissions.
func replaceFile(path string, write func(io.Writer) error) error {
	permissions := os.FileMode(0o666)
	if old, err := os.Stat(path); err == nil {
		permissions = old.Mode().Perm()
	}
	temporary := fmt.Sprintf("%s.%016x.tmp", path, rand.Uint64())
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, permissions)
	if err != nil {
		return err
	}
	err = writeThrough(f, write)
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		_ = os.Remove(temporary)
		return err
	}
	syncDirectory(filepath.Dir(path))
	return nil
}

// writeThrough writes to f and closes it, its contents on the disk.
func writeThrough(f *os.File, write func(io.Writer) error) error {
	w := bufio.NewWriter(f)
	err := write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// syncDirectory makes the new name last through a loss of power, where the
// system can do that. Where it cannot, the name may be of the old file, whole.
func syncDirectory(path string) {
	if d, err := os.Open(path); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
