package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

func rotationProperties(r airra.Rotation) []property {
	list := []property{
		{"name", r.Name},
		{"id", string(r.ID)},
		{"service", wordOf(r.Service)},
		{"team", textOf(r.Team)},
		{"priority", string(r.Level)},
		{"time_zone", r.TimeZone},
		{"is_active", strconv.FormatBool(r.IsActive)},
	}
	for i, layer := range r.Layers {
		members := make([]string, len(layer.Members))
		for j, id := range layer.Members {
			members[j] = string(id)
		}
		list = append(list,
			property{fmt.Sprintf("layer_%d", i+1), layer.Name},
			property{fmt.Sprintf("layer_%d_turn", i+1), turnText(layer)},
			property{fmt.Sprintf("layer_%d_members", i+1), strings.Join(members, ",")},
			property{fmt.Sprintf("layer_%d_only", i+1), onlyText(layer)})
	}
	return append(list, property{"updated_at", stamp(r.UpdatedAt)})
}

// drawRotation makes the screen of a rotation.
func drawRotation(s *screen, r airra.Rotation, names roll) {
	scope := airra.Shift{Service: r.Service, Team: r.Team}
	s.flow("", "  ", s.paint(strong, oneLine(r.Name))+"  "+paintCell(s, activeCell(r.IsActive))+"  "+oneLine(string(r.Level))+" for "+scopeText(scope)+
		"  "+s.paint(faint, oneLine(r.TimeZone)))
	for _, layer := range r.Layers {
		people := make([]string, len(layer.Members))
		for i, id := range layer.Members {
			people[i] = names.name(id)
		}
		s.section(oneLine(nonEmptyOr(layer.Name, "layer")))
		drawFact(s, "  ", "turns", strings.Join(people, " → "))
		drawFact(s, "  ", "each", oneLine(turnText(layer)))
		drawFact(s, "  ", "only", oneLine(onlyText(layer)))
	}
}

// turnText is how long a turn is, when it changes and from when to when there are any.
func turnText(l airra.Layer) string {
	unit := map[airra.LayerKind]string{airra.LayerDaily: "day", airra.LayerWeekly: "week", airra.LayerCustom: "hour"}[l.Kind]
	text := plural(l.Every, nonEmptyOr(unit, string(l.Kind)))
	if l.Every == 1 {
		text = nonEmptyOr(unit, string(l.Kind))
	}
	text += " from " + l.Start + ", handing over at " + l.Handoff
	if l.Until != "" {
		text += ", until " + l.Until
	}
	return text
}

// onlyText is when a layer has anybody at all, or nothing for always.
func onlyText(l airra.Layer) string {
	texts := make([]string, len(l.Restrictions))
	for i, r := range l.Restrictions {
		texts[i] = weekdaysText(r.Weekdays) + " " + r.From + "–" + r.Until
	}
	return strings.Join(texts, ", ")
}

// weekdaysText names days of the week in the order of people, who begin with Monday,
// and takes neighbours together.
func weekdaysText(days []time.Weekday) string {
	if len(days) == 0 {
		return "every day"
	}
	sorted := slices.Clone(days)
	slices.SortFunc(sorted, func(a, b time.Weekday) int { return fromMonday(a) - fromMonday(b) })
	sorted = slices.Compact(sorted)
	var texts []string
	for i := 0; i < len(sorted); {
		last := i
		for last+1 < len(sorted) && fromMonday(sorted[last+1]) == fromMonday(sorted[last])+1 {
			last++
		}
		text := shortDay(sorted[i])
		if last > i {
			text += "–" + shortDay(sorted[last])
		}
		texts = append(texts, text)
		i = last + 1
	}
	return strings.Join(texts, " ")
}

func fromMonday(day time.Weekday) int { return (int(day) + 6) % 7 }

func shortDay(day time.Weekday) string { return day.String()[:3] }
