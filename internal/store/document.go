package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// document is a value that is kept as JSON in a text column. Nothing is ever
// searched in it; what is searched has a column.
type document[T any] struct{ Content T }

func documentOf[T any](value T) document[T] { return document[T]{Content: value} }

// Value writes the JSON for the database.
func (d document[T]) Value() (driver.Value, error) {
	text, err := json.Marshal(d.Content)
	if err != nil {
		return nil, fmt.Errorf("write JSON column: %w", err)
	}
	return string(text), nil
}

// Scan reads the JSON back. A column that is NULL is the zero value.
func (d *document[T]) Scan(source any) error {
	var text []byte
	switch source := source.(type) {
	case nil:
		return nil
	case string:
		text = []byte(source)
	case []byte:
		text = source
	default:
		return fmt.Errorf("read JSON column: unexpected %T", source)
	}
	if err := json.Unmarshal(text, &d.Content); err != nil {
		return fmt.Errorf("read JSON column: %w", err)
	}
	return nil
}

// list is never nil, since a list without elements is [] in every answer.
func list[T any](values []T) []T {
	if values == nil {
		return []T{}
	}
	return values
}

// table is never nil, for the same reason.
func table(values map[string]any) map[string]any {
	if values == nil {
		return map[string]any{}
	}
	return values
}

// moment gives a time of the database the form that all others have; each
// driver puts it into a zone of its own.
func moment(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	utc := t.UTC()
	return &utc
}
