package api_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
)

// bare is a backend whose lists are all missing, as a database leaves them that
// found nothing.
type bare struct{ *backend }

func (bare) Services(context.Context) ([]airra.ServiceState, error) {
	return []airra.ServiceState{{Signals: []airra.SignalReading{{Name: "error_rate", State: "no_data"}}}}, nil
}

func (bare) Service(context.Context, airra.ServiceName) (*airra.ServiceState, error) {
	return &airra.ServiceState{Signals: []airra.SignalReading{{Name: "error_rate", State: "no_data"}}}, nil
}

func (bare) IncidentSignals(context.Context, string) ([]airra.Signal, error) {
	return []airra.Signal{{Name: "error_rate"}}, nil
}

func (bare) RerunEvidence(context.Context, string, int) (*airra.EvidenceRun, error) {
	return &airra.EvidenceRun{Now: []airra.Series{{}}}, nil
}

func (bare) Timeline(context.Context, string) (*airra.Timeline, error) { return &airra.Timeline{}, nil }

func (bare) Status(context.Context) (*airra.SystemStatus, error) { return &airra.SystemStatus{}, nil }

func (bare) Ready(context.Context) (*airra.Readiness, error) {
	return &airra.Readiness{Ready: true}, nil
}

func (bare) OnCallCalendar(context.Context, airra.CalendarQuery) (*airra.Calendar, error) {
	return &airra.Calendar{}, nil
}

func (bare) SimulatePaging(context.Context, airra.SimulationQuery) (*airra.Simulation, error) {
	return &airra.Simulation{Steps: []airra.SimulatedStep{{Pages: []airra.SimulatedPage{{}}}, {}}}, nil
}

func (bare) LintOnCall(context.Context, int) (*airra.LintReport, error) {
	return &airra.LintReport{}, nil
}

func (bare) FindRotations(context.Context) ([]airra.Rotation, error) {
	return []airra.Rotation{{}, {Layers: []airra.Layer{{}, {Restrictions: []airra.Restriction{{}}}}}}, nil
}

func (bare) FindPolicies(context.Context) ([]airra.EscalationPolicy, error) {
	return []airra.EscalationPolicy{{}, {Steps: []airra.EscalationStep{{}}}}, nil
}

func (bare) FindSwaps(context.Context, airra.SwapStatus) ([]airra.Swap, error) { return nil, nil }

func (bare) FindShifts(context.Context, airra.ShiftFilter) (airra.Page[airra.Shift], error) {
	return airra.Page[airra.Shift]{}, nil
}

func (bare) UpdateShift(context.Context, string, airra.ShiftUpdate) (*airra.ShiftAnswer, error) {
	return &airra.ShiftAnswer{}, nil
}

func (bare) ExplainPages(context.Context, string) (*airra.PageExplanation, error) {
	return &airra.PageExplanation{Paging: &airra.Paging{}}, nil
}

func (bare) CompareReview(context.Context, string) (*airra.ReviewComparison, error) {
	return &airra.ReviewComparison{}, nil
}

func (bare) FindReview(context.Context, string) (*airra.ReviewDetail, error) {
	return &airra.ReviewDetail{}, nil
}

func (bare) PendingReview(context.Context, int) ([]airra.Incident, error) {
	return []airra.Incident{{}}, nil
}

func (bare) FindIncidents(context.Context, airra.IncidentFilter) (airra.Page[airra.Incident], error) {
	return airra.Page[airra.Incident]{Items: []airra.Incident{{}}}, nil
}

func TestNullStandsOnlyForWhatMayBeMissing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, path string
		want         []string // the fields that may be null
	}{
		{"GET", "/api/v1/services", []string{"at", "current", "expected", "sigma", "std_dev"}},
		{"GET", "/api/v1/services/payment-service", []string{"at", "current", "expected", "sigma", "std_dev"}},
		{"GET", "/api/v1/incidents/INC-1/signals", nil},
		{"POST", "/api/v1/incidents/INC-1/evidence/1/rerun", nil},
		{"GET", "/api/v1/incidents/INC-1/timeline", []string{"duration_minutes"}},
		{"GET", "/api/v1/status", nil},
		{"GET", "/ready", nil},
		{"GET", engineersPath, []string{"average_review_time_minutes", "department", "phone", "slack_handle"}},
		{"GET", alicePath, []string{"average_review_time_minutes", "department", "phone", "slack_handle"}},
		{"GET", "/api/v1/incidents/INC-1/assignment", []string{"average_review_time_minutes", "department", "phone", "slack_handle"}},
		{"POST", "/api/v1/incidents/INC-1/assign", []string{"average_review_time_minutes", "department", "phone", "reason", "slack_handle"}},
		{"GET", onCallPath + "/calendar", nil},
		{"GET", onCallPath + "/simulate", []string{"average_review_time_minutes", "department", "phone", "slack_handle"}},
		{"GET", onCallPath + "/lint", nil},
		{"GET", onCallPath + "/rotations", []string{"service", "service", "team", "team"}},
		{"GET", onCallPath + "/swaps", nil},
		{"GET", onCallPath, nil},
		{"GET", policiesPath, []string{"service", "service"}},
		{"GET", "/api/v1/admin/incidents/INC-1/comparison", []string{"top_hypothesis"}},
	} {
		t.Run(c.path, func(t *testing.T) {
			t.Parallel()
			b := setup(t, func(o *api.Options) { o.Backend = bare{newBackend()} })
			w := b.send(c.method, c.path, "")
			var got []string
			for _, found := range regexp.MustCompile(`"(\w+)":null`).FindAllStringSubmatch(w.Body.String(), -1) {
				got = append(got, found[1])
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" || w.Code != 200 {
				t.Errorf("null (-want +got):\n%s%d %s", diff, w.Code, w.Body)
			}
		})
	}
}

// kept are the fields that hold lists, or what a caller sent. However much else of
// an answer may be missing, these may not.
var kept = []string{
	"additional_info", "affected_components", "ai_hypotheses_reviewed", "alternative_hypotheses", "channels", "context", "differences",
	"expertise", "items", "metrics_snapshot", "others", "pages", "recommendations", "steps", "story", "suggested_approach", "tags", "targets", "warnings",
}

func TestListsAreNeverNull(t *testing.T) {
	t.Parallel()
	for _, r := range append(slices.Clone(peopleRoutes), onCallRoutes...) {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			backend := newBackend()
			prepare(backend, r.name)
			b := setup(t, func(o *api.Options) { o.Backend = bare{backend} })
			w := b.send(r.method, r.path, r.body)
			for _, found := range regexp.MustCompile(`"(\w+)":null`).FindAllStringSubmatch(w.Body.String(), -1) {
				if slices.Contains(kept, found[1]) {
					t.Errorf("%s is null: %s", found[1], w.Body)
				}
			}
			if w.Code != r.status {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
		})
	}
	w := setup(t, func(o *api.Options) { o.Backend = bare{newBackend()} }).send("GET", "/api/v1/incidents", "")
	if strings.Contains(w.Body.String(), `"affected_components":null`) || strings.Contains(w.Body.String(), `"context":null`) {
		t.Errorf("%s", w.Body)
	}
}
