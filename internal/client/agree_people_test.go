package client_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// none makes one value of a call that answers nothing.
func none(err error) (any, error) { return nil, err }

func TestTheClientAndTheAPIAgreeAboutPeople(t *testing.T) {
	t.Parallel()
	add := airra.NewEngineer{
		Name: "Alice Chen", Email: "alice@example.com", Expertise: []string{"databases"}, Department: "Platform", MaxConcurrentReviews: 5, SlackHandle: "@alice", Phone: "+49 1",
		TimeZone: "Europe/Berlin", AdditionalInfo: json.RawMessage(`{"a":1.50}`),
	}
	some := airra.EngineerFilter{Status: airra.EngineerOnLeave, AvailableOnly: true, Page: airra.PageRequest{Page: 2, PageSize: 7}}
	move := airra.EngineerUpdate{Name: ptr("A"), Department: ptr(""), Status: ptr(airra.EngineerBusy), Expertise: &[]string{"go"}, MaxConcurrentReviews: ptr(2), TimeZone: ptr("UTC")}
	agree(t, []agreement{
		{"CreateEngineer", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.CreateEngineer(ctx, add)) }, []any{add}, ptr(engineer())},
		{"FindEngineers", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindEngineers(ctx, some)) }, []any{some}, pageOf(engineer())},
		{"FindEngineer", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.FindEngineer(ctx, "a/b? c"))
		}, []any{"a/b? c"}, ptr(engineerDetail())},
		{"UpdateEngineer", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.UpdateEngineer(ctx, "alice@example.com", move))
		}, []any{"alice@example.com", move}, ptr(engineer())},
		{"DeleteEngineer", func(ctx context.Context, c *client.Client) (any, error) {
			return none(c.DeleteEngineer(ctx, "Alice Chen"))
		}, []any{"Alice Chen"}, nil},
		{"EngineerAvailability", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.EngineerAvailability(ctx, "Alice Chen"))
		}, []any{"Alice Chen"}, ptr(airra.Availability{EngineerID: engineerID, Name: "Alice Chen", IsAvailable: true, CurrentReviewCount: 1, MaxConcurrentReviews: 3, CanAcceptReview: true})},
		{"AvailableEngineers", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.AvailableEngineers(ctx, "data bases"))
		}, []any{"data bases"}, []airra.Engineer{engineer()}},
	})
}

