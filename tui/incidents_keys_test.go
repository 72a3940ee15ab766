package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// listed is the list of incidents before some of them.
func listed(t *testing.T, all ...airra.Incident) (*Model, *incidents) {
	t.Helper()
	m, _ := still(t)
	m.with(all...)
	strike(m, "2")
	s, ok := m.screenNow().(*incidents)
	if !ok {
		t.Fatal("2 is not the list of incidents")
	}
	m.render()
	return m, s
}

func (s *incidents) names(m *Model) string {
	s.settle(m)
	var got []string
	for _, i := range s.rows {
		got = append(got, strings.TrimPrefix(i.Ref, "INC-"))
	}
	return strings.Join(got, " ")
}

func (s *incidents) markedNames(m *Model) string {
	var got []string
	for _, i := range s.marked(m) {
		got = append(got, strings.TrimPrefix(i.Ref, "INC-"))
	}
	return strings.Join(got, " ")
}

// Every section says how many it has, with the filter.
func TestSectionsSayHowManyTheyHave(t *testing.T) {
	t.Parallel()
	m, s := listed(t, filtered()...)
	if seen := m.seen(); !strings.Contains(seen, "‹Open 5› Mine 1 Resolved 1 All 6") {
		t.Errorf("the sections are not counted:\n%s", seen)
	}
	s.use(m, "sev:>=high")
	if seen := m.seen(); !strings.Contains(seen, "‹Open 4› Mine 1 Resolved 1 All 5") {
		t.Errorf("the sections are not counted with the filter:\n%s", seen)
	}
}

func TestKeysOfTheList(t *testing.T) {
	t.Parallel()
	m, s := listed(t,
		anIncident(1, func(i *airra.Incident) { i.Status = airra.StatusFailed }), anIncident(2), anIncident(3, func(i *airra.Incident) { i.Status = airra.StatusEscalated }),
		anIncident(4), anIncident(5))
	for _, step := range []struct{ keys, rows, at, marked string }{
		{"", "5 4 3 2 1", "5", ""},
		{"n", "5 4 3 2 1", "3", ""},
		{"n", "5 4 3 2 1", "1", ""},
		{"n", "5 4 3 2 1", "3", ""}, // from the last to the first
		{"N", "5 4 3 2 1", "1", ""},
		{"g v j j", "5 4 3 2 1", "3", "5 4 3"},
		{"k", "5 4 3 2 1", "4", "5 4"}, // a range shrinks with the cursor
		{"v j j", "5 4 3 2 1", "2", "5 4"},
		{"space", "5 4 3 2 1", "2", "5 4 2"},
		{"esc", "5 4 3 2 1", "2", ""},
		{"S", "1 2 3 4 5", "2", ""},
		{"<", "1 2 3 4 5", "2", ""}, // by status: all but two are the same, and stay as they are
		{"> S", "5 4 3 2 1", "2", ""},
	} {
		for key := range strings.FieldsSeq(step.keys) {
			strike(m, key)
			m.render()
		}
		if step.keys == "<" {
			strike(m, ">", "<")
			step.rows = s.names(m)
			if s.order != len(orders)-1 {
				t.Errorf("< before the first order is %s", orders[s.order].name)
			}
		}
		if rows, at, marked := s.names(m), strings.TrimLeft(strings.TrimPrefix(s.cursor.id, "id-"), "0"), s.markedNames(m); rows != step.rows || at != step.at || marked != step.marked {
			t.Errorf("after %q: rows %s, cursor on %s, marked %s; want %+v", step.keys, rows, at, marked, step)
		}
	}
}

