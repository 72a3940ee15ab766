package client_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// heard is a request as a server hears it.
type heard struct{ method, target, body string }

// hearing is a server that keeps what it hears and gives one answer to all of it.
func hearing(t *testing.T, status int, answer string) (*client.Client, *heard) {
	t.Helper()
	got := &heard{}
	url := answering(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read the body: %v", err)
		}
		*got = heard{r.Method, strings.TrimPrefix(r.URL.RequestURI(), "/api/v1"), string(body)}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	})
	return dial(t, url, "secret"), got
}

// asked is a call and the request that it has to make.
type asked struct {
	method, target, body string
	do                   func(ctx context.Context, c *client.Client) error
}

// gives drops the value of a call, so that a table can hold the call.
func gives[T any](_ T, err error) error { return err }

var (
	morning = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	evening = morning.Add(8 * time.Hour)
)

// peopleCalls are all calls of the people's side, with keys that a person could type and that a
// path must not take for its own.
func peopleCalls() []asked {
	rota := airra.RotationUpdate{Name: "Day & night", Layers: []airra.NewLayer{{Members: []string{"Alice Chen"}}}}
	const rotaJSON = `{"name":"Day \u0026 night","layers":[{"members":["Alice Chen"]}]}`
	return []asked{
		{"POST", "/admin/engineers", `{"name":"Alice Chen","email":"alice@example.com"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.CreateEngineer(ctx, airra.NewEngineer{Name: "Alice Chen", Email: "alice@example.com"}))
		}},
		{"GET", "/admin/engineers?available_only=true&page=2&page_size=7&status=on_leave", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindEngineers(ctx, airra.EngineerFilter{Status: airra.EngineerOnLeave, AvailableOnly: true, Page: airra.PageRequest{Page: 2, PageSize: 7}}))
		}},
		{"GET", "/admin/engineers/a%2Fb%3F%20c", "", func(ctx context.Context, c *client.Client) error { return gives(c.FindEngineer(ctx, "a/b? c")) }},
		{"PATCH", "/admin/engineers/alice@example.com", `{"name":"Alice"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.UpdateEngineer(ctx, "alice@example.com", airra.EngineerUpdate{Name: ptr("Alice")}))
		}},
		{"DELETE", "/admin/engineers/Alice%20Chen", "", func(ctx context.Context, c *client.Client) error { return c.DeleteEngineer(ctx, "Alice Chen") }},
		{"GET", "/admin/engineers/e1/availability", "", func(ctx context.Context, c *client.Client) error { return gives(c.EngineerAvailability(ctx, "e1")) }},
		{"GET", "/admin/engineers/available/list?expertise=data+bases", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.AvailableEngineers(ctx, "data bases"))
		}},
		{"POST", "/on-call", `{"engineer_id":"Alice","start_time":"2026-03-02T09:00:00Z","end_time":"2026-03-02T17:00:00Z"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.CreateShift(ctx, airra.NewShift{Engineer: "Alice", StartTime: morning, EndTime: evening}))
		}},
		{"GET", "/on-call?cursor=c&engineer_id=e1&is_active=false&service=s&team=t", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindShifts(ctx, airra.ShiftFilter{Service: "s", Team: "t", EngineerID: "e1", IsActive: ptr(false), Page: airra.PageRequest{Cursor: "c"}}))
		}},
		{"GET", "/on-call/s1", "", func(ctx context.Context, c *client.Client) error { return gives(c.FindShift(ctx, "s1")) }},
		{"PATCH", "/on-call/s1", `{"is_active":false}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.UpdateShift(ctx, "s1", airra.ShiftUpdate{IsActive: ptr(false)}))
		}},
		{"DELETE", "/on-call/s1", "", func(ctx context.Context, c *client.Client) error { return c.DeleteShift(ctx, "s1") }},
		{"POST", "/on-call/find-current", `{}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.FindOnCall(ctx, airra.OnCallQuery{}))
		}},
		{"POST", "/on-call/escalation-chain", `{"service":"s","team":"t","time":"2026-03-02T09:00:00Z","priority":"secondary"}`, func(ctx context.Context, c *client.Client) error {
			at := morning.In(time.FixedZone("", 3600))
			return gives(c.EscalationChain(ctx, airra.OnCallQuery{Service: "s", Team: "t", At: at, Level: airra.LevelSecondary}))
		}},
		{"GET", "/on-call/current/all", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.CurrentOnCall(ctx))
		}},
		{"GET", "/on-call/calendar?engineer=e&from=2026-03-02T09%3A00%3A00Z&rotation=r&service=s&team=t&to=2026-03-02T17%3A00%3A00Z", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.OnCallCalendar(ctx, airra.CalendarQuery{From: morning, To: evening, Service: "s", Team: "t", Rotation: "r", Engineer: "e"}))
		}},
		{"GET", "/on-call/simulate?at=2026-03-02T09%3A00%3A00Z&service=s&severity=low", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.SimulatePaging(ctx, airra.SimulationQuery{Service: "s", Severity: airra.SeverityLow, At: morning}))
		}},
		{"GET", "/on-call/simulate?service=s", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.SimulatePaging(ctx, airra.SimulationQuery{Service: "s"}))
		}},
		{"GET", "/on-call/lint?weeks=12", "", func(ctx context.Context, c *client.Client) error { return gives(c.LintOnCall(ctx, 12)) }},
		{"GET", "/on-call/lint", "", func(ctx context.Context, c *client.Client) error { return gives(c.LintOnCall(ctx, 0)) }},
		{"POST", "/on-call/rotations", rotaJSON, func(ctx context.Context, c *client.Client) error { return gives(c.CreateRotation(ctx, rota)) }},
		{"GET", "/on-call/rotations", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindRotations(ctx))
		}},
		{"GET", "/on-call/rotations/Day%20&%20night", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindRotation(ctx, "Day & night"))
		}},
		{"PUT", "/on-call/rotations/Day%20&%20night", rotaJSON, func(ctx context.Context, c *client.Client) error {
			return gives(c.ReplaceRotation(ctx, "Day & night", rota))
		}},
		{"DELETE", "/on-call/rotations/r1", "", func(ctx context.Context, c *client.Client) error { return c.DeleteRotation(ctx, "r1") }},
		{"POST", "/on-call/overrides", `{"rotation":"r","engineer_id":"e","start_time":"2026-03-02T09:00:00Z","end_time":"2026-03-02T17:00:00Z"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.CreateOverride(ctx, airra.NewOverride{Rotation: "r", Engineer: "e", StartTime: morning, EndTime: evening}))
		}},
		{"GET", "/on-call/overrides?from=2026-03-02T09%3A00%3A00Z&rotation=r&to=2026-03-02T17%3A00%3A00Z", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindOverrides(ctx, airra.OverrideFilter{RotationID: "r", From: &morning, To: &evening}))
		}},
		{"DELETE", "/on-call/overrides/o1", "", func(ctx context.Context, c *client.Client) error { return c.DeleteOverride(ctx, "o1") }},
		{"POST", "/on-call/swaps", `{"requester_id":"e","start_time":"2026-03-02T09:00:00Z","end_time":"2026-03-02T17:00:00Z","reason":"flight"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.RequestSwap(ctx, airra.NewSwap{Requester: "e", StartTime: morning, EndTime: evening, Reason: "flight"}))
		}},
		{"GET", "/on-call/swaps?status=open", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindSwaps(ctx, airra.SwapOpen))
		}},
		{"POST", "/on-call/swaps/w1/take", `{"engineer_id":"Bob"}`, func(ctx context.Context, c *client.Client) error { return gives(c.TakeSwap(ctx, "w1", "Bob")) }},
		{"POST", "/on-call/swaps/w1/cancel", "", func(ctx context.Context, c *client.Client) error { return gives(c.CancelSwap(ctx, "w1")) }},
		{"POST", "/on-call/feeds", `{"engineer":"Bob"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.CreateFeed(ctx, airra.NewFeed{Engineer: "Bob"}))
		}},
		{"GET", "/on-call/feeds", "", func(ctx context.Context, c *client.Client) error { return gives(c.FindFeeds(ctx)) }},
		{"DELETE", "/on-call/feeds/f1", "", func(ctx context.Context, c *client.Client) error { return gives(c.RevokeFeed(ctx, "f1")) }},
		{"PUT", "/escalation-policies", `{"steps":[{"targets":["primary"]}]}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.SetPolicy(ctx, airra.NewPolicy{Steps: []airra.NewStep{{Targets: []string{"primary"}}}}))
		}},
		{"GET", "/escalation-policies", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindPolicies(ctx))
		}},
		{"GET", "/escalation-policies/payment-service", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindPolicy(ctx, "payment-service"))
		}},
		{"DELETE", "/escalation-policies/a%2Fb", "", func(ctx context.Context, c *client.Client) error { return c.DeletePolicy(ctx, "a/b") }},
	}
}

// messageCalls are the calls about messages, assignments and reviews.
func messageCalls() []asked {
	opinion := airra.ReviewSubmission{
		AIHypothesesReviewed: json.RawMessage(`{}`), AIConfidenceAssessment: "high", SuggestedApproach: json.RawMessage(`{}`), EngineerConfidenceScore: 0.5, Notes: "n",
	}
	return []asked{
		{"POST", "/notifications/send", `{"engineer_id":"e","incident_id":"INC-1","channel":"email"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.SendNotification(ctx, airra.NewNotification{Engineer: "e", Incident: "INC-1", Channel: "email"}))
		}},
		{"POST", "/notifications/page", `{"target":"Bob","message":"m"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.PagePeople(ctx, airra.ManualPage{Target: "Bob", Message: "m"}))
		}},
		{"POST", "/notifications/acknowledge", `{"token":"t"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.AcknowledgeNotification(ctx, "t"))
		}},
		{"GET", "/notifications?channel=email&engineer_id=e&escalated=true&incident_id=INC-1&page_size=5&status=failed", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindNotifications(ctx, airra.NotificationFilter{EngineerID: "e", IncidentID: "INC-1", Status: airra.NotificationFailed, Escalated: ptr(true), Channel: "email", Page: airra.PageRequest{PageSize: 5}}))
		}},
		{"GET", "/notifications/n1", "", func(ctx context.Context, c *client.Client) error { return gives(c.FindNotification(ctx, "n1")) }},
		{"PATCH", "/notifications/n1", `{"status":"delivered"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.UpdateNotification(ctx, "n1", airra.NotificationUpdate{Status: ptr(airra.NotificationDelivered)}))
		}},
		{"POST", "/notifications/n1/resend", "", func(ctx context.Context, c *client.Client) error { return gives(c.ResendNotification(ctx, "n1")) }},
		{"POST", "/notifications/test", `{"channel":"slack","engineer_id":"Bob"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.TestNotification(ctx, "Bob", "slack"))
		}},
		{"GET", "/notifications/stats/summary?end_date=2026-03-02T17%3A00%3A00Z&engineer_id=e&start_date=2026-03-02T09%3A00%3A00Z", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.NotificationStats(ctx, airra.StatsFilter{EngineerID: "e", Start: &morning, End: &evening}))
		}},
		{"GET", "/incidents/INC-1/pages", "", func(ctx context.Context, c *client.Client) error { return gives(c.ExplainPages(ctx, "INC-1")) }},
		{"GET", "/notifications/channels", "", func(ctx context.Context, c *client.Client) error { return gives(c.Channels(ctx)) }},
		{"POST", "/notifications/channels", `{"name":"ops","url":"https://example.com/x"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.AddWebhook(ctx, airra.NewWebhookChannel{Name: "ops", URL: "https://example.com/x"}))
		}},
		{"DELETE", "/notifications/channels/ops", "", func(ctx context.Context, c *client.Client) error { return c.RemoveWebhook(ctx, "ops") }},
		{"POST", "/incidents/INC-1/assign", `{}`, func(ctx context.Context, c *client.Client) error { return gives(c.AssignIncident(ctx, "INC-1", "")) }},
		{"POST", "/incidents/INC-1/assign", `{"strategy":"load_balanced"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.AssignIncident(ctx, "INC-1", airra.AssignLoadBalanced))
		}},
		{"POST", "/incidents/INC-1/assign/Alice%20Chen?force=true", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.AssignIncidentTo(ctx, "INC-1", "Alice Chen", true))
		}},
		{"POST", "/incidents/INC-1/assign/a%2Fb", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.AssignIncidentTo(ctx, "INC-1", "a/b", false))
		}},
		{"DELETE", "/incidents/INC-1/assign", "", func(ctx context.Context, c *client.Client) error { return gives(c.UnassignIncident(ctx, "INC-1")) }},
		{"GET", "/incidents/INC-1/assignment", "", func(ctx context.Context, c *client.Client) error { return gives(c.IncidentAssignment(ctx, "INC-1")) }},
		{"POST", "/admin/incidents/INC-1/assign", `{"engineer_id":"Bob"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.RequestReview(ctx, "INC-1", airra.NewReview{Engineer: "Bob"}))
		}},
		{"GET", "/admin/incidents/pending-review?limit=5", "", func(ctx context.Context, c *client.Client) error { return gives(c.PendingReview(ctx, 5)) }},
		{"GET", "/admin/incidents/under-review?engineer_id=e&page=3", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindReviews(ctx, airra.ReviewFilter{EngineerID: "e", Statuses: []airra.ReviewStatus{airra.ReviewInProgress, airra.ReviewAssigned}, Page: airra.PageRequest{Page: 3}}))
		}},
		{"GET", "/admin/engineers/e/reviews?status=accepted", "", func(ctx context.Context, c *client.Client) error {
			return gives(c.FindReviews(ctx, airra.ReviewFilter{EngineerID: "e", Statuses: []airra.ReviewStatus{airra.ReviewAccepted}}))
		}},
		{"GET", "/admin/reviews/r1", "", func(ctx context.Context, c *client.Client) error { return gives(c.FindReview(ctx, "r1")) }},
		{"POST", "/admin/reviews/r1/start", "", func(ctx context.Context, c *client.Client) error { return gives(c.StartReview(ctx, "r1")) }},
		{"POST", "/admin/reviews/r1/submit", `{"ai_hypotheses_reviewed":{},"ai_confidence_assessment":"high","suggested_approach":{},"engineer_confidence_score":0.5,"notes":"n"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.SubmitReview(ctx, "r1", opinion))
		}},
		{"GET", "/admin/incidents/INC-1/comparison", "", func(ctx context.Context, c *client.Client) error { return gives(c.CompareReview(ctx, "INC-1")) }},
		{"POST", "/admin/incidents/INC-1/choose-approach", `{"decision":"hybrid_approach","rationale":"r"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.ChooseApproach(ctx, "INC-1", airra.ReviewChoice{Decision: airra.DecisionHybrid, Rationale: "r"}))
		}},
	}
}

func TestEveryCallOfThePeoplesSideGoesWhereItShould(t *testing.T) {
	t.Parallel()
	for _, call := range append(peopleCalls(), messageCalls()...) {
		t.Run(call.method+" "+call.target, func(t *testing.T) {
			t.Parallel()
			c, got := hearing(t, http.StatusOK, "null") // It fits every kind of answer.
			if err := call.do(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(heard{call.method, call.target, call.body}, *got, cmp.AllowUnexported(heard{})); diff != "" {
				t.Errorf("(-want +heard):\n%s", diff)
			}
		})
	}
}

func TestAnUpdateTakesAwayWithNull(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, want string
		do         func(ctx context.Context, c *client.Client) error
	}{
		{"an engineer", `{"department":null,"email":"","expertise":[],"max_concurrent_reviews":0,"phone":null,"slack_handle":null,"time_zone":""}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.UpdateEngineer(ctx, "e", airra.EngineerUpdate{
				Email: ptr(""), Department: ptr(""), SlackHandle: ptr(""), Phone: ptr(""), TimeZone: ptr(""), Expertise: &[]string{}, MaxConcurrentReviews: ptr(0),
			}))
		}},
		{"a shift", `{"priority":"","rotation_week":null,"schedule_name":null,"service":null,"team":null}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.UpdateShift(ctx, "s", airra.ShiftUpdate{Service: ptr(""), Team: ptr(""), ScheduleName: ptr(""), RotationWeek: ptr(0), Level: ptr(airra.OnCallLevel(""))}))
		}},
		{"a notification", `{"escalated":false,"escalated_to_engineer_id":null,"last_error":null}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.UpdateNotification(ctx, "n", airra.NotificationUpdate{LastError: ptr(""), Escalated: ptr(false), EscalatedToEngineerID: ptr(airra.EngineerID(""))}))
		}},
		{"nothing at all", `{}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.UpdateShift(ctx, "s", airra.ShiftUpdate{}))
		}},
		{"what is there stays", `{"rotation_week":7,"team":"pay"}`, func(ctx context.Context, c *client.Client) error {
			return gives(c.UpdateShift(ctx, "s", airra.ShiftUpdate{Team: ptr("pay"), RotationWeek: ptr(7)}))
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, got := hearing(t, http.StatusOK, "{}")
			if err := test.do(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got.body); diff != "" {
				t.Errorf("(-want +heard):\n%s", diff)
			}
		})
	}
}

func TestADeletionNeedsNoBody(t *testing.T) {
	t.Parallel()
	deletions := map[string]func(ctx context.Context, c *client.Client) error{
		"an engineer": func(ctx context.Context, c *client.Client) error { return c.DeleteEngineer(ctx, "x") },
		"a shift":     func(ctx context.Context, c *client.Client) error { return c.DeleteShift(ctx, "x") },
		"a rotation":  func(ctx context.Context, c *client.Client) error { return c.DeleteRotation(ctx, "x") },
		"an override": func(ctx context.Context, c *client.Client) error { return c.DeleteOverride(ctx, "x") },
		"a policy":    func(ctx context.Context, c *client.Client) error { return c.DeletePolicy(ctx, "x") },
		"a webhook":   func(ctx context.Context, c *client.Client) error { return c.RemoveWebhook(ctx, "x") },
	}
	for name, do := range deletions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := hearing(t, http.StatusNoContent, "")
			keeping := c.Keeping()
			if err := do(t.Context(), keeping); err != nil || keeping.Kept() != nil {
				t.Errorf("gave %v and kept %q", err, keeping.Kept())
			}
			c, _ = hearing(t, http.StatusConflict, `{"code":"conflict","detail":"Alice has work","state":"busy"}`)
			if err := do(t.Context(), c); airra.ErrorCode(err) != airra.CodeConflict || err.Error() != "Alice has work" {
				t.Errorf("a refusal gave %v", err)
			}
		})
	}
}

func TestReviewsThatTheAPICannotListAreRefused(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]airra.ReviewFilter{
		"all of them":              {},
		"those of one incident":    {IncidentID: "i", EngineerID: "e"},
		"two statuses of somebody": {EngineerID: "e", Statuses: []airra.ReviewStatus{airra.ReviewAccepted, airra.ReviewRejected}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, got := hearing(t, http.StatusOK, "{}")
			if _, err := c.FindReviews(t.Context(), f); airra.ErrorCode(err) != airra.CodeBadRequest || got.method != "" {
				t.Errorf("asked for %s and got %v", got.target, err)
			}
		})
	}
}

func TestALinkIsNotPreviewedOverTheAPI(t *testing.T) {
	t.Parallel()
	c, got := hearing(t, http.StatusOK, "{}")
	if _, err := c.PreviewAcknowledgement(t.Context(), "token"); airra.ErrorCode(err) != airra.CodeBadRequest || got.method != "" {
		t.Errorf("asked for %s and got %v", got.target, err)
	}
}
