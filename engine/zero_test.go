package engine

import (
	"reflect"
	"strings"
	"testing"
)

// TestZeroValues calls every method of zero values, with arguments that are zero as well. Where
// that makes no sense the panic must be the package's own.
func TestZeroValues(t *testing.T) {
	for _, x := range []any{new(Batch[float64]), new(Batches), new(Frozen[float64]), new(Network[float64]), new(Optimizer[float64]), new(Pass[float64]), new(Predictor[float64])} {
		v := reflect.ValueOf(x)
		for i := range v.NumMethod() {
			text := panicText(func() { call(v.Method(i)) })
			if text != "<nil>" && !strings.HasPrefix(text, "engine: ") {
				t.Errorf("%T, %s: panic %q", x, v.Type().Method(i).Name, text)
			}
		}
	}
	for range new(Batches).Epoch(0) {
		t.Error("a mini-batch of no examples")
	}
}
