package kernels

import "testing"

// TestHideFollowsStacks has a goroutine's stack grow, and so move, while it holds the hidden pointer to a variable on it.
func TestHideFollowsStacks(t *testing.T) {
	same := make(chan bool)
	go func() {
		var p Product[float64]
		q := Hide(&p)
		deep(100)
		q.N = 7
		same <- p.N == 7 && q == &p
	}()
	if !<-same {
		t.Error("a hidden pointer stays behind where a stack moves")
	}
}

// deep uses so many KiB of stack.
//
//go:noinline
func deep(n int) (sum byte) {
	var room [1 << 10]byte
	if n > 0 {
		room[n] = deep(n - 1)
	}
	for _, x := range room {
		sum += x
	}
	return sum
}