func TestTheClientAndTheAPIAgreeAboutSchedules(t *testing.T) {
	t.Parallel()
	later := now.Add(8 * time.Hour)
	add := airra.NewShift{Engineer: "Alice Chen", Service: "s", Team: "t", StartTime: now, EndTime: later, Level: airra.LevelSecondary, ScheduleName: "week", RotationWeek: 9, IsActive: ptr(true)}
	some := airra.ShiftFilter{Service: "s", Team: "t", EngineerID: engineerID, IsActive: ptr(true), Page: airra.PageRequest{Page: 2, PageSize: 7}}
	move := airra.ShiftUpdate{Service: ptr(""), Team: ptr("t"), StartTime: &now, EndTime: &later, Level: ptr(airra.LevelTertiary), RotationWeek: ptr(0), IsActive: ptr(false)}
	when := airra.OnCallQuery{Service: "s", Team: "t", At: now, Level: airra.LevelSecondary}
	week := airra.CalendarQuery{From: now, To: later, Service: "s", Team: "t", Rotation: "week", Engineer: "Alice Chen"}
	what := airra.SimulationQuery{Service: "s", Severity: airra.SeverityCritical, At: now}
	rota := airra.RotationUpdate{
		Name: "week", Service: "s", Team: "t", Level: airra.LevelPrimary, TimeZone: "Europe/Berlin", IsActive: ptr(true),
		Layers: []airra.NewLayer{{Name: "day", Kind: airra.LayerWeekly, Every: 1, Start: "2026-03-02", Handoff: "09:00", Members: []string{"Alice Chen", "Bob"}, Restrictions: []airra.Restriction{{Weekdays: []time.Weekday{1, 5}, From: "09:00", Until: "17:00"}}}},
	}
	cover := airra.NewOverride{Rotation: "week", Replaces: "Bob", Engineer: "Alice Chen", StartTime: now, EndTime: later, Reason: "flight"}
	span := airra.OverrideFilter{RotationID: rotationID, From: &now, To: &later}
	ask := airra.NewSwap{Rotation: "week", Requester: "Bob", StartTime: now, EndTime: later, Reason: "flight"}
	calendar := airra.Calendar{From: now, To: now, Shifts: []airra.Shift{shift()}, Engineers: []airra.Engineer{engineer()}, Gaps: []airra.LintResult{lintResult()}}
	agree(t, []agreement{
		{"CreateShift", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.CreateShift(ctx, add)) }, []any{add}, &airra.ShiftAnswer{Shift: shift(), Warnings: []string{"w"}}},
		{"FindShifts", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindShifts(ctx, some)) }, []any{some}, pageOf(shift())},
		{"FindShift", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindShift(ctx, "s1")) }, []any{"s1"}, ptr(shift())},
		{"UpdateShift", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.UpdateShift(ctx, "s1", move))
		}, []any{"s1", move}, &airra.ShiftAnswer{Shift: shift(), Warnings: []string{}}},
		{"DeleteShift", func(ctx context.Context, c *client.Client) (any, error) { return none(c.DeleteShift(ctx, "s1")) }, []any{"s1"}, nil},
		{"FindOnCall", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindOnCall(ctx, when)) }, []any{when}, ptr(onCallEntry())},
		{"EscalationChain", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.EscalationChain(ctx, when))
		}, []any{when}, []airra.OnCallEntry{onCallEntry()}},
		{"CurrentOnCall", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.CurrentOnCall(ctx)) }, nil, []airra.OnCallEntry{onCallEntry()}},
		{"OnCallCalendar", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.OnCallCalendar(ctx, week))
		}, []any{week}, &calendar},
		{"SimulatePaging", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.SimulatePaging(ctx, what))
		}, []any{what}, ptr(simulation())},
		{"LintOnCall", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.LintOnCall(ctx, 12)) }, []any{12}, &airra.LintReport{From: now, To: now, Findings: []airra.LintResult{lintResult()}}},
		{"CreateRotation", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.CreateRotation(ctx, rota)) }, []any{rota}, ptr(rotation())},
		{"FindRotations", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindRotations(ctx)) }, nil, []airra.Rotation{rotation()}},
		{"FindRotation", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindRotation(ctx, "a week")) }, []any{"a week"}, ptr(rotation())},
		{"ReplaceRotation", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.ReplaceRotation(ctx, "a week", rota))
		}, []any{"a week", rota}, ptr(rotation())},
		{"DeleteRotation", func(ctx context.Context, c *client.Client) (any, error) { return none(c.DeleteRotation(ctx, "a week")) }, []any{"a week"}, nil},
		{"CreateOverride", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.CreateOverride(ctx, cover)) }, []any{cover}, ptr(override())},
		{"FindOverrides", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindOverrides(ctx, span)) }, []any{span}, []airra.Override{override()}},
		{"DeleteOverride", func(ctx context.Context, c *client.Client) (any, error) { return none(c.DeleteOverride(ctx, "o1")) }, []any{"o1"}, nil},
		{"RequestSwap", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.RequestSwap(ctx, ask)) }, []any{ask}, ptr(swap())},
		{"FindSwaps", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.FindSwaps(ctx, airra.SwapOpen))
		}, []any{airra.SwapOpen}, []airra.Swap{swap()}},
		{"TakeSwap", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.TakeSwap(ctx, "w1", "Alice Chen"))
		}, []any{"w1", "Alice Chen"}, ptr(swap())},
		{"CancelSwap", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.CancelSwap(ctx, "w1")) }, []any{"w1"}, ptr(swap())},
		{"CreateFeed", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.CreateFeed(ctx, airra.NewFeed{Engineer: "Alice Chen"}))
		}, []any{airra.NewFeed{Engineer: "Alice Chen"}}, ptr(feed())},
		{"FindFeeds", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindFeeds(ctx)) }, nil, []airra.Feed{feed()}},
		{"RevokeFeed", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.RevokeFeed(ctx, "f1")) }, []any{"f1"}, ptr(feed())},
	})
}

