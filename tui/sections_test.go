package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

// A filter gets a name, is a section from then on, and is there the next time.
func TestAFilterIsSavedAsASection(t *testing.T) {
	t.Parallel()
	var kept []SavedSection
	m, _ := still(t, func(o *Options) {
		o.Keep = func(all []SavedSection) error { kept = all; return nil }
	})
	m.with(anIncident(1), anIncident(2, func(i *airra.Incident) { i.AffectedService = "order-service" }))
	command(m, "2")
	command(m, "/", "service:order-service", "enter")
	command(m, ":", "save orders", "enter")
	if want := []SavedSection{{"orders", "service:order-service"}}; !slices.Equal(kept, want) {
		t.Fatalf("what is kept is %+v", kept)
	}
	again, _ := still(t, func(o *Options) { o.Sections = kept })
	again.with(anIncident(1), anIncident(2, func(i *airra.Incident) { i.AffectedService = "order-service" }))
	command(again, "2", "[")
	if seen := again.seen(); !strings.Contains(seen, "‹orders 1›") || !strings.Contains(seen, "INC-2") {
		t.Errorf("the section is not there:\n%s", seen)
	}
	command(m, ":", "forget ORDERS", "enter")
	if len(kept) != 0 || len(m.list().sections) != len(builtIn) {
		t.Errorf("it is not forgotten: %+v", kept)
	}
}

// What cannot be saved says so, and a broken file costs no section that is right.
func TestASectionThatCannotBeSavedIsSaid(t *testing.T) {
	t.Parallel()
	m, _ := still(t, func(o *Options) {
		o.Sections = []SavedSection{{"bad", "color:red"}, {"good", "sev:critical"}}
		o.Keep = func([]SavedSection) error { return airra.Errorf(airra.CodeUnavailable, "the disk is full") }
	})
	if !strings.Contains(m.toast.message, "bad is not understood") || len(m.list().sections) != len(builtIn)+1 {
		t.Errorf("%d sections, and %q", len(m.list().sections), m.toast.message)
	}
	for typed, want := range map[string]string{"save all": "filter the incidents with / first", "forget none": "there is no saved section none"} {
		if command(m, ":", typed, "enter"); !strings.Contains(m.toast.message, want) {
			t.Errorf("%s: %q", typed, m.toast.message)
		}
	}
	command(m, "2")
	command(m, "/", "sev:high", "enter")
	if command(m, ":", "save Open", "enter"); !strings.Contains(m.toast.message, "there already") {
		t.Errorf("a built-in section is replaced: %q", m.toast.message)
	}
	if command(m, ":", "save high", "enter"); !strings.Contains(m.toast.message, "until you leave: the disk is full") {
		t.Errorf("a full disk: %q", m.toast.message)
	}
	if !slices.Contains(m.opts.Sections, SavedSection{"bad", "color:red"}) {
		t.Error("what is not understood is lost from the file")
	}
}

// command presses keys; what is longer than a key's name is typed.
func command(m *Model, parts ...string) {
	for _, part := range parts {
		if len(part) == 1 || part == "enter" {
			strike(m, part)
			continue
		}
		strike(m, strings.Split(part, "")...)
	}
}
