package web_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// A filter shows what is like that, all of it, and nothing else.
func TestTheListIsReallyFiltered(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	ctx := airra.WithActor(t.Context(), "arranger")
	old := time.Now().Add(-48 * time.Hour)
	for _, n := range []airra.NewIncident{
		{Title: "Slow queries", Severity: airra.SeverityLow, AffectedService: "order-service"},
		{Title: "Errors", Severity: airra.SeverityHigh, AffectedService: "payment-service"},
		{Title: "Errors at night", Severity: airra.SeverityHigh, AffectedService: "order-service", DetectedAt: &old},
	} {
		n.Description = n.Title
		if _, err := s.api.CreateIncident(ctx, n); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.api.ResolveIncident(ctx, "INC-2", airra.Resolution{By: "arranger"}); err != nil {
		t.Fatal(err)
	}
	v := s.guest(t, "alice")
	row := regexp.MustCompile(`<tr id="row-(INC-\d+)"`)
	for query, want := range map[string][]string{
		"":                                   {"INC-1", "INC-2", "INC-3"},
		"?status=open":                       {"INC-1", "INC-3"},
		"?open=1&severity=high":              {"INC-3"},
		"?status=resolved":                   {"INC-2"},
		"?status=detected":                   {"INC-1", "INC-3"},
		"?severity=high":                     {"INC-2", "INC-3"},
		"?service=order-service":             {"INC-1", "INC-3"},
		"?search=errors":                     {"INC-2", "INC-3"},
		"?since=24h":                         {"INC-1", "INC-2"},
		"?since=168h&search=errors":          {"INC-2", "INC-3"},
		"?search=errors&service=nothing":     nil,
		"?status=resolved&severity=critical": nil,
	} {
		v.get("/incidents" + query)
		v.shows(http.StatusOK)
		var got []string
		for _, found := range row.FindAllStringSubmatch(v.page, -1) {
			got = append(got, found[1])
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
}

// Another span counts the same sorts, and there is a way back from counting all of them.
func TestTheSortsThatAreCountedStayWithTheSpan(t *testing.T) {
	t.Parallel()
	v := startSite(t).guest(t, "alice")
	v.get("/analytics?days=7&include=all")
	for _, link := range []string{`href="/analytics?days=90&amp;include=all"`, `<a href="/analytics?days=7">count only real ones`} {
		if v.shows(http.StatusOK); !strings.Contains(v.page, link) {
			t.Errorf("there is no %s:\n%s", link, v.page)
		}
	}
}
