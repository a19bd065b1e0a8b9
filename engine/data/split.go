package data

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"weft.example/engine"
	"weft.example/kernels"
)

// Split divides examples at random into parts of the given shares, each in the order of d. The same
// seed gives the same parts. See [SplitRows]; the classes are those of d.Labels, and without them all
// are of one.
func Split[T kernels.Float](d engine.Data[T], seed uint64, shares ...float64) ([]engine.Data[T], error) {
	rows, err := SplitRows(d.N, d.Labels.Classes, seed, shares...)
	if err != nil {
		return nil, err
	}
	parts := make([]engine.Data[T], len(rows))
	for k := range rows {
		parts[k] = Pick(d, rows[k])
	}
	return parts, nil
}

// SplitRows divides the numbers 0 … n-1 at random into parts of the given shares, each in ascending
// order. Each part has its share of each class, as scikit-learn's train_test_split with stratify: share times
// count, rounded up or down. Where it is rounded up is chosen so that the sizes of whole parts are near
// their shares of n. With nil classes all examples are of one.
//
// An error is a share that is not above 0, shares that do not add up to 1, classes of another number than n,
// one below engine.Ignored, and a class, or n, of fewer examples than there are parts. Examples of Ignored are divided as
// those of a class, of which there may be fewer.
func SplitRows(n int, classes []int, seed uint64, shares ...float64) ([][]int, error) {
	if err := checkShares(shares); err != nil {
		return nil, err
	}
	groups, err := byClass(n, classes)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	parts := make([][]int, len(shares))
	done := 0
	for _, group := range groups {
		if len(group) < len(shares) && !ignored(group, classes) {
			return nil, tooFew(group, classes, len(shares))
		}
		done += len(group)
		rng.Shuffle(len(group), func(i, j int) { group[i], group[j] = group[j], group[i] })
		for k, size := range sizes(len(group), shares, parts, done) {
			parts[k] = append(parts[k], group[:size]...)
			group = group[size:]
		}
	}
	for _, part := range parts {
		slices.Sort(part)
	}
	return parts, nil
}

// ignored reports whether the examples of a group are of no class.
func ignored(group, classes []int) bool { return classes != nil && classes[group[0]] == engine.Ignored }

// tooFew tells that a class has fewer examples than there are parts.
func tooFew(group, classes []int, parts int) error {
	of := ""
	if classes != nil {
		of = fmt.Sprintf(" of class %d", classes[group[0]])
	}
	return fmt.Errorf("data: %d examples%s, want at least 1 for each of %d parts", len(group), of, parts)
}

func checkShares(shares []float64) error {
	sum := 0.0
	for k, share := range shares {
		if !(share > 0 && share <= 1) {
			return fmt.Errorf("data: share %d is %v, want above 0 and at most 1", k, share)
		}
		sum += share
	}
	if math.Abs(sum-1) > 1e-6 {
		return fmt.Errorf("data: shares %v add up to %v, want 1", shares, sum)
	}
	return nil
}

// byClass returns the examples of each class, the classes in order.
func byClass(n int, classes []int) ([][]int, error) {
	if n < 1 || classes != nil && len(classes) < n {
		return nil, fmt.Errorf("data: %d examples with %d classes, want at least 1 with as many", n, len(classes))
	}
	if classes == nil {
		classes = make([]int, n)
	}
	order := make([]int, n)
	for i, class := range classes[:n] {
		if order[i] = i; class < engine.Ignored {
			return nil, fmt.Errorf("data: example %d has class %d, want at least 0, or %d for none", i, class, engine.Ignored)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(classes[i], classes[j]) })
	var groups [][]int
	for from := 0; from < n; {
		to := from + 1
		for to < n && classes[order[to]] == classes[order[from]] {
			to++
		}
		groups, from = append(groups, order[from:to]), to
	}
	return groups, nil
}

// sizes cuts a class of n examples: each part gets its share rounded down, and those that lack most
// of the examples done so far one more.
func sizes(n int, shares []float64, parts [][]int, done int) []int {
	const rounding = 1e-9 // of n·share, which is to be whole where it would be
	size, lack := make([]int, len(shares)), make([]float64, len(shares))
	left := n
	for k, share := range shares {
		exact := float64(n) * share
		size[k] = int(exact + rounding*max(1, exact))
		left -= size[k]
		lack[k] = float64(done)*share - float64(len(parts[k])+size[k])
		if exact-float64(size[k]) <= rounding*max(1, exact) {
			lack[k] = math.Inf(-1)
		}
	}
	for ; left > 0; left-- {
		k := 0
		for i, l := range lack {
			if l > lack[k] {
				k = i
			}
		}
		size[k]++
		lack[k] = math.Inf(-1)
	}
	return size
}

// Pick returns a copy of the given examples of d. It panics unless their numbers are from 0 to N-1,
// and X and labels have as many elements for each of the N.
func Pick[T kernels.Float](d engine.Data[T], rows []int) engine.Data[T] {
	return engine.Data[T]{N: len(rows), X: pick("X", d.X, d.N, rows), Labels: engine.Labels[T]{
		Values:  pick("Values", d.Labels.Values, d.N, rows),
		Classes: pick("Classes", d.Labels.Classes, d.N, rows),
		Weights: pick("Weights", d.Labels.Weights, d.N, rows),
	}}
}

// pick copies rows of x, of n rows, or returns nil for nil.
func pick[E any](name string, x []E, n int, rows []int) []E {
	if x == nil {
		return nil
	}
	if n < 1 || len(x)%n != 0 {
		panic(fmt.Sprintf("data: %d elements of %s, want as many for each of N = %d", len(x), name, n))
	}
	width := len(x) / n
	to := make([]E, 0, len(rows)*width)
	for _, row := range rows {
		if row < 0 || row >= n {
			panic(fmt.Sprintf("data: row %d, want 0 to N-1 = %d", row, n-1))
		}
		to = append(to, x[row*width:(row+1)*width]...)
	}
	return to
}
