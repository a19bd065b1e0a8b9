// Package scale normalises the inputs of networks: it fits a shift and a scale of each column on
// training rows, applies and undoes them, keeps them in a model file, and folds them into a
// network's first layer.
//
//	fit         [Columns.Add], rows at a time, then [Columns.Standard] or [Columns.MinMax]
//	            [Standard] and [MinMax] of all rows at once
//	apply       [Scaler.Transform], in place or into a slice
//	undo        [Scaler.Inverse]
//	keep        [engine.About], whose InputShift and InputScale are Shift and Scale; [Of] returns the Scaler of a network
//	fold        [Scaler.Fold], and [Freeze] of a network that has been told its scaling
//	fill        [Columns.Fill] of missing values
//
// The fits are scikit-learn's StandardScaler and MinMaxScaler:
//
//   - The variance is that of the rows themselves, divided by their number.
//   - NaN is a missing value: a fit passes over it, and it stays NaN when it is transformed.
//   - A constant column is shifted and not divided; see [Columns.Standard] and [Columns.MinMax].
//
// Two things differ. An infinite value is an error of the fit here as there, but it is transformed as
// any number. A column without any number is an error here, and NaN there.
package scale
