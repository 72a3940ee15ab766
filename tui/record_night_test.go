package tui

import (
	"context"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/internal/daemon"
	"github.com/airra/airra/internal/notify/notifytest"
	"github.com/airra/airra/internal/simulate"
)

// night is the server of the demo in a night in which much goes wrong.
type night struct {
	*testing.T
	api   *client.Client
	clock *nightClock
}

// aNight lives through the night and records what its server says in the end. In its
// middle the server is started again, as at a deployment: the metrics of the demo begin
// with a past, and the clock can be moved over the hours in which nothing happens.
func aNight(t *testing.T) *recording {
	t.Helper()
	n := &night{T: t, clock: &nightClock{offset: time.Until(nightfall)}}
	mail := notifytest.NewMailServer(t, notifytest.MailScript{Refusals: []notifytest.Refusal{{At: notifytest.AtRcpt, Code: 550, Text: "no such mailbox"}}})
	settings := []string{
		"AIRRA_DATABASE_URL=file:" + filepath.Join(t.TempDir(), "airra.db"), "AIRRA_SERVICES_FILE=" + n.graph(), "AIRRA_LLM_PROVIDER=offline", "AIRRA_RATE_LIMIT_LLM=1000/1m",
		"AIRRA_SCRAPE_INTERVAL=5s", "AIRRA_ANOMALY_CHECK_INTERVAL=1s", "AIRRA_PUBLIC_URL=https://airra.example",
		"AIRRA_SMTP_HOST=" + net.JoinHostPort(mail.Host, strconv.Itoa(mail.Port)), "AIRRA_SMTP_TLS=none", "AIRRA_SMTP_FROM=airra@example.com",
	}
	url, stop := airrad(t, append(settings, "AIRRA_DEMO=false"), daemon.WithClock(n.clock.now))
	n.api = connect(t, url)
	n.people()
	n.evening()
	stop()
	n.clock.until(nightfall.Add(17 * time.Minute)) // Nobody has decided about what is critical.
	url, _ = airrad(t, append(settings, "AIRRA_DEMO=true"), daemon.WithClock(n.clock.now))
	n.api = connect(t, url)
	n.incident("the critical one is escalated", func(i airra.Incident) bool {
		return i.Status == airra.StatusEscalated && i.Severity == airra.SeverityCritical
	})
	n.spike()
	n.reports()
	n.settled()
	return recordingOf(t, url, n.clock.now())
}

// graph writes down the services that there are.
func (n *night) graph() string {
	n.Helper()
	path := filepath.Join(n.TempDir(), "services.yaml")
	writeFile(n.T, path, []byte(`services:
  api-gateway: {depends_on: [payment-service, order-service, user-service], tier: tier-1, criticality: critical, team: platform}
  payment-service: {depends_on: [database, redis], tier: tier-1, criticality: critical, team: payments}
  order-service: {depends_on: [database, payment-service, inventory-service], tier: tier-1, criticality: high, team: shop}
  user-service: {depends_on: [database], tier: tier-2, criticality: high, team: shop}
  inventory-service: {depends_on: [database], tier: tier-2, criticality: medium, team: shop}
  notification-service: {depends_on: [redis], tier: tier-3, criticality: low, team: platform}
  database: {tier: tier-1, criticality: critical, team: platform}
  redis: {tier: tier-2, criticality: high, team: platform}
`))
	return path
}

// by is the context of somebody's acts.
func (n *night) by(name string) context.Context {
	return airra.WithActor(n.Context(), name+"@example.com")
}

// must ends the test when something that the night is made of does not happen.
func must[V any](value V, err error) func(n *night) V {
	return func(n *night) V {
		n.Helper()
		if err != nil {
			n.Fatal(err)
		}
		return value
	}
}

// until waits for the server. What it does by itself takes as long as it takes.
func (n *night) until(what string, done func() bool) {
	n.Helper()
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for deadline := time.Now().Add(3 * time.Minute); !done(); <-ticker.C {
		if time.Now().After(deadline) {
			n.Fatalf("it never happens that %s", what)
		}
	}
}

