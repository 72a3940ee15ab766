package storetest

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// titled makes incidents one minute apart, the first the oldest.
func titled(titles ...string) []*airra.Incident {
	var incidents []*airra.Incident
	for i, title := range titles {
		incident := Incident(at.Add(time.Duration(i) * time.Minute))
		incident.Title = title
		incidents = append(incidents, incident)
	}
	return incidents
}

func titles(t *testing.T, s airra.Reader, filter airra.IncidentFilter) []string {
	t.Helper()
	page, err := s.Incidents(t.Context(), filter)
	must(t, err)
	found := []string{}
	for _, incident := range page.Items {
		found = append(found, incident.Title)
	}
	if page.Total != len(found) && page.Pages == 1 {
		t.Errorf("total %d of %d items", page.Total, len(found))
	}
	return found
}

func listsFilter(t *testing.T, s Store) {
	all := titled("a", "b", "c", "d")
	a, b, c, d := all[0], all[1], all[2], all[3]
	b.Status, c.Status, d.Status = airra.StatusResolved, airra.StatusFailed, airra.StatusEscalated
	b.Severity, c.Severity, d.Severity = airra.SeverityLow, airra.SeverityCritical, airra.SeverityLow
	c.AffectedService, d.DetectionSource, a.AssignedEngineerID = "order-service", airra.SourceMonitor, pointer("e1")
	b.Origin, d.Origin = airra.OriginSimulated, airra.OriginGenerated
	b.ResolvedAt = pointer(at)
	d.DetectedAt = c.DetectedAt // Equal times are ordered by id, the newest first.
	insert(t, s, all...)
	for name, c := range map[string]struct {
		filter airra.IncidentFilter
		want   string
	}{
		"no filter":         {airra.IncidentFilter{}, "d c b a"},
		"one status":        {airra.IncidentFilter{Statuses: []airra.IncidentStatus{"resolved"}}, "b"},
		"several statuses":  {airra.IncidentFilter{Statuses: []airra.IncidentStatus{"resolved", "failed", "escalated"}}, "d c b"},
		"severities":        {airra.IncidentFilter{Severities: []airra.Severity{"low", "critical"}}, "d c b"},
		"both":              {airra.IncidentFilter{Severities: []airra.Severity{"low"}, Statuses: []airra.IncidentStatus{"escalated", "failed"}}, "d"},
		"service":           {airra.IncidentFilter{Service: "order-service"}, "c"},
		"an origin":         {airra.IncidentFilter{Origins: []airra.Origin{airra.OriginSimulated}}, "b"},
		"several origins":   {airra.IncidentFilter{Origins: []airra.Origin{airra.OriginGenerated, airra.OriginSimulated}}, "d b"},
		"source":            {airra.IncidentFilter{Source: airra.SourceMonitor}, "d"},
		"engineer":          {airra.IncidentFilter{AssignedEngineerID: "e1"}, "a"},
		"open":              {airra.IncidentFilter{Open: true}, "d c a"},
		"open and resolved": {airra.IncidentFilter{Open: true, Statuses: []airra.IncidentStatus{"resolved"}}, ""},
		"from, inclusive":   {airra.IncidentFilter{Start: pointer(b.DetectedAt)}, "d c b"},
		"until, inclusive":  {airra.IncidentFilter{End: pointer(b.DetectedAt)}, "b a"},
		"just after":        {airra.IncidentFilter{Start: pointer(b.DetectedAt.Add(time.Microsecond))}, "d c"},
		"in between":        {airra.IncidentFilter{Start: pointer(b.DetectedAt), End: pointer(b.DetectedAt)}, "b"},
		"nothing":           {airra.IncidentFilter{Service: "nobody"}, ""},
	} {
		if got := strings.Join(titles(t, s, c.filter), " "); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func pagesClamp(t *testing.T, s Store) {
	insert(t, s, titled("a", "b", "c", "d", "e")...)
	for request, want := range map[airra.PageRequest]string{
		{}:                           "page 1 of 1, 20 each, 5 in all: e d c b a",
		{Page: 1, PageSize: 2}:       "page 1 of 3, 2 each, 5 in all: e d",
		{Page: 3, PageSize: 2}:       "page 3 of 3, 2 each, 5 in all: a",
		{Page: 4, PageSize: 2}:       "page 3 of 3, 2 each, 5 in all: a",
		{Page: 1 << 60, PageSize: 2}: "page 3 of 3, 2 each, 5 in all: a",
		{Page: -1, PageSize: 5}:      "page 1 of 1, 5 each, 5 in all: e d c b a",
		{Page: 2, PageSize: 1000}:    "page 1 of 1, 100 each, 5 in all: e d c b a",
	} {
		page, err := s.Incidents(t.Context(), airra.IncidentFilter{Page: request})
		must(t, err)
		names := make([]string, len(page.Items))
		for i, incident := range page.Items {
			names[i] = incident.Title
		}
		got := fmt.Sprintf("page %d of %d, %d each, %d in all: %s", page.Page, page.Pages, page.PageSize, page.Total, strings.Join(names, " "))
		if got != want || page.TotalApproximate {
			t.Errorf("%+v: got %q, want %q", request, got, want)
		}
	}
	none, err := s.Incidents(t.Context(), airra.IncidentFilter{Service: "nobody", Page: airra.PageRequest{Page: 7}})
	must(t, err)
	if none.Page != 1 || none.Pages != 1 || none.Total != 0 || none.Items == nil {
		t.Errorf("an empty list has one page, got %+v", none)
	}
}

func cursorWalks(t *testing.T, s Store) {
	var all []*airra.Incident
	for i := range 23 {
		incident := Incident(at.Add(time.Duration(i/4) * time.Microsecond)) // Four at a time share a moment.
		incident.Title = fmt.Sprint(i)
		all = append(all, incident)
	}
	insert(t, s, all...)
	var walked, pages []string
	request := airra.PageRequest{PageSize: 5}
	for {
		page, err := s.Incidents(t.Context(), airra.IncidentFilter{Page: request, Open: true})
		must(t, err)
		pages = append(pages, fmt.Sprint(page.Page, "/", page.Pages, " of ", page.Total))
		for _, incident := range page.Items {
			walked = append(walked, incident.Title)
		}
		if page.NextCursor == "" {
			break
		}
		request.Cursor = page.NextCursor
		insert(t, s, Incident(at.Add(time.Hour))) // What comes in meanwhile stands before and shifts nothing.
	}
	var want []string
	for i := range 23 {
		want = append(want, fmt.Sprint(22-i))
	}
	if diff := cmp.Diff(want, walked); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"1/5 of 23", "2/5 of 24", "3/5 of 25", "4/6 of 26", "5/6 of 27"}, pages); diff != "" {
		t.Error(diff)
	}
}

