package cli

import (
	"encoding/json"

	"github.com/airra/airra/internal/airra"
)

var eventFields = fieldsOf[airra.Event]()

// eventTypes reads the types that a person chose.
func eventTypes(given []string) (map[airra.EventType]bool, error) {
	types, err := known("--types", given, airra.EventTypes)
	chosen := map[airra.EventType]bool{}
	for _, t := range types {
		chosen[t] = true
	}
	return chosen, err
}

func eventName(e airra.Event) string { return e.IncidentRef }

// eventColumns are the columns of the timeline.
func eventColumns(a *App) []column[airra.Event] {
	s := a.screen()
	return []column[airra.Event]{
		{name: "TIME", cell: func(e airra.Event) cell { return cell{data: stamp(e.At), text: s.clock(e.At), look: faint} }},
		{name: "INCIDENT", cell: func(e airra.Event) cell { return cell{data: e.IncidentRef, look: accent} }},
		{name: "EVENT", cell: func(e airra.Event) cell { return cell{data: string(e.Type), text: words(e.Type)} }},
		{name: "ACTOR", cell: func(e airra.Event) cell { return cell{data: e.Actor} }},
		{name: "DESCRIPTION", shrink: true, cell: func(e airra.Event) cell { return cell{data: e.Description} }},
		{name: "METADATA", wide: true, cell: func(e airra.Event) cell { return cell{data: compactMap(e.Metadata)} }},
		{name: "EVENT_ID", wide: true, right: true, cell: func(e airra.Event) cell { return cell{data: jsonText(e.ID)} }},
	}
}

func compactMap(m map[string]any) string {
	if len(m) == 0 {
		return ""
	}
	return jsonText(m)
}

func jsonText(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(encoded)
}
