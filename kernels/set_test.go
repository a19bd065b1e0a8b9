package kernels

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestAvailable(t *testing.T) {
	seen := map[string]bool{}
	for i, s := range Available() {
		if (i == 0) != (s.Name == "generic") {
			t.Errorf("Set %d is %q; the first alone is generic", i, s.Name)
		}
		if seen[s.Name] {
			t.Errorf("two Sets are named %q", s.Name)
		}
		seen[s.Name] = true
		if Of[float32](s) != &s.F32 || Of[float64](s) != &s.F64 {
			t.Errorf("%s: Of returns other kernels than the Set's", s.Name)
		}
	}
}

// TestFunctionsOf wants a Set to have other functions than the Set below it, and the first those of the
// reference.
func TestFunctionsOf(t *testing.T) {
	testFunctionsOf(t, referenceFunctions[float32]())
	testFunctionsOf(t, referenceFunctions[float64]())
}

func testFunctionsOf[T Float](t *testing.T, below *Functions[T]) {
	for i, s := range Available() {
		f := FunctionsOf[T](s)
		for _, pair := range [][2]any{
			{f.AddRow, below.AddRow}, {f.Sub, below.Sub}, {f.Exp, below.Exp}, {f.Steps.Adam, below.Steps.Adam},
			{f.Act[GELU].Forward, below.Act[GELU].Forward}, {f.Act[GELU].Backward, below.Act[GELU].Backward},
		} {
			if same := reflect.ValueOf(pair[0]).Pointer() == reflect.ValueOf(pair[1]).Pointer(); same != (i == 0) {
				t.Errorf("%s: a %T is that of the Set below: %v, want %v", s.Name, pair[0], same, i == 0)
			}
		}
		below = f
	}
}

func TestNamed(t *testing.T) {
	for _, want := range Available() {
		got, err := Named(want.Name)
		if err != nil || got.Name != want.Name {
			t.Errorf("Named(%q) = %v, %v", want.Name, got, err)
		}
	}
	_, err := Named("mmx")
	wantListing(t, err, "mmx")
}

func TestDefault(t *testing.T) {
	sets := Available()
	best := sets[len(sets)-1].Name
	for _, c := range []struct{ env, want string }{
		{"", best}, {"generic", "generic"}, {best, best},
	} {
		t.Setenv(ISAEnv, c.env)
		got, err := Default()
		if err != nil || got.Name != c.want {
			t.Errorf("%s=%q: Default() = %v, %v, want %s", ISAEnv, c.env, got, err, c.want)
		}
	}
	for _, name := range []string{"mmx", "AVX2", " generic"} {
		t.Setenv(ISAEnv, name)
		_, err := Default()
		wantListing(t, err, ISAEnv, name)
	}
	if Best().Name != best {
		t.Errorf("Best() = %s, want %s", Best().Name, best)
	}
}

// wantListing wants an error of one line that holds parts and every name.
func wantListing(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, s := range Available() {
		parts = append(parts, s.Name)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("error %q lacks %q", err, p)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q has more than one line", err)
	}
}

// TestSetString wants the name of a set for what would print the addresses of all its
// kernels.
func TestSetString(t *testing.T) {
	for _, s := range Available() {
		if got := fmt.Sprintf("%v", s); got != s.Name {
			t.Errorf("%.40q, want %q", got, s.Name)
		}
	}
}

// TestNewGemm wants a panic with the numbers for tiles that Vectors or a caller would misread.
func TestNewGemm(t *testing.T) {
	tiles := make([]Tile[float32], 2)
	for _, c := range []struct {
		lanes int
		rows  []int
		want  string
	}{
		{0, []int{1, 1}, "kernels: lanes = 0, want a power of two"},
		{6, []int{1, 1}, "kernels: lanes = 6, want a power of two"},
		{8, []int{1}, "kernels: 2 tiles with the rows of 1, want equally many"},
		{8, []int{1, 1}, "<nil>"},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != c.want {
					t.Errorf("%d lanes, %d tiles, %d rows: panic %q, want %q", c.lanes, len(tiles), len(c.rows), got, c.want)
				}
			}()
			NewGemm(8, 16, 2, c.lanes, tiles, c.rows)
		}()
	}
}

func TestActString(t *testing.T) {
	seen := map[string]bool{}
	for a := range NumActs {
		name := a.String()
		if name == "" || name == "unknown" || seen[name] {
			t.Errorf("activation %d is named %q", a, name)
		}
		seen[name] = true
	}
	for _, a := range []Act{-1, NumActs} {
		if a.String() != "unknown" {
			t.Errorf("Act(%d) is named %q, want unknown", int(a), a)
		}
	}
}
