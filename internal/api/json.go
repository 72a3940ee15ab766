package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
)

// jsonFormat is the only format. Writing leaves <, > and & alone, so that a
// snapshot comes back as it was sent.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(v)
	},
	Unmarshal: decode,
}

// decode reads a body. huma reads each body twice, into a tree that is
// validated and into the struct that is used, so the two must not be able to
// differ: the struct takes "Title" for "title", and the later of the two wins.
func decode(data []byte, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return position(data, err)
	}
	if tree, ok := into.(*any); ok {
		if object, ok := (*tree).(map[string]any); ok {
			return noTwins(object)
		}
	}
	return nil
}

// position says where a body is wrong, in lines and columns from 1.
func position(data []byte, err error) error {
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		before := data[:max(0, min(int(syntax.Offset)-1, len(data)))]
		line := 1 + bytes.Count(before, []byte("\n"))
		column := len(before) - bytes.LastIndexByte(before, '\n')
		return fmt.Errorf("is not JSON: line %d, column %d: %s", line, column, syntax.Error())
	case errors.As(err, &mismatch):
		return fmt.Errorf("%s cannot hold the %s given", orBody(mismatch.Field), mismatch.Value)
	default:
		return errors.New("cannot be read as the JSON this operation takes")
	}
}

func orBody(field string) string {
	if field == "" {
		return "the body"
	}
	return field
}

// noTwins refuses an object that names one field twice in different case.
func noTwins(object map[string]any) error {
	odd := false
	for name := range object {
		odd = odd || strings.IndexFunc(name, func(r rune) bool { return r >= 0x80 || 'A' <= r && r <= 'Z' }) >= 0
	}
	if !odd {
		return nil
	}
	seen := make(map[string]struct{}, len(object))
	for name := range object {
		folded := strings.Map(fold, name)
		if _, twice := seen[folded]; twice {
			return fmt.Errorf("names the field %q twice in different case", folded)
		}
		seen[folded] = struct{}{}
	}
	return nil
}

// fold gives one rune for all that count as the same letter, after the rule by
// which encoding/json matches names.
func fold(r rune) rune {
	smallest := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		smallest = min(smallest, other)
	}
	return unicode.ToLower(smallest)
}

// object is a JSON object that is kept as the bytes that came.
type object json.RawMessage

// UnmarshalJSON keeps the bytes; null is the same as nothing.
func (o *object) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*o = nil
		return nil
	}
	*o = append((*o)[:0], data...)
	return nil
}

// Schema tells huma that only an object will do.
func (object) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// objects is a list of JSON objects that is kept as the bytes that came.
type objects json.RawMessage

// UnmarshalJSON keeps the bytes; null is the same as nothing.
func (o *objects) UnmarshalJSON(data []byte) error { return (*object)(o).UnmarshalJSON(data) }

// Schema tells huma that only a list of objects will do.
func (objects) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}
}

var (
	_ huma.SchemaProvider = object{}
	_ huma.SchemaProvider = objects{}
)
