package main

import (
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// style is how text looks where it goes.
type style struct {
	width  int
	colour bool
}

// wrap breaks a text between words.
func (s style) wrap(words string) string {
	lines := strings.Split(text.WrapSoft(words, s.width), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// fold sets columns side by side. Those that do not fit stand below, behind the first few again.
func (s style) fold(columns []column, keys int) string {
	const gap = 2
	width := func(c column) int {
		w := text.StringWidthWithoutEscSequences(c.head)
		for _, cell := range c.cells {
			w = max(w, text.StringWidthWithoutEscSequences(cell))
		}
		return w + gap
	}
	var tables string
	for rest := columns[keys:]; len(rest) > 0; {
		part, used := slices.Clone(columns[:keys]), -gap
		for _, c := range part {
			used += width(c)
		}
		for n := 0; len(rest) > 0 && (n == 0 || used+width(rest[0]) <= s.width); n++ {
			used += width(rest[0])
			part, rest = append(part, rest[0]), rest[1:]
		}
		if tables != "" {
			tables += "\n\n"
		}
		tables += s.table(part)
	}
	return tables
}

// table sets columns without lines around them.
func (s style) table(columns []column) string {
	w := table.NewWriter()
	w.SuppressTrailingSpaces()
	w.SetStyle(table.Style{
		Box:     table.BoxStyle{PaddingRight: "  "},
		Format:  table.FormatOptions{Header: text.FormatDefault},
		Options: table.Options{},
	})
	head := table.Row{}
	var config []table.ColumnConfig
	for i, c := range columns {
		align := text.AlignRight
		if c.left {
			align = text.AlignLeft
		}
		config = append(config, table.ColumnConfig{Number: i + 1, Align: align, AlignHeader: align})
		head = append(head, s.strong(c.head))
	}
	w.SetColumnConfigs(config)
	w.AppendHeader(head)
	for i := range columns[0].cells {
		row := table.Row{}
		for _, c := range columns {
			row = append(row, c.cells[i])
		}
		w.AppendRow(row)
	}
	return w.Render()
}

// strong and warn mark words where colour is wanted.
func (s style) strong(word string) string { return s.paint(word, "\x1b[1m") }
func (s style) warn(word string) string   { return s.paint(word, "\x1b[33m") }

func (s style) paint(word, code string) string {
	if !s.colour {
		return word
	}
	return code + word + "\x1b[0m"
}
