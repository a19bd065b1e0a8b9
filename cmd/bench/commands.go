package main

import (
	"context"
	"io"
	"slices"

	"github.com/urfave/cli/v3"
)

// section measures and prints one part of a report.
type section func(ctx context.Context) error

// command is a subcommand: what it does and how one asks for it.
type command struct {
	name, usage, description string
	operands                 []string // what it takes beside flags; the last may end in …, for one or more
	examples                 []string
	flags                    []flagOf
	ranks                    bool // whether a launcher may start it many times
	sections                 func(s *session) []section
}

// story is what runs without a subcommand.
var story = command{
	name:  "bench",
	usage: "measure weft on this machine, beside plain Go and gonum",
	description: `Without a command: the machine, matrix products, element-wise kernels, passes
through networks, and a network trained on real data, in about a minute.
Each result is checked before it is timed. All take turns in one process;
figures are medians, and ± is how far their 95 % confidence interval goes.`,
	examples: []string{"bench", "bench -quick", "bench gemm -shape 64x512x784:NT", "bench -format json -o report.json", "bench -html report.html", "bench -peer openblas=libopenblas.so.0"},
	flags:    append([]flagOf{peerFlag}, measured...),
	sections: func(s *session) []section {
		all := []section{s.printMachine, s.gemm, s.elementwise, s.network, s.trainCancer}
		if s.html != "" || s.png != "" { // which have a roofline
			all = append(all, s.peak)
		}
		return all
	},
}

// measured are the flags of all that measures cases.
var measured = []flagOf{quickFlag, dtypeFlag, isaFlag, workersFlag, timeFlag, runFlag, compareFlag, formatFlag, outputFlag, htmlFlag, pngFlag}

// commands are the subcommands. To add one is to add a row.
var commands = []command{
	{
		name: "gemm", usage: "matrix products",
		description: `C = op(A)·op(B), of the sizes that layers of networks have, and others.
Columns are GFLOP/s of naive loops, of gonum, of weft on one core and on more.
peak is weft's share of one core's multiply-adds, which are measured in turn.`,
		examples: []string{"bench gemm -run square", "bench gemm -shape 64x512x784:NT,1000x1000x1000 -dtype float32", "bench gemm -workers 1,2,4 -time 50ms",
			"bench gemm -peer openblas=libopenblas.so.0   # by dlopen, without cgo", "bench gemm -format json -o old.json          # and, after a change:", "bench gemm -compare old.json"},
		flags:    append([]flagOf{shapeFlag, peerFlag}, measured...),
		sections: func(s *session) []section { return []section{s.gemm} },
	},
	{
		name: "blas", usage: "gonum's BLAS routines over weft",
		description: `Every routine of gonum's BLAS that weft has of its own, through gonum's
interface, beside gonum's own. Columns are µs of a call.`,
		examples: []string{"bench blas -run 'gemv|trsm'", "bench blas -order 100,1000 -dtype float64", "bench blas -peer blis=libblis.so.4 -peer openblas=libopenblas.so.0"},
		flags:    append([]flagOf{orderFlag, peerFlag}, measured...),
		sections: func(s *session) []section { return []section{s.blas} },
	},
	{
		name: "lapack", usage: "factorizations, eigenvalues, singular values",
		description: `LU, Cholesky, QR, a solution, eigenvalues and singular values with vectors,
through gonum's interface, float64. Columns are ms of a call.`,
		examples: []string{"bench lapack -quick", "bench lapack -run svd -order 512", "bench lapack -peer openblas=liblapacke.so.3"},
		flags:    append([]flagOf{orderFlag, peerFlag}, without(measured, dtypeFlag)...),
		sections: func(s *session) []section { return []section{s.lapack} },
	},
	{
		name: "elementwise", usage: "element-wise kernels",
		description: `Sums, activations and their derivatives, on arrays in each memory, on one core.
Columns are GB/s read and written.`,
		examples: []string{"bench elementwise -run 'relu|tanh'", "bench elementwise -dtype float32 -isa avx2"},
		flags:    without(measured, workersFlag),
		sections: func(s *session) []section { return []section{s.elementwise} },
	},
	{
		name: "network", usage: "forward and backward passes of networks",
		description: `Passes through dense networks: ReLU, with sigmoid outputs. Columns are µs.
No pass of weft's allocates; what does is listed.`,
		examples: []string{"bench network -layers 784-512-256-10 -batch 64", "bench network -run mnist -workers 1,2", "bench network -peer onnxruntime=/path/libonnxruntime.so.1"},
		flags:    append([]flagOf{layersFlag, batchFlag, peerFlag}, measured...),
		sections: func(s *session) []section { return []section{s.network} },
	},
	trainCommand, predictCommand, publishedCommand,
	{
		name: "cluster", usage: "sums over ranks that MPI's launcher started, and training by many",
		description: `Started by a launcher, as in mpirun -n 2 bench cluster: sums of gradients by
their size, the link's latency and rate, and steps of training with them.
Started alone: steps alone. Either way, what follows for 2 to 1024 ranks, by a
model.`,
		examples: []string{"bench cluster -quick", "bench cluster -layers 784-512-256-10 -batch 1024"},
		flags:    append([]flagOf{layersFlag, batchFlag}, without(without(measured, dtypeFlag), runFlag)...),
		ranks:    true,
		sections: func(s *session) []section { return []section{s.ranks} },
	},
	{
		name: "peak", usage: "the roofline's two limits",
		description: `Multiply-adds in registers, and the bandwidth of each cache level and of memory.
A kernel of fewer FLOP per byte than "ridge" waits for that level.`,
		examples: []string{"bench peak", "bench peak -workers 1,2,4,8 -dtype float32"},
		flags:    []flagOf{quickFlag, dtypeFlag, isaFlag, workersFlag, timeFlag, compareFlag, formatFlag, outputFlag, htmlFlag, pngFlag},
		sections: func(s *session) []section { return []section{s.peak} },
	},
	{
		name: "report", usage: "a page and pictures of what was measured before",
		description: `Measures nothing: reads FILE… that -format json wrote, of one machine, prints
its tables and writes what -html, -png or -format ask for. Of two rows of one
name the later one counts.`,
		examples: []string{"bench report old.json -html old.html", "bench report gemm.json peak.json -html page.html -png pictures"},
		flags:    []flagOf{compareFlag, formatFlag, outputFlag, htmlFlag, pngFlag},
		operands: []string{"FILE…"},
		sections: func(s *session) []section { return []section{s.saved} },
	},
	{
		name: "info", usage: "the CPU, what weft chose for it, versions",
		description: `Measures nothing. It is what to send along with a question.`,
		examples:    []string{"bench info", "bench info -format json"},
		flags:       []flagOf{isaFlag, compareFlag, formatFlag, outputFlag, htmlFlag, pngFlag},
		sections:    func(s *session) []section { return []section{s.info} },
	},
}

