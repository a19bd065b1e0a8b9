package main

import (
	"context"
	"encoding/json"
	"regexp"
	"testing"

	"weft.example/bench/results"
)

// TestCluster has steps of training and the model where no launcher has started the program.
func TestCluster(t *testing.T) {
	for _, variable := range []string{"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS"} {
		t.Setenv(variable, "")
	}
	args := []string{"cluster", "-layers", "30-20-10", "-batch", "64", "-time", "100us"}
	code, out, errs := runWith(context.Background(), args...)
	for _, want := range []string{
		`(?m)^30-20-10 +16 +[0-9.]+$`,
		`(?m)^30-20-10 +64 +[0-9.]+$`,
		`(?m)^30-20-10 +10 Gbit/s( +([0-9]+|–)){7}$`,
		`(?m)^30-20-10 +100 Gbit/s( +[0-9]+%){7}$`,
	} {
		if code != 0 || !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("status %d, nothing matches %s:\n%s%s", code, want, out, errs)
		}
	}
	code, out, errs = runWith(context.Background(), append(args, "-format", "json")...)
	var report results.Report
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != 0 || len(report.Rows) != 2 {
		t.Errorf("status %d, %v, %d rows, want 2: %s", code, err, len(report.Rows), errs)
	}
}

// TestClusterWithout is a launcher without its library.
func TestClusterWithout(t *testing.T) {
	t.Setenv("PMI_SIZE", "2")
	t.Setenv("WEFT_MPI", "no/such/library.so")
	code, out, errs := runWith(context.Background(), "cluster", "-quick")
	if code != 1 || out != "" || !regexp.MustCompile(`^bench: cluster: .*library`).MatchString(errs) {
		t.Errorf("status %d, %q, %q", code, out, errs)
	}
}
