//go:build unix

package tests_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"weft.example/engine"
	"weft.example/kernels"
)

// savers are the ways to a file.
func savers(t *testing.T) map[string]func(path string) error {
	n := savedNetwork(t)
	opt, err := engine.NewOptimizer(n, engine.Momentum.Rule())
	if err != nil {
		t.Fatal(err)
	}
	return map[string]func(path string) error{
		"Save":           n.Save,
		"SaveCheckpoint": func(path string) error { return engine.SaveCheckpoint(path, n, opt, 1) },
	}
}

// loaders are the ways from a file.
func loaders(t *testing.T) map[string]func(path string) error {
	n := savedNetwork(t)
	opt, err := engine.NewOptimizer(n, engine.Momentum.Rule())
	if err != nil {
		t.Fatal(err)
	}
	return map[string]func(path string) error{
		"Load":           func(path string) error { _, err := engine.Load[float32](kernels.Best(), path); return err },
		"LoadParams":     func(path string) error { return n.LoadParams(path, nil) },
		"LoadCheckpoint": func(path string) error { _, err := engine.LoadCheckpoint(path, n, opt); return err },
	}
}

// TestKeptPermissions wants a file to keep its permissions, also those that the umask
// takes from a file that is made, and no bits beside.
func TestKeptPermissions(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o027))
	for name, save := range savers(t) {
		for _, want := range []os.FileMode{0o664, 0o666, 0o600, 0o640, 0o777} {
			path := filepath.Join(t.TempDir(), "net")
			if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, want), save(path)); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(path)
			if err != nil || info.Mode() != want {
				t.Errorf("%s: mode %v, %v, want %v", name, info.Mode(), err, want)
			}
		}
		path := filepath.Join(t.TempDir(), "net")
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, os.ModeSetuid|os.ModeSticky|0o755), save(path)); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode() != 0o755 {
			t.Errorf("%s of a setuid file: mode %v, %v, want 0755", name, info.Mode(), err)
		}
		if err := errors.Join(os.Remove(path), save(path)); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode() != 0o640 {
			t.Errorf("%s of what was not there: mode %v, %v, want that of the umask, 0640", name, info.Mode(), err)
		}
	}
}

// TestKeptOwner wants a file to stay its owner's when root saves over it.
func TestKeptOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	for name, save := range savers(t) {
		path := filepath.Join(t.TempDir(), "net")
		if err := errors.Join(os.WriteFile(path, nil, 0o640), os.Chown(path, 1234, 2345), save(path)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if s := info.Sys().(*syscall.Stat_t); s.Uid != 1234 || s.Gid != 2345 || info.Mode() != 0o640 {
			t.Errorf("%s: owner %d:%d, mode %v, want 1234:2345, 0640", name, s.Uid, s.Gid, info.Mode())
		}
	}
}