// without leaves one flag out. Flags are functions, and told apart by their names.
func without(flags []flagOf, but flagOf) []flagOf {
	name := func(f flagOf) string { return f(&options{}).Names()[0] }
	return slices.DeleteFunc(slices.Clone(flags), func(f flagOf) bool { return name(f) == name(but) })
}

// job is what a command line asks for.
type job struct {
	options
	command  string // its name
	ranks    bool
	sections func(s *session) []section
}

// parse returns the job. Where help is asked for, it is printed and there is no job but a name.
func parse(ctx context.Context, args []string, help io.Writer) (job, error) {
	j := job{command: story.name}
	var rejected error
	root := story.cli(&j, &rejected)
	for _, c := range commands {
		root.Commands = append(root.Commands, c.cli(&j, &rejected))
	}
	root.Writer, root.ErrWriter = help, io.Discard
	if asksHelp(args) {
		args = append(firstCommand(args), "-h")
	}
	err := root.Run(ctx, append([]string{story.name}, args...))
	switch {
	case rejected != nil:
		return j, rejected
	case err != nil: // the library's own
		return j, usageError{err}
	}
	return j, nil
}

// cli is the command as the library has it. Its action sets the job.
func (c command) cli(j *job, rejected *error) *cli.Command {
	o := defaults()
	flags := make([]cli.Flag, len(c.flags))
	for i, f := range c.flags {
		flags[i] = f(&o)
	}
	reject := func(err error) error {
		*j, *rejected = job{command: c.name}, usageError{err}
		return *rejected
	}
	return &cli.Command{
		Name: c.name, Usage: c.usage, Description: c.description, Flags: flags,
		Metadata:                      map[string]any{"examples": c.examples, "flags": flagLines(flags), "operands": c.operands},
		CustomHelpTemplate:            helpTemplate,
		CustomRootCommandHelpTemplate: helpTemplate,
		HideHelpCommand:               true,
		DisableSliceFlagSeparator:     true, // a path may have a comma
		ExitErrHandler:                func(context.Context, *cli.Command, error) {},
		OnUsageError: func(_ context.Context, cmd *cli.Command, err error, _ bool) error {
			return reject(explain(err, cmd))
		},
		Action: func(_ context.Context, cmd *cli.Command) error {
			o.operands = cmd.Args().Slice()
			if err := c.checkOperands(cmd); err != nil {
				return reject(err)
			}
			if err := o.check(); err != nil {
				return reject(err)
			}
			*j = job{o, c.name, c.ranks, c.sections}
			return nil
		},
	}
}