// incident waits for one that is as wanted.
func (n *night) incident(what string, wanted func(airra.Incident) bool) airra.Incident {
	n.Helper()
	var found airra.Incident
	n.until(what, func() bool {
		page := must(n.api.FindIncidents(n.Context(), airra.IncidentFilter{Page: airra.PageRequest{PageSize: airra.MaxPageSize}}))(n)
		at := slices.IndexFunc(page.Items, wanted)
		if at >= 0 {
			found = page.Items[at]
		}
		return at >= 0
	})
	return found
}

// people makes the plan of the demo less than perfect: a gap on Saturday, and somebody
// who stands in for somebody else.
func (n *night) people() {
	n.until("the team is there", func() bool { _, err := n.api.FindEngineer(n.Context(), "Alice Chen"); return err == nil })
	alice := must(n.api.FindEngineer(n.Context(), "Alice Chen"))(n)
	david := must(n.api.FindEngineer(n.Context(), "David Kim"))(n)
	shifts := must(n.api.FindShifts(n.Context(), airra.ShiftFilter{EngineerID: alice.ID}))(n)
	gap := time.Date(2026, 11, 28, 18, 0, 0, 0, time.UTC)
	must(n.api.UpdateShift(n.by("bob.martinez"), string(shifts.Items[0].ID), airra.ShiftUpdate{EndTime: &gap}))(n)
	for _, s := range must(n.api.FindShifts(n.Context(), airra.ShiftFilter{EngineerID: david.ID}))(n).Items {
		if s.Level == airra.LevelPrimary {
			must(n.api.UpdateShift(n.by("bob.martinez"), string(s.ID), airra.ShiftUpdate{EndTime: &gap}))(n)
		}
	}
	must(n.api.CreateShift(n.by("bob.martinez"), airra.NewShift{Engineer: "Alice Chen", Level: airra.LevelPrimary, ScheduleName: "Week Rotation - General", StartTime: gap.Add(4 * time.Hour), EndTime: shifts.Items[0].EndTime}))(n)
	must(n.api.CreateOverride(n.by("bob.martinez"), airra.NewOverride{Replaces: "Bob Martinez", Engineer: "Carol Johnson", StartTime: nightfall, EndTime: gap.Add(-30 * time.Hour), Reason: "flight"}))(n)
	must(n.api.CreateEngineer(n.by("alice.chen"), airra.NewEngineer{Name: "李小龙 Bruce", Email: "bruce@example.com", Department: "支付"}))(n)
	must(n.api.SetPolicy(n.by("alice.chen"), airra.NewPolicy{Service: "user-service", Repeat: 1, Steps: []airra.NewStep{
		{Targets: []string{"primary"}, Channels: []string{"email", "slack"}, WaitSeconds: 120},
		{Targets: []string{"secondary", "李小龙 Bruce"}, Channels: []string{"email"}, WaitSeconds: 600},
	}}))(n)
}

// evening is what has happened before: of the scenarios one is carried out, one approved,
// one rejected, and two are left alone.
func (n *night) evening() {
	for _, s := range simulate.Scenarios() {
		report := s.QuickIncident(n.clock.now())
		report.Title, report.ServiceName = eveningOf[s.RootCause].title, eveningOf[s.RootCause].service
		report.Description, _, _ = strings.Cut(report.Description, "\n")
		must(n.api.QuickIncident(n.by("bob.martinez"), report))(n)
	}
	surge, bob := n.proposal(surging), "bob.martinez@example.com"
	must(n.api.ApproveAction(n.by("bob.martinez"), surge, airra.Approval{ApprovedBy: bob, ExecutionMode: airra.ModeDryRun}))(n)
	must(n.api.ExecuteAction(n.by("bob.martinez"), surge))(n)
	must(n.api.ApproveAction(n.by("carol.johnson"), n.proposal(slow), airra.Approval{ApprovedBy: "carol.johnson@example.com", ExecutionMode: airra.ModeDryRun}))(n)
	must(n.api.RejectAction(n.by("bob.martinez"), n.proposal(outside), airra.Rejection{RejectedBy: bob, RejectionReason: "the gateway is somebody else's, a restart does not mend it"}))(n)
	must(n.api.CommentIncident(n.by("carol.johnson"), n.named(crashing), "The configuration of v2.5.0 lacks PAYMENT_REGION.\nI have told the release team."))(n)
	n.incident("what was approved is carried out", func(i airra.Incident) bool { return i.Title == surging && i.Status == airra.StatusResolved })
	n.told()
}

