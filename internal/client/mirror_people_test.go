package client_test

import (
	"context"
	"encoding/json"
	"time"

	"github.com/airra/airra/internal/airra"
)

const (
	engineerID = "0198f000-0000-7000-8000-0000000000e1"
	rotationID = "0198f000-0000-7000-8000-0000000000a1"
)

func engineer() airra.Engineer {
	return airra.Engineer{
		ID: engineerID, Name: "Alice Chen", Email: "alice@example.com", Expertise: []string{"databases"}, Department: ptr("Platform"), Status: airra.EngineerActive,
		IsAvailable: true, MaxConcurrentReviews: 3, CurrentReviewCount: 1, TotalReviewsCompleted: 4, AverageReviewTimeMinutes: ptr(12.5), SlackHandle: ptr("@alice"),
		Phone: ptr("+49 1"), TimeZone: "Europe/Berlin", AdditionalInfo: json.RawMessage(`{"a":1.50}`), CreatedAt: now, UpdatedAt: now,
	}
}

func engineerDetail() airra.EngineerDetail {
	return airra.EngineerDetail{Engineer: engineer(), PendingReviews: 1, InProgressReviews: 2, AssignedIncidents: 3, CompletedToday: 4, CapacityPercentage: 33.3}
}

func shift() airra.Shift {
	return airra.Shift{
		ID: "0198f000-0000-7000-8000-000000000051", EngineerID: engineerID, Service: ptr(airra.ServiceName("s")), Team: ptr("t"), StartTime: now, EndTime: now.Add(time.Hour),
		Level: airra.LevelSecondary, ScheduleName: ptr("week"), RotationWeek: ptr(9), IsActive: true, CreatedAt: now, UpdatedAt: now,
		RotationID: ptr(airra.RotationID(rotationID)), Layer: ptr("day"), OverrideID: ptr(airra.OverrideID("o")), Replaces: ptr(airra.EngineerID("b")),
	}
}

func onCallEntry() airra.OnCallEntry {
	return airra.OnCallEntry{Engineer: engineer(), Schedule: shift(), Level: airra.LevelTertiary}
}

func lintResult() airra.LintResult {
	return airra.LintResult{Kind: airra.LintGap, Start: &now, End: &now, Service: "s", Level: airra.LevelPrimary, Schedule: "week", EngineerID: engineerID, Message: "m"}
}

func simulation() airra.Simulation {
	return airra.Simulation{
		At: now, Service: "s", Severity: airra.SeverityHigh, Policy: "default", ExhaustedAt: now, Notes: []string{"n"},
		Steps: []airra.SimulatedStep{{
			Number: 1, Round: 1, At: now, AfterSeconds: 5, WaitSeconds: 300, Nobody: []string{"tertiary"},
			Pages: []airra.SimulatedPage{{Engineer: engineer(), Channel: "email", Address: "a", Contact: "email:a", Why: airra.PageReason{Policy: "default", Step: 1, Sentence: "because"}}},
		}},
	}
}

func rotation() airra.Rotation {
	return airra.Rotation{
		ID: rotationID, Name: "week", Service: ptr(airra.ServiceName("s")), Team: ptr("t"), Level: airra.LevelPrimary, TimeZone: "Europe/Berlin", IsActive: true, CreatedAt: now, UpdatedAt: now,
		Layers: []airra.Layer{{
			Name: "day", Kind: airra.LayerWeekly, Every: 1, Start: "2026-03-02", Until: "2026-12-31", Handoff: "09:00", Members: []airra.EngineerID{engineerID},
			Restrictions: []airra.Restriction{{Weekdays: []time.Weekday{time.Monday, time.Friday}, From: "09:00", Until: "17:00"}},
		}},
	}
}

func override() airra.Override {
	return airra.Override{
		ID: "0198f000-0000-7000-8000-0000000000b1", RotationID: ptr(airra.RotationID(rotationID)), Replaces: ptr(airra.EngineerID("b")), EngineerID: engineerID,
		StartTime: now, EndTime: now, Reason: "flight", CreatedBy: "bob", SwapID: ptr(airra.SwapID("w")), CreatedAt: now,
	}
}

