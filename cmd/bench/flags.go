package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"weft.example/bench"
)

// options are the command line, as it stands there and checked.
type options struct {
	trainOptions
	operands []string // that are no flags

	quick    bool
	validate bool
	time     time.Duration // of a round, 0 for that of the effort
	isa      string
	format   string
	output   string
	html     string
	png      string
	compare  string

	shapeText, layersText, batchText, orderText, dtypeText, workersText, runText string

	peerTexts []string

	shapes    []bench.GemmCase
	networks  []bench.NetworkCase
	orders    []int
	types     []string
	workers   []int
	only      *regexp.Regexp
	libraries []library
}

// The names that flags take.
var (
	typeNames   = []string{"float32", "float64"}
	formatNames = []string{"table", "benchstat", "json", "csv"}
)

// defaults are the options where a command does not have their flags.
func defaults() options {
	return options{trainOptions: trainOptions{given: map[string]string{}}, format: formatNames[0], dtypeText: strings.Join(typeNames, ",")}
}

// flagOf makes a flag that sets an option. The word in backquotes names its value in the help.
type flagOf func(o *options) cli.Flag

func word(name, value, usage string, field func(o *options) *string) flagOf {
	return func(o *options) cli.Flag {
		return &cli.StringFlag{Name: name, Value: value, Usage: usage, Destination: field(o), Local: true}
	}
}

func boolean(name, usage string, field func(o *options) *bool) flagOf {
	return func(o *options) cli.Flag {
		return &cli.BoolFlag{Name: name, Usage: usage, Destination: field(o), Local: true, HideDefault: true}
	}
}

// The flags, of which a command has some.
var (
	quickFlag   = boolean("quick", "fewer and smaller cases, with less patience, for a first look", func(o *options) *bool { return &o.quick })
	shapeFlag   = word("shape", "", "own products `MxNxK:NT,…`, T where A or B is transposed", func(o *options) *string { return &o.shapeText })
	layersFlag  = word("layers", "", "own networks, such as `784-128-10`, inputs first", func(o *options) *string { return &o.layersText })
	batchFlag   = word("batch", "64", "`sizes` of batches for -layers", func(o *options) *string { return &o.batchText })
	orderFlag   = word("order", "", "orders `n,…` of matrices, and lengths of vectors (64,256)", func(o *options) *string { return &o.orderText })
	dtypeFlag   = word("dtype", "float32,float64", "element `types`", func(o *options) *string { return &o.dtypeText })
	isaFlag     = word("isa", "", "instruction `set`, instead of WEFT_ISA's or the best", func(o *options) *string { return &o.isa })
	workersFlag = word("workers", "", "numbers `n,…` of workers; all is 1, 2, 4 … to GOMAXPROCS (1 and that)", func(o *options) *string { return &o.workersText })
	runFlag     = word("run", "", "only cases whose name matches `REGEXP`", func(o *options) *string { return &o.runText })
	formatFlag  = word("format", "table", "`name` of a form: table, benchstat, json or csv", func(o *options) *string { return &o.format })
	outputFlag  = word("o", "", "write to `FILE`, whole or not at all", func(o *options) *string { return &o.output })
	htmlFlag    = word("html", "", "write a page with pictures to `FILE`", func(o *options) *string { return &o.html })
	pngFlag     = word("png", "", "write pictures into the folder `DIR`", func(o *options) *string { return &o.png })
	compareFlag = word("compare", "", "say what changed since a `FILE` of -format json", func(o *options) *string { return &o.compare })

	validateFlag = boolean("validate", "judge MNIST's networks by training images kept aside", func(o *options) *bool { return &o.validate })
)

func timeFlag(o *options) cli.Flag {
	return &cli.DurationFlag{Name: "time", Usage: "`span` of one function in one round, such as 50ms (7ms; blas 2ms)", Destination: &o.time, Local: true, HideDefault: true}
}

// peerFlag may stand more than once.
func peerFlag(o *options) cli.Flag {
	return &cli.StringSliceFlag{Name: "peer", Usage: "measure beside the library `NAME=FILE`, once for each", Destination: &o.peerTexts, Local: true, HideDefault: true}
}

// check turns the texts into what they say.
func (o *options) check() (err error) {
	if o.types, err = oneOf("dtype", "element type", split(o.dtypeText), typeNames); err != nil {
		return err
	}
	if _, err = oneOf("format", "format", []string{o.format}, formatNames); err != nil {
		return err
	}
	if o.html != "" && o.html == o.output {
		return fmt.Errorf("-html and -o: both are %s", o.html)
	}
	if o.time < 0 {
		return fmt.Errorf("-time: %v, want more than 0", o.time)
	}
	if o.only, err = regexp.Compile(o.runText); err != nil {
		return fmt.Errorf("-run: %w", err)
	}
	if o.orders, err = numbers("order", o.orderText, 1<<14); err != nil {
		return err
	}
	if err = o.checkWorkers(); err != nil {
		return err
	}
	if err = o.checkCases(); err != nil {
		return err
	}
	if err = o.checkPeers(); err != nil {
		return err
	}
	return o.checkTrain()
}
