package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"
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
	{"data", "`set`: breast-cancer, digits, iris, mnist, a CSV file or X.npy,Y.npy", "breast-cancer", setData, true, false},
	{"label", "`column` of a CSV to predict", "the last", setLabel, false, false},
	{"drop", "`columns` of a CSV not to read", "", func(p *plan, text string) error { p.Drop = split(text); return nil }, false, false},
	{"comma", "`character` between a CSV's fields", ",", setComma, false, false},
	{"validation", "`share` kept aside; breast-cancer and mnist have examples for that", "0.2", share(func(p *plan) *float64 { return &p.Validation }), false, false},
	{"loss", "`name`: softmax, of classes; of amounts mean-square, mean-absolute, huber", "softmax", setLoss, false, false},
	{"layers", "`units` of hidden layers, or none", "64-32", setLayers, false, true},
	{"act", "their `function`: relu, tanh, gelu, silu …", "relu", setAct, false, true},
	{"dropout", "`share` of hidden units dropped in a step", "0", share(func(p *plan) *float64 { return &p.Dropout }), false, true},
	{"optimizer", "`method`: sgd, momentum, nesterov, rmsprop, adam, adamw", "adam", setOptimizer, false, false},
	{"rate", "`number`, the learning rate", "0.001; sgd's and momentums' 0.01", setRate(func(p *plan) *float64 { return &p.Rate }, 1e-9), false, false},
	{"schedule", "`shape` of the rate: constant, step, cosine, warmup, or warmup,step and warmup,cosine", "constant", setSchedule, false, false},
	{"decay", "`number`, the weight decay", "0; adamw's 0.01", setRate(func(p *plan) *float64 { return &p.Decay }, 0), false, false},
	{"batch", "`examples` in a step", "32", count(func(p *plan) *int { return &p.Batch }, mostBatch), false, false},
	{"epochs", "`times` over all examples", "10 to 100, so that there are 2000 steps", count(func(p *plan) *int { return &p.Epochs }, mostOfEpochs), true, false},
	{"patience", "`epochs` without a lower validation loss that end the training", "0, never", setPatience, true, false},
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

// planFlagsOf are the rows' flags.
func planFlagsOf() (flags []flagOf) {
	for _, f := range planFlags {
		flags = append(flags, f.flag)
	}
	return flags
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