func swap() airra.Swap {
	return airra.Swap{
		ID: "0198f000-0000-7000-8000-0000000000c1", RotationID: ptr(airra.RotationID(rotationID)), Requester: engineerID, StartTime: now, EndTime: now, Reason: "flight",
		Status: airra.SwapTaken, TakenBy: ptr(airra.EngineerID("b")), TakenAt: &now, CreatedAt: now, UpdatedAt: now,
	}
}

func feed() airra.Feed {
	return airra.Feed{ID: "0198f000-0000-7000-8000-0000000000d1", EngineerID: ptr(airra.EngineerID(engineerID)), CreatedBy: "jane", CreatedAt: now, RevokedAt: &now, URL: "http://x/ical/v1/t.ics"}
}

func policy() airra.EscalationPolicy {
	return airra.EscalationPolicy{
		ID: "0198f000-0000-7000-8000-0000000000f1", Name: "payments", Service: ptr(airra.ServiceName("s")), Repeat: 2, CreatedAt: now, UpdatedAt: now,
		Steps: []airra.EscalationStep{{Targets: []airra.PageTarget{{Level: airra.LevelPrimary}, {EngineerID: engineerID}}, Channels: []string{"email"}, WaitSeconds: 300}},
	}
}

func notification() airra.Notification {
	return airra.Notification{
		ID: "0198f000-0000-7000-8000-000000000071", EngineerID: ptr(airra.EngineerID(engineerID)), EngineerName: "Alice Chen", IncidentID: ptr(airra.IncidentID(incidentID)), IncidentRef: "INC-142",
		Kind: airra.NotifyPage, Channel: "email", Priority: airra.PriorityHigh, Subject: "s", Message: "m", Status: airra.NotificationAcknowledged, RecipientAddress: "alice@example.com",
		SentAt: &now, DeliveredAt: &now, AcknowledgedAt: &now, AcknowledgedBy: ptr("alice"), AcknowledgedVia: "link", ResponseTimeSeconds: ptr(int64(9)), SLATargetSeconds: 300, SLAMet: ptr(true),
		RetryCount: 1, MaxRetries: 5, LastError: ptr("e"), Escalated: true, EscalatedToEngineerID: ptr(airra.EngineerID("b")), EscalatedAt: &now, CreatedAt: now, UpdatedAt: now,
		Contact: "email:alice@example.com", Step: 1, Attempt: 2, Key: "k", Why: airra.PageReason{Policy: "payments", Skipped: []string{"x"}, Sentence: "because"}, Answer: "250 ok",
		SendingAt: &now, TookMillis: ptr(int64(12)), PossiblyTwice: true, NextTryAt: &now, TokenExpiresAt: &now,
	}
}

func review() airra.Review {
	return airra.Review{
		ID: "0198f000-0000-7000-8000-000000000061", IncidentID: incidentID, EngineerID: engineerID, Status: airra.ReviewAccepted, AssignedAt: now, StartedAt: &now, SubmittedAt: &now,
		ReviewTimeMinutes: ptr(7.5), AIHypothesesReviewed: json.RawMessage(`{"h":true}`), AIConfidenceAssessment: ptr("high"), AlternativeHypotheses: json.RawMessage(`[{"a":1}]`),
		SuggestedApproach: json.RawMessage(`{"do":"x"}`), EngineerConfidenceScore: ptr(0.7), Notes: "n", Tags: []string{"t"}, Decision: airra.DecisionHybrid, DecisionMadeAt: &now,
		DecisionRationale: ptr("r"), ApproachExecuted: ptr(true), ExecutionSuccessful: ptr(false), OutcomeNotes: ptr("o"), Priority: airra.PriorityHigh, AdditionalInfo: json.RawMessage(`{}`),
		CreatedAt: now, UpdatedAt: now,
	}
}

