package main

import (
	"errors"
	"fmt"
)

// trainOptions are those of train and predict.
type trainOptions struct {
	given              map[string]string // flags of a plan that are on the command line
	save, load, resume string
	best               string
	alone              bool
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
to the bits of a run that was not stopped. Started by a launcher, as in
mpirun -n 2 bench train, ranks share each mini-batch, and the first one prints
and saves; -alone has each train for itself.`,
	examples: []string{
		"bench train -data iris -save iris.model", "bench train -data sales.csv -label price -loss mean-square -save m",
		"bench train -data digits -layers 128-64 -optimizer adamw -dropout 0.2", "bench train -resume iris.model -epochs 300",
		"bench train -data digits -schedule warmup,cosine -patience 5 -best b",
		"bench train -data mnist -epochs 5 -naive",
	},
	flags:    append(planFlagsOf(), saveFlag, bestFlag, loadFlag, resumeFlag, naiveFlag, mnistFlag, aloneFlag, isaFlag, compareFlag, formatFlag, outputFlag, htmlFlag, pngFlag),
	ranks:    true,
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
	bestFlag   = word("best", "", "write that of the lowest validation loss to `FILE`", func(o *options) *string { return &o.best })
	loadFlag   = word("load", "", "begin with the network of `FILE`", func(o *options) *string { return &o.load })
	resumeFlag = word("resume", "", "go on with the training of `FILE`, which it saves to", func(o *options) *string { return &o.resume })
	naiveFlag  = boolean("naive", "take the first steps in plain Go too, and compare", func(o *options) *bool { return &o.naive })
	mnistFlag  = word("mnist", "", "`folder` with MNIST's four .gz files, in the place of the GoMNIST module's", func(o *options) *string { return &o.mnistDir })
	aloneFlag  = boolean("alone", "train by itself where a launcher has started many", func(o *options) *bool { return &o.alone })
	labelFlag  = planFlag{"label", "`column` of the labels", "as in training", setLabel, true, false}.flag
	commaFlag  = planFlag{"comma", "`character` between fields", ",", setComma, true, false}.flag
)

// checkTrain reads the flags of a plan, and which of them go together.
func (o *trainOptions) checkTrain() error {
	p := usual()
	if err := p.apply(o.given); err != nil {
		return err
	}
	switch {
	case o.resume != "" && o.load != "":
		return errors.New("-load is not for -resume, whose file has the network")
	case o.best != "" && (o.best == o.save || o.best == o.resume):
		return fmt.Errorf("-best %s is the file that the training is saved to", o.best)
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
