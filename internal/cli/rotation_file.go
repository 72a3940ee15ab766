package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/airra/airra/internal/airra"
)

// readRotation reads a rotation from YAML, of which JSON is a part. A member that a
// rotation does not have is a mistake, because a word that was mistyped would
// otherwise be left out in silence.
func readRotation(file, content string) (airra.RotationUpdate, error) {
	const hint = "Begin with: airra oncall rotation set --example"
	var r airra.RotationUpdate
	tree, err := yamlTree(content)
	if err != nil {
		return r, usagef(hint, "%s cannot be read as YAML or JSON: %s", file, plainReason(err))
	}
	if tree == nil {
		return r, usagef(hint, "%s is empty", file)
	}
	leaveOut(tree)
	if err := nameWeekdays(tree); err != nil {
		return r, usagef(hint, "%s does not fit: %v", file, err)
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		return r, usagef(hint, "%s does not fit: %s", file, plainReason(err))
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return r, usagef(hint, "%s does not fit: %s", file, misfit(err))
	}
	if r.Name == "" {
		return r, usagef(hint, "%s has no name, and a rotation is written by its name", file)
	}
	return r, nil
}

// yamlTree reads YAML into the values that JSON has.
func yamlTree(content string) (any, error) {
	var node yaml.Node
	if err := yaml.Unmarshal([]byte(content), &node); err != nil {
		return nil, err
	}
	keepDates(&node)
	var tree any
	if err := node.Decode(&tree); err != nil {
		return nil, err
	}
	return tree, nil
}

// keepDates makes every date the text that it was: YAML takes 2026-03-02 for a
// moment, and a layer begins on a day. It goes through the nodes as they were
// written, so that what an alias repeats is gone through once, where it stands.
func keepDates(node *yaml.Node) {
	if node.Kind == yaml.ScalarNode && node.ShortTag() == "!!timestamp" {
		node.Tag = "!!str"
	}
	for _, child := range node.Content {
		keepDates(child)
	}
}

// leaveOut takes out what the server says of a rotation by itself, so that what was
// read can be written back.
func leaveOut(tree any) {
	if object, ok := tree.(map[string]any); ok {
		for _, name := range []string{"id", "created_at", "updated_at"} {
			delete(object, name)
		}
	}
}

// misfit says in the words of the file what JSON's reader did not like.
func misfit(err error) string {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) && kind.Field != "" {
		return kind.Field + " cannot be a " + kind.Value
	}
	return plainReason(err)
}

// nameWeekdays turns the names of days into the numbers of the API: mon, Monday, or
// mon-fri for all days from one to the other.
func nameWeekdays(tree any) error {
	for _, layer := range members(tree, "layers") {
		for _, restriction := range members(layer, "restrictions") {
			object, ok := restriction.(map[string]any)
			if !ok || object["weekdays"] == nil {
				continue
			}
			var days []any
			for _, given := range oneOrMany(object["weekdays"]) {
				named, err := weekdays(given)
				if err != nil {
					return err
				}
				days = append(days, named...)
			}
			object["weekdays"] = days
		}
	}
	return nil
}

// members gives the elements of a list in an object, as far as they are what they
// should be; what is not is left to the reader that knows the types.
func members(tree any, name string) []any {
	object, ok := tree.(map[string]any)
	if !ok {
		return nil
	}
	list, _ := object[name].([]any)
	return list
}

// oneOrMany takes one value for a list of one.
func oneOrMany(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

var errWeekday = errors.New("weekdays takes names like mon or mon-fri, or numbers from 0 for Sunday to 6")

// weekdays gives the days that one element of a list means.
func weekdays(given any) ([]any, error) {
	text, ok := given.(string)
	if !ok {
		return []any{given}, nil
	}
	first, last, spans := strings.Cut(text, "-")
	from, to := weekday(first), weekday(first)
	if spans {
		to = weekday(last)
	}
	if from < 0 || to < 0 {
		return nil, errWeekday
	}
	days := []any{int(from)}
	for day := from; day != to; {
		day = (day + 1) % 7
		days = append(days, int(day))
	}
	return days, nil
}

// weekday finds a day by its name or by three letters of it, and gives -1 for none.
func weekday(name string) time.Weekday {
	name = strings.ToLower(strings.TrimSpace(name))
	days := []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
	at := slices.IndexFunc(days, func(day time.Weekday) bool {
		full := strings.ToLower(day.String())
		return len(name) >= 3 && strings.HasPrefix(full, name)
	})
	return time.Weekday(at)
}