func channelInfo() airra.ChannelInfo {
	return airra.ChannelInfo{Name: "ops", Kind: airra.KindWebhook, Configured: true, Target: "example.com", DisabledAt: &now, DisabledReason: "410", Secret: "whsec_x"}
}

func pageOf[T any](items ...T) airra.Page[T] {
	return airra.Page[T]{Items: items, Total: 9, Page: 2, PageSize: 1, Pages: 9, NextCursor: "c"}
}

func (m *mirror) CreateEngineer(ctx context.Context, n airra.NewEngineer) (*airra.Engineer, error) {
	return or(engineer(), m.note(ctx, "CreateEngineer", n))
}

func (m *mirror) FindEngineers(ctx context.Context, f airra.EngineerFilter) (airra.Page[airra.Engineer], error) {
	return pageOf(engineer()), m.note(ctx, "FindEngineers", f)
}

func (m *mirror) FindEngineer(ctx context.Context, key string) (*airra.EngineerDetail, error) {
	return or(engineerDetail(), m.note(ctx, "FindEngineer", key))
}

func (m *mirror) UpdateEngineer(ctx context.Context, key string, u airra.EngineerUpdate) (*airra.Engineer, error) {
	return or(engineer(), m.note(ctx, "UpdateEngineer", key, u))
}

func (m *mirror) DeleteEngineer(ctx context.Context, key string) error {
	return m.note(ctx, "DeleteEngineer", key)
}

func (m *mirror) EngineerAvailability(ctx context.Context, key string) (*airra.Availability, error) {
	e := engineer()
	return or(e.Availability(), m.note(ctx, "EngineerAvailability", key))
}

func (m *mirror) AvailableEngineers(ctx context.Context, expertise string) ([]airra.Engineer, error) {
	return []airra.Engineer{engineer()}, m.note(ctx, "AvailableEngineers", expertise)
}

func (m *mirror) CreateShift(ctx context.Context, n airra.NewShift) (*airra.ShiftAnswer, error) {
	return or(airra.ShiftAnswer{Shift: shift(), Warnings: []string{"w"}}, m.note(ctx, "CreateShift", n))
}

func (m *mirror) FindShifts(ctx context.Context, f airra.ShiftFilter) (airra.Page[airra.Shift], error) {
	return pageOf(shift()), m.note(ctx, "FindShifts", f)
}

func (m *mirror) FindShift(ctx context.Context, key string) (*airra.Shift, error) {
	return or(shift(), m.note(ctx, "FindShift", key))
}

func (m *mirror) UpdateShift(ctx context.Context, key string, u airra.ShiftUpdate) (*airra.ShiftAnswer, error) {
	return or(airra.ShiftAnswer{Shift: shift(), Warnings: []string{}}, m.note(ctx, "UpdateShift", key, u))
}

func (m *mirror) DeleteShift(ctx context.Context, key string) error {
	return m.note(ctx, "DeleteShift", key)
}

func (m *mirror) FindOnCall(ctx context.Context, q airra.OnCallQuery) (*airra.OnCallEntry, error) {
	return or(onCallEntry(), m.note(ctx, "FindOnCall", q))
}

func (m *mirror) EscalationChain(ctx context.Context, q airra.OnCallQuery) ([]airra.OnCallEntry, error) {
	return []airra.OnCallEntry{onCallEntry()}, m.note(ctx, "EscalationChain", q)
}

func (m *mirror) CurrentOnCall(ctx context.Context) ([]airra.OnCallEntry, error) {
	return []airra.OnCallEntry{onCallEntry()}, m.note(ctx, "CurrentOnCall")
}

func (m *mirror) OnCallCalendar(ctx context.Context, q airra.CalendarQuery) (*airra.Calendar, error) {
	calendar := airra.Calendar{From: now, To: now, Shifts: []airra.Shift{shift()}, Engineers: []airra.Engineer{engineer()}, Gaps: []airra.LintResult{lintResult()}}
	return or(calendar, m.note(ctx, "OnCallCalendar", q))
}

