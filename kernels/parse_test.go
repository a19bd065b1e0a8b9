package kernels

import (
	"strings"
	"testing"
)

func TestParseAct(t *testing.T) {
	for want := range NumActs {
		if a, err := ParseAct(want.String()); a != want || err != nil {
			t.Errorf("ParseAct(%q) = %v, %v", want, a, err)
		}
	}
	for _, name := range []string{"", "unknown", "ReLU", "relu "} {
		_, err := ParseAct(name)
		if err == nil {
			t.Errorf("ParseAct(%q) finds one", name)
			continue
		}
		for a := range NumActs {
			if !strings.Contains(err.Error(), a.String()) {
				t.Errorf("ParseAct(%q): error %q lacks %v", name, err, a)
			}
		}
	}
}
