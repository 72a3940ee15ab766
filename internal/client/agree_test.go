package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
	"github.com/airra/airra/internal/client"
)

// serve puts the real API before a mirror and a client before the API.
func serve(t *testing.T) (*mirror, *client.Client) {
	t.Helper()
	m := &mirror{}
	stopping := make(chan struct{})
	server := httptest.NewServer(api.New(api.Options{Backend: m, APIKey: "secret", Stopping: stopping}))
	t.Cleanup(func() {
		close(stopping)
		server.Close()
	})
	return m, dial(t, server.URL, "secret")
}

func dial(t *testing.T, url, key string) *client.Client {
	t.Helper()
	c, err := client.New(client.Options{Server: url, APIKey: key})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answer makes one value of what a call gave, so that a table can hold it.
func answer[T any](value T, err error) (any, error) { return value, err }

func TestTheClientAndTheAPIAgree(t *testing.T) {
	t.Parallel()
	create := airra.NewIncident{
		Title: "t", Description: "d", Severity: airra.SeverityHigh, AffectedService: "s", AffectedComponents: []string{"c"}, DetectedAt: &now,
		DetectionSource: "cli", MetricsSnapshot: json.RawMessage(`{"error_rate":9.10}`), Context: json.RawMessage(`{"tier":"tier-1"}`),
	}
	quick := airra.QuickIncident{ServiceName: "s", Title: "t", Description: "d", Severity: "high", MetricsSnapshot: json.RawMessage(`{"a":1}`), Context: json.RawMessage(`{"b":2}`)}
	filter := airra.IncidentFilter{
		Statuses: []airra.IncidentStatus{"detected", "failed"}, Severities: []airra.Severity{"high", "low"}, Service: "s", Source: "x", Origins: []airra.Origin{"simulated", "generated"},
		AssignedEngineerID: incidentID, Search: "a&b=%_ü", Start: &now, End: ptr(now.Add(time.Hour)), Open: true, Page: airra.PageRequest{Page: 2, PageSize: 7, Cursor: "c"},
	}
	update := airra.IncidentUpdate{Title: ptr("t"), Description: ptr("d"), Severity: ptr(airra.SeverityLow), ResolvedAt: &now, ResolutionTimeSeconds: ptr(int64(5))}
	approval := airra.Approval{ApprovedBy: "jane@example.com", ExecutionMode: airra.ModeLive, ApprovalNotes: "n", Execute: true}
	agree(t, []agreement{
		{"CreateIncident", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.CreateIncident(ctx, create)) }, []any{create}, ptr(incident())},
		{"QuickIncident", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.QuickIncident(ctx, quick)) }, []any{quick}, ptr(detail())},
		{"FindIncidents", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindIncidents(ctx, filter)) }, []any{filter}, incidentPage()},
		{"FindIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.FindIncident(ctx, "INC-142"))
		}, []any{"INC-142"}, ptr(detail())},
		{"UpdateIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.UpdateIncident(ctx, "INC-142", update))
		}, []any{"INC-142", update}, ptr(incident())},
		{"AnalyzeIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.AnalyzeIncident(ctx, "INC-142"))
		}, []any{"INC-142"}, &airra.Accepted{Status: "accepted", IncidentID: incidentID, Poll: "/p"}},
		{"AcknowledgeIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.AcknowledgeIncident(ctx, "INC-142", airra.Acknowledgement{By: "jane", For: 30 * time.Minute}))
		}, []any{"INC-142", airra.Acknowledgement{By: "jane", For: 30 * time.Minute}}, ptr(incident())},
		{"UnacknowledgeIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.UnacknowledgeIncident(ctx, "INC-142"))
		}, []any{"INC-142"}, ptr(incident())},
		{"ResolveIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.ResolveIncident(ctx, "INC-142", airra.Resolution{By: "jane", Cause: "c", Summary: "s"}))
		}, []any{"INC-142", airra.Resolution{By: "jane", Cause: "c", Summary: "s"}}, ptr(incident())},
		{"ReopenIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.ReopenIncident(ctx, "INC-142", "why"))
		}, []any{"INC-142", "why"}, ptr(incident())},
		{"EscalateIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.EscalateIncident(ctx, "INC-142", ""))
		}, []any{"INC-142", ""}, ptr(incident())},
		{"CommentIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.CommentIncident(ctx, "INC-142", "hello"))
		}, []any{"INC-142", "hello"}, ptr(event(7))},
		{"RetractComment", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.RetractComment(ctx, "INC-142", 7))
		}, []any{"INC-142", int64(7)}, ptr(event(7))},
		{"Timeline", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.Timeline(ctx, "INC-142")) }, []any{"INC-142"}, ptr(timeline())},
		{"IncidentSignals", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.IncidentSignals(ctx, "INC-142"))
		}, []any{"INC-142"}, []airra.Signal{signal()}},
		{"RerunEvidence", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.RerunEvidence(ctx, "INC-142", 2))
		}, []any{"INC-142", 2}, ptr(evidenceRun())},
		{"FindActions", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.FindActions(ctx, airra.ActionFilter{Incident: "INC-142", Status: "failed", Skip: 3, Limit: 5}))
		}, []any{airra.ActionFilter{Incident: incidentID, Status: "failed", Skip: 3, Limit: 5}}, []airra.Action{action()}},
		{"IncidentActions", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.IncidentActions(ctx, "INC-142"))
		}, []any{"INC-142"}, []airra.Action{action()}},
		{"FindAction", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindAction(ctx, "ACT-88")) }, []any{"ACT-88"}, ptr(action())},
		{"PendingApprovals", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.PendingApprovals(ctx)) }, nil, []airra.Action{action()}},
		{"ApproveAction", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.ApproveAction(ctx, "ACT-88", approval))
		}, []any{"ACT-88", approval}, ptr(action())},
		{"RejectAction", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.RejectAction(ctx, "ACT-88", airra.Rejection{RejectedBy: "jane@example.com", RejectionReason: "no"}))
		}, []any{"ACT-88", airra.Rejection{RejectedBy: "jane@example.com", RejectionReason: "no"}}, ptr(action())},
		{"ExecuteAction", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.ExecuteAction(ctx, "ACT-88"))
		}, []any{"ACT-88"}, ptr(action())},
		{"Services", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.Services(ctx)) }, nil, []airra.ServiceState{serviceState()}},
		{"Service", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.Service(ctx, "payment-service"))
		}, []any{airra.ServiceName("payment-service")}, ptr(serviceState())},
		{"Status", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.Status(ctx)) }, nil, ptr(systemStatus(0))},
		{"Ready", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.Ready(ctx)) }, nil, ptr(readiness())},
		{"Jobs", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.Jobs(ctx, airra.JobFilter{State: "discarded", Limit: 9}))
		}, []any{airra.JobFilter{State: "discarded", Limit: 9}}, []airra.JobInfo{job()}},
		{"RetryJob", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.RetryJob(ctx, 17)) }, []any{int64(17)}, ptr(job())},
		{"FindAudit", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.FindAudit(ctx, airra.AuditFilter{Incident: "INC-142", Actor: "a", EventType: "e", Page: airra.PageRequest{Page: 3, PageSize: 4}}))
		}, []any{airra.AuditFilter{Incident: incidentID, Actor: "a", EventType: "e", Page: airra.PageRequest{Page: 3, PageSize: 4}}}, auditPage()},
	})
}

