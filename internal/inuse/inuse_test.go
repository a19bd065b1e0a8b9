package inuse

import "testing"

func TestWord(t *testing.T) {
	var w Word
	for range 2 {
		if !w.Enter() {
			t.Fatal("a free word cannot be entered")
		}
		for range 2 {
			if w.Enter() {
				t.Fatal("a held word can be entered")
			}
		}
		w.Leave()
	}
}

// BenchmarkWord is what a use costs.
func BenchmarkWord(b *testing.B) {
	var w Word
	for b.Loop() {
		if !w.Enter() {
			b.Fatal("held")
		}
		w.Leave()
	}
}
