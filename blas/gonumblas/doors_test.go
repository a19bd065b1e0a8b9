package gonumblas

import (
	"strings"
	"testing"

	"weft/kernels"
)

func TestUnknownISA(t *testing.T) {
	t.Setenv(kernels.ISAEnv, "mmx")
	defer func() {
		text, _ := recover().(string)
		if !strings.Contains(text, kernels.ISAEnv) || !strings.Contains(text, "mmx") || strings.Contains(text, "\n") {
			t.Errorf("panic %q, want one line that names %s and mmx", text, kernels.ISAEnv)
		}
	}()
	newDoors()
}
