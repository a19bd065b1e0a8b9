// Package files reads regular files and replaces them whole.
package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// Replace makes what write writes the contents of a file, or leaves the
// file as it was: everything goes to another file beside it, down to the disk,
// before that takes its name. That other file is gone after an error or a panic.
func Replace(path string, write func(io.Writer) error) (err error) {
	target, old, err := follow(path)
	if err != nil {
		return err
	}
	temporary := temporaryName(target)
	defer func() { err = named(err, temporary, path) }()
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, firstPermissions(old))
	if err != nil {
		return err
	}
	renamed := false
	defer func() {
		if !renamed {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if old != nil {
		if err := keepPermissions(f, old); err != nil {
			return err
		}
	}
	if err := writeThrough(f, write); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), target); err != nil {
		return err
	}
	renamed = true
	syncDirectory(filepath.Dir(target))
	return nil
}

// named has an error of a system call name the file that was asked for and not the one beside it.
func named(err error, temporary, path string) error {
	var call *os.PathError
	if errors.As(err, &call) && call.Path == temporary {
		call.Path = path
	}
	return err
}

// temporaryName is .NAME.*.tmp beside the file NAME, of which it has no more than so
// much that any file system takes it.
func temporaryName(path string) string {
	dir, name := filepath.Split(path)
	name = strings.ToValidUTF8(name[:min(len(name), 100)], "")
	return fmt.Sprintf("%s.%s.%016x.tmp", dir, name, rand.Uint64())
}

// firstPermissions are those of a file that is made, which nobody else may read before
// it has those of old.
func firstPermissions(old os.FileInfo) os.FileMode {
	if old == nil {
		return 0o666
	}
	return 0o600
}

// keepPermissions gives f the owner and the group of old, as far as the system lets this
// process, and its permissions. A group that is not that of old may do what all may.
func keepPermissions(f *os.File, old os.FileInfo) error {
	permissions := old.Mode().Perm()
	if !keepOwner(f, old) {
		permissions = otherGroup(permissions)
	}
	return f.Chmod(permissions)
}

// otherGroup lets the group do what all may.
func otherGroup(permissions os.FileMode) os.FileMode {
	return permissions&^0o070 | permissions&0o007<<3
}

// follow returns the path of the regular file that symbolic links lead to, and what is
// there, nil if nothing is.
func follow(path string) (string, os.FileInfo, error) {
	old, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		old = nil
	case err != nil:
		return "", nil, err
	default:
		if err := regular(old); err != nil {
			return "", nil, err
		}
	}
	const most = 255 // as systems have it, which have found no loop
	for range most {
		here, err := os.Lstat(path)
		switch {
		case old == nil && errors.Is(err, os.ErrNotExist):
			return path, nil, nil
		case err != nil:
			return "", nil, err
		case here.Mode()&os.ModeSymlink == 0 && os.SameFile(here, old):
			return path, old, nil
		case here.Mode()&os.ModeSymlink == 0:
			return "", nil, fmt.Errorf("%s is not the file that it was", path)
		}
		link, err := os.Readlink(path)
		if err != nil {
			return "", nil, err
		}
		if !filepath.IsAbs(link) {
			dir, _ := filepath.Split(path) // not cleaned: a/.. may lead elsewhere
			link = dir + link
		}
		path = link
	}
	return "", nil, errors.New("too many symbolic links")
}

// Irregular is the error of what has no size and cannot be read again.
type Irregular struct{ kind string }

func (i Irregular) Error() string { return "it is a " + i.kind + ", want a regular file" }

// regular wants a regular file.
func regular(info os.FileInfo) error {
	kind := "thing of another kind"
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "directory"
	case mode&os.ModeNamedPipe != 0:
		kind = "FIFO"
	case mode&os.ModeSocket != 0:
		kind = "socket"
	case mode&os.ModeDevice != 0:
		kind = "device"
	}
	return Irregular{kind}
}

// file is as much of an os.File as writing one takes.
type file interface {
	io.WriteCloser
	Sync() error
}

// writeThrough writes to f and closes it, its contents on the disk.
func writeThrough(f file, write func(io.Writer) error) error {
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
