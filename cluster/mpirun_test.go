//go:build ((linux && !android && (amd64 || arm64 || riscv64)) || (((darwin && !ios) || (freebsd && cgo)) && (amd64 || arm64))) && !nopeers

package cluster

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The variables that a rank of a test has.
const (
	roleVariable   = "WEFT_TEST_ROLE"
	folderVariable = "WEFT_TEST_FOLDER"

	// requireVariable names launchers that must be there, with commas.
	requireVariable = "WEFT_REQUIRE_MPI"
)

// TestMain is a rank where mpirun has started it.
func TestMain(m *testing.M) {
	role, ok := roles[os.Getenv(roleVariable)]
	if !ok {
		os.Exit(m.Run())
	}
	c, err := Join("")
	if err != nil {
		fmt.Println("not joined:", err)
		os.Exit(1)
	}
	if err := role(c); err != nil {
		c.Abort(err)
	}
	if err := c.Close(); err != nil {
		c.Abort(err)
	}
	fmt.Println("well:", c)
	os.Exit(0)
}

// mpirun is a launcher and its library.
type mpirun struct {
	name, version string // the latter is what it says of itself
	programs      []string
	args          []string
}

// mpiruns are those that a machine may have: by Debian's names where both are there.
var mpiruns = []mpirun{
	{"openmpi", "Open MPI", []string{"mpirun.openmpi", "mpirun"}, []string{"--oversubscribe"}},
	{"mpich", "HYDRA", []string{"mpirun.mpich", "mpirun"}, nil},
}

// eachMPI runs a test with each launcher that there is.
func eachMPI(t *testing.T, test func(t *testing.T, m mpirun, program string)) {
	required := strings.Split(os.Getenv(requireVariable), ",")
	for _, m := range mpiruns {
		t.Run(m.name, func(t *testing.T) {
			missing := t.Skipf
			if slices.Contains(required, m.name) {
				missing = t.Fatalf
			}
			program := m.find()
			if program == "" {
				missing("no mpirun of %s here", m.name)
			}
			if m.name == "openmpi" && os.Getuid() == 0 && os.Getenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM") == "" {
				missing("Open MPI starts nothing as root, unless OMPI_ALLOW_RUN_AS_ROOT and OMPI_ALLOW_RUN_AS_ROOT_CONFIRM are 1")
			}
			t.Parallel()
			test(t, m, program)
		})
	}
}

func (m mpirun) find() string {
	for _, program := range m.programs {
		path, err := exec.LookPath(program)
		if err != nil {
			continue
		}
		if says, err := exec.Command(path, "--version").Output(); err == nil && strings.Contains(string(says), m.version) {
			return path
		}
	}
	return ""
}

// ranks is a command that starts n ranks in a role.
func (m mpirun) ranks(ctx context.Context, t *testing.T, program string, n int, role string, env ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, program, append(slices.Clone(m.args), "-n", fmt.Sprint(n), self)...)
	cmd.Env = append(os.Environ(), roleVariable+"="+role, folderVariable+"="+t.TempDir())
	cmd.Env = append(cmd.Env, env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// run starts them and returns what they said.
func (m mpirun) run(t *testing.T, program string, n int, role string, env ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Second)
	defer cancel()
	said, err := m.ranks(ctx, t, program, n, role, env...).CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("%d ranks of %q have not ended:\n%s", n, role, said)
	}
	return string(said), err
}

// TestTogether runs all methods on 1 to 3 ranks.
func TestTogether(t *testing.T) {
	eachMPI(t, func(t *testing.T, m mpirun, program string) {
		for n := 1; n <= 3; n++ {
			if testing.Short() && n != 2 {
				continue
			}
			said, err := m.run(t, program, n, "together")
			if err != nil {
				t.Fatalf("%d ranks: %v\n%s", n, err, said)
			}
			for r := range n {
				if want := fmt.Sprintf("well: rank %d of %d, ", r, n); strings.Count(said, want) != 1 {
					t.Errorf("%d ranks said %q, want %q once", n, said, want)
				}
			}
		}
	})
}

// TestStandard runs the same over a library of the standard interface, which is made of MPICH's here.
func TestStandard(t *testing.T) {
	eachMPI(t, func(t *testing.T, m mpirun, program string) {
		cc, err := exec.LookPath("mpicc.mpich")
		if m.name != "mpich" || err != nil {
			t.Skip("no mpicc of MPICH for this launcher")
		}
		file := filepath.Join(t.TempDir(), "libmpi_abi.so.1")
		if said, err := exec.Command(cc, "-shared", "-fPIC", "-o", file, "testdata/abi.c").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		said, err := m.run(t, program, 2, "together", variable+"="+file)
		if err != nil || !strings.Contains(said, file) {
			t.Errorf("%v\n%s", err, said)
		}
		said, err = m.run(t, program, 2, "refused", variable+"="+file)
		if err == nil || !strings.Contains(said, "of 2: MPICH") {
			t.Errorf("%v\n%s", err, said)
		}
	})
}

