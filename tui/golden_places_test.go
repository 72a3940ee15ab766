package tui

import "github.com/airra/airra/internal/airra"

// placeScenes are the ways to arrange, find and filter that lie over the places, and
// what of a place is seen only after a key of its own.
var placeScenes = []scene{
	{"palette", badNight, keys("ctrl+k")},
	{"palette_found", badNight, func(s *sitting) { s.keys("ctrl+k"); s.write("ack") }},
	{"palette_of_none", badNight, func(s *sitting) { s.keys("4", "ctrl+k"); s.write("xyzzy") }},
	{"deck_preview_turned", badNight, keys("p")},
	{"deck_wide", badNight, keys("W")},
	{"deck_in_utc", badNight, keys("T", "T")},
	{"incidents_preview_turned", badNight, keys("2", "p")},
	{"incidents_preview_grown", badNight, keys("2", "p", "p", "+", "+")},
	{"incidents_wide", badNight, keys("2", "W")},
	{"incidents_reversed", badNight, keys("2", "S")},
	{"incidents_in_utc", badNight, keys("2", "]", "]", "]", "T", "T")},
	{"incidents_matched", badNight, filteredBy(`{service=~"payment-.*",severity!="high"}`)},
	{"incidents_unlike", badNight, filteredBy("!payment|order")},
	{"incidents_resembling", badNight, filteredBy("-f pmtsrv")},
	{"incidents_filter_refused", badNight, filteredBy("sev:>=worse")},
	{"incidents_range", badNight, keys("2", "v", "j", "j")},
	{"incidents_assign_line", badNight, keys("2", "space", "j", "space", "i")},
	{"incidents_assign_marked", badNight, keys("2", "space", "j", "space", "I")},
	{"incident_timeline_in_utc", badNight, on(found, "l", "T", "T")},
	{"incident_notes_retracted", badNight, on(slow, "h", "h")},
	{"oncall_month", badNight, keys("4", "m")},
	{"oncall_next_month", badNight, keys("4", "m", "]")},
	{"oncall_one_schedule", badNight, keys("4", "f", "]")},
	{"oncall_one_schedule_month", badNight, keys("4", "f", "m", "]")},
	{"oncall_simulation_later", badNight, sending("service=user-service severity=high at 2026-11-28 19:00", "4", "s", "ctrl+u")},
	{"oncall_simulation_refused", badNight, sending("service=user-service region=eu", "4", "s", "ctrl+u")},
	{"oncall_override_later", badNight, awake(sending("bob.martinez@example.com 2026-11-28 16:00..2026-11-29 08:00", "4", "o", "ctrl+u"))},
	{"oncall_override_of_nothing", badNight, sending("@me 2026-12-24 16:00..2026-12-24 18:00", "4", "j", "o", "ctrl+u")},
	{"service_tree", badNight, inService("order-service")},
	{"service_needed", badNight, inService("database")},
	{"service_end", badNight, inService("payment-service", "j", "j", "j", "j", "j", "j", "j", "j")},
	{"services_help", badNight, keys("5", "?")},
	{"approvals_help", badNight, keys("3", "?")},
	{"notifications_help", badNight, keys("6", "?")},
	{"notifications_dead", badNight, keys("6", "f")},
	{"notifications_none_wait", badNight, keys("6", "f", "f", "f")},
	{"page_from_the_deck", badNight, keys("M")},
	{"empty_palette", newborn, keys("ctrl+k")},
	{"empty_page", newborn, keys("4", "M")},
}

// placeActs act, so they come after all that only asks.
var placeActs = []scene{
	{"note_taken_back", badNight, func(s *sitting) {
		s.keys("2")
		on(crashing, "h", "h", "c")(s)
		s.write("it was me")
		s.keys("enter", "u")
	}},
	{"assigned_marked", badNight, keys("2", "space", "j", "space", "I", "y")},
}

// filteredBy types a filter over all incidents.
func filteredBy(text string) func(*sitting) { return sending(text, "2", "]", "]", "]", "/") }

// sending presses keys until a line is open, and sends it with a text.
func sending(text string, names ...string) func(*sitting) {
	return func(s *sitting) {
		s.keys(names...)
		s.write(text)
		s.keys("enter")
	}
}

// inService opens a service and presses keys there.
func inService(name airra.ServiceName, names ...string) func(*sitting) {
	return func(s *sitting) {
		s.keys("5")
		s.down(func() bool { return s.data.services[s.screenNow().(*services).cursor.index].Name == name })
		s.keys("enter")
		s.keys(names...)
	}
}
