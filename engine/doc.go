// Package engine trains and runs dense networks: the forward pass with its
// cache, the backward pass and the update, vectorised over the examples.
//
//	net, err := engine.New[float32](kernels.Best(), 4, engine.Layer{Units: 16, Act: kernels.ReLU}, engine.Layer{Units: 3})
//	net.Init(1)
//	history, err := engine.Fit(ctx, net, examples, engine.FitConfig[float32]{
//		Loss: engine.SoftmaxCrossEntropy, Rate: engine.ConstantRate(0.1), Epochs: 60, Batch: 16})
//
//	pass, err := net.NewPass(1, engine.Config{})
//	pass.Forward(x, 1) // one example of 4 inputs
//	pass.Classes(engine.SoftmaxCrossEntropy, class)
//	err = net.Save("net.safetensors")
//
// Below are the shapes of all arrays, the equations and their methods, activations, losses, training on one machine and on many,
// files, predicting, and how names of PyTorch, Keras and scikit-learn read here. docs/features.md has an example of each.
//
// # Shapes
//
// A batch holds one example per row: x[i*n0:(i+1)*n0] is example i of m. That is
// the lecture's A[l], n_l × m, stored column by column, so a data set's rows are
// used as they are. W[l] is n_l × n_{l-1}, row-major, a row per unit; b[l] has n_l
// elements; A[l], Z[l] and their gradients are m × n_l here. Layers count from 1
// to L = [Network.Depth], and A[0] is the input.
//
// # Equations
//
//	the lecture, examples in columns              here, examples in rows          method
//	A[0] = X                                      kept, not copied                [Pass.SetInput]
//	Z[l] = W[l]·A[l-1] + b[l], A[l] = g(Z[l])     Z = A_prev·Wᵀ + b               [Pass.ForwardLayer]
//	Z[l] = γ[l]⊙(Z[l]-μ)/√(σ²+ε) + β[l] before g, of a layer that has a Norm      [Norm]
//	A[1], …, A[L] = Ŷ                                                             [Pass.Forward]
//	the same of a network that learns no more                                     [Predictor.Forward]
//	J = -1/m Σ Y·ln A[L] + (1-Y)·ln(1-A[L])                                       [Pass.Cost]
//	dA[L] = -Y/A[L] + (1-Y)/(1-A[L])                                              [Pass.CostGradient]
//	dZ[l] = dA[l] ⊙ g′(Z[l])                                                      [Pass.BackwardLayer]
//	dW[l] = 1/m dZ[l]·A[l-1]ᵀ                     dW = dZᵀ·A_prev / m             [Pass.BackwardLayer]
//	db[l] = 1/m Σ dZ[l] over the examples                                         [Pass.BackwardLayer]
//	dA[l-1] = W[l]ᵀ·dZ[l]                         dA_prev = dZ·W                  [Pass.BackwardLayer]
//	dA[L] of the caller, then layers L, …, 1                                      [Pass.BackwardFrom]
//	dZ[L] = A[L] - Y, then layers L, …, 1                                         [Pass.Backward]
//	W[l] -= α·dW[l], b[l] -= α·db[l]                                              [Network.Update]
//	layers L, …, 1 and the update in one                                          [Pass.BackwardUpdate]
//	the same with momentum, RMSProp, Adam, decay                                  [Optimizer.Step]
//
// dZ[L] = A[L] - Y is what dA[L] ⊙ g′ comes to for a sigmoid output under
// cross-entropy. [Pass.Backward] uses it: it has no division, and stays finite
// where the sigmoid has reached 0 or 1. So does J: a pass keeps Z[L] of a sigmoid for it.
//
// # Activations
//
// g, and what g′ is computed from: the output A, or the input Z where A does not determine
// it, and Z is kept then. Errors of g are in units in the last place. [kernels.Activation] also
// states those of g′, and what a subnormal result may cost.
//
//	             name         g(z)                                   g′ from    error
//	Identity     identity     z                                      -          0
//	ReLU         relu         max(z, 0)                              A          0
//	LeakyReLU    leaky-relu   z > 0 ? z : slope·z, [Layer].Slope      A          1
//	Sigmoid      sigmoid      1/(1+e⁻ᶻ)                              A          3 in float32, 2.5 in float64
//	Tanh         tanh         (eᶻ-e⁻ᶻ)/(eᶻ+e⁻ᶻ)                      A          3 in float32, 2.5 in float64
//	GELU         gelu         z·(1+erf(z/√2))/2                      Z          8 in float32, 4 in float64
//	GELUTanh     gelu-tanh    z/2·(1+tanh(√(2/π)(z+0.044715z³)))     Z          2 for z > 0, else 2⁻²⁴ or 2⁻⁵³ absolute
//	SiLU         silu         z/(1+e⁻ᶻ)                              Z          4
//
// [Network.Init] draws weights whose variance suits each, and [Network.InitWith]
// those of one rule, [He] or [Glorot].
//
// # Losses
//
// A [Loss] has a cost, [Pass.Loss], a gradient, [Pass.BackwardLoss], and a prediction
// Ŷ of the [Labels], [Pass.Predict]. Costs are computed in float64, and those of either
// cross-entropy are finite for any finite Z.
//
//	                      output      Ŷ             labels
//	CrossEntropy          Sigmoid     A             of each output, 0 to 1
//	LogitCrossEntropy     Identity    σ(Z)          the same
//	SoftmaxCrossEntropy   Identity    softmax(Z)    one of n_L classes, or a distribution over them
//	MeanSquare            any         A             any numbers
//	MeanAbsolute          any         A             any numbers
//	Huber                 any         A             any numbers
//
// The gradient by an output is Ŷ - Y, the derivative of the cost for any labels: dZ[L] of the
// cross-entropies, dA[L] of the mean square. That of the mean absolute is its sign, and Huber's is
// cut off at ±δ. Softmax's is s·Ŷ - Y with s = ΣY of an
// example, 1 of a distribution.
//
// [Fit] refuses labels for which a cost has no minimum, which [Labels] lists, unless it is
// told to take any.
//
// Any other loss is a [LossFunc], of one example, in [FitConfig] or by [Pass.SetLossFunc]. One that is
// no sum over examples has [Pass.BackwardFrom], with its gradient dA[L].
//
// # Metrics
//
// [Pass.Evaluate] has the loss and the accuracy of a data set. Package metrics has the others: confusion
// matrix, precision, recall and F1, areas under ROC curves, log loss, accuracy of several labels, R²,
// MAE and RMSE. [Pass.Measure] adds a data set's predictions to any of them, or to a [Metric] of the
// caller's own.
//
// # Training
//
// A [Network] holds the parameters; printed, it is a line, and [Network.Summary] is a
// table of its layers. A [Pass] holds one batch's cache and gradients
// and belongs to one goroutine at a time; its memory is allocated by
// [Network.NewPass], and no method allocates afterwards, but for starting the
// workers when they are first wanted.
//
// [Fit] is a training loop: shuffled mini-batches, validation, patience, callbacks.
// [Network.Init] comes before it. The number that tells the best epoch, and when to end, is the
// validation cost or that of any metric: [Monitor]. [History] has costs and accuracies of each
// epoch, and any metric's numbers: [FitConfig].Series.
// Its parts serve other loops too:
//
//	the order of the examples       [Batches], a function of seed and epoch
//	mini-batches                    [Batch]
//	dropout of inputs               [Config].InputDropout
//	dropout of hidden layers        the shares of [Layer], from [Pass.Train] to [Pass.Infer]; without either, going back panics
//	batch normalisation             [Layer].Norm, by the batch from Train to Infer, as with dropout
//	layer normalisation             [Layer].Norm, the same in training and elsewhere
//	a bound on the gradients' norm  [Pass.ClipGrads], whatever their magnitude
//	a step                          [Optimizer], by the [Rule] of a [Method]: SGD, Momentum, Nesterov, RMSProp, Adam, AdamW
//	plain descent                   [Network.Update], or [Pass.BackwardUpdate], one with the backward pass
//	its rate                        a [Schedule]: [ConstantRate], [StepDecay], [CosineDecay], and [Warmup] before any
//	a rate that waits for the cost  [Plateau], after any schedule
//	layers that stay as they are    [Network.SetTrainable]
//	examples not in memory          [FitRows] by their numbers, or [FitSource]
//	Fit's steps, one by one         [Descent]
//	past one machine                [FitConfig].Cluster, in a Descent too
//	validation                      [Pass.Evaluate], [Pass.Measure]
//
// Packages beside this one, which a program that only predicts need not have:
//
//	weft.example/engine/data     examples from CSV and .npy files, a stratified split
//	weft.example/engine/scale    inputs standardised or taken to a range, the same folded into the first layer
//
// # Ranks
//
// With [FitConfig].Cluster several processes train one network, each a rank: all call [Fit] with the same arguments, work on their
// [Share] of each mini-batch and add up its gradients, which travel while those of the layers below are computed. What each of them
// comes to, parameters and [History], has the same bits on all ranks, and is what one rank comes to, but for rounding:
//
//	mini-batches           Batch is that of all ranks together: their order is one, by the seed. The last of an epoch, and one of fewer examples
//	                       than there are ranks, may leave some without
//	costs and gradients    means over the examples of all, with their weights
//	dropout                by an example's place in the mini-batch of all
//	BatchNorm              by mean and variance of the mini-batch of all, at the price of two small sums on the way forward and one back
//	[Pass.ClipGrads]       in the [Stepper]'s Step: by the norm of the whole gradient
//	Validation, Metrics    each evaluates its Share of the examples. Metrics are merged and not averaged: [Mergeable]
//	Rate                   rank 0's. Another that differs by more than rounding is an error
//
// A loop of one's own has the steps of [Descent]: each rank brings its Share of a mini-batch, or any part of it, and what stops a rank goes to
// [Descent.Fail].
//
// Without a Stepper each step is a backward pass and [Network.Update].
//
// Before the first step parameters, the optimizer's state and steps, From, Seed and the Plateau's State become those of rank 0, so that it alone need
// have a checkpoint, of any number of ranks. All else must be alike: layers, options and examples, by a checksum. What differs is
// an error that names the rank and both.
//
// An error of one rank, be it of its data, its context, its cost or its OnStep and OnEpoch, ends Fit on all of them at the same step, with its
// rank and text. [errors.Is] finds the error itself on its own rank, and that of a context on all. What fails outside of Fit is the
// caller's business: Abort. OnStep and OnEpoch are called on all ranks, so one that prints or saves asks whether it is on rank 0.
//
// Ranks that run other instruction sets round otherwise. There rank 0's parameters are sent to all after each step, as many
// bytes as the gradients. At the end of each epoch the parameters of all are compared, by a checksum.
//
// A set that no machine's memory holds has [FitRows], in which each rank reads the examples of its shares by their numbers, and else all is as in
// Fit; or [FitSource], in which each rank brings its own part, to train on and to validate by, in mini-batches of at most
// its Share of Batch. Some may have fewer mini-batches, or none: they go along without examples until none has any. [Pass.EvaluateTogether]
// evaluates on all ranks outside of a training.
//
// # Files
//
// [Network.Save] writes a network in the safetensors format, and [Load] reads it:
// layers.0.weight is W[1], n_1 × n_0, layers.0.bias is b[1], and so on, as PyTorch
// names a ModuleList of Linear modules called layers; inputs, units, activations and
// dropout are in the metadata. γ and β of a [Norm] are norms.0.weight and norms.0.bias, beside norms.0.running_mean
// and norms.0.running_var of BatchNorm. [SaveCheckpoint] adds the optimizer's state as
// tensors optimizer.m.layers.0.weight, …, its count of steps and a seed, and from
// [LoadCheckpoint] training goes on with the same bits: all that is drawn follows
// from seed and step. [Network.LoadParams] reads weights that other programs wrote, and
// [Network.SaveParams] writes them under such names, as [SequentialNames], or [Network.Sequential] with a Norm. [ParamsConfig] has
// transposed weights, as Keras and scikit-learn keep them.
// Package engine/onnx reads and writes networks as ONNX files.
//
//   - A file takes its name only when it is whole. Until then it is .NAME.*.tmp beside
//     it, which stays only if the process is killed: `rm .NAME.*.tmp`.
//   - A file keeps its permissions, and links are followed. What is no regular file is
//     neither written nor read.
//   - Layers that are not trainable ([Network.SetTrainable]) are in the metadata, also of checkpoints.
//   - Numbers are F16, BF16, F32 or F64 in a file, and make a network of either T: widened exactly, or
//     rounded to nearest even. [Network.SaveAs] and [ParamsConfig] write any of them. A finite number
//     that is too large for a type is an error.
//   - What the numbers mean, [About], is in the metadata too: loss, names of classes and columns,
//     how inputs were scaled, and a caller's own keys.
//   - The metadata have a checksum, weft.checksum, of all names, types, shapes, numbers
//     and metadata. A file that has one and differs is an error.
//   - A file need not be trusted. It takes no more memory than the network, 8 bytes for
//     each of its header and a mebibyte; a file or a network larger than [MaxFile] is an error.
//
// # Predicting
//
// A network may be shared by any number of passes, each in its own goroutine, as
// long as nothing changes its parameters meanwhile. A pass or a predictor that two goroutines
// use at a time panics; a server takes them from a pool. [Pass.Forward] returns A[L],
// [Pass.Predict] makes probabilities of it and [Pass.Classes] the likeliest class;
// [Pass.Accuracy] counts the labels that are right, and [Pass.ExactMatch] the examples
// that are right in all of theirs.
//
// A network that is done learning is best frozen ([Network.Freeze]): a
// [Predictor] has the weights packed beforehand, with batch normalisation folded into them, keeps no cache and predicts faster
// than a pass. Its Forward, Predict and Classes are those of a pass.
//
// # Narrow weights
//
// [Network.FreezeNarrow] rounds the weights of a network that is done learning to fewer bits. A [NarrowPredictor] takes float32 and
// returns float32, and has the methods of a [Predictor]. Weights are what a small batch reads, so it takes about that much less time:
//
//	         bits    weights                    inputs of a layer               sums
//	BF16     16      the nearest bfloat16       float32                         float32
//	Int8     8       scale·q, |q| <= 127        scale·(q - zero), q of 0…255    whole, of 32 bits
//
// Int8's scale of weights is that of a unit, max|w|/127, and its inputs' that of an example, as ONNX's DynamicQuantizeLinear has it:
// scale = max(0, x)/255 + max(0, -x)/255, zero = max(0, -x)/scale, rounded, and q = x·(1/scale) + zero. Then
// Z = Σ(q_x - zero)·q_w · scale_w · scale_x + b, each step rounded to float32.
//
//   - An example's A[l] has the same bits in any batch and for any workers, as with [Config].BatchInvariant.
//   - Int8 has the same bits in every [kernels.Set] and on every machine. So hidden layers interpolate Sigmoid, Tanh, GELU, GELUTanh
//     and SiLU between points 1/128 apart, within 6.2e-6, and the output's are those of float64, rounded.
//     What [NarrowPredictor.Predict] makes of A[L] has the Set's rounding.
//   - [BatchNorm] is in the weights before they are rounded. [LayerNorm] is of float32, with sums of float64, whose bits are the same
//     everywhere.
//   - A weight of BF16 has a relative error of 2⁻⁹ at most. One of Int8 has an error of max|w|/254 of its unit, and an input one of
//     (max x - min x)/510 of its example.
//   - So inputs of Int8 are to be standardised, and scaling not folded, unless all columns are of one unit: a column of thousands
//     leaves nothing of one of units. [Narrow.About] has the scaling.
//   - On MNIST's 10 000 test images 784-300-10 and 784-500-300-10 err on 0.01 % more or fewer with BF16, and 0.02 % with Int8.
//   - Workers share the examples of a batch, in parts of six and more. A batch of fewer has one.
//   - NEON widens weights: as many multiplications as of float32, and a half or a quarter of the memory to read. On RISC-V the Go
//     reference computes both, slower than float32's predictor: there is a quarter of the memory to win, and no time.
//
// # From PyTorch, Keras and scikit-learn
//
//	here                                PyTorch                      Keras                        scikit-learn's MLP
//	[New] of [Layer]                    Sequential, Linear           Sequential, Dense            hidden_layer_sizes
//	W[l], n_l × n_{l-1}                 weight, the same             kernel, transposed           coefs_, transposed
//	[ParamsConfig].InOut                -                            reads and writes kernels     reads and writes coefs_
//	[Network.SaveAs]                    half, bfloat16               -                            -
//	[Layer].Dropout                     Dropout                      Dropout                      -
//	[Layer].Slope                       negative_slope               negative_slope               -
//	[BatchNorm], of a [Layer]           BatchNorm1d before g         BatchNormalization           -
//	[LayerNorm], of a [Layer]           LayerNorm(n_l) before g      LayerNormalization           -
//	[Layer].NormEpsilon, NormMomentum   eps, momentum                epsilon, 1 - momentum        -
//	[Network.InitWith] of [He]          kaiming_normal_              he_normal                    -
//	[Network.InitWith] of [Glorot]      xavier_normal_               glorot_normal                -
//	[Loss]                              its table has the names, and the factors between the costs
//	[Labels].Weights                    reduction="none", then ·     sample_weight                -
//	[BalancedWeights]                   weight of a loss             class_weight                 compute_class_weight
//	[Ignored]                           ignore_index                 ignore_class                 -
//	[Method], [Rule]                    optim.SGD, Adam, …           optimizers.SGD, Adam, …      solver
//	[Rule].L1                           a term of the cost           kernel_regularizer           -
//	[Rule].Decay                        weight_decay                 weight_decay of AdamW        alpha
//	[Pass.ClipGrads]                    clip_grad_norm_              global_clipnorm              -
//	[Pass.Train], [Pass.Infer]          train, eval                  training=True, False         -
//	[Network.SetTrainable]              requires_grad_               trainable                    -
//	[Fit]                               a loop of one's own          fit                          fit
//	[FitSource]                         IterableDataset              fit of a generator           partial_fit
//	[FitConfig].Patience                -                            EarlyStopping                n_iter_no_change
//	[Plateau]                           ReduceLROnPlateau            the same                     learning_rate="adaptive"
//	[Monitor]                           -                            monitor, mode, min_delta     tol
//	[History], [FitConfig].Series       -                            History.history, metrics     loss_curve_
//	[Pass.Evaluate], [Pass.Measure]     -                            evaluate                     score, sklearn.metrics
//	scale.Standard, scale.MinMax        -                            Normalization                StandardScaler, MinMaxScaler
//	data.Split                          random_split, unstratified   -                            train_test_split(stratify=y)
//	[Pass.Predict]                      softmax or sigmoid           predict                      predict_proba
//	[Pass.Classes]                      argmax                       argmax                       predict
//	[Network.FreezeNarrow]              quantize_dynamic             quantize("int8")             -
//	[SaveCheckpoint]                    save of state_dicts          ModelCheckpoint              -
//
// What differs:
//
//   - Costs are summed over the outputs, and the mean square has a ½: see [Loss].
//   - Biases do not decay, nor do γ and β of a [Norm]. PyTorch's do.
//   - A layer with BatchNorm that is not trainable keeps its running means and goes by them in
//     training, as Keras' with trainable=False. After requires_grad_ PyTorch's goes by the batch, and
//     moves them.
//   - Biases before BatchNorm cancel in training: their gradients are 0, where other libraries have rounding errors that Adam
//     makes steps of.
//   - Running variances are of m-1, as PyTorch's. Keras' are of m.
//   - [LayerNorm] is of a layer's Z, before g. Keras' ε is 1e-3.
//   - Decay is scikit-learn's alpha divided by the examples of a mini-batch.
//   - A [Method]'s numbers are PyTorch's. Keras has ε = 1e-7, and 0.9 for RMSProp's β₂.
//   - PyTorch's Linear begins with uniform weights of variance 1/(3·n_{l-1}), and biases alike. Keras'
//     Dense has uniform ones of [Glorot]'s variance, and its normal ones are truncated. Weights here
//     are normal, and biases 0.
//   - Keras' LeakyReLU has the slope 0.3, where PyTorch's and the one here have 0.01, unless [Layer].Slope has another.
//   - A pass begins with dropout off, as after eval. Its backward passes panic until Train or Infer
//     has been called, if the network has dropout.
//   - Train takes seed and step, and so is called before each Forward.
//   - With Patience the best parameters come back. Keras wants restore_best_weights for that.
//   - PyTorch's ignore_index, -100, is [Ignored] here, -1. The mean stays over all m, as it does with
//     weights.
//
// # Bits
//
// Results have the same bits for any number of workers, and run after run. They differ in rounding
//
//   - between instruction sets, and between CPUs with other caches, which products are cut for,
//   - between batches: an example alone may have other bits than among others, since a
//     product is computed in the way that suits its sizes,
//   - between a pass and a predictor, whose weights are packed, and have BatchNorm folded in.
//
// [Int8]'s do not differ at all: see Narrow weights. With [Config].BatchInvariant an example's A[l] has the same bits in any batch, from a
// pass and, without BatchNorm, from a predictor. In training BatchNorm makes it depend on the batch.
//
// Sums over more than 512 examples, of dW more than 4096, are sums of halves, so that their error
// does not grow with m: 4 million equal gradients of float32 have their mean to 1e-6.
//
// # Bugs
//
// A size that does not fit is a bug in the calling program and panics with
// both numbers, as does a copy of a network's, a pass's, a predictor's or an optimizer's
// struct, and an argument that is memory of a pass or a predictor where it would be
// written over before it is read. A size
// that is asked for is an error where it is more than 2⁴⁷ bytes; one below, for which there
// is no memory, ends the process, as anywhere in Go.
//
// What is refused, and how, and what is the caller's business, is listed in docs/edges.md.
//
// NaN and infinities in the data propagate through a pass. [Fit] ends with an error where
// data, a cost, a parameter or an optimizer's state are not finite, unless [FitConfig] says
// otherwise.
package engine