// cursorsAreOurs guesses what is inside a cursor. The genuine ones of the test
// are written by the same hand, so that the forged ones fail for what they say.
func cursorsAreOurs(t *testing.T, s Store) {
	incident := Incident(at)
	insert(t, s, incident, Incident(at.Add(-time.Minute)))
	genuine := fmt.Sprintf(`{"t":%q,"i":%q,"b":1}`, at.Format(time.RFC3339Nano), incident.ID)
	forged := func(old, text string) string { return strings.Replace(genuine, old, text, 1) }
	for name, c := range map[string]struct {
		inside    string
		incidents bool
		audit     bool
	}{
		"an incident":               {genuine, true, false},
		"an entry of the trail":     {`{"n":2,"b":20}`, false, true},
		"nothing":                   {``, true, true}, // No cursor at all is the first page.
		"an empty object":           {`{}`, false, false},
		"another field":             {`{"a":1}`, false, false},
		"one field more":            {forged(`}`, `,"a":1}`), false, false},
		"a space":                   {forged(`,`, `, `), false, false},
		"no rows before":            {forged(`"b":1`, `"b":0`), false, false},
		"fewer than no rows before": {forged(`"b":1`, `"b":-1`), false, false},
		"more rows than there are":  {forged(`"b":1`, `"b":1000000000000000000`), false, false},
		"no id":                     {forged(string(incident.ID), ""), false, false},
		"an id that is none":        {forged(string(incident.ID), "x"), false, false},
		"no time":                   {`{"i":"` + string(incident.ID) + `","b":1}`, false, false},
		"a time elsewhere":          {forged(`Z"`, `+01:00"`), false, false},
		"both kinds at once":        {forged(`"b"`, `"n":7,"b"`), false, false},
		"an entry below one":        {`{"n":-1,"b":20}`, false, false},
		"no JSON":                   {`nonsense`, false, false},
	} {
		request := airra.PageRequest{Cursor: base64.RawURLEncoding.EncodeToString([]byte(c.inside))}
		_, err := s.Incidents(t.Context(), airra.IncidentFilter{Page: request})
		wantTaken(t, name+" for incidents", err, c.incidents)
		_, err = s.Audit(t.Context(), airra.AuditFilter{Page: request})
		wantTaken(t, name+" for the trail", err, c.audit)
	}
	_, err := s.Incidents(t.Context(), airra.IncidentFilter{Page: airra.PageRequest{Cursor: "????"}})
	wantTaken(t, "no base64", err, false)
}

func wantTaken(t *testing.T, name string, err error, taken bool) {
	t.Helper()
	if taken != (err == nil) || !taken && airra.ErrorCode(err) != airra.CodeInvalid {
		t.Errorf("%s: taken should be %v, got %v", name, taken, err)
	}
}