// named is the incident with a title.
func (n *night) named(title string) string {
	return string(n.incident(title+" is there", func(i airra.Incident) bool { return i.Title == title }).ID)
}

// proposal is what is proposed for the incident with a title.
func (n *night) proposal(title string) string {
	n.Helper()
	all := must(n.api.IncidentActions(n.Context(), n.named(title)))(n)
	if len(all) == 0 {
		n.Fatalf("nothing is proposed for %s", title)
	}
	return string(all[0].ID)
}

// spike waits for the monitor to find what the demo does to payment-service.
func (n *night) spike() {
	n.incident("the monitor finds the errors of payment-service", func(i airra.Incident) bool {
		return i.DetectionSource == airra.SourceMonitor && i.Title == found && i.Status == airra.StatusPendingApproval
	})
}

// reports is what people do meanwhile, with words that try to break the columns.
func (n *night) reports() {
	report := func(by, title string, service airra.ServiceName, severity airra.Severity) string {
		i := must(n.api.CreateIncident(n.by(by), airra.NewIncident{Title: title, Description: title, AffectedService: service, Severity: severity, DetectionSource: "by hand"}))(n)
		return string(i.ID)
	}
	wide := report("bruce", wideTitle, "user-service", airra.SeverityMedium)
	hostile := report("carol.johnson", hostileTitle, "order-service", airra.SeverityLow)
	disk := report("bob.martinez", stock, "inventory-service", airra.SeverityHigh)
	must(n.api.QuickIncident(n.by("david.kim"), airra.QuickIncident{
		ServiceName: "user-service", Title: user, Severity: airra.SeverityHigh,
		MetricsSnapshot: []byte(`{"cpu_usage":{"current":0.8,"expected":0.2,"deviation_sigma":6.2,"unit":"ratio"},"request_rate":{"current":240,"expected":60,"deviation_sigma":5.9,"unit":"req/s"}}`),
	}))(n)
	must(n.api.PagePeople(n.by("alice.chen"), airra.ManualPage{Target: "bob.martinez@example.com", Message: "please look at the shop: two customers say that they paid twice"}))(n)
	n.told()
	must(n.api.AcknowledgeIncident(n.by("alice.chen"), wide, airra.Acknowledgement{By: actor, For: 2 * time.Hour}))(n)
	must(n.api.AssignIncidentTo(n.by("alice.chen"), wide, actor, false))(n)
	must(n.api.ResolveIncident(n.by("bob.martinez"), disk, airra.Resolution{By: "bob.martinez@example.com", Cause: "the nightly backup was kept for 90 days instead of 9", Summary: "the old backups are deleted"}))(n)
	must(n.api.ResolveIncident(n.by("carol.johnson"), hostile, airra.Resolution{By: "carol.johnson@example.com", Cause: hostileTitle}))(n)
	slip := must(n.api.CommentIncident(n.by("carol.johnson"), n.named(slow), "Ring my private telephone when it goes on: 555 0100"))(n)
	must(n.api.RetractComment(n.by("carol.johnson"), n.named(slow), slip.ID))(n)
	must(n.api.CommentIncident(n.by("bob.martinez"), n.named(slow), "The pool of connections is full: 100 of 100 are in use."))(n)
	must(n.api.CommentIncident(n.by("david.kim"), n.named(found), "Logs say: connection refused by the card gateway, since 02:00."))(n)
	n.lessons(hostile)
}

