package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v3"

	"weft.example/bench"
	"weft.example/kernels"
)

// trainOptions are those of train and predict.
type trainOptions struct {
	given              map[string]string // flags of a plan that are on the command line
	save, load, resume string
	mnistDir           string
	naive              bool
}

// trainCommand is a row of commands, as are the two below.
var trainCommand = command{
	name: "train", usage: "train a network on your data",
	description: `Mini-batches in random order, and a line after each epoch, with the loss and
accuracy of examples kept aside. Inputs are standardised, missing ones the mean.
Ctrl-C and SIGTERM end it after the running step, with status 130: the file of
-save is whole then, a network like any other, and -resume goes on from there
to the bits of a run that was not stopped.`,
	examples: []string{
		"bench train -data iris -save iris.model", "bench train -data sales.csv -label price -loss mean-square -save m",
		"bench train -data digits -layers 128-64 -optimizer adamw -dropout 0.2", "bench train -resume iris.model -epochs 300",
		"bench train -data mnist -epochs 5 -naive",
	},
	flags:    append(planFlagsOf(), saveFlag, loadFlag, resumeFlag, naiveFlag, mnistFlag, isaFlag, compareFlag, formatFlag, outputFlag, htmlFlag, pngFlag),
	sections: func(s *session) []section { return []section{s.train} },
}

var publishedCommand = command{
	name: "published", usage: "MNIST to published errors, in networks of those sizes",
	description: `784-128-64-10 beside the naive path, to 97 % and more, and then networks of
published sizes, whose test errors stand beside the published ones.`,
	examples: []string{"bench published", "bench published -quick", "bench published -mnist DIR -validate"},
	flags:    []flagOf{quickFlag, isaFlag, mnistFlag, validateFlag, compareFlag, formatFlag, outputFlag, htmlFlag, pngFlag},
	sections: func(s *session) []section { return []section{s.publishedMNIST} },
}

var predictCommand = command{
	name: "predict", usage: "predict the rows of a CSV by a network of train's",
	operands: []string{"MODEL", "CSV"},
	description: `MODEL is a file of train -save. The header of CSV names the inputs, in any
order; - is standard input, and breast-cancer, digits and iris are the sets in
the program. A CSV comes out: the likeliest class and the probability of each,
or the amounts. Where there are labels too, standard error says how right the
predictions are. Rows are read as they come, however many.`,
	examples: []string{"bench predict iris.model iris", "bench predict m sales.csv -o prices.csv", "bench predict m - -comma ';'"},
	flags:    []flagOf{labelFlag, commaFlag, isaFlag, outputFlag},
	sections: func(s *session) []section { return []section{s.predict} },
}

// The flags that no plan keeps.
var (
	saveFlag   = word("save", "", "write the network to `FILE`, whole or not at all", func(o *options) *string { return &o.save })
	loadFlag   = word("load", "", "begin with the network of `FILE`", func(o *options) *string { return &o.load })
	resumeFlag = word("resume", "", "go on with the training of `FILE`, which it saves to", func(o *options) *string { return &o.resume })
	naiveFlag  = boolean("naive", "take the first steps in plain Go too, and compare", func(o *options) *bool { return &o.naive })
	mnistFlag  = word("mnist", "", "`folder` with MNIST's four .gz files, in the place\n \tof the GoMNIST module's", func(o *options) *string { return &o.mnistDir })
	labelFlag  = planFlag{"label", "`column` of the labels", "as in training", setLabel, true, false}.flag
	commaFlag  = planFlag{"comma", "`character` between fields", ",", setComma, true, false}.flag
)

// planFlag is a flag that sets something of a plan.
type planFlag struct {
	name, usage, usual string
	set                func(p *plan, text string) error
	later              bool // may come with -resume too
	network            bool // is of the network, which -load brings
}

// planFlags are those of train. To add one is to add a row.
var planFlags = []planFlag{
	{"data", "`set`: breast-cancer, digits, iris, mnist,\n \ta CSV file or X.npy,Y.npy", "breast-cancer", setData, true, false},
	{"label", "`column` of a CSV to predict", "the last", setLabel, false, false},
	{"drop", "`columns` of a CSV not to read", "", func(p *plan, text string) error { p.Drop = split(text); return nil }, false, false},
	{"comma", "`character` between a CSV's fields", ",", setComma, false, false},
	{"validation", "`share` kept aside; breast-cancer and mnist\n \thave examples for that", "0.2", share(func(p *plan) *float64 { return &p.Validation }), false, false},
	{"loss", "`name`: softmax, of classes; of amounts\n \tmean-square, mean-absolute, huber", "softmax", setLoss, false, false},
	{"layers", "`units` of hidden layers, or none", "64-32", setLayers, false, true},
	{"act", "their `function`: relu, tanh, gelu, silu …", "relu", setAct, false, true},
	{"dropout", "`share` of hidden units dropped in a step", "0", share(func(p *plan) *float64 { return &p.Dropout }), false, true},
	{"optimizer", "`method`: sgd, momentum, nesterov, rmsprop,\n \tadam, adamw", "adam", setOptimizer, false, false},
	{"rate", "`number`, the learning rate", "0.001; sgd's and\n \tmomentums' 0.01", setRate(func(p *plan) *float64 { return &p.Rate }, 1e-9), false, false},
	{"decay", "`number`, the weight decay", "0; adamw's 0.01", setRate(func(p *plan) *float64 { return &p.Decay }, 0), false, false},
	{"batch", "`examples` in a step", "32", count(func(p *plan) *int { return &p.Batch }, mostBatch), false, false},
	{"epochs", "`times` over all examples", "10 to 100, so\n \tthat there are 2000 steps", count(func(p *plan) *int { return &p.Epochs }, mostOfEpochs), true, false},
	{"seed", "`number` that all chance follows from", "1", setSeed, false, false},
	{"dtype", "element `type`, float32 or float64", "float32", setDType, false, false},
}

