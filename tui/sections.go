package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// SavedSection is a filter of the incidents under a name that the person gave it.
type SavedSection struct {
	Name   string `yaml:"name"`
	Filter string `yaml:"filter"`
}

// list is the screen of the incidents.
func (m *Model) list() *incidents {
	for _, s := range m.screens {
		if list, ok := s.(*incidents); ok {
			return list
		}
	}
	return newIncidents() // There always is one.
}

// layOut makes the sections anew of what is built in and what was saved. One that is not
// understood, because its file was written by hand, is told and left out; it stays in
// the file.
func (m *Model) layOut() {
	list := m.list()
	list.sections = slices.Clone(builtIn)
	for _, saved := range m.opts.Sections {
		f, err := parseFilter(saved.Filter, m.opts.Now().In(m.location()))
		if err != nil || strings.TrimSpace(saved.Name) == "" {
			m.toast.say(m.opts.Now(), "the saved section "+saved.Name+" is not understood: "+saved.Filter)
			continue
		}
		list.sections = append(list.sections, section{name: look.Line(saved.Name), test: f.matches})
	}
	list.section, list.rows = min(list.section, len(list.sections)-1), nil
}

// saveSection keeps the present filter under a name, in place of an earlier one of that
// name.
func (m *Model) saveSection(name string) tea.Cmd {
	list := m.list()
	switch {
	case name == "" || list.filter.text == "":
		m.say("filter the incidents with / first, then :save NAME keeps the filter as a section")
		return nil
	case slices.ContainsFunc(builtIn, func(s section) bool { return strings.EqualFold(s.name, name) }):
		m.say(name + " is there already; choose another name")
		return nil
	}
	kept := append(withoutSection(m.opts.Sections, name), SavedSection{Name: name, Filter: list.filter.text})
	return m.keepSections(kept, "saved as "+name+"; [ and ] walk there")
}

func (m *Model) forgetSection(name string) tea.Cmd {
	kept := withoutSection(m.opts.Sections, name)
	if len(kept) == len(m.opts.Sections) {
		m.say("there is no saved section " + name)
		return nil
	}
	return m.keepSections(kept, name+" is forgotten")
}

func withoutSection(all []SavedSection, name string) []SavedSection {
	return slices.DeleteFunc(slices.Clone(all), func(s SavedSection) bool { return strings.EqualFold(s.Name, name) })
}

// keepSections uses the sections from now on, and keeps them for the next time. Where
// that fails they are there until the cockpit is left, and the person knows.
func (m *Model) keepSections(all []SavedSection, said string) tea.Cmd {
	m.opts.Sections = all
	m.layOut()
	if m.opts.Keep == nil {
		m.say(said + ", until you leave: there is no file to keep it in")
		return nil
	}
	if err := m.opts.Keep(all); err != nil {
		m.say(said + ", until you leave: " + airra.ErrorMessage(err))
		return nil
	}
	m.say(said)
	return nil
}

func (m *Model) say(text string) { m.toast.say(m.opts.Now(), text) }