func TestTheClientAndTheAPIAgreeAboutMessages(t *testing.T) {
	t.Parallel()
	written := airra.NewPolicy{Name: "payments", Service: "s", Repeat: 2, Steps: []airra.NewStep{{Targets: []string{"primary", "Alice Chen"}, Channels: []string{"email"}, WaitSeconds: 300}}}
	tell := airra.NewNotification{Engineer: "Alice Chen", Incident: "INC-142", Channel: "email", Priority: airra.PriorityHigh, CustomMessage: "m"}
	page := airra.ManualPage{Target: "Alice Chen", Message: "m", Severity: airra.SeverityHigh, Channels: []string{"email"}}
	some := airra.NotificationFilter{EngineerID: engineerID, IncidentID: incidentID, Status: airra.NotificationFailed, Escalated: ptr(false), Channel: "email", Page: airra.PageRequest{Page: 2, PageSize: 7}}
	correct := airra.NotificationUpdate{Status: ptr(airra.NotificationDelivered), DeliveredAt: &now, LastError: ptr(""), Escalated: ptr(true)}
	numbers := airra.StatsFilter{EngineerID: engineerID, Start: &now, End: &now}
	hook := airra.NewWebhookChannel{Name: "ops", URL: "https://example.com/x"}
	agree(t, []agreement{
		{"SetPolicy", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.SetPolicy(ctx, written)) }, []any{written}, ptr(policy())},
		{"FindPolicies", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindPolicies(ctx)) }, nil, []airra.EscalationPolicy{policy()}},
		{"FindPolicy", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindPolicy(ctx, "payments")) }, []any{"payments"}, ptr(policy())},
		{"DeletePolicy", func(ctx context.Context, c *client.Client) (any, error) { return none(c.DeletePolicy(ctx, "payments")) }, []any{"payments"}, nil},
		{"SendNotification", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.SendNotification(ctx, tell)) }, []any{tell}, ptr(notification())},
		{"PagePeople", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.PagePeople(ctx, page)) }, []any{page}, ptr(incident())},
		{"AcknowledgeNotification", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.AcknowledgeNotification(ctx, "token"))
		}, []any{"token"}, ptr(notificationAck())},
		{"FindNotifications", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.FindNotifications(ctx, some))
		}, []any{some}, pageOf(notification())},
		{"FindNotification", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindNotification(ctx, "n1")) }, []any{"n1"}, ptr(notification())},
		{"UpdateNotification", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.UpdateNotification(ctx, "n1", correct))
		}, []any{"n1", correct}, ptr(notification())},
		{"ResendNotification", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.ResendNotification(ctx, "n1"))
		}, []any{"n1"}, ptr(notification())},
		{"TestNotification", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.TestNotification(ctx, "Alice Chen", "email"))
		}, []any{"Alice Chen", "email"}, ptr(notification())},
		{"NotificationStats", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.NotificationStats(ctx, numbers))
		}, []any{numbers}, ptr(notificationStats())},
		{"ExplainPages", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.ExplainPages(ctx, "INC-142"))
		}, []any{"INC-142"}, ptr(pageExplanation())},
		{"Channels", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.Channels(ctx)) }, nil, []airra.ChannelInfo{channelInfo()}},
		{"AddWebhook", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.AddWebhook(ctx, hook)) }, []any{hook}, ptr(channelInfo())},
		{"RemoveWebhook", func(ctx context.Context, c *client.Client) (any, error) { return none(c.RemoveWebhook(ctx, "ops")) }, []any{"ops"}, nil},
	})
}

func TestTheClientAndTheAPIAgreeAboutWork(t *testing.T) {
	t.Parallel()
	found := airra.ReviewSubmission{
		AIHypothesesReviewed: json.RawMessage(`{"h":true}`), AIConfidenceAssessment: "high", AlternativeHypotheses: json.RawMessage(`[{"a":1}]`), SuggestedApproach: json.RawMessage(`{"do":"x"}`),
		EngineerConfidenceScore: 0.5, Notes: "n", Tags: []string{"t"},
	}
	request := airra.NewReview{Engineer: "Alice Chen", Priority: airra.PriorityHigh, Notes: "n"}
	choice := airra.ReviewChoice{Decision: airra.DecisionHybrid, Rationale: "r"}
	underway := airra.ReviewFilter{EngineerID: engineerID, Statuses: []airra.ReviewStatus{airra.ReviewAssigned, airra.ReviewInProgress}, Page: airra.PageRequest{Page: 2, PageSize: 7}}
	theirs := airra.ReviewFilter{EngineerID: engineerID, Statuses: []airra.ReviewStatus{airra.ReviewAccepted}, Page: airra.PageRequest{Page: 2, PageSize: 7}}
	agree(t, []agreement{
		{"AssignIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.AssignIncident(ctx, "INC-142", airra.AssignLoadBalanced))
		}, []any{"INC-142", airra.AssignLoadBalanced}, ptr(assignment())},
		{"AssignIncidentTo", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.AssignIncidentTo(ctx, "INC-142", "Alice Chen", true))
		}, []any{"INC-142", "Alice Chen", true}, ptr(assignment())},
		{"UnassignIncident", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.UnassignIncident(ctx, "INC-142"))
		}, []any{"INC-142"}, ptr(assignment())},
		{"IncidentAssignment", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.IncidentAssignment(ctx, "INC-142"))
		}, []any{"INC-142"}, ptr(assignmentInfo())},
		{"RequestReview", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.RequestReview(ctx, "INC-142", request))
		}, []any{"INC-142", request}, ptr(review())},
		{"PendingReview", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.PendingReview(ctx, 5)) }, []any{5}, []airra.Incident{incident()}},
		{"FindReviews", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindReviews(ctx, underway)) }, []any{underway}, pageOf(review())},
		{"FindReviews", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindReviews(ctx, theirs)) }, []any{theirs}, pageOf(review())},
		{"FindReview", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindReview(ctx, "r1")) }, []any{"r1"}, ptr(reviewDetail())},
		{"StartReview", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.StartReview(ctx, "r1")) }, []any{"r1"}, ptr(review())},
		{"SubmitReview", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.SubmitReview(ctx, "r1", found))
		}, []any{"r1", found}, ptr(review())},
		{"CompareReview", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.CompareReview(ctx, "INC-142"))
		}, []any{"INC-142"}, ptr(reviewComparison())},
		{"ChooseApproach", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.ChooseApproach(ctx, "INC-142", choice))
		}, []any{"INC-142", choice}, ptr(review())},
	})
}
