package tui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// filtered are the incidents that the filters of the test choose from.
func filtered() []airra.Incident {
	ana, other := "ana@example.com", "id-of-bob"
	me := "id-of-ana"
	return []airra.Incident{
		anIncident(1, func(i *airra.Incident) {
			i.Severity, i.AffectedService, i.AffectedComponents = airra.SeverityCritical, "checkout", []string{"cart", "till"}
			i.Context = []byte(`{"region":"eu","pod":"api-7","replicas":3}`)
		}),
		anIncident(2, func(i *airra.Incident) { i.Status, i.Title = airra.StatusResolved, "Connection reset by peer" }),
		anIncident(3, func(i *airra.Incident) { i.Severity, i.Status = airra.SeverityLow, airra.StatusPendingApproval }),
		anIncident(4, func(i *airra.Incident) {
			i.AcknowledgedBy, i.AcknowledgedAt, i.DetectedAt = &ana, &noon, noon.Add(-3*time.Hour)
		}),
		anIncident(5, func(i *airra.Incident) { i.AssignedEngineerID, i.DetectedAt = &other, noon.Add(-50*time.Hour) }),
		anIncident(6, func(i *airra.Incident) { i.AssignedEngineerID, i.AffectedService = &me, "batch" }),
	}
}

func TestTheGrammarOfFilters(t *testing.T) {
	t.Parallel()
	a := &asking{now: noon, actor: "ana@example.com", me: &airra.Engineer{ID: "id-of-ana"}, pending: map[airra.IncidentID]bool{"id-00003": true}, teams: map[airra.ServiceName]string{"checkout": "pay", "batch": "data"}}
	for _, test := range []struct{ text, want string }{
		{"", "1 2 3 4 5 6"},
		{"status:resolved", "2"},
		{"status:open", "1 3 4 5 6"},
		{"status:resolved,pending_approval", "2 3"},
		{"status:pending-approval", "3"},
		{"status:acked", "4"},
		{"sev:critical", "1"},
		{"sev:>=high", "1 2 4 5 6"},
		{"severity:<high", "3"},
		{"sev:critical,low", "1 3"},
		{"service:checkout,batch", "1 6"},
		{"-service:payment-service", "1 6"},
		{"assignee:@me", "4 6"},
		{"assignee:none", "1 2 3 4"},
		{"assignee:id-of-bob", "5"},
		{"is:unacked", "1 3 5 6"},
		{"is:acked", "4"},
		{"has:approval", "3"},
		{"-has:assignee", "1 2 3 4"},
		{"age:<2h", "1 2 3 6"},
		{"age:>2d", "5"},
		{"age:>=3h", "4 5"},
		{`"connection reset"`, "2"},
		{`-"connection reset" reset`, ""},
		{"RESET", "2"},
		{"inc-3", "3"},
		{"error sev:>=high -service:batch is:open", "1 4 5"},
		{"team:pay", "1"},
		{"team:PAY,data", "1 6"},
		{"-team:pay", "2 3 4 5 6"},
		{"started:2026-02-27", "5"},
		{"started:>2026-02-27", "1 2 3 4 6"},
		{"started:>=2026-02-27", "1 2 3 4 5 6"},
		{"started:<2026-03-01", "5"},
		{"started:<=2026-03-01", "1 2 3 4 5 6"},
		{"started:>2026-03-01T11:00", "1 2 3 6"},
		{"started:<2026-03-01T09:00:00Z", "5"},
		{"started:>=2026-02-27 started:<2026-03-01", "5"},
		{`{service="checkout"}`, "1"},
		{`{service!="payment-service"}`, "1 6"},
		{`{service=~"check.*|batch"}`, "1 6"},
		{`{service=~"check"}`, ""},
		{`{status!~"res.*", severity="low"}`, "3"},
		{`{component="till"}`, "1"},
		{`{component=""}`, "2 3 4 5 6"},
		{`{team="data"}`, "6"},
		{`{region="eu",pod=~"api-.*"}`, "1"},
		{`{replicas="3"}`, "1"},
		{`{region!="eu"}`, "2 3 4 5 6"},
		{`{title="Connection reset by peer"}`, "2"},
		{`{title=~"[}]|Connection.*"} status:resolved`, "2"},
		{`-{service="payment-service"} sev:>=high`, "1 6"},
		{`-l region=eu, pod=~api-.`, "1"},
		{"~^conn.*peer$", "2"},
		{"!^conn.*peer$", "1 3 4 5 6"},
		{"-f cnrst", "2"},
		{"-f chk", "1"},
		{"-f zzz", ""},
	} {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			f, err := parseFilter(test.text, noon)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, i := range filtered() {
				if f.matches(&i, a) {
					got = append(got, strings.TrimPrefix(i.Ref, "INC-"))
				}
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("%s chooses %v, not %s", test.text, got, test.want)
			}
		})
	}
}

