package engine

import (
	"fmt"
	"math"
)

// Schedule is the rate of each step, the first of which is step 0: it goes with
// [Optimizer.Steps] as opt.Step(rate(opt.Steps()), pass). A schedule keeps nothing
// between calls, so training goes on anywhere.
type Schedule func(step int) float64

// ConstantRate is the same rate at every step.
func ConstantRate(rate float64) Schedule {
	return func(int) float64 { return rate }
}

// StepDecay multiplies the rate by factor after every so many steps:
// rate·factor^⌊step/every⌋.
func StepDecay(rate, factor float64, every int) Schedule {
	positive("StepDecay every", every)
	return func(step int) float64 { return rate * math.Pow(factor, float64(step/every)) }
}

// CosineDecay falls from rate at step 0 to least at the given number of steps
// along half a cosine, least + (rate-least)·(1 + cos(π·step/steps))/2, and stays
// there (Loshchilov and Hutter, 2017).
func CosineDecay(rate, least float64, steps int) Schedule {
	positive("CosineDecay over", steps)
	return func(step int) float64 {
		if step >= steps {
			return least
		}
		return least + (rate-least)*(1+math.Cos(math.Pi*float64(step)/float64(steps)))/2
	}
}

// Warmup rises in a straight line to the first rate of the schedule that it
// precedes, then(0)·(step+1)/steps for the given number of steps, and is
// then(step-steps) from there on.
func Warmup(steps int, then Schedule) Schedule {
	positive("Warmup over", steps)
	return func(step int) float64 {
		if step < steps {
			return then(0) * float64(step+1) / float64(steps)
		}
		return then(step - steps)
	}
}

func positive(what string, steps int) {
	if steps < 1 {
		panic(fmt.Sprintf("engine: %s %d steps, want at least 1", what, steps))
	}
}
