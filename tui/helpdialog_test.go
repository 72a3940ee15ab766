package tui

import "testing"

// The keys of everywhere and of the screen below are listed; any key closes the list.
func TestHelpListsKeysAndClosesWithAny(t *testing.T) {
	t.Parallel()
	for _, size := range sizes[:3] {
		for screen := range 7 {
			m, _ := peopleModel(t, size[0], size[1], screen)
			press(m, "?")
			shows(t, m, "EVERYWHERE", "undo (for 10 s)", "HERE: "+m.screenNow().title(), "leave", "any key closes")
			fits(t, m)
			press(m, "x")
			if m.dialog() != nil {
				t.Error("it stays open")
			}
		}
	}
}

// The keys of an incident stand where incidents are, and not in a cockpit that only reads.
func TestHelpListsIncidentKeysWhereTheyWork(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 80, 24, 1)
	press(m, "?")
	shows(t, m, "AN INCIDENT", "ack for a while", "analyze again", "copy name, line")
	shows(t, m, "find what to do", "mark a range", "next that needs you", "order, reverse", "preview, its size", "wide list", "assign, to me", "ago, local, UTC")
}

// Several keys that stand before the same words are all named as keys.
func TestHelpTellsKeysFromTheirWords(t *testing.T) {
	t.Parallel()
	for screen, want := range map[int]string{1: "[ ]            section", 3: "[ ]            go", 5: "f F            only some"} {
		m, _ := peopleModel(t, 120, 40, screen)
		press(m, "?")
		shows(t, m, want)
	}
}
