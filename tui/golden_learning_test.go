package tui

// learningScenes are what was learned, where it is taught, and what is simulated.
var learningScenes = []scene{
	{"analytics", badNight, keys("7")},
	{"analytics_unreal", badNight, keys("7", "x")},
	{"analytics_week", badNight, keys("7", "[")},
	{"analytics_people", badNight, keys("7", "l")},
	{"analytics_detectors", badNight, keys("7", "l", "l")},
	{"analytics_learning", badNight, keys("7", "h")},
	{"analytics_learning_unreal", badNight, keys("7", "h", "x")},
	{"analytics_help", badNight, keys("7", "?")},
	{"incident_judged", badNight, on(surging, "l", "l")},
	{"incident_second_hypothesis", badNight, on(found, "l", "l", "j")},
	{"incident_action_judged", badNight, on(surging, "l", "l", "l", "l")},
	{"incident_similar", badNight, on(found, "l", "l", "l", "l", "l")},
	{"incident_postmortem", badNight, on(surging, "h")},
	{"incident_postmortem_draft", badNight, on(stock, "h")},
	{"verdict_confirm", badNight, awake(on(found, "l", "l", "+"))},
	{"verdict_note_line", badNight, on(found, "l", "l", "+", "c")},
	{"verdict_against_another", badNight, awake(on(surging, "l", "l", "x"))},
	{"verdict_taken_back", badNight, awake(on(surging, "l", "l", "t"))},
	{"verdict_on_an_action", badNight, awake(on(surging, "l", "l", "l", "l", "x"))},
	{"alarm", badNight, awake(on(found, "f"))},
	{"alarm_called_false", badNight, awake(on(hostileTitle, "f"))},
	{"postmortem_store", badNight, awake(on(stock, "h", "w"))},
	{"postmortem_withdraw", badNight, awake(on(surging, "h", "p"))},
	{"postmortem_without_editor", badNight, on(stock, "h", "E")},
	{"simulator", badNight, simulator()},
	{"simulator_start", badNight, awake(simulator("enter"))},
	{"simulator_drill", badNight, awake(simulator("G", "enter"))},
	{"empty_analytics", newborn, keys("7")},
	{"empty_analytics_learning", newborn, keys("7", "h")},
	{"empty_simulator", newborn, simulator()},
}

// learningActs teach, so they come after all that only asks.
var learningActs = []scene{
	{"verdict_given", badNight, on(found, "l", "l", "+", "y")},
	{"postmortem_stored", badNight, on(stock, "h", "w", "y")},
}

// simulator opens the simulator and presses keys there.
func simulator(names ...string) func(*sitting) {
	return func(s *sitting) {
		s.keys(":")
		s.write("sim")
		s.keys(append([]string{"enter"}, names...)...)
	}
}
