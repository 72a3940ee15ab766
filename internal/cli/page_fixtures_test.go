package cli_test

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

const (
	aliceID = "0198f000-0000-7a11-8000-00000000a11c"
	bobID   = "0198f000-0000-7b0b-8000-000000000b0b"
)

func responder(id airra.EngineerID, name, email string) airra.Engineer {
	return airra.Engineer{
		ID: id, Name: name, Email: email, Expertise: []string{}, Status: airra.EngineerActive, IsAvailable: true,
		MaxConcurrentReviews: 3, CurrentReviewCount: 1, TimeZone: "UTC", CreatedAt: now, UpdatedAt: now,
	}
}

func theAlice() airra.Engineer { return responder(aliceID, "Alice Chen", "alice@example.com") }
func theBob() airra.Engineer   { return responder(bobID, "Bob Martinez", "bob@example.com") }

// engineersAsked is the question for the names of people.
func engineersAsked() exchange {
	both := []airra.Engineer{theAlice(), theBob()}
	return exchange{method: "GET", target: "/api/v1/admin/engineers?page_size=100", answer: pageOf(both...)}
}

func pageOf[T any](items ...T) airra.Page[T] {
	if items == nil {
		items = []T{}
	}
	return airra.Page[T]{Items: items, Total: len(items), Page: 1, PageSize: 30, Pages: 1}
}

// page1 went to Alice two minutes ago and waits for an answer.
func page1() airra.Notification {
	return airra.Notification{
		ID: "0198f000-0001-7abc-8000-000000000001", EngineerID: ptr(airra.EngineerID(aliceID)), EngineerName: "Alice Chen",
		IncidentID: ptr(incident142().ID), IncidentRef: "INC-142", Kind: airra.NotifyPage, Channel: "email", Priority: airra.PriorityCritical,
		Subject: "[CRITICAL] Error rate 18x normal", Message: "payment-service needs you.\nThree steps.", Status: airra.NotificationSent,
		RecipientAddress: "alice@example.com", SentAt: ptr(now.Add(-2 * time.Minute)), SLATargetSeconds: 180, MaxRetries: 5,
		CreatedAt: now.Add(-2*time.Minute - time.Second), UpdatedAt: now, Contact: "email:alice@example.com", Step: 0, Attempt: 1, Key: "k1.s0.a1",
		Why: airra.PageReason{
			Policy: "payments", Step: 1, Round: 1, Level: airra.LevelPrimary, UsedLevel: airra.LevelPrimary, Schedule: "Payments week",
			Cause: "the incident", Sentence: "Alice Chen is primary of Payments week",
		},
		Answer: "250 queued as 4711", SendingAt: ptr(now.Add(-2 * time.Minute)), TookMillis: ptr(int64(120)),
	}
}

// answered is page1, acknowledged 42 seconds after it was sent.
func answered() airra.Notification {
	n := page1()
	n.Status, n.AcknowledgedAt, n.AcknowledgedBy, n.AcknowledgedVia = airra.NotificationAcknowledged, ptr(now.Add(-78*time.Second)), ptr("alice@example.com"), "link"
	n.ResponseTimeSeconds, n.SLAMet = ptr(int64(42)), ptr(true)
	return n
}

// page2 failed for good, after an override had put Bob in the place of Alice.
func page2() airra.Notification {
	n := page1()
	n.ID, n.EngineerID, n.EngineerName, n.RecipientAddress = "0198f000-0002-7abc-8000-000000000002", ptr(airra.EngineerID(bobID)), "Bob Martinez", "@bob"
	n.Channel, n.Contact, n.Status, n.SentAt, n.Answer = "slack", "slack:@bob", airra.NotificationFailed, nil, ""
	n.LastError, n.RetryCount, n.TookMillis, n.PossiblyTwice, n.Attempt = ptr("Slack answered 500"), 5, ptr(int64(10_200)), true, 2
	n.Escalated, n.EscalatedAt = true, ptr(now.Add(-time.Minute))
	n.Why = airra.PageReason{
		Policy: "payments", Step: 2, Round: 2, Level: airra.LevelPrimary, UsedLevel: airra.LevelSecondary, Schedule: "Payments week", OverrideID: "0198f000-0000-70e1-8000-00000000000e",
		Skipped: []string{"Carol Johnson is on leave", "David Kim is not available"}, Bundle: 3, Cause: "nobody acknowledged the step before",
		Sentence: "Bob Martinez is secondary of Payments week by an override",
	}
	return n
}

// policy is the policy of payment-service.
func policy() airra.EscalationPolicy {
	return airra.EscalationPolicy{
		ID: "0198f000-0000-7e5c-8000-000000000001", Name: "payments", Service: ptr(airra.ServiceName("payment-service")), Repeat: 1,
		Steps: []airra.EscalationStep{
			{Targets: []airra.PageTarget{{Level: airra.LevelPrimary}}, Channels: []string{"email", "slack"}, WaitSeconds: 300},
			{Targets: []airra.PageTarget{{Level: airra.LevelSecondary}, {EngineerID: bobID}}, Channels: []string{"email"}, WaitSeconds: 90},
		},
		CreatedAt: now.Add(-48 * time.Hour), UpdatedAt: now.Add(-48 * time.Hour),
	}
}

// paging is the paging of incident 142: the first step was taken.
func paging() *airra.Paging {
	return &airra.Paging{
		IncidentID: incident142().ID, Service: "payment-service", Severity: airra.SeverityCritical, State: airra.PagingActive, Policy: policy(),
		Step: 1, Cycle: 1, Timer: 2, DueAt: ptr(now.Add(3 * time.Minute)), StartedAt: now.Add(-2 * time.Minute), UpdatedAt: now,
	}
}

// explanation is what is known of the pages of incident 142.
func explanation(p *airra.Paging, pages ...airra.Notification) airra.PageExplanation {
	if pages == nil {
		pages = []airra.Notification{}
	}
	return airra.PageExplanation{
		IncidentID: incident142().ID, IncidentRef: "INC-142", Paging: p, Summary: "2 pages so far; step 2 of \"payments\" is taken in 3m0s when nobody acknowledges", Pages: pages,
		Story: []airra.Event{{
			ID: 9, IncidentID: incident142().ID, IncidentRef: "INC-142", Type: airra.EventPagingStep, Actor: airra.SystemActor,
			Description: `Step 1 of "payments": paging Alice Chen by email`, At: now.Add(-2 * time.Minute),
		}},
	}
}
