package main

import "testing"

// TestEnvironment wants variables that bear on speed in a report, which is passed on, and no other.
func TestEnvironment(t *testing.T) {
	for name, value := range map[string]string{"GOGC": "150", "OMP_NUM_THREADS": "3", "GOOGLE_API_KEY": "secret", "GOPROXY": "a place", "HOME": "here"} {
		t.Setenv(name, value)
	}
	found := variables(ofSpeed...)
	if found["GOGC"] != "150" || found["OMP_NUM_THREADS"] != "3" {
		t.Errorf("variables %v", found)
	}
	for _, other := range []string{"GOOGLE_API_KEY", "GOPROXY", "HOME"} {
		if _, ok := found[other]; ok {
			t.Errorf("%s is in the report", other)
		}
	}
}
