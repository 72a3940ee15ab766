package web

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
)

// registerIncidents adds the list.
func (w *Web) registerIncidents() { w.mux.HandleFunc("GET /incidents", w.page(w.incidents)) }

// incidentList is the list with what it was asked for. The filter stands in the address,
// so that a list can be kept as a bookmark and sent to somebody.
type incidentList struct {
	visit *visit
	airra.IncidentFilter
	Since    string
	Found    airra.Page[airra.Incident]
	Services []airra.ServiceState
	pages    pages
}

// spans are the times one usually looks at.
var spans = []struct {
	Value, Label string
	Span         time.Duration
}{
	{"", "at any time", 0},
	{"1h", "in the last hour", time.Hour},
	{"24h", "in the last day", 24 * time.Hour},
	{"168h", "in the last week", 7 * 24 * time.Hour},
	{"720h", "in the last 30 days", 30 * 24 * time.Hour},
}

const incidentsShown = 50

func (w *Web) incidents(v *visit) (view, error) {
	l, err := readIncidentList(v)
	if err != nil {
		return view{}, err
	}
	group, ctx := errgroup.WithContext(v.r.Context())
	ask(ctx, group, &l.Services, w.opts.Backend.Services)
	ask(ctx, group, &l.Found, func(ctx context.Context) (airra.Page[airra.Incident], error) {
		return w.opts.Backend.FindIncidents(ctx, l.IncidentFilter)
	})
	if err := group.Wait(); err != nil {
		return view{}, err
	}
	l.pages = pagesOf(v, l.Found)
	return view{Title: "Incidents", Place: placeIncidents, Body: incidentsPage(l)}, nil
}

// readIncidentList reads the filter. A word that is none is refused: a list that quietly
// ignored what it was asked for would be believed.
func readIncidentList(v *visit) (incidentList, error) {
	l := incidentList{visit: v, Since: v.query("since")}
	l.Search, l.Service = v.query("search"), airra.ServiceName(v.query("service"))
	var err error
	if l.Page, err = v.page(incidentsShown); err != nil {
		return l, err
	}
	switch status := airra.IncidentStatus(v.query("status")); {
	case status == "open" || v.query("open") != "":
		l.Open = true
	case status.Valid():
		l.Statuses = []airra.IncidentStatus{status}
	case status != "":
		return l, airra.Invalid("status", "there is no status %q", status)
	}
	if severity := airra.Severity(v.query("severity")); severity.Valid() {
		l.Severities = []airra.Severity{severity}
	} else if severity != "" {
		return l, airra.Invalid("severity", "there is no severity %q", severity)
	}
	for _, s := range spans {
		if s.Value == l.Since {
			if s.Span > 0 {
				start := v.now.Add(-s.Span)
				l.Start = &start
			}
			return l, nil
		}
	}
	return l, airra.Invalid("since", "must be one of 1h, 24h, 168h and 720h")
}

// filtered says whether anything was asked for.
func (l incidentList) filtered() bool {
	return l.Search != "" || l.Service != "" || l.Open || len(l.Statuses) > 0 || len(l.Severities) > 0 || l.Since != ""
}

func (l incidentList) isStatus(s airra.IncidentStatus) bool { return slices.Contains(l.Statuses, s) }

func (l incidentList) isSeverity(s airra.Severity) bool { return slices.Contains(l.Severities, s) }

// counted says how many there are.
func (l incidentList) counted() string {
	if l.Found.TotalApproximate {
		return "more than " + count(l.Found.Total, "incident", "incidents")
	}
	return count(l.Found.Total, "incident", "incidents")
}