// lessons is what people say about what has happened, and what they write down.
func (n *night) lessons(falseAlarm string) {
	surge := n.named(surging)
	must(n.api.JudgeHypothesis(n.by("bob.martinez"), surge, "1", airra.NewVerdict{Verdict: airra.VerdictConfirmed, Note: "the campaign began at 01:30"}))(n)
	must(n.api.JudgeAction(n.by("carol.johnson"), n.proposal(surging), airra.NewVerdict{Verdict: airra.VerdictConfirmed}))(n)
	must(n.api.JudgeAlarm(n.by("carol.johnson"), falseAlarm, airra.NewVerdict{Verdict: airra.VerdictRejected, Note: "somebody tried the form"}))(n)
	must(n.api.CreatePostmortem(n.by("alice.chen"), airra.NewPostmortem{IncidentID: surge, PostmortemText: airra.PostmortemText{
		ActualRootCause:     pointer("A campaign was announced to all customers at once, and nobody had told the shop."),
		ContributingFactors: []string{"Pods are added by hand.", "The load test was of half as many customers."},
		DurationMinutes:     pointer(int64(25)),
		WhatWentWell:        []string{"It was seen within a minute."}, LessonsLearned: []string{"Campaigns begin in steps."},
		ActionItems: []airra.ActionItem{
			{Description: "Add pods by themselves when CPU is above 70 %", Owner: "bob.martinez@example.com", DueDate: pointer("2026-12-04"), Priority: "high"},
			{Description: "Ask marketing for a calendar of campaigns", Owner: "alice.chen@example.com", Status: "done"},
		},
		Published: pointer(true),
	}}))(n)
	n.until("what was resolved is remembered", func() bool {
		return len(must(n.api.SimilarIncidents(n.Context(), n.named(found), 10))(n)) > 0
	})
}

// told waits until every page has left, or cannot.
func (n *night) told() {
	n.until("everybody is told", func() bool {
		page := must(n.api.FindNotifications(n.Context(), airra.NotificationFilter{Page: airra.PageRequest{PageSize: airra.MaxPageSize}}))(n)
		return !slices.ContainsFunc(page.Items, func(m airra.Notification) bool {
			return m.Status == airra.NotificationPending && m.NextTryAt == nil || m.Status == airra.NotificationSending
		})
	})
}

// settled waits for the end of the spike, so that the monitor has seen that too.
func (n *night) settled() {
	n.told()
	n.until("the spike is over", func() bool {
		signals := must(n.api.IncidentSignals(n.Context(), n.named(found)))(n)
		return !slices.ContainsFunc(signals, func(s airra.Signal) bool { return s.Ongoing })
	})
}

// What the incidents are called.
const (
	surging  = "All CPU is in use since the campaign began"
	slow     = "Payments wait for the database"
	outside  = "The card gateway answers late"
	crashing = "Pods end as soon as they start, since v2.5.0"
	leaking  = "Memory grows until the pods are killed"
	stock    = "The disk of the stock database is full"
	user     = "CPU of user-service at 80 %"
	found    = "Error rate 18x normal on payment-service" // by the monitor

	// These want to see the columns break.
	wideTitle    = "データベースの応答が遅い 注文が止まっています すぐに確認してください"
	hostileTitle = "\x1b[31mred\x1b[0m \u202eright to left 👩‍👩‍👧‍👦 family 🏳️‍🌈 flag e\u0301 combining <b>bold</b> and a title that goes on and on, far beyond what any column holds, and further"
)

// eveningOf is what the scenarios are called in the evening, and where they are, by
// their cause.
var eveningOf = map[string]struct {
	title   string
	service airra.ServiceName
}{
	"traffic_surge": {surging, "order-service"}, "deployment_issue": {crashing, "order-service"}, "memory_leak": {leaking, "inventory-service"},
	"database_performance": {slow, "payment-service"}, "external_dependency_failure": {outside, "payment-service"},
}
