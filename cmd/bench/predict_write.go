package main

import (
	"encoding/csv"
	"strconv"
	"unsafe"
)

// header names the columns of predictions.
func (m *model[T]) header() []string {
	if classes := m.classes(); classes != nil {
		return append([]string{"prediction"}, classes...)
	}
	if m.outputs == 1 {
		return []string{"prediction"}
	}
	var names []string
	for i := range m.outputs {
		names = append(names, "prediction"+strconv.Itoa(i))
	}
	return names
}

// write writes a line for each prediction.
func (m *model[T]) write(out *csv.Writer, guess []T, likeliest []int) error {
	classes := m.classes()
	text := func(v T) string { return strconv.FormatFloat(float64(v), 'g', -1, 8*int(unsafe.Sizeof(v))) }
	for i := range len(guess) / m.outputs {
		var line []string
		if classes != nil {
			line = append(line, classes[likeliest[i]])
		}
		row := guess[i*m.outputs : (i+1)*m.outputs]
		if m.outputs == 1 && len(classes) == 2 { // the probability of the second
			line = append(line, text(1-row[0]))
		}
		for _, v := range row {
			line = append(line, text(v))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