func deepPageIsRefused(t *testing.T, s Store) {
	for range 21 {
		var batch []*airra.Incident
		for i := range 500 {
			batch = append(batch, Incident(at.Add(time.Duration(i)*time.Second)))
		}
		insert(t, s, batch...)
	}
	for _, filter := range []airra.IncidentFilter{{}, {Search: "latency"}} {
		filter.Page = airra.PageRequest{Page: 100, PageSize: 100}
		page, err := s.Incidents(t.Context(), filter)
		must(t, err)
		if len(page.Items) != 100 || page.Total != 10_500 {
			t.Errorf("the last page by number: got %d items of %d", len(page.Items), page.Total)
		}
		filter.Page.Page = 101
		_, err = s.Incidents(t.Context(), filter)
		wantCode(t, err, airra.CodeInvalid)
		filter.Page = airra.PageRequest{Cursor: page.NextCursor, PageSize: 100}
		next, err := s.Incidents(t.Context(), filter)
		must(t, err)
		if next.Page != 101 || len(next.Items) != 100 {
			t.Errorf("the cursor goes on, got page %d with %d items", next.Page, len(next.Items))
		}
	}
}

func totalsFollow(t *testing.T, s Store) {
	total := func(filter airra.IncidentFilter) int {
		page, err := s.Incidents(t.Context(), filter)
		must(t, err)
		return page.Total
	}
	// The first two are added up, the third is counted and remembered.
	filters := []airra.IncidentFilter{{}, {Open: true}, {Open: true, Search: "latency"}}
	totals := func() (all [3]int) {
		for i, filter := range filters {
			all[i] = total(filter)
		}
		return all
	}
	if got := totals(); got != [3]int{0, 0, 0} {
		t.Errorf("before everything: got %v", got)
	}
	incident := Incident(at)
	insert(t, s, incident, Incident(at))
	if got := totals(); got != [3]int{2, 2, 2} {
		t.Errorf("after two inserts: got %v", got)
	}
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		must(t, incident.Resolve(airra.Resolution{By: "alice"}, false, at))
		return tx.SaveIncident(ctx, incident)
	})
	if got := totals(); got != [3]int{2, 1, 1} {
		t.Errorf("after a save without an event: got %v", got)
	}
}

func auditIsPaged(t *testing.T, s Store) {
	incident := Incident(at)
	other, action := airra.IncidentID(airra.NewID()), airra.ActionID(airra.NewID())
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		tx.InsertIncident(incident)
		tx.Record(airra.AuditEntry{At: at, EventType: "action_approved", Actor: "alice", Outcome: airra.OutcomeSuccess, IncidentID: &incident.ID, ActionID: &action, Details: map[string]any{"mode": "dry_run"}})
		tx.Record(airra.AuditEntry{At: at, EventType: "policy_blocked", Actor: "bob", Outcome: airra.OutcomeBlocked, IncidentID: &other})
		tx.Record(airra.AuditEntry{At: at.Add(time.Second), EventType: "action_approved", Actor: "bob", Outcome: airra.OutcomeFailure})
		return nil
	})
	ids := func(filter airra.AuditFilter) (ids []int64) {
		page, err := s.Audit(t.Context(), filter)
		must(t, err)
		for _, entry := range page.Items {
			ids = append(ids, entry.ID)
		}
		return ids
	}
	for name, c := range map[string]struct {
		filter airra.AuditFilter
		want   []int64
	}{
		"all, newest first": {airra.AuditFilter{}, []int64{3, 2, 1}},
		"of an incident":    {airra.AuditFilter{Incident: incident.ID}, []int64{1}},
		"of an actor":       {airra.AuditFilter{Actor: "bob"}, []int64{3, 2}},
		"of a type":         {airra.AuditFilter{EventType: "action_approved"}, []int64{3, 1}},
		"second page":       {airra.AuditFilter{Page: airra.PageRequest{Page: 2, PageSize: 2}}, []int64{1}},
	} {
		if got := ids(c.filter); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	first, err := s.Audit(t.Context(), airra.AuditFilter{Page: airra.PageRequest{PageSize: 2}})
	must(t, err)
	if got := ids(airra.AuditFilter{Page: airra.PageRequest{PageSize: 2, Cursor: first.NextCursor}}); !slices.Equal(got, []int64{1}) {
		t.Errorf("behind the cursor: got %v", got)
	}
	page, err := s.Audit(t.Context(), airra.AuditFilter{Incident: incident.ID})
	must(t, err)
	want := airra.AuditEntry{ID: 1, At: at, EventType: "action_approved", Actor: "alice", Outcome: airra.OutcomeSuccess, IncidentID: &incident.ID, ActionID: &action, Details: map[string]any{"mode": "dry_run"}}
	if diff := cmp.Diff(want, page.Items[0], equalTimes); diff != "" {
		t.Error(diff)
	}
}
