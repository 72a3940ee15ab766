package storetest

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Engineer makes an engineer whose e-mail address follows from the name.
func Engineer(name string, at time.Time) *airra.Engineer {
	at = airra.Now(at)
	return &airra.Engineer{
		ID: airra.EngineerID(airra.NewID()), Name: name, Email: strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@example.com",
		Expertise: []string{"kubernetes"}, Status: airra.EngineerActive, IsAvailable: true, MaxConcurrentReviews: airra.DefaultConcurrent,
		TimeZone: "UTC", AdditionalInfo: json.RawMessage(`{}`), CreatedAt: at, UpdatedAt: at,
	}
}

// Shift makes an hour in which somebody is on call as primary for everything.
func Shift(engineer airra.EngineerID, at time.Time) *airra.Shift {
	at = airra.Now(at)
	return &airra.Shift{
		ID: airra.ShiftID(airra.NewID()), EngineerID: engineer, StartTime: at, EndTime: at.Add(time.Hour),
		Level: airra.LevelPrimary, IsActive: true, CreatedAt: at, UpdatedAt: at,
	}
}

// Rotation makes a rotation in which people take weekly turns.
func Rotation(name string, at time.Time, members ...airra.EngineerID) *airra.Rotation {
	at = airra.Now(at)
	return &airra.Rotation{
		ID: airra.RotationID(airra.NewID()), Name: name, Level: airra.LevelPrimary, TimeZone: "Europe/Berlin", IsActive: true,
		Layers:    []airra.Layer{{Name: "everybody", Kind: airra.LayerWeekly, Every: 1, Start: "2026-11-02", Handoff: "09:00", Members: members}},
		CreatedAt: at, UpdatedAt: at,
	}
}

// Override makes an hour in which somebody takes over in a rotation.
func Override(rotation airra.RotationID, engineer airra.EngineerID, at time.Time) *airra.Override {
	at = airra.Now(at)
	return &airra.Override{
		ID: airra.OverrideID(airra.NewID()), RotationID: &rotation, EngineerID: engineer, StartTime: at, EndTime: at.Add(time.Hour),
		Reason: "dentist", CreatedBy: "carol", CreatedAt: at,
	}
}

// Swap makes an open request for cover of an hour.
func Swap(requester airra.EngineerID, at time.Time) *airra.Swap {
	at = airra.Now(at)
	return &airra.Swap{
		ID: airra.SwapID(airra.NewID()), Requester: requester, StartTime: at, EndTime: at.Add(time.Hour), Reason: "a concert",
		Status: airra.SwapOpen, CreatedAt: at, UpdatedAt: at,
	}
}

// Feed makes a subscription of the calendar of an engineer.
func Feed(engineer airra.EngineerID, at time.Time) *airra.Feed {
	id := airra.NewID()
	return &airra.Feed{ID: airra.FeedID(id), EngineerID: &engineer, CreatedBy: "alice", CreatedAt: airra.Now(at), TokenHash: "hash of " + id}
}

// Policy makes a policy of three steps. An empty service makes the default one.
func Policy(name string, service airra.ServiceName, at time.Time) *airra.EscalationPolicy {
	at = airra.Now(at)
	p := airra.BuiltInPolicy([]string{airra.ChannelEmail, airra.ChannelSlack})
	p.ID, p.Name, p.CreatedAt, p.UpdatedAt = airra.PolicyID(airra.NewID()), name, at, at
	if service != "" {
		p.Service = &service
	}
	return &p
}

// Paging makes the paging of an incident as it begins.
func Paging(incident *airra.Incident, policy airra.EscalationPolicy, at time.Time) *airra.Paging {
	at = airra.Now(at)
	policy.Version = 0 // A snapshot has none.
	return &airra.Paging{
		IncidentID: incident.ID, Service: incident.AffectedService, Severity: incident.Severity, State: airra.PagingActive, Policy: policy,
		Cycle: 1, Timer: 1, DueAt: &at, StartedAt: at, UpdatedAt: at,
	}
}

// PageOf makes a page of an incident to a contact that waits to be sent.
func PageOf(incident *airra.Incident, contact string, at time.Time) *airra.Notification {
	at = airra.Now(at)
	channel, address, _ := strings.Cut(contact, ":")
	key := airra.PageKey{IncidentID: incident.ID, Contact: contact, Attempt: 1}
	return &airra.Notification{
		ID: airra.NotificationID(airra.NewID()), EngineerName: "Alice Chen", IncidentID: &incident.ID, IncidentRef: incident.Ref,
		Kind: airra.NotifyPage, Channel: channel, Priority: airra.PriorityHigh, Subject: "[HIGH] " + incident.Title, Message: "Somebody must act.",
		Status: airra.NotificationPending, RecipientAddress: address, SLATargetSeconds: 300, MaxRetries: airra.DefaultMaxRetries,
		Contact: contact, Attempt: 1, Key: key.String(), Why: airra.PageReason{Policy: "default", Step: 1, Sentence: "Alice Chen is on call."},
		CreatedAt: at, UpdatedAt: at,
	}
}

// Review makes a review that was just asked for.
func Review(incident airra.IncidentID, engineer airra.EngineerID, at time.Time) *airra.Review {
	at = airra.Now(at)
	return &airra.Review{
		ID: airra.ReviewID(airra.NewID()), IncidentID: incident, EngineerID: engineer, Status: airra.ReviewAssigned, AssignedAt: at,
		Decision: airra.DecisionPending, Priority: airra.PriorityNormal, CreatedAt: at, UpdatedAt: at,
	}
}

// Channel makes a webhook channel.
func Channel(name string, at time.Time) *airra.WebhookChannel {
	return &airra.WebhookChannel{Name: name, URL: "https://hooks.example.com/" + name, Secret: "whsec_MDEyMzQ1", CreatedBy: "alice", CreatedAt: airra.Now(at)}
}

// hire adds engineers, in one transaction.
func hire(t testing.TB, s Store, engineers ...*airra.Engineer) {
	t.Helper()
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, e := range engineers {
			if err := tx.InsertEngineer(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// wantFilled wants every field of a sample to be set but those that are never
// stored, so that the story about it fails when a field is new and nobody keeps it.
func wantFilled[T any](t testing.TB, sample *T, unstored ...string) {
	t.Helper()
	value := reflect.ValueOf(sample).Elem()
	for i := range value.NumField() {
		if name := value.Type().Field(i).Name; value.Field(i).IsZero() && !slices.Contains(append(unstored, "Version"), name) {
			t.Errorf("%T.%s is not set, so nothing is proved about it", *sample, name)
		}
	}
}

// hostile are words that break what is careless with them.
var hostile = []string{
	`O'Reilly "quoted" \ back\\slash`, "'; DROP TABLE incidents; DROP TABLE engineers; --", "?0 ?ident ?? $1 :name @x", "日本語 Ελληνικά 🚑 e\u0301",
	"line\r\nbreak\ttab \u2028 \x01", `{"json": "in text"}`, "NULL", "%_!", `<script>alert(1)</script>`,
}