// The preview is where there is room for it, and where it was asked for.
func TestThePreviewIsArranged(t *testing.T) {
	t.Parallel()
	for _, screen := range []string{"1", "2"} {
		m, _ := still(t)
		m.with(anIncident(1, func(i *airra.Incident) { i.Description = "only the preview says this" }))
		strike(m, screen)
		sees := func() bool { return strings.Contains(m.seen(), "only the preview says this") }
		for _, step := range []struct {
			width int
			keys  string
			want  bool
		}{
			{100, "", false},
			{120, "", true},
			{120, "p", false},
			{120, "p", true},
			{120, "W", false},
			{120, "p", true},
			{120, "W W", true},
			{100, "", true},
			{80, "p", false},
			{120, "", false},
			{80, "p", true},
		} {
			m.Update(tea.WindowSizeMsg{Width: step.width, Height: 30})
			for key := range strings.FieldsSeq(step.keys) {
				strike(m, key)
			}
			if got := sees(); got != step.want {
				t.Errorf("screen %s, %d columns, after %q there is a preview: %v", screen, step.width, step.keys, got)
			}
			asWide(t, m, "arranged by "+step.keys)
		}
		m.Update(tea.WindowSizeMsg{Width: 120, Height: 30})
		rule := func() int { return strings.Index(strings.Split(m.seen(), "\n")[3], "│") }
		usual := rule()
		strike(m, "+")
		larger := rule()
		strike(m, "_", "_")
		if smaller := rule(); larger >= usual || smaller <= usual {
			t.Errorf("the preview begins at %d, with + at %d, with _ at %d", usual, larger, smaller)
		}
	}
}

func TestAWideListSaysWhoTakesCare(t *testing.T) {
	t.Parallel()
	ana := "ana@example.com"
	m, _ := listed(t, anIncident(1, func(i *airra.Incident) { i.AcknowledgedBy, i.AcknowledgedAt = &ana, &noon }), anIncident(2))
	strike(m, "W")
	if seen := strings.Join(strings.Fields(m.seen()), " "); !strings.Contains(seen, "detected, acked "+ana) || !strings.Contains(seen, "detected nobody") {
		t.Errorf("nobody is named:\n%s", seen)
	}
}

// A list that is cut says so, and whether the filter reaches beyond it.
func TestACutListSaysSo(t *testing.T) {
	t.Parallel()
	m, s := listed(t, filtered()...)
	m.data.total, m.data.reach = 23_411, noon
	for _, step := range []struct{ filter, want string }{
		{"", "newest 10000 of 23411; a filter finds older ones"},
		{"is:unacked", "this filter looks at no older ones"},
		{"reset", "asking for older ones"},
	} {
		s.use(m, step.filter)
		if seen := m.seen(); !strings.Contains(seen, step.want) {
			t.Errorf("%q: it does not say %q:\n%s", step.filter, step.want, seen)
		}
	}
}

// What the server is asked is what the filter says, as far as the server understands it.
func TestTheQuestionForOlderOnes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]func(airra.IncidentFilter) bool{
		"status:resolved,failed": func(f airra.IncidentFilter) bool { return len(f.Statuses) == 2 && f.Statuses[1] == airra.StatusFailed },
		"status:open":            func(f airra.IncidentFilter) bool { return f.Open && len(f.Statuses) == 0 },
		"sev:>=high":             func(f airra.IncidentFilter) bool { return len(f.Severities) == 2 },
		"service:checkout":       func(f airra.IncidentFilter) bool { return f.Service == "checkout" },
		`a "longer text"`:        func(f airra.IncidentFilter) bool { return f.Search == "longer text" },
		"started:2026-02-27": func(f airra.IncidentFilter) bool {
			return f.Start != nil && f.End != nil && f.End.Sub(*f.Start).Hours() == 24
		},
	} {
		f, err := parseFilter(text, noon)
		if err != nil || !f.asks || !want(f.server) {
			t.Errorf("%s asks %+v, %v", text, f.server, err)
		}
	}
	for _, text := range []string{"-status:failed", "-reset", "is:unacked", "!re", "-f x", `{service="checkout"}`, "service:a,b", "status:acked", "team:pay"} {
		if f, err := parseFilter(text, noon); err != nil || f.asks {
			t.Errorf("%s asks %+v, %v", text, f.server, err)
		}
	}
}
