//go:build ((linux && !android && (amd64 || arm64 || riscv64)) || (((darwin && !ios) || (freebsd && cgo)) && (amd64 || arm64))) && !nopeers

package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"
	"unsafe"

	"github.com/ebitengine/purego"
)

// roles are what a rank does when this test's program is started by mpirun. An error ends all ranks.
var roles = map[string]func(c *Comm) error{
	"together": together,
	"abort": func(c *Comm) error {
		if c.Rank() == 1 {
			return errors.New("out of paper")
		}
		return c.Sum(make([]float64, 1))
	},
	"exit": func(c *Comm) error {
		if c.Rank() == 1 {
			os.Exit(3)
		}
		return c.Sum(make([]float64, 1))
	},
	"killed": func(c *Comm) error {
		if c.Rank() == 1 {
			return syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		return c.Sum(make([]float64, 1))
	},
	"panic": func(c *Comm) error {
		if c.Rank() == 1 {
			panic("by intent")
		}
		return c.Barrier()
	},
	"late": func(c *Comm) error {
		if c.Rank() == 1 {
			time.Sleep(time.Minute)
		}
		c.SetLimit(200 * time.Millisecond)
		if err := c.StartSum32(make([]float32, 1)); err != nil {
			return fmt.Errorf("started: %w", err)
		}
		return sameAgain(c, c.Wait())
	},
	"closes": func(c *Comm) error {
		if c.Rank() == 1 {
			return nil // and so it closes
		}
		c.SetLimit(200 * time.Millisecond)
		return sameAgain(c, c.Sum(make([]float64, 1)))
	},
	"refused": func(c *Comm) error {
		c.mpi.sumOp = c.mpi.byteType // which no library takes for a sum
		return sameAgain(c, c.Sum(make([]float64, 1)))
	},
	"settings": func(c *Comm) error {
		for _, s := range c.mpi.settings {
			fmt.Printf("%s=%s\n", s.variable, inC(s.variable))
		}
		return together(c)
	},
	"interrupted": func(c *Comm) error {
		if c.Rank() == 1 {
			fmt.Println("waiting")
			time.Sleep(time.Minute)
		}
		return c.Barrier()
	},
	"closed": func(c *Comm) error {
		if err := c.Close(); err != nil {
			return err
		}
		err := c.Wait()
		if err == nil {
			return errors.New("no error after Close")
		}
		fmt.Println(err)
		if _, err = Join(""); err == nil {
			return errors.New("joined again")
		}
		fmt.Println(err)
		os.Exit(0)
		return nil
	},
}

// inC is a variable of the environment as C has it.
func inC(variable string) string {
	name := append([]byte(variable), 0)
	address, _, _ := purego.SyscallN(library(purego.RTLD_DEFAULT).lookUp("getenv"), uintptr(unsafe.Pointer(&name[0])))
	if address == 0 {
		return ""
	}
	value := make([]byte, room)
	copied := library(purego.RTLD_DEFAULT).lookUp("strncpy")
	purego.SyscallN(copied, uintptr(unsafe.Pointer(&value[0])), address, uintptr(len(value)-1))
	return untilZero(value)
}

// sameAgain wants an error to stay: what was under way is not known any more.
func sameAgain(c *Comm, err error) error {
	if err == nil {
		return errors.New("no error")
	}
	for _, again := range []error{
		c.StartSum32(make([]float32, 1)), c.StartSum64(make([]float64, 1)), c.Progress(), c.Wait(),
		c.Sum(make([]float64, 1)), c.Broadcast(make([]byte, 1)), c.Barrier(), c.Close(),
	} {
		if again != err {
			return fmt.Errorf("later %w, at first %w", again, err)
		}
	}
	return err
}

// together are all methods, as they are meant to be used.
func together(c *Comm) error {
	c.SetLimit(20 * time.Second)
	for _, check := range []struct {
		name string
		of   func(c *Comm) error
	}{
		{"sums", sums}, {"many at once", many}, {"in pieces", pieces}, {"alike", alike}, {"not finite", notFinite}, {"sums between", between},
		{"collector", collected}, {"others' progress", progress}, {"broadcasts", broadcasts}, {"barrier", barrier},
		{"signals", stillGos}, {"allocations", allocations}, {"in order", inOrder},
	} {
		if err := check.of(c); err != nil {
			return fmt.Errorf("%s: %w", check.name, err)
		}
	}
	return nil
}

// whole has whole numbers, which differ by element and rank, and whose sums are exact.
func whole[T float32 | float64](c *Comm, n, seed int) (x, want []T) {
	x, want = make([]T, n), make([]T, n)
	for i := range x {
		for r := range c.Size() {
			v := T((i*7+seed)%101) * T(r+1)
			if want[i] += v; r == c.Rank() {
				x[i] = v
			}
		}
	}
	return x, want
}

func sums(c *Comm) error {
	for _, n := range []int{0, 1, 2, 3, 100, 4097, 1 << 17} {
		x32, want32 := whole[float32](c, n, 1)
		x64, want64 := whole[float64](c, n, 2)
		small, wantSmall := whole[float64](c, n, 3)
		if err := errors.Join(c.StartSum32(x32), c.StartSum64(x64), c.Progress(), c.Wait(), c.Sum(small)); err != nil {
			return err
		}
		if !slices.Equal(x32, want32) || !slices.Equal(x64, want64) || !slices.Equal(small, wantSmall) {
			return fmt.Errorf("of %d elements are wrong", n)
		}
	}
	return errors.Join(c.StartSum32(nil), c.StartSum64(nil), c.Wait(), c.Sum(nil))
}

// many has more sums under way than there were before, as does each round.
func many(c *Comm) error {
	for round := range 20 {
		var all, wants [][]float32
		for i := range 3 * round {
			x, want := whole[float32](c, 1+i*i, i)
			all, wants = append(all, x), append(wants, want)
			if err := c.StartSum32(x); err != nil {
				return err
			}
			if i%3 == 0 {
				if err := c.Progress(); err != nil {
					return err
				}
			}
		}
		if err := c.Wait(); err != nil {
			return err
		}
		for i := range all {
			if !slices.Equal(all[i], wants[i]) {
				return fmt.Errorf("sum %d of round %d is wrong", i, round)
			}
		}
	}
	return nil
}

// pieces cuts arrays as those are that C's int cannot count.
func pieces(c *Comm) error {
	defer func(most int) { c.most = most }(c.most)
	c.most = 10
	for _, n := range []int{9, 10, 11, 20, 35} {
		x32, want32 := whole[float32](c, n, 1)
		x64, want64 := whole[float64](c, n, 2)
		small, wantSmall := whole[float64](c, n, 3)
		told, wantTold := make([]byte, n), make([]byte, n)
		for i := range told {
			wantTold[i] = byte(i + 1)
			told[i] = byte(i+1) * byte(1-min(c.Rank(), 1))
		}
		if err := errors.Join(c.StartSum32(x32), c.StartSum64(x64), c.Wait(), c.Sum(small), c.Broadcast(told)); err != nil {
			return err
		}
		if !slices.Equal(x32, want32) || !slices.Equal(x64, want64) || !slices.Equal(small, wantSmall) || !bytes.Equal(told, wantTold) {
			return fmt.Errorf("of %d elements are wrong", n)
		}
	}
	return nil
}

// inOrder wants sums to be those of a loop over the ranks, and all else to be as before.
func inOrder(c *Comm) error {
	if err := c.SetOrder(true); err != nil {
		return err
	}
	for _, n := range []int{1, 2, 3, 5, 1000, 50003} {
		x32, want32 := uneven[float32](c, n)
		x64, want64 := uneven[float64](c, n)
		small, wantSmall := uneven[float64](c, n)
		if err := errors.Join(c.StartSum32(x32), c.StartSum64(x64), c.Sum(small), c.Wait()); err != nil {
			return err
		}
		if !slices.Equal(x32, want32) || !slices.Equal(x64, want64) || !slices.Equal(small, wantSmall) {
			return fmt.Errorf("of %d elements differ", n)
		}
	}
	for i, check := range []func(c *Comm) error{sums, many, pieces, alike, notFinite, between, collected, progress, allocations} {
		if err := check(c); err != nil {
			return fmt.Errorf("check %d: %w", i, err)
		}
	}
	if err := c.SetOrder(false); err != nil {
		return err
	}
	return sums(c)
}

// uneven has numbers whose sum depends on the order, and the sum.
func uneven[T float32 | float64](c *Comm, n int) (x, want []T) {
	x, want = make([]T, n), make([]T, n)
	for r := range c.Size() {
		rng := rand.New(rand.NewPCG(uint64(n), uint64(r)))
		for i := range n {
			v := T(rng.NormFloat64() * math.Exp(5*rng.NormFloat64()))
			if want[i] += v; r == c.Rank() {
				x[i] = v
			}
		}
	}
	return x, want
}

// alike wants the same bits on all ranks, and again: parameters stay alike by nothing else.
func alike(c *Comm) error {
	rng := rand.New(rand.NewPCG(1, uint64(c.Rank())))
	for _, n := range []int{1, 3, 1000, 100003} {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		again := slices.Clone(x)
		if err := errors.Join(c.StartSum32(x), c.Wait(), c.StartSum32(again), c.Wait()); err != nil {
			return err
		}
		first := slices.Clone(x)
		if err := c.Broadcast(unsafe.Slice((*byte)(unsafe.Pointer(&first[0])), 4*n)); err != nil {
			return err
		}
		if !slices.Equal(x, first) || !slices.Equal(x, again) {
			return fmt.Errorf("%d elements differ", n)
		}
	}
	return nil
}

func notFinite(c *Comm) error {
	x := []float64{1, 1, 1, math.Inf(1)}
	if c.Rank() == 0 {
		x[0], x[1] = math.NaN(), math.Inf(-1)
	}
	if err := c.Sum(x); err != nil {
		return err
	}
	if !math.IsNaN(x[0]) || !math.IsInf(x[1], -1) || x[2] != float64(c.Size()) || !math.IsInf(x[3], 1) {
		return fmt.Errorf("%v", x)
	}
	return nil
}

// between has small sums while large ones are under way.
func between(c *Comm) error {
	x, want := whole[float32](c, 1<<18, 5)
	if err := c.StartSum32(x); err != nil {
		return err
	}
	small, wantSmall := whole[float64](c, 3, 6)
	if err := errors.Join(c.Sum(small), c.Barrier(), c.Wait()); err != nil {
		return err
	}
	if !slices.Equal(x, want) || !slices.Equal(small, wantSmall) {
		return errors.New("wrong")
	}
	return nil
}

// collected has the collector run and memory be used anew while MPI has buffers that nothing else refers to.
func collected(c *Comm) error {
	const n = 20000
	for round := range 15 {
		x, want := whole[float64](c, n, round)
		if err := c.StartSum64(x); err != nil {
			return err
		}
		for range 3 {
			lost := make([]float64, n)
			for i := range lost {
				lost[i] = 7
			}
			if err := c.StartSum64(lost); err != nil {
				return err
			}
		}
		runtime.GC()
		var anew [20][]float64
		for k := range anew {
			anew[k] = make([]float64, n)
			for i := range anew[k] {
				anew[k][i] = 1
			}
		}
		if err := c.Wait(); err != nil {
			return err
		}
		for _, used := range anew {
			if slices.ContainsFunc(used, func(v float64) bool { return v != 1 }) {
				return errors.New("MPI wrote to memory that was let go")
			}
		}
		if !slices.Equal(x, want) {
			return errors.New("wrong")
		}
	}
	return nil
}

// progress is called by a goroutine of its own.
func progress(c *Comm) error {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		for ctx.Err() == nil {
			if err := c.Progress(); err != nil {
				ended <- err
				return
			}
		}
		ended <- nil
	}()
	var failed error
	for round := range 50 {
		x, want := whole[float32](c, 5000, round)
		if failed = errors.Join(c.StartSum32(x), c.Wait()); failed != nil {
			break
		}
		if !slices.Equal(x, want) {
			failed = errors.New("wrong")
		}
	}
	cancel()
	return errors.Join(failed, <-ended)
}

