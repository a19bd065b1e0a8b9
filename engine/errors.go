package engine

import (
	"cmp"
	"strings"
)

// inner is an error, maybe of this package, as part of another's text: "engine: " stands
// in front of the whole alone.
type inner struct{ error }

func (e inner) Error() string { return strings.TrimPrefix(e.error.Error(), "engine: ") }

func (e inner) Unwrap() error { return e.error }

// firstError is the first that is not nil, if there is one.
func firstError(errs ...error) error { return cmp.Or(errs...) }
