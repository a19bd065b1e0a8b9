package ranks

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestSums wants sums and broadcasts of many calls, some of them begun together, at ranks that are slow in turn.
func TestSums(t *testing.T) {
	for n := 1; n <= 4; n++ {
		errs := Run(n, func(r *Rank) error {
			r.Before = func(_ string, number int) error {
				if number%(3+r.Rank()) == 0 {
					time.Sleep(10 * time.Microsecond)
				}
				return nil
			}
			for step := range 50 {
				x, y, z := []float64{float64(r.Rank()), 1}, []float32{float32(step)}, []byte{byte(r.Rank() + step)}
				count := []float64{1}
				err := errors.Join(r.StartSum64(x), r.StartSum32(y), r.Sum(count), r.Progress(), r.Broadcast(z), r.Wait(), r.Barrier())
				if want := float64(n*(n-1)) / 2; err != nil || x[0] != want || x[1] != float64(n) || y[0] != float32(n*step) || count[0] != float64(n) || z[0] != byte(step) {
					return fmt.Errorf("%v, sums %v, %v, %v, broadcast %v", err, x, y, count, z)
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
	}
}

// TestFaults wants errors that name what the ranks do wrong.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		want string
		do   func(r *Rank) error
	}{
		"others": {"where rank", func(r *Rank) error {
			if r.Rank() == 1 {
				return r.Barrier()
			}
			return r.Sum([]float64{1})
		}},
		"other sizes": {"of 2", func(r *Rank) error { return r.Sum(make([]float64, r.Rank()+1)) }},
		"left": {"for rank 1, which has left", func(r *Rank) error {
			if r.Rank() == 1 {
				return nil
			}
			return r.Barrier()
		}},
		"written": {"has written to what it sums", func(r *Rank) error {
			x := []float32{1, 2}
			err := r.StartSum32(x)
			x[1] = 3
			return errors.Join(err, r.Wait())
		}},
		"abort": {"rank 1 ends all: enough", func(r *Rank) error {
			if r.Rank() == 1 {
				r.Abort(errors.New("enough"))
			}
			return r.Barrier()
		}},
		"a fault": {"cut", func(r *Rank) error {
			r.Before = func(method string, number int) error {
				if method == "Wait" && number == 1 {
					return errors.New("cut")
				}
				return nil
			}
			return errors.Join(r.StartSum64([]float64{1}), r.Wait())
		}},
	} {
		if err := errors.Join(Run(2, c.do)...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
