package main

import (
	"errors"
	"fmt"
	"strings"
)

// columnsError tells which columns a header lacks, and which it has that nobody knows.
func columnsError(missing, unknown, want []string) error {
	var parts []string
	for _, p := range []struct {
		what  string
		names []string
	}{{"no column", missing}, {"unknown column", unknown}} {
		if len(p.names) > 0 {
			parts = append(parts, p.what+" "+quoted(p.names))
		}
	}
	if parts == nil {
		return nil
	}
	return errors.New(strings.Join(parts, "; ") + "; want " + quoted(want) + ", in any order")
}

// quoted lists names, but no more than a line has room for.
func quoted(names []string) string {
	const most = 8
	var list []string
	for _, name := range names[:min(len(names), most)] {
		list = append(list, fmt.Sprintf("%.40q", name))
	}
	if rest := len(names) - most; rest > 0 {
		list = append(list, fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(list, ", ")
}
