package api

import (
	"encoding/json"
	"errors"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// change is one field of a PATCH. It tells apart a field that is not there, one
// that is null, and one that has a value; a pointer takes the first two for the
// same, and then nothing could be taken away.
type change[T any] struct {
	given bool
	value *T
}

// UnmarshalJSON is called for every field that is there, null included.
func (c *change[T]) UnmarshalJSON(data []byte) error {
	c.given = true
	return json.Unmarshal(data, &c.value)
}

// Schema tells huma that the field looks like its value.
func (change[T]) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[T](), true, "")
}

// orNone gives the new value of a field that one can be without: null is nothing.
func (c change[T]) orNone() *T {
	if c.given && c.value == nil {
		return new(T)
	}
	return c.value
}

// faults collects what is wrong with the fields of a request, so that one answer
// names them all.
type faults []airra.FieldError

// add takes over the fields of an error of the domain.
func (f *faults) add(err error) {
	var own *airra.Error
	if errors.As(err, &own) {
		*f = append(*f, own.Fields...)
	}
}

// err is nil when nothing is wrong.
func (f *faults) err() error { return invalid(*f) }

// needed gives the new value of a field that nothing can be without.
func needed[T any](bad *faults, field string, c change[T]) *T {
	if c.given && c.value == nil {
		bad.add(airra.Invalid(field, "must not be null"))
	}
	return c.value
}
