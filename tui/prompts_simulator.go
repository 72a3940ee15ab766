package tui

import "strings"

// simulating tells what can be simulated and what is, or asks about one of them: a
// scenario and a drill are started, and what runs is stopped, after a question.
func (p *prompter) simulating(rest string) error {
	d := &simulatorDialog{}
	p.pump(d.load(p.m))
	rows := d.rows(p.m)
	if name := strings.TrimSpace(rest); name != "" {
		for _, row := range rows {
			if strings.EqualFold(row.id, name) {
				return p.run(row.ask(p.m))
			}
		}
		p.say(name + " is no scenario, no drill, and nothing that runs. sim alone tells them.")
		return nil
	}
	if len(rows) == 0 {
		p.sayAll(d.none(p.m, unbroken))
		return nil
	}
	heads := map[string]string{"NOW": "Runs now", "SCENARIOS": "Scenario", "DRILLS": "Drill"}
	for _, row := range rows {
		p.say(heads[row.head] + " " + row.id + ": " + row.text)
	}
	p.say("sim and the name of one starts it, and stops what runs, after a question.")
	return nil
}