// flag is the library's. What is given waits in the options until they are checked.
func (f planFlag) flag(o *options) cli.Flag {
	return &cli.StringFlag{
		Name: f.name, Usage: f.usage, DefaultText: f.usual, Local: true,
		Action: func(_ context.Context, _ *cli.Command, text string) error {
			o.given[f.name] = text
			return nil
		},
	}
}

func setData(p *plan, text string) error {
	p.Data = text
	if sourceOf[float32](text) == nil {
		return fmt.Errorf("no data set %q, have %s, %s, FILE.csv and X.npy,Y.npy", text, strings.Join(bench.EmbeddedNames(), ", "), mnist)
	}
	return nil
}

func setLabel(p *plan, text string) error {
	p.Label = text
	return nil
}

func setComma(p *plan, text string) error {
	if text == `\t` {
		text = "\t"
	}
	p.Comma = text
	if utf8.RuneCountInString(text) != 1 || strings.ContainsAny(text, "\"\r\n\ufffd\x00") {
		return fmt.Errorf("%q, want one character", text)
	}
	return nil
}

func setLoss(p *plan, text string) error {
	p.Loss = text
	if _, ok := losses[text]; !ok {
		return fmt.Errorf("no loss %q, have softmax, mean-square, mean-absolute, huber", text)
	}
	return nil
}

func setLayers(p *plan, text string) error {
	p.Layers = nil
	if text == "none" {
		return nil
	}
	for _, part := range strings.Split(text, "-") {
		n, err := number(part, 1<<20)
		if err != nil {
			return err
		}
		if k := len(p.Layers); k > 0 && p.Layers[k-1]*n > mostElements {
			return fmt.Errorf("a matrix of more than %d elements", mostElements)
		}
		p.Layers = append(p.Layers, n)
	}
	return nil
}

func setAct(p *plan, text string) error {
	p.Act = text
	_, err := kernels.ParseAct(text)
	return err
}

func setOptimizer(p *plan, text string) error {
	p.Optimizer = text
	_, err := methodOf(text)
	return err
}

func setSeed(p *plan, text string) (err error) {
	if p.Seed, err = strconv.ParseUint(text, 10, 64); err != nil {
		return fmt.Errorf("%q, want a number of 64 bits", text)
	}
	return nil
}

func setDType(p *plan, text string) error {
	p.DType = text
	_, err := oneOf("dtype", "element type", []string{text}, typeNames)
	return err
}

// share is of 0 to below 1, setRate of least to mostRate, count of 1 to most.
func share(field func(p *plan) *float64) func(p *plan, text string) error {
	return func(p *plan, text string) error {
		x, err := strconv.ParseFloat(text, 64)
		if *field(p) = x; err != nil || !(x >= 0 && x < 1) {
			return fmt.Errorf("%q, want a number from 0 to below 1", text)
		}
		return nil
	}
}

func setRate(field func(p *plan) *float64, least float64) func(p *plan, text string) error {
	return func(p *plan, text string) error {
		x, err := strconv.ParseFloat(text, 64)
		if *field(p) = x; err != nil || !(x >= least && x <= mostRate) {
			return fmt.Errorf("%q, want a number from %v to %d", text, least, mostRate)
		}
		return nil
	}
}

func count(field func(p *plan) *int, most int) func(p *plan, text string) error {
	return func(p *plan, text string) (err error) {
		*field(p), err = number(text, most)
		return err
	}
}

// planFlagsOf are the rows' flags.
func planFlagsOf() (flags []flagOf) {
	for _, f := range planFlags {
		flags = append(flags, f.flag)
	}
	return flags
}

// checkTrain reads the flags of a plan, and which of them go together.
func (o *trainOptions) checkTrain() error {
	p := usual()
	if err := p.apply(o.given); err != nil {
		return err
	}
	switch {
	case o.resume != "" && o.load != "":
		return errors.New("-load is not for -resume, whose file has the network")
	case o.resume != "" && o.naive:
		return errors.New("-naive is not for -resume: it compares the first steps")
	}
	for _, f := range planFlags {
		if _, ok := o.given[f.name]; !ok {
			continue
		}
		if o.resume != "" && !f.later {
			return fmt.Errorf("-%s is not for -resume, which goes on as the file says", f.name)
		}
		if o.load != "" && f.network {
			return fmt.Errorf("-%s is not for -load, whose file has the network", f.name)
		}
	}
	return nil
}

// apply sets what flags say.
func (p *plan) apply(given map[string]string) error {
	for _, f := range planFlags {
		if text, ok := given[f.name]; ok {
			if err := f.set(p, text); err != nil {
				return fmt.Errorf("-%s: %w", f.name, err)
			}
		}
	}
	return nil
}