// TestEnds wants all ranks to end, with what happened, when one does not do as the others.
func TestEnds(t *testing.T) {
	eachMPI(t, func(t *testing.T, m mpirun, program string) {
		for role, want := range map[string]string{
			"abort":   "cluster: rank 1 of 2 ends all: out of paper",
			"exit":    "",
			"killed":  "",
			"panic":   "panic: by intent",
			"late":    "cluster: rank 0 of 2 has waited 200ms for the others: Wait",
			"closes":  "cluster: rank 0 of 2 has waited 200ms for the others: Sum",
			"refused": "of 2: ",
		} {
			start := time.Now()
			said, err := m.run(t, program, 2, role)
			if err == nil || !strings.Contains(said, want) || strings.Contains(said, "well:") || strings.Contains(said, "at first") {
				t.Errorf("%s: %v, want an error and %q:\n%s", role, err, want, said)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("%s took %v", role, took)
			}
		}
	})
}

// TestSettings wants a library started with its settings, or with the user's.
func TestSettings(t *testing.T) {
	eachMPI(t, func(t *testing.T, m mpirun, program string) {
		for _, a := range abis {
			if a.name != m.maker() {
				continue
			}
			for _, s := range a.settings {
				for _, value := range []string{s.value, "ring"} {
					var env []string
					if value != s.value {
						env = []string{s.variable + "=" + value}
					}
					said, err := m.run(t, program, 3, "settings", env...)
					if err != nil || strings.Count(said, s.variable+"="+value+"\n") != 3 {
						t.Errorf("%v, want %s = %s on 3 ranks:\n%s", err, s.variable, value, said)
					}
				}
			}
		}
	})
}

// TestClosed wants errors after Close.
func TestClosed(t *testing.T) {
	eachMPI(t, func(t *testing.T, m mpirun, program string) {
		said, err := m.run(t, program, 2, "closed")
		for _, want := range []string{"rank 1 of 2 is closed", "which can be done once"} {
			if err != nil || !strings.Contains(said, want) {
				t.Errorf("%v, want %q:\n%s", err, want, said)
			}
		}
	})
}

// TestWrongLauncher wants to be told that two MPIs do not know of each other.
func TestWrongLauncher(t *testing.T) {
	eachMPI(t, func(t *testing.T, m mpirun, program string) {
		for _, other := range mpiruns {
			if other.name == m.name || other.find() == "" {
				continue
			}
			said, err := m.run(t, program, 2, "together", variable+"="+other.file())
			if err == nil || !strings.Contains(said, "a launcher has started 2 processes") || !strings.Contains(said, "knows of 1") {
				t.Errorf("%s: %v\n%s", other.name, err, said)
			}
		}
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(self) // as srun starts it without the library's interface
		cmd.Env = append(os.Environ(), "SLURM_STEP_NUM_TASKS=2", variable+"="+m.file(), roleVariable+"=together")
		if said, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(said), "knows of 1; "+itsInterface) {
			t.Errorf("srun: %v\n%s", err, said)
		}
		said, err := m.run(t, program, 2, "together", variable+"="+Alone)
		if err == nil || !strings.Contains(said, "alone, but a launcher has started 2 processes") {
			t.Errorf("alone: %v\n%s", err, said)
		}
	})
}

// maker is the name of the launcher's interface.
func (m mpirun) maker() string { return map[string]string{"openmpi": openMPI, "mpich": mpich}[m.name] }

// file is the library that goes with the launcher: the first that can be loaded.
func (m mpirun) file() string {
	for _, a := range abis {
		if a.name != m.maker() {
			continue
		}
		for _, v := range a.versions {
			if _, err := open(v.file()); err == nil {
				return v.file()
			}
		}
	}
	return "of none"
}

// TestInterrupted interrupts the launcher, which ends the ranks.
func TestInterrupted(t *testing.T) {
	eachMPI(t, func(t *testing.T, m mpirun, program string) {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Second)
		defer cancel()
		cmd := m.ranks(ctx, t, program, 2, "interrupted")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		reader := bufio.NewReader(out)
		line, err := reader.ReadString('\n')
		if err != nil || line != "waiting\n" {
			t.Errorf("%q, %v", line, err)
		}
		cmd.Process.Signal(os.Interrupt)
		rest, _ := io.ReadAll(reader)
		if err := cmd.Wait(); ctx.Err() != nil || bytes.Contains(rest, []byte("well:")) {
			t.Errorf("%v\n%s%s", err, rest, said.String())
		}
	})
}