func TestAFilterThatIsNotUnderstoodSaysWhy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"status:opne":   `there is no status "opne"`,
		"sev:>=hihg":    `there is no severity "hihg"`,
		"colour:red":    "there is no colour: to filter by",
		"is:blue":       "there is no is:blue",
		"age:2h":        "age: takes a bound",
		"age:<soon":     "age: takes a bound",
		`"never closed`: "a quotation mark is never closed",
		"status:x":      "there are open, acked, detected, analyzing",
		"colour:blue":   "status, sev, service, team, assignee, is, has, age, started",
		"is:silenced":   "there are is:open, resolved, acked, unacked, mine",
		"started:>soon": "started: takes a day or a moment like >2026-09-01",
		"{}":            "there is no matcher between the braces",
		`{region="eu"`:  "a brace is never closed",
		`{region="eu`:   "a brace is never closed",
		"{region}":      "labels are component, origin, ref, service, severity, source, status, team, title",
		`{a="b" c="d"}`: "a comma is missing",
		`{a=~"("}`:      "is no regular expression",
		"~(":            "is no regular expression",
		"!":             "is no regular expression",
	} {
		if _, err := parseFilter(text, noon); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestSectionsAndOrders(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	m.data.me = &airra.Engineer{ID: "id-of-ana"}
	m.with(filtered()...)
	strike(m, "2")
	s, ok := m.screenNow().(*incidents)
	if !ok {
		t.Fatal("2 is not the list of incidents")
	}
	shown := func() string {
		s.settle(m)
		var got []string
		for _, i := range s.rows {
			got = append(got, strings.TrimPrefix(i.Ref, "INC-"))
		}
		return strings.Join(got, " ")
	}
	for _, test := range []struct{ key, want string }{
		{"", "6 3 1 4 5"}, {"]", "6 4"}, {"]", "2"}, {"]", "6 3 2 1 4 5"}, {"s", "1 5 4 2 6 3"}, {"s", "5 4 1 2 3 6"}, {"s", "6 1 3 2 4 5"}, {"[", "2"},
	} {
		if test.key != "" {
			strike(m, test.key)
		}
		if got := shown(); got != test.want {
			t.Errorf("after %q there are %s, not %s", test.key, got, test.want)
		}
	}
}

func TestMarksAreForOneActOnAllOfThem(t *testing.T) {
	t.Parallel()
	m, c := still(t)
	m.with(filtered()...)
	strike(m, "2", "space", "j", "space", "j", "a")
	q, ok := m.dialog().(*question)
	if !ok || q.title != "Acknowledge 2 incidents?" {
		t.Fatalf("the dialog is %v", m.dialog())
	}
	if seen := m.seen(); !strings.Contains(seen, "INC-6") || !strings.Contains(seen, "INC-3") {
		t.Errorf("the incidents are not named:\n%s", seen)
	}
	strike(m, "esc", "e")
	if !strings.Contains(m.toast.text(c.now()), "one incident only") {
		t.Error("a key for one incident acts on marked ones")
	}
}

func TestTheSetOfIncidentsStaysInOrder(t *testing.T) {
	t.Parallel()
	s := newData().incidents
	for _, n := range []int{5, 1, 9, 3} {
		s.put(anIncident(n))
	}
	s.merge([]airra.Incident{anIncident(4), anIncident(9), anIncident(10)})
	s.put(anIncident(1, func(i *airra.Incident) { i.DetectedAt = noon }))
	var got []string
	for n, i := range s.all {
		got = append(got, i.Ref)
		if s.get(i.ID) != &s.all[n] {
			t.Errorf("%s is not found", i.Ref)
		}
	}
	if want := []string{"INC-1", "INC-10", "INC-9", "INC-5", "INC-4", "INC-3"}; !slices.Equal(got, want) {
		t.Errorf("the order is %v", got)
	}
}