// agreement is a call, what the service has to be asked by it, and what it answers.
type agreement struct {
	name string
	do   func(ctx context.Context, c *client.Client) (any, error)
	args []any
	want any
}

// agree makes calls through the real API and looks at both ends.
func agree(t *testing.T, tests []agreement) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m, c := serve(t)
			got, err := test.do(airra.WithActor(t.Context(), "jane@example.com"), c)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the answer (-sent +understood):\n%s", diff)
			}
			asked := m.last()
			if asked.Name != test.name {
				t.Fatalf("asked for %s", asked.Name)
			}
			if diff := cmp.Diff(test.args, asked.Args); diff != "" {
				t.Errorf("the question (-said +heard):\n%s", diff)
			}
		})
	}
}

func TestTheActorArrives(t *testing.T) {
	t.Parallel()
	m, c := serve(t)
	if _, err := c.UnacknowledgeIncident(airra.WithActor(t.Context(), "jane@example.com"), "INC-1"); err != nil {
		t.Fatal(err)
	}
	if got := m.last().Actor; got != "jane@example.com" {
		t.Errorf("the actor is %q", got)
	}
}

func TestEveryErrorSurvivesTheTrip(t *testing.T) {
	t.Parallel()
	tests := []*airra.Error{
		{Code: airra.CodeInvalid, Message: "title: too long", Fields: []airra.FieldError{{Field: "title", Message: "too long"}, {Field: "severity", Message: "unknown"}}},
		{Code: airra.CodeBadRequest, Message: "not now"},
		{Code: airra.CodeUnauthenticated, Message: "no key"},
		{Code: airra.CodeForbidden, Message: "wrong key"},
		{Code: airra.CodeDenied, Message: "never", Hint: "ask the owner"},
		{Code: airra.CodeNotFound, Message: "there is no INC-9"},
		{Code: airra.CodeConflict, Message: "INC-1 is resolved", State: "resolved", Hint: "reopen it"},
		{Code: airra.CodeTooLarge, Message: "too large"},
		{Code: airra.CodeRateLimited, Message: "slowly", RetryAfter: 7 * time.Second},
		{Code: airra.CodeUnavailable, Message: "no database", RetryAfter: time.Second},
	}
	for _, sent := range tests {
		t.Run(string(sent.Code), func(t *testing.T) {
			t.Parallel()
			m, c := serve(t)
			m.fail = sent
			_, err := c.FindIncident(t.Context(), "INC-1")
			var got *airra.Error
			if !errors.As(err, &got) {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff(sent, got); diff != "" {
				t.Errorf("(-sent +understood):\n%s", diff)
			}
		})
	}
	t.Run("a foreign error stays in the log of the server", func(t *testing.T) {
		t.Parallel()
		m, c := serve(t)
		m.fail = errors.New("password is hunter2")
		_, err := c.FindIncident(t.Context(), "INC-1")
		var got *airra.Error
		if !errors.As(err, &got) || got.Code != airra.CodeInternal || got.Message != "airrad failed: internal error" || got.Hint == "" {
			t.Errorf("got %#v", err)
		}
	})
}

func TestTheAnswerCanBeHadUnchanged(t *testing.T) {
	t.Parallel()
	_, c := serve(t)
	keeping := c.Keeping()
	if _, err := keeping.FindIncident(t.Context(), "INC-142"); err != nil {
		t.Fatal(err)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(keeping.Kept(), &members); err != nil {
		t.Fatal(err)
	}
	if got := string(members["metrics_snapshot"]); got != `{"error_rate":9.10}` {
		t.Errorf("the snapshot came as %s", got)
	}
	if c.Kept() != nil {
		t.Error("a client that keeps nothing has kept something")
	}
}

func TestWrongAndMissingKeys(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(api.New(api.Options{Backend: &mirror{}, APIKey: "secret"}))
	t.Cleanup(server.Close)
	for key, want := range map[string]airra.Code{"": airra.CodeUnauthenticated, "wrong": airra.CodeForbidden} {
		_, err := dial(t, server.URL, key).Status(t.Context())
		if got := airra.ErrorCode(err); got != want {
			t.Errorf("the key %q gives %s", key, got)
		}
	}
}

func TestEventsArriveInOrderAndResume(t *testing.T) {
	t.Parallel()
	m, c := serve(t)
	for id := range int64(3) {
		m.commit(event(id + 1))
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var seen []airra.Event
	for e, err := range c.Events(ctx, client.Stream{After: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, e)
		if len(seen) == 2 {
			m.commit(event(4))
		}
		if len(seen) == 3 {
			break
		}
	}
	if diff := cmp.Diff([]airra.Event{event(2), event(3), event(4)}, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if last, err := c.LastEventID(t.Context()); err != nil || last != 4 {
		t.Errorf("the last event is %d, %v", last, err)
	}
	all, err := c.EventsAfter(t.Context(), airra.EventFilter{After: 2})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]airra.Event{event(3), event(4)}, all); diff != "" {
		t.Errorf("events after 2 (-want +got):\n%s", diff)
	}
}
