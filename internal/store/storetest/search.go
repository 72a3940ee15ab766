package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// finds wants some titles of a search, from the texts that a store may hold, and in a
// transaction, where it holds none and asks the database.
func finds(t *testing.T, s Store, filter airra.IncidentFilter, between, want string) {
	t.Helper()
	if got := strings.Join(titles(t, s, filter), between); got != want {
		t.Errorf("%+v: got %q, want %q", filter, got, want)
	}
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		if got := strings.Join(titles(t, tx, filter), between); got != want {
			t.Errorf("%+v, in a transaction: got %q, want %q", filter, got, want)
		}
		return nil
	})
}

func searchFolds(t *testing.T, s Store) {
	insert(t, s, titled("50% of Checkout_v2 fail!", "Größe überschritten", "ΟΔΥΣΣΕΥΣ is down", `path C:\temp`, "5000 of CheckoutXv2")...)
	for search, want := range map[string]string{
		"checkout":              "5000 of CheckoutXv2|50% of Checkout_v2 fail!",
		"CHECKOUT_V2":           "50% of Checkout_v2 fail!",
		"50%":                   "50% of Checkout_v2 fail!",
		"!":                     "50% of Checkout_v2 fail!",
		"GRÖSSE":                "",
		"GRÖßE ÜBER":            "Größe überschritten",
		"οδυσσευς":              "ΟΔΥΣΣΕΥΣ is down",
		"οδυσσευσ":              "ΟΔΥΣΣΕΥΣ is down",
		`C:\TEMP`:               `path C:\temp`,
		`\`:                     `path C:\temp`,
		"fail!the":              "", // It ends in the title and begins in the description.
		"95TH percentile":       "5000 of CheckoutXv2|path C:\\temp|ΟΔΥΣΣΕΥΣ is down|Größe überschritten|50% of Checkout_v2 fail!",
		"'":                     "",
		"5000 OF CHECKOUTXV2 ":  "",
		"Checkout_v2 fail! The": "",
	} {
		finds(t, s, airra.IncidentFilter{Search: search}, "|", want)
	}
}

func searchIsNarrowed(t *testing.T, s Store) {
	all := titled("slow a", "slow b", "quick c", "slow d", "slow e")
	a, b, c, d, e := all[0], all[1], all[2], all[3], all[4]
	b.Status, b.ResolvedAt, d.Status = airra.StatusResolved, pointer(at), airra.StatusEscalated
	d.Severity, a.AffectedService, e.DetectionSource, a.AssignedEngineerID = airra.SeverityCritical, "order-service", airra.SourceMonitor, pointer("e1")
	d.Origin = airra.OriginGenerated
	e.DetectedAt = d.DetectedAt
	insert(t, s, all...)
	for name, one := range map[string]struct {
		filter airra.IncidentFilter
		want   string
	}{
		"nothing else":     {airra.IncidentFilter{}, "slow e, slow d, slow b, slow a"},
		"a status":         {airra.IncidentFilter{Statuses: []airra.IncidentStatus{"escalated"}}, "slow d"},
		"open":             {airra.IncidentFilter{Open: true}, "slow e, slow d, slow a"},
		"a severity":       {airra.IncidentFilter{Severities: []airra.Severity{"critical"}}, "slow d"},
		"a service":        {airra.IncidentFilter{Service: "order-service"}, "slow a"},
		"a source":         {airra.IncidentFilter{Source: airra.SourceMonitor}, "slow e"},
		"an origin":        {airra.IncidentFilter{Origins: []airra.Origin{airra.OriginGenerated}}, "slow d"},
		"an engineer":      {airra.IncidentFilter{AssignedEngineerID: "e1"}, "slow a"},
		"from, inclusive":  {airra.IncidentFilter{Start: &d.DetectedAt}, "slow e, slow d"},
		"until, inclusive": {airra.IncidentFilter{End: &b.DetectedAt}, "slow b, slow a"},
		"just after":       {airra.IncidentFilter{Start: pointer(b.DetectedAt.Add(time.Microsecond))}, "slow e, slow d"},
		"all of it":        {airra.IncidentFilter{Start: &b.DetectedAt, End: &c.DetectedAt, Open: true}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			one.filter.Search = "SLOW"
			finds(t, s, one.filter, ", ", one.want)
		})
	}
}

func searchFollowsTexts(t *testing.T, s Store) {
	incident, other := Incident(at), Incident(at)
	incident.Title, other.Title = "pool exhausted", "disk full"
	insert(t, s, incident, other)
	finds(t, s, airra.IncidentFilter{Search: "pool"}, ", ", "pool exhausted")
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		incident.Title = "queue full"
		return tx.SaveIncident(ctx, incident) // It was read in another transaction.
	})
	finds(t, s, airra.IncidentFilter{Search: "pool"}, ", ", "")
	finds(t, s, airra.IncidentFilter{Search: "full"}, ", ", strings.Join(titles(t, s, airra.IncidentFilter{}), ", "))
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		read, err := tx.Incident(ctx, byID(incident.ID))
		must(t, err)
		read.Title, read.Description = "pool again", "a word that is new: zebra"
		must(t, tx.SaveIncident(ctx, read))
		read.Title = "pool at last"
		return tx.SaveIncident(ctx, read)
	})
	insert(t, s, titled("pool of another")...)
	finds(t, s, airra.IncidentFilter{Search: "queue"}, ", ", "")
	finds(t, s, airra.IncidentFilter{Search: "zebra"}, ", ", "pool at last")
	if found := titles(t, s, airra.IncidentFilter{Search: "pool"}); len(found) != 2 {
		t.Errorf("got %q", found)
	}
}

func searchIsPaged(t *testing.T, s Store) {
	var all []*airra.Incident
	for i := range 23 {
		incident := Incident(at.Add(time.Duration(i/4) * time.Microsecond)) // Four at a time share a moment.
		incident.Title = fmt.Sprint("found ", i)
		all = append(all, incident, Incident(at))
	}
	insert(t, s, all...)
	for request, want := range map[airra.PageRequest]string{
		{PageSize: 10}:           "page 1 of 3, 23 in all: found 22 to found 13",
		{Page: 3, PageSize: 10}:  "page 3 of 3, 23 in all: found 2 to found 0",
		{Page: 77, PageSize: 10}: "page 3 of 3, 23 in all: found 2 to found 0",
	} {
		page, err := s.Incidents(t.Context(), airra.IncidentFilter{Search: "found", Page: request})
		must(t, err)
		got := fmt.Sprintf("page %d of %d, %d in all: %s to %s", page.Page, page.Pages, page.Total, page.Items[0].Title, page.Items[len(page.Items)-1].Title)
		if got != want {
			t.Errorf("%+v: got %q, want %q", request, got, want)
		}
	}
	var walked []string
	filter := airra.IncidentFilter{Search: "found", Page: airra.PageRequest{PageSize: 5}}
	for {
		page, err := s.Incidents(t.Context(), filter)
		must(t, err)
		for _, incident := range page.Items {
			walked = append(walked, incident.Title)
		}
		if filter.Page.Cursor = page.NextCursor; page.NextCursor == "" {
			break
		}
		later := Incident(at.Add(time.Hour)) // What comes in meanwhile stands before and shifts nothing.
		later.Title = "found later"
		insert(t, s, later)
	}
	var want []string
	for i := range 23 {
		want = append(want, fmt.Sprint("found ", 22-i))
	}
	if diff := cmp.Diff(want, walked); diff != "" {
		t.Error(diff)
	}
	_, err := s.Incidents(t.Context(), airra.IncidentFilter{Search: "found", Page: airra.PageRequest{Cursor: "????"}})
	wantCode(t, err, airra.CodeInvalid)
}

// searchWhileMany looks for what others report and retell at the same time: whoever hears
// that something is written finds it.
func searchWhileMany(t *testing.T, s Store) {
	const each = 20
	errs := together(6, func(i int) error {
		for n := range each {
			incident := Incident(at)
			incident.Title = fmt.Sprintf("reported %d-%d.", i, n)
			insert(t, s, incident)
			if n%2 == 0 {
				incident.Title = fmt.Sprintf("retold %d-%d.", i, n)
				inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveIncident(ctx, incident) })
			}
			if got := strings.Join(titles(t, s, airra.IncidentFilter{Search: fmt.Sprintf("%d-%d.", i, n)}), ", "); got != incident.Title {
				return fmt.Errorf("got %q, want %q", got, incident.Title)
			}
		}
		return nil
	})
	for _, err := range errs {
		must(t, err)
	}
	if found := titles(t, s, airra.IncidentFilter{Search: "retold", Page: airra.PageRequest{PageSize: 100}}); len(found) != 60 {
		t.Errorf("got %d", len(found))
	}
}
