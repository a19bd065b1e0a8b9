package files

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// faulty is a file that notes what is done to it, and fails at one of it.
type faulty struct {
	at    string
	done  []string
	bytes int
}

var errFaulty = errors.New("faulty")

func (f *faulty) do(what string) error {
	f.done = append(f.done, what)
	if what == f.at {
		return errFaulty
	}
	return nil
}

func (f *faulty) Write(p []byte) (int, error) {
	if err := f.do("write"); err != nil {
		return 0, err
	}
	f.bytes += len(p)
	return len(p), nil
}

func (f *faulty) Sync() error  { return f.do("sync") }
func (f *faulty) Close() error { return f.do("close") }

// TestWriteThrough wants everything written, then synced, then closed, an error of each
// of these returned, and the file closed after any.
func TestWriteThrough(t *testing.T) {
	own := errors.New("the writer's own")
	for _, c := range []struct {
		at    string
		bytes int // that are written; few wait for the flush
		own   error
		done  string
	}{
		{"", 3, nil, "write sync close"},
		{"", 0, nil, "sync close"},
		{"", 1 << 16, nil, "write sync close"},
		{"write", 3, nil, "write close"},
		{"write", 1 << 16, nil, "write close"},
		{"sync", 3, nil, "write sync close"},
		{"close", 3, nil, "write sync close"},
		{"", 3, own, "close"},
		{"close", 3, own, "close"},
	} {
		f := &faulty{at: c.at}
		err := writeThrough(f, func(w io.Writer) error {
			if _, err := w.Write(make([]byte, c.bytes)); err != nil {
				return err
			}
			return c.own
		})
		want := c.own
		if want == nil && c.at != "" {
			want = errFaulty
		}
		if done := strings.Join(f.done, " "); !errors.Is(err, want) || done != c.done {
			t.Errorf("%d bytes to a file that fails at %q: %s, error %v, want %s, error %v", c.bytes, c.at, done, err, c.done, want)
		}
		if err == nil && f.bytes != c.bytes {
			t.Errorf("%d bytes arrive, want %d", f.bytes, c.bytes)
		}
	}
}

// TestTemporaryName wants a name that any file system takes, valid where the file's is,
// and another for each.
func TestTemporaryName(t *testing.T) {
	for _, name := range []string{"n", "net.safetensors", strings.Repeat("n", 101), strings.Repeat("n", 255), strings.Repeat("é", 127), "x" + strings.Repeat("😀", 63)} {
		got, again := temporaryName(filepath.Join("dir", name)), temporaryName(filepath.Join("dir", name))
		dir, base := filepath.Split(got)
		if dir != "dir"+string(filepath.Separator) || len(base) > 143 || !utf8.ValidString(base) || got == again {
			t.Errorf("%s: %q and %q", name, got, again)
		}
		cut := name
		for len(cut) > 100 || !utf8.ValidString(cut) {
			cut = cut[:len(cut)-1]
		}
		if ok, err := filepath.Match("."+cut+".*.tmp", base); !ok || err != nil {
			t.Errorf("%q is not .%s.*.tmp", base, cut)
		}
	}
}

// TestOtherGroup wants no group let into what was for another.
func TestOtherGroup(t *testing.T) {
	for old, want := range map[os.FileMode]os.FileMode{0o660: 0o600, 0o664: 0o644, 0o640: 0o600, 0o777: 0o777, 0o604: 0o644} {
		if got := otherGroup(old); got != want {
			t.Errorf("%v becomes %v, want %v", old, got, want)
		}
	}
}

// TestPanickingSave wants the old file, and nothing beside it, after a panic; while it
// is written there is the one file that is documented.
func TestPanickingSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "net")
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	panicked := func() (what any) {
		defer func() { what = recover() }()
		return Replace(path, func(w io.Writer) error {
			if _, err := w.Write(make([]byte, 1<<17)); err != nil {
				t.Error(err)
			}
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) != 2 {
				t.Errorf("the directory has %v, %v, want 2 files", entries, err)
			}
			if found, err := filepath.Glob(filepath.Join(dir, ".net.*.tmp")); err != nil || len(found) != 1 {
				t.Errorf(".net.*.tmp is %v, %v, want 1 file", found, err)
			}
			panic("a bug")
		})
	}()
	if panicked != "a bug" {
		t.Errorf("panic %v", panicked)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the directory has %v, %v, want 1 file", entries, err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
		t.Errorf("the file has %q, %v", got, err)
	}
}
