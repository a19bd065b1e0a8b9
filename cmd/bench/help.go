package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v3"
)

// helpFlags ask for help, wherever they stand.
var helpFlags = []string{"-h", "--h", "-help", "--help"}

// asksHelp says whether a line asks for help, and not for anything else that stands on it.
func asksHelp(args []string) bool {
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	return len(args) > 0 && args[0] == "help" || slices.ContainsFunc(args, func(a string) bool { return slices.Contains(helpFlags, a) })
}

// firstCommand is the first word that names a command, if one does.
func firstCommand(args []string) []string {
	for _, a := range args {
		if slices.ContainsFunc(commands, func(c command) bool { return c.name == a }) {
			return []string{a}
		}
	}
	return nil
}

// hinted adds to an error in what was asked for where to read about it.
func hinted(err error, command string) error {
	var usage usageError
	if !errors.As(err, &usage) {
		return err
	}
	help := story.name + " -h"
	if command != story.name {
		help = story.name + " " + command + " -h"
	}
	return usageError{fmt.Errorf("%w (see %s)", err, help)}
}

// checkOperands is about the words that are no flags.
func (c command) checkOperands(cmd *cli.Command) error {
	have, want := cmd.Args().Slice(), c.operands
	switch n := len(want); {
	case len(have) < n:
		return fmt.Errorf("no %s", strings.TrimSuffix(want[len(have)], more))
	case len(have) == n || n > 0 && strings.HasSuffix(want[n-1], more):
		return nil
	case len(cmd.Commands) == 0:
		return fmt.Errorf("unexpected argument %q", have[n])
	}
	var names []string
	for _, c := range commands {
		names = append(names, c.name)
	}
	return fmt.Errorf("no command %q, have %s", have[0], strings.Join(names, ", "))
}

// more is behind an operand of which there may be several.
const more = "…"

// explain is what the library says of a flag, and the flag that may have been meant.
func explain(err error, cmd *cli.Command) error {
	text := strings.TrimSpace(err.Error())
	name, unknown := strings.CutPrefix(text, "flag provided but not defined: ")
	if !unknown {
		return errors.New(text)
	}
	err = fmt.Errorf("no flag %s", name)
	name = strings.TrimLeft(name, "-")
	meant := strings.TrimLeft(cli.SuggestFlag(cmd.Flags, name, true), "-")
	if name != "" && meant != "" && name[0] == meant[0] { // the nearest name may be far
		err = fmt.Errorf("%w, did you mean -%s?", err, meant)
	}
	return err
}

// flagLines are what -h says of flags: a name with one dash, as Go's have, a value, what it does and the default.
func flagLines(flags []cli.Flag) []string {
	var names, uses []string
	widest := 0
	for _, f := range flags {
		name, usage := "-"+f.Names()[0], f.(cli.DocGenerationFlag).GetUsage()
		if parts := strings.Split(usage, "`"); len(parts) == 3 {
			name, usage = name+" "+parts[1], strings.Join(parts, "")
		}
		if text, ok := f.(*cli.StringFlag); ok && text.Value+text.DefaultText != "" {
			usage += " (" + cmp.Or(text.DefaultText, text.Value) + ")"
		}
		names, uses = append(names, name), append(uses, usage)
		widest = max(widest, utf8.RuneCountInString(name))
	}
	for i, name := range names {
		gap := strings.Repeat(" ", widest-utf8.RuneCountInString(name)+2)
		below := "\n" + strings.Repeat(" ", widest+4)
		names[i] = name + gap + strings.ReplaceAll(style{width: usualWidth - widest - 4}.wrap(uses[i]), "\n", below)
	}
	return names
}

// helpTemplate is what -h prints, in 80 columns.
const helpTemplate = `{{.FullName}}: {{.Usage}}

{{.Description}}

Usage:
  {{.FullName}}{{if .VisibleCommands}} [COMMAND]{{end}}{{range index .Metadata "operands"}} {{.}}{{end}} [FLAGS]
{{if .VisibleCommands}}
Commands, each with flags of its own, such as bench gemm -h:{{range .VisibleCommands}}
  {{printf "%-12s" .Name}} {{.Usage}}{{end}}
{{end}}
Flags, and -h anywhere on the line; what stands in brackets is the default:{{range index .Metadata "flags"}}
  {{.}}{{end}}

Examples:{{range index .Metadata "examples"}}
  {{.}}{{end}}
`
