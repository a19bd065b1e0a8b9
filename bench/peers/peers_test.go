package peers

import (
	"errors"
	"runtime"
	"strings"
	"testing"
)

// libraryC is C's own library, or the test is skipped.
func libraryC(t *testing.T) *Library {
	t.Helper()
	path := map[string]string{"linux": "libm.so.6", "freebsd": "libm.so", "darwin": "/usr/lib/libSystem.B.dylib"}[runtime.GOOS]
	l, err := Open("c", path)
	if err != nil {
		t.Skip(err)
	}
	return l
}

// TestCall calls functions of C's library, whose results are known.
func TestCall(t *testing.T) {
	l := libraryC(t)
	if got := Float[float64](l.Do("fma", 2., 3., 5.)); got != 11 {
		t.Errorf("fma: %v", got)
	}
	if got := Float[float32](l.Do("fmaf", float32(2), float32(-3), float32(5))); got != -1 {
		t.Errorf("fmaf: %v", got)
	}
	if got := Float[float64](l.Do("ldexp", 3., -1)); got != 1.5 {
		t.Errorf("ldexp: %v", got)
	}
	if got := l.Do("abs", -7).Int(); got != 7 {
		t.Errorf("abs: %v", got)
	}
	if got := l.Do("ilogb", 0.125).Int(); got != -3 {
		t.Errorf("ilogb, which is negative: %v", got)
	}
	x := []float64{0}
	if got := Float[float64](l.Do("modf", 2.25, x)); got != 0.25 || x[0] != 2 {
		t.Errorf("modf: %v and %v", got, x[0])
	}
}

// TestStack passes as many arguments as there is room for, of both kinds mixed.
func TestStack(t *testing.T) {
	if packed {
		t.Skip("C takes variable arguments in another way than others here")
	}
	l := libraryC(t)
	room := make([]byte, 200)
	const format = "%d %g %d %d %d %g %ld %d %d %g %d %c %d\x00"
	args := []any{room, int64(len(room)), []byte(format), 1, 0.5, -2, 3, 4, 1e300, int64(-1) << 40, 6, 7, -0.25, 8, byte('c'), 9}
	if runtime.GOARCH == "arm64" {
		args = append(args[:len(args):len(args)], 10) // that does no harm
	}
	l.Do("snprintf", args...)
	got, _, _ := strings.Cut(string(room), "\x00")
	if want := "1 0.5 -2 3 4 1e+300 -1099511627776 6 7 -0.25 8 c 9"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestRepeat counts calls, of which each leaves its trace.
func TestRepeat(t *testing.T) {
	l := libraryC(t)
	room := []byte("\x00" + strings.Repeat("x", 99))
	l.Do("strcat", room, []byte("ab\x00"))
	l.Last().Repeat(0)
	l.Last().Repeat(-1)
	l.Last().Repeat(3)
	if got, _, _ := strings.Cut(string(room), "\x00"); got != "abababab" {
		t.Errorf("%q", got)
	}
}

// TestRegisters wants what C's callers keep to be kept: Go's own state is in it.
func TestRegisters(t *testing.T) {
	l := libraryC(t)
	done, fn := make(chan float64), l.address("fma")
	for i := range 4 {
		go func() {
			sum := 0.
			c := newCall(fn, float64(i), 1., 1.)
			for range 1000 {
				c.Repeat(10)
				sum += Float[float64](c)
				runtime.Gosched()
			}
			done <- sum / float64(i+1)
		}()
	}
	for range 4 {
		if got := <-done; got != 1000 {
			t.Errorf("a goroutine has %v", got)
		}
	}
}

// TestRefuses wants errors in one line, and panics that name what is missing.
func TestRefuses(t *testing.T) {
	for _, path := range []string{"no/such/library.so", "peers_test.go"} {
		_, err := Open("name", path)
		if err == nil || !strings.HasPrefix(err.Error(), "name: ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v", path, err)
		}
	}
	l := libraryC(t)
	if got := l.Lacks("fma", "no_such_function", "neither"); got != "no_such_function" {
		t.Errorf("lacks %q", got)
	}
	if l.Lacks(RuntimeSymbol) == "" || l.SetWorkers(1) || l.About() != "" {
		t.Error("C's library is taken for another")
	}
	panics := func(want string, f func()) {
		defer func() {
			got := recover()
			if err, ok := got.(error); ok {
				got = err.Error()
			}
			if s, _ := got.(string); !strings.Contains(s, want) {
				t.Errorf("panic %v, want %q", got, want)
			}
		}()
		f()
	}
	panics("c has no neither", func() { l.Do("neither") })
	panics("error", func() { l.Do("abs", errors.New("of no form")) })
	many := make([]any, 40)
	for i := range many {
		many[i] = 1
	}
	panics("out of range", func() { l.Do("abs", many...) })
}
