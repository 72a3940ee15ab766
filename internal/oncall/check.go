package oncall

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/airra/airra/internal/airra"
)

// Bounds of a rotation. They keep a mistake from costing more than an answer.
const (
	MaxLayers       = 20
	MaxMembers      = 100
	MaxRestrictions = 50
	maxName         = 255
)

// problems collects every bad field, so that a person corrects them all at once.
type problems []airra.FieldError

func (p *problems) add(field, format string, args ...any) {
	*p = append(*p, airra.FieldError{Field: field, Message: fmt.Sprintf(format, args...)})
}

// err is nil, or CodeInvalid with all of them.
func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	all := make([]string, len(p))
	for i, f := range p {
		all[i] = f.Field + ": " + f.Message
	}
	return &airra.Error{Code: airra.CodeInvalid, Message: strings.Join(all, "; "), Fields: p}
}

// CheckRotation answers nil, or CodeInvalid that names every bad field. Whether its
// members exist is not known here.
func CheckRotation(r airra.Rotation) error {
	var wrong problems
	if strings.TrimSpace(r.Name) == "" || utf8.RuneCountInString(r.Name) > maxName {
		wrong.add("name", "must have 1 to %d characters", maxName)
	}
	if !r.Level.Valid() {
		wrong.add("priority", "must be primary, secondary or tertiary")
	}
	z := openZone(r.TimeZone)
	if z == nil {
		wrong.add("time_zone", "%q is not a time zone; names are like Europe/Berlin or UTC", r.TimeZone)
	}
	if n := len(r.Layers); n == 0 || n > MaxLayers {
		wrong.add("layers", "must be 1 to %d", MaxLayers)
	}
	for i := range r.Layers {
		readLayer(&r.Layers[i], i, z, &wrong)
	}
	return wrong.err()
}

// readLayer notes in wrong what is wrong with a layer; then the layer it gives is of
// no use.
func readLayer(l *airra.Layer, i int, z *zone, wrong *problems) layer {
	field := func(name string) string { return fmt.Sprintf("layers[%d].%s", i, name) }
	read := layer{name: layerName(l, i), zone: z, members: l.Members}
	if utf8.RuneCountInString(l.Name) > maxName {
		wrong.add(field("name"), "must have at most %d characters", maxName)
	}
	read.readTurns(l, field, wrong)
	read.readDates(l, field, wrong)
	readMembers(l, field, wrong)
	if len(l.Restrictions) > MaxRestrictions {
		wrong.add(field("restrictions"), "must be at most %d", MaxRestrictions)
		return read
	}
	for j, r := range l.Restrictions {
		inside := func(name string) string { return field(fmt.Sprintf("restrictions[%d].%s", j, name)) }
		read.restrictions = append(read.restrictions, readRestriction(r, inside, wrong))
	}
	return read
}

func (l *layer) readTurns(from *airra.Layer, field func(string) string, wrong *problems) {
	if from.Every < 1 || from.Every > MaxEvery {
		wrong.add(field("every"), "must be 1 to %d", MaxEvery)
	}
	switch every := int64(from.Every); from.Kind {
	case airra.LayerDaily:
		l.days = every
	case airra.LayerWeekly:
		l.days = 7 * every
	case airra.LayerCustom:
		l.seconds = every * 60 * 60
	default:
		wrong.add(field("kind"), "must be daily, weekly or custom")
	}
	var ok bool
	if l.handoff, ok = minuteOf(from.Handoff, minutesPerDay-1); !ok {
		wrong.add(field("handoff"), "must be a time of day like 09:00")
	}
}

func (l *layer) readDates(from *airra.Layer, field func(string) string, wrong *problems) {
	var began, ends bool
	if l.first, began = dayOf(from.Start); !began {
		wrong.add(field("start"), "must be a date like 2026-03-02")
	}
	l.last, ends = never, true
	if from.Until != "" {
		l.last, ends = dayOf(from.Until)
	}
	switch {
	case !ends:
		wrong.add(field("until"), "must be a date like 2026-03-02, or empty")
	case began && l.last <= l.first:
		wrong.add(field("until"), "must be after start")
	}
}

func readMembers(l *airra.Layer, field func(string) string, wrong *problems) {
	if n := len(l.Members); n == 0 || n > MaxMembers {
		wrong.add(field("members"), "must be 1 to %d people", MaxMembers)
	}
	for i, m := range l.Members {
		if m == "" {
			wrong.add(field(fmt.Sprintf("members[%d]", i)), "must name somebody")
		}
	}
}