// TestSaveThroughLinks wants links to stay links and what they lead to replaced.
func TestSaveThroughLinks(t *testing.T) {
	for name, save := range savers(t) {
		dir := t.TempDir()
		at := func(parts ...string) string { return filepath.Join(append([]string{dir}, parts...)...) }
		if err := errors.Join(
			os.MkdirAll(at("far", "deep"), 0o700),
			os.WriteFile(at("far", "net"), []byte("old"), 0o600),
			os.Symlink(filepath.Join("far", "net"), at("direct")),
			os.Symlink(at("direct"), at("second")),
			os.Symlink(filepath.Join("far", "deep"), at("dir")),
			os.Symlink("dir/../net", at("up")), // far/net, and not net
			os.Symlink(filepath.Join("far", "made"), at("dangling")),
			os.Symlink("loop", at("loop")),
			os.Symlink(filepath.Join("missing", "net"), at("nowhere")),
		); err != nil {
			t.Fatal(err)
		}
		for link, target := range map[string]string{"direct": "net", "second": "net", "up": "net", "dangling": "made"} {
			if err := save(at(link)); err != nil {
				t.Errorf("%s to %s: %v", name, link, err)
				continue
			}
			if info, err := os.Lstat(at(link)); err != nil || info.Mode()&os.ModeSymlink == 0 {
				t.Errorf("%s: link %s became %v, %v", name, link, info.Mode(), err)
			}
			info, err := os.Lstat(at("far", target))
			if err != nil || !info.Mode().IsRegular() || info.Size() < 100 {
				t.Errorf("%s to %s: its target is %v, %v", name, link, info, err)
			}
			if err := os.WriteFile(at("far", "net"), []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := save(at("loop")); !errors.Is(err, syscall.ELOOP) {
			t.Errorf("%s to a loop: error %v, want %v", name, err, syscall.ELOOP)
		}
		if err := save(at("nowhere")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s to a link into no directory: error %v, want %v", name, err, os.ErrNotExist)
		}
		for _, in := range []string{dir, at("far")} {
			if left, err := filepath.Glob(in + "/.*.tmp"); err != nil || len(left) > 0 {
				t.Errorf("%s leaves %v, %v", name, left, err)
			}
		}
	}
}

// TestSaveNameless wants an error for a file that is open but has no name any more, and
// another that has the name which Linux gives it left alone.
func TestSaveNameless(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "net"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Remove(f.Name()); err != nil {
		t.Fatal(err)
	}
	for name, save := range savers(t) {
		if err := save(fmt.Sprintf("/dev/fd/%d", f.Fd())); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	other := f.Name() + " (deleted)"
	if err := os.WriteFile(other, []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, save := range savers(t) {
		if err := save(fmt.Sprintf("/dev/fd/%d", f.Fd())); err == nil {
			t.Errorf("%s: no error beside another file", name)
		}
		if text, err := os.ReadFile(other); err != nil || string(text) != "other" {
			t.Errorf("%s: another file is overwritten, %v", name, err)
		}
	}
}

// irregular makes a node of each kind that is no file and no link.
func irregular(t *testing.T) map[string]string {
	dir, err := os.MkdirTemp("", "weft") // t.TempDir's path may be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	at := func(name string) string { return filepath.Join(dir, name) }
	listener, err := net.Listen("unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	nodes := map[string]string{"directory": at("directory"), "fifo": at("fifo"), "socket": at("socket"), "link": at("link")}
	if err := errors.Join(os.Mkdir(at("directory"), 0o700), syscall.Mkfifo(at("fifo"), 0o600), os.Symlink("fifo", at("link"))); err != nil {
		t.Fatal(err)
	}
	// A device like /dev/zero, of the test's own: a save that goes wrong replaces it.
	if syscall.Mknod(at("device"), syscall.S_IFCHR|0o600, 1<<8|5) == nil {
		nodes["device"] = at("device")
	}
	return nodes
}

// TestIrregular wants what is no regular file neither written nor replaced nor read, and
// no call that waits for another program.
func TestIrregular(t *testing.T) {
	for kind, path := range irregular(t) {
		before, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		try := func(name string, call func(path string) error) {
			done := make(chan error, 1)
			go func() { done <- call(path) }()
			select {
			case err := <-done:
				if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "want a regular file") {
					t.Errorf("%s of a %s: error %v", name, kind, err)
				}
			case <-time.After(5 * time.Second):
				t.Errorf("%s of a %s hangs", name, kind)
			}
			if after, err := os.Lstat(path); err != nil || !os.SameFile(after, before) {
				t.Fatalf("%s replaces a %s: %v", name, kind, err)
			}
		}
		for name, load := range loaders(t) {
			try(name, load)
		}
		for name, save := range savers(t) {
			try(name, save)
		}
	}
}

// TestLoadSizeless wants a file that says it has no bytes, as those of /proc do, refused.
func TestLoadSizeless(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, load := range loaders(t) {
		for _, path := range []string{path, "/proc/self/status"} {
			if err := load(path); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("%s of %s: error %v", name, path, err)
			}
		}
	}
}
