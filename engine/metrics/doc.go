// Package metrics tells how good predictions are: it adds up batches of predictions and their
// labels, and has the numbers at any time.
//
//	               of                              scikit-learn                                     numbers
//	[Confusion]    one class of each example       confusion_matrix, accuracy_score,                [Confusion.Accuracy], [Scores] of
//	                                               precision_recall_fscore_support,                 a class, macro, micro, weighted
//	                                               classification_report
//	[MultiLabel]   labels that are each 0 or 1     the same of indicators, hamming_loss             [MultiLabel.Accuracy],
//	                                                                                                [MultiLabel.ExactMatch], [Scores]
//	[TopK]         one class of each example       top_k_accuracy_score                             [TopK.Accuracy]
//	[ROC]          scores of classes or labels     roc_auc_score, multi_class="ovr"                 [ROC.AUC], [ROC.Weighted], [ROC.Of]
//	[LogLoss]      probabilities                   log_loss                                         [LogLoss.Mean]
//	[Regression]   amounts                         mean_squared_error, mean_absolute_error,         [Regression.MSE], [Regression.RMSE],
//	                                               root_mean_squared_error, r2_score                [Regression.MAE], [Regression.R2]
//
// # Use
//
// Each is an [engine.Metric]: Add takes Ŷ of m examples, m × n, as [engine.Pass.Predict] writes it,
// and their [engine.Labels]. [engine.Pass.Measure] adds those of all examples of a data set, and
// [engine.Fit] those of its examples for validation after each epoch. One of its numbers may be what
// Fit watches:
//
//	confusion := metrics.NewConfusion[float32](1)
//	cfg.Metrics = []engine.Metric[float32]{confusion}
//	cfg.Monitor = engine.Monitor{Value: func() float64 { return confusion.Of(1).F1 }, Maximize: true}
//
// A metric is made for n outputs. A single output tells two classes apart, as in [engine.Labels]: it
// is the score of class 1.
//
// # Conventions
//
//   - Labels have Weights as in scikit-learn: an example counts for its weight, and means are over
//     the sum of the weights. An example of weight 0 is passed over, whatever its class and
//     predictions. So is one of the class engine.Ignored.
//   - A quotient 0/0 of precision, recall or F1 is the field ZeroDivision, 0 unless set.
//   - A number of no examples is NaN.
//   - A prediction or a label of NaN makes all numbers of the metric NaN until Reset. Fit ends with
//     an error then.
//   - Sizes that do not fit, and classes that do not exist, are bugs of the calling program: Add
//     panics with both numbers, and nothing is added.
//
// Add allocates nothing, but for a [ROC] that is given more examples than it was made for. It keeps
// no argument. A metric belongs to one goroutine at a time; Merge puts together what several
// goroutines have added, each to its own. The zero value of a metric is of no outputs: its Add panics.
package metrics
