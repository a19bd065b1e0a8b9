package report

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
)

// axis is one of a figure's two.
type axis struct {
	label    string
	log      bool
	zero     bool                   // it starts at 0
	whole    bool                   // only whole numbers have ticks
	exponent func(x float64) string // prints 10ˣ, where x are logarithms already; nil elsewhere
}

func (a axis) ticks() plot.Ticker {
	switch {
	case a.exponent != nil:
		return plot.TickerFunc(a.exponents)
	case a.log:
		return plot.TickerFunc(logTicks)
	case a.whole:
		return plot.TickerFunc(func(least, greatest float64) []plot.Tick {
			return slices.DeleteFunc(linearTicks(least, greatest), func(t plot.Tick) bool { return t.Value != math.Round(t.Value) })
		})
	default:
		return plot.TickerFunc(linearTicks)
	}
}

// limit widens a range so that points stand off the frame, and there is a range at all.
func (a axis) limit(to *plot.Axis) {
	switch {
	case a.exponent != nil:
		to.Min, to.Max = min(to.Min-0.05, 0), max(to.Max+0.05, math.Log10(2))
	case a.log:
		to.Min, to.Max = to.Min/1.25, to.Max*1.25
	case a.zero:
		to.Min, to.Max = 0, to.Max*1.06
		if !(to.Max > 0) {
			to.Max = 1
		}
	default:
		room := 0.05 * (to.Max - to.Min)
		if !(room > 0) {
			room = 1
		}
		to.Min, to.Max = to.Min-room, to.Max+room
	}
}

// most is how many labels an axis has at most, so that they fit side by side on a phone.
const most = 7

// logTicks are 1, 2 and 5 of each decade, or 1 and 3, or decades alone, or every other one.
func logTicks(least, greatest float64) (ticks []plot.Tick) {
	for _, steps := range [][]float64{{1, 2, 5}, {1, 3}, {1}, {1, 0.1}} {
		stride := 1
		if len(steps) == 2 && steps[1] == 0.1 {
			steps, stride = steps[:1], 2
		}
		ticks = nil
		for e := int(math.Floor(math.Log10(least))); e <= int(math.Ceil(math.Log10(greatest))); e++ {
			for _, s := range steps {
				if x := s * math.Pow(10, float64(e)); x >= least && x <= greatest && e%stride == 0 {
					ticks = append(ticks, plot.Tick{Value: x, Label: plain(round(x))})
				}
			}
		}
		if len(ticks) <= most {
			break
		}
	}
	return ticks
}

// exponents are logTicks of what the axis has logarithms of.
func (a axis) exponents(least, greatest float64) []plot.Tick {
	ticks := logTicks(math.Pow(10, least), math.Pow(10, greatest))
	for i := range ticks {
		ticks[i] = plot.Tick{Value: math.Log10(ticks[i].Value), Label: a.exponent(ticks[i].Value)}
	}
	return ticks
}

// linearTicks are multiples of 1, 2 or 5 times a power of ten, 4 to 7 of them.
func linearTicks(least, greatest float64) (ticks []plot.Tick) {
	step := math.Pow(10, math.Floor(math.Log10(greatest-least)))
	for _, part := range []float64{0.1, 0.2, 0.5, 1, 2} {
		if s := part * step; (greatest-least)/s <= most {
			step = s
			break
		}
	}
	for i := math.Ceil(least / step); i*step <= greatest; i++ {
		ticks = append(ticks, plot.Tick{Value: i * step, Label: plain(round(i * step))})
	}
	return ticks
}

// round takes away what arithmetic left behind the twelfth digit.
func round(x float64) float64 {
	if x == 0 {
		return 0
	}
	digits := math.Pow(10, 11-math.Floor(math.Log10(math.Abs(x))))
	if math.IsInf(digits, 0) {
		return x
	}
	return math.Round(x*digits) / digits
}