func broadcasts(c *Comm) error {
	for _, n := range []int{0, 1, 2, 1000, 1 << 20} {
		x, want := make([]byte, n), make([]byte, n)
		for i := range x {
			want[i] = byte(i * 3)
			x[i] = want[i] + byte(c.Rank())
		}
		if err := c.Broadcast(x); err != nil {
			return err
		}
		if !bytes.Equal(x, want) {
			return fmt.Errorf("%d bytes are wrong", n)
		}
	}
	return nil
}

// barrier wants each rank's file to be there behind a barrier.
func barrier(c *Comm) error {
	folder := os.Getenv(folderVariable)
	if c.Rank() == 0 {
		time.Sleep(50 * time.Millisecond)
	}
	if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("rank-%d-of-%d", c.Rank(), c.Size())), nil, 0o666); err != nil {
		return err
	}
	if err := c.Barrier(); err != nil {
		return err
	}
	for r := range c.Size() {
		if _, err := os.Stat(filepath.Join(folder, fmt.Sprintf("rank-%d-of-%d", r, c.Size()))); err != nil {
			return err
		}
	}
	return nil
}

// stillGos are signals: a nil pointer is a panic, and an interrupt is heard.
func stillGos(c *Comm) error {
	var nothing *[10]int
	caught := func() (r any) {
		defer func() { r = recover() }()
		return nothing[c.Rank()]
	}()
	if _, ok := caught.(runtime.Error); !ok {
		return fmt.Errorf("a nil pointer is %v", caught)
	}
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, os.Interrupt)
	defer signal.Stop(heard)
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		return err
	}
	select {
	case <-heard:
		return nil
	case <-time.After(10 * time.Second):
		return errors.New("an interrupt is not heard")
	}
}

// allocations are none, of steps like those before. The runtime has some of its own, now and then.
func allocations(c *Comm) error {
	x32, x64, told := make([]float32, 10000), make([]float64, 1000), make([]byte, 100)
	var failed error
	step := func() {
		for _, err := range [...]error{
			c.StartSum32(x32[:5000]), c.StartSum32(x32[5000:]), c.Progress(), c.StartSum64(x64[:10]), c.StartSum64(x64[10:]), c.Progress(),
			c.StartSum64(x64[:0]), c.StartSum32(x32[:0]), c.Wait(), c.Sum(x64[:3]), c.Broadcast(told), c.Barrier(),
		} {
			if err != nil {
				failed = err
			}
		}
	}
	runtime.GC()
	step()
	least := uint64(math.MaxUint64)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 20 {
			step()
		}
		runtime.ReadMemStats(&after)
		least = min(least, after.Mallocs-before.Mallocs)
	}
	if least > 1 && !raced {
		return fmt.Errorf("%d in 20 steps", least)
	}
	return failed
}
