package cluster

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// unlaunched has no launcher's variable, nor the library's.
func unlaunched(t *testing.T) {
	for _, l := range launchers {
		t.Setenv(l.variable, "")
	}
	t.Setenv(variable, "")
}

// TestAlone wants a process without MPI to have all methods.
func TestAlone(t *testing.T) {
	for _, byVariable := range []bool{false, true} {
		unlaunched(t)
		path := Alone
		if byVariable {
			t.Setenv(variable, path)
			path = ""
		}
		c, err := Join(path)
		if err != nil {
			t.Fatal(err)
		}
		x, y, z := []float32{1, 2}, []float64{3}, []byte{4}
		err = errors.Join(c.StartSum32(x), c.StartSum64(y), c.Progress(), c.Wait(), c.Sum(y), c.Broadcast(z), c.Barrier())
		c.Abort(errors.New("returns"))
		err = errors.Join(err, c.Close())
		if err != nil || c.Rank() != 0 || c.Size() != 1 || x[0] != 1 || x[1] != 2 || y[0] != 3 || z[0] != 4 {
			t.Errorf("%v: %v, %v, %v, %v", c, err, x, y, z)
		}
		if got := c.String(); got != "rank 0 of 1, without MPI" {
			t.Error(got)
		}
		allocs := testing.AllocsPerRun(100, func() { c.StartSum32(x); c.Progress(); c.Wait(); c.Sum(y); c.Barrier() })
		if allocs != 0 {
			t.Errorf("%v allocations", allocs)
		}
	}
}

// TestRefuses wants errors that say which library was tried and what was found.
func TestRefuses(t *testing.T) {
	unlaunched(t)
	for path, want := range map[string]string{
		"no/such/library.so": "no/such/library.so",
		"join_test.go":       "join_test.go",
		"libm.so.6":          "has no MPI_Init_thread",
	} {
		for _, byVariable := range []bool{false, true} {
			given := path
			if t.Setenv(variable, ""); byVariable {
				t.Setenv(variable, path)
				given = ""
			}
			c, err := Join(given)
			if c != nil || err == nil || !strings.HasPrefix(err.Error(), "cluster: ") {
				t.Fatalf("%s: %v, %v", path, c, err)
			}
			if loads && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", path, err, want)
			}
		}
	}
}

// TestNone is a machine without MPI.
func TestNone(t *testing.T) {
	unlaunched(t)
	if !loads {
		if _, err := Join(""); err == nil || !strings.Contains(err.Error(), "WEFT_MPI=alone") {
			t.Error(err)
		}
		return
	}
	_, err := first([]string{"no/such/library.so", "nor/this.so"})
	for _, want := range []string{"install Open MPI or MPICH", "name a library in WEFT_MPI", "WEFT_MPI=alone", "no/such/library.so", "nor/this.so"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestLaunched knows launchers by their variables, the innermost first.
func TestLaunched(t *testing.T) {
	unlaunched(t)
	if n := Launched(); n != 0 {
		t.Errorf("%d without a launcher", n)
	}
	for i, l := range launchers {
		unlaunched(t)
		t.Setenv(l.variable, "3")
		if n := Launched(); n != 3 {
			t.Errorf("%s: %d", l.variable, n)
		}
		for _, outer := range launchers[i+1:] {
			t.Setenv(outer.variable, "5")
		}
		if n := Launched(); n != 3 {
			t.Errorf("%s in others: %d", l.variable, n)
		}
		files := candidates(l)
		if l.of != "" {
			i := slices.IndexFunc(abis, func(a abi) bool { return a.name == l.of })
			if files[0] != abis[i].versions[0].file() {
				t.Errorf("%s: %v, want %s's first", l.variable, files, l.of)
			}
		}
	}
	unlaunched(t)
	for _, none := range []string{"0", "-1", "many"} {
		t.Setenv(launchers[0].variable, none)
		if n := Launched(); n != 0 {
			t.Errorf("%q: %d", none, n)
		}
	}
}

// TestABI tells interfaces apart by what a library says and is called.
func TestABI(t *testing.T) {
	if !loads {
		t.Skip("no library can be loaded here")
	}
	l, err := load("libm.so.6")
	if err != nil {
		t.Skip(err)
	}
	for _, c := range []struct{ path, version, want string }{
		{"/opt/lib/libmpich.so.12", "MPICH Version:\t4.0.2\nMPICH Release date: …", mpich},
		{"libmpi.so.12", "Intel(R) MPI Library 2021.10 for Linux* OS\n", mpich},
		{"libmpi.so.12", "MVAPICH2 Version      :\t2.3.7\n", mpich},
		{"libmpi_cray.so.12", "MPI VERSION    : CRAY MPICH version 8.1.25 (ANL base 3.4a2)\n", mpich},
		{"/opt/lib/libmpi_abi.so.1", "MPICH Version: 5.0.0", standard},
		{"/usr/lib/libmpi_abi.so", "Open MPI v6.0.0", standard},
		{"libmpi.so", "HPE MPT 2.25", ""},
		{"/opt/libmpi_abi/libmpi.so", "HPE MPT 2.25", ""},
	} {
		got := ""
		if a := abiOf(l, c.path, c.version); a != nil {
			got = a.name
		}
		if got != c.want {
			t.Errorf("%s, %q: %q, want %q", c.path, c.version, got, c.want)
		}
	}
}

func TestBrief(t *testing.T) {
	for version, want := range map[string]string{
		"Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4": "Open MPI v4.1.4",
		"MPICH Version:\t4.0.2\nMPICH Release date:\tThu Apr":    "MPICH 4.0.2",
		"MVAPICH2 Version      :\t2.3.7\nmore":                   "MVAPICH2 2.3.7",
		"":                                                       "",
	} {
		if got := brief(version); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
