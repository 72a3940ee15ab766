package postmortem

import (
	"reflect"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// Changed gives what of a text is different from what it was, so that two people who
// write in different sections at the same time both keep what they wrote.
func Changed(before, after airra.PostmortemText) airra.PostmortemText {
	old, changed := reflect.ValueOf(before), after
	fields := reflect.ValueOf(&changed).Elem()
	for n := range fields.NumField() {
		if reflect.DeepEqual(old.Field(n).Interface(), fields.Field(n).Interface()) {
			fields.Field(n).SetZero()
		}
	}
	changed.Without = nil
	for _, name := range after.Without {
		if !slices.Contains(before.Without, name) {
			changed.Without = append(changed.Without, name)
		}
	}
	return changed
}
