package main

import (
	"context"
	"fmt"
	"slices"
)

// publishedMNIST trains on MNIST, which is read before anything is printed.
func (s *session) publishedMNIST(ctx context.Context) error {
	data, err := loadMNIST(ctx, s.mnistDir)
	if err != nil {
		return err
	}
	sections := []section{
		s.printMachine,
		func(ctx context.Context) error { return s.trainMNIST(ctx, data) },
		func(ctx context.Context) error { return s.published(ctx, data, s.validate) },
	}
	if s.validate {
		sections = slices.Delete(sections, 1, 2)
	}
	return s.each(ctx, sections)
}

// published trains each recipe's network once and prints its error beside the
// published one. It returns an error if one is not as low as it should be.
//
// With validate, the last sixth of the training images is kept aside, as many as
// there are test images, and takes their place.
func (s *session) published(ctx context.Context, data *mnistData, validate bool) error {
	train, test, what := data.train, data.test, "test"
	if n := len(train.images); validate {
		train, test, what = train.cut(0, n-n/6), train.cut(n-n/6, n), "validation"
	}
	images, judged := train.rows(), test.rows()
	epochs := 0
	for _, r := range s.recipes {
		epochs += r.epochs
	}
	bar := s.progress("published results", epochs)
	defer bar.Close()
	fmt.Fprintf(s.out, "Published results on MNIST, %s error in %%, and seconds of training,\nfloat32, weft ×%d.\n\n", what, s.pool.Limit())
	w := s.pairs()
	fmt.Fprintln(w, "network\tpublished\tsource\t weft\tepochs\tseconds")
	var failed error
	for _, r := range s.recipes {
		net, seconds, err := r.train(ctx, s.set, s.pool, images, func() { _ = bar.Add(1) })
		if err != nil {
			return err
		}
		got, err := r.errorOf(net, s.pool, judged)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\t%9.2f\t%s\t%5.2f\t%6d\t%7.1f\n", r.name, r.published, r.source, got, r.epochs, seconds)
		if !(got <= r.most) && failed == nil {
			failed = fmt.Errorf("%s: %s error %.2f %%, want at most %.2f %%", r.name, what, got, r.most)
		}
	}
	_ = bar.Finish()
	if err := w.Flush(); err != nil {
		return err
	}
	return failed
}