func (m *mirror) SimulatePaging(ctx context.Context, q airra.SimulationQuery) (*airra.Simulation, error) {
	return or(simulation(), m.note(ctx, "SimulatePaging", q))
}

func (m *mirror) LintOnCall(ctx context.Context, weeks int) (*airra.LintReport, error) {
	return or(airra.LintReport{From: now, To: now, Findings: []airra.LintResult{lintResult()}}, m.note(ctx, "LintOnCall", weeks))
}

func (m *mirror) CreateRotation(ctx context.Context, r airra.RotationUpdate) (*airra.Rotation, error) {
	return or(rotation(), m.note(ctx, "CreateRotation", r))
}

func (m *mirror) FindRotations(ctx context.Context) ([]airra.Rotation, error) {
	return []airra.Rotation{rotation()}, m.note(ctx, "FindRotations")
}

func (m *mirror) FindRotation(ctx context.Context, key string) (*airra.Rotation, error) {
	return or(rotation(), m.note(ctx, "FindRotation", key))
}

func (m *mirror) ReplaceRotation(ctx context.Context, key string, r airra.RotationUpdate) (*airra.Rotation, error) {
	return or(rotation(), m.note(ctx, "ReplaceRotation", key, r))
}

func (m *mirror) DeleteRotation(ctx context.Context, key string) error {
	return m.note(ctx, "DeleteRotation", key)
}

func (m *mirror) CreateOverride(ctx context.Context, n airra.NewOverride) (*airra.Override, error) {
	return or(override(), m.note(ctx, "CreateOverride", n))
}

func (m *mirror) FindOverrides(ctx context.Context, f airra.OverrideFilter) ([]airra.Override, error) {
	return []airra.Override{override()}, m.note(ctx, "FindOverrides", f)
}

func (m *mirror) DeleteOverride(ctx context.Context, key string) error {
	return m.note(ctx, "DeleteOverride", key)
}

func (m *mirror) RequestSwap(ctx context.Context, n airra.NewSwap) (*airra.Swap, error) {
	return or(swap(), m.note(ctx, "RequestSwap", n))
}

func (m *mirror) FindSwaps(ctx context.Context, status airra.SwapStatus) ([]airra.Swap, error) {
	return []airra.Swap{swap()}, m.note(ctx, "FindSwaps", status)
}

func (m *mirror) TakeSwap(ctx context.Context, key, engineer string) (*airra.Swap, error) {
	return or(swap(), m.note(ctx, "TakeSwap", key, engineer))
}

func (m *mirror) CancelSwap(ctx context.Context, key string) (*airra.Swap, error) {
	return or(swap(), m.note(ctx, "CancelSwap", key))
}

func (m *mirror) CreateFeed(ctx context.Context, n airra.NewFeed) (*airra.Feed, error) {
	return or(feed(), m.note(ctx, "CreateFeed", n))
}

func (m *mirror) FindFeeds(ctx context.Context) ([]airra.Feed, error) {
	return []airra.Feed{feed()}, m.note(ctx, "FindFeeds")
}

func (m *mirror) RevokeFeed(ctx context.Context, key string) (*airra.Feed, error) {
	return or(feed(), m.note(ctx, "RevokeFeed", key))
}

func (m *mirror) SetPolicy(ctx context.Context, n airra.NewPolicy) (*airra.EscalationPolicy, error) {
	return or(policy(), m.note(ctx, "SetPolicy", n))
}

func (m *mirror) FindPolicies(ctx context.Context) ([]airra.EscalationPolicy, error) {
	return []airra.EscalationPolicy{policy()}, m.note(ctx, "FindPolicies")
}

func (m *mirror) FindPolicy(ctx context.Context, key string) (*airra.EscalationPolicy, error) {
	return or(policy(), m.note(ctx, "FindPolicy", key))
}

func (m *mirror) DeletePolicy(ctx context.Context, key string) error {
	return m.note(ctx, "DeletePolicy", key)
}
