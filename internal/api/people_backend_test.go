package api_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/airra/airra/internal/airra"
)

const (
	aliceID        = "01890000-0000-7000-8000-0000000000e1"
	bobID          = "01890000-0000-7000-8000-0000000000e2"
	shiftID        = "01890000-0000-7000-8000-000000000051"
	rotationID     = "01890000-0000-7000-8000-000000000052"
	overrideID     = "01890000-0000-7000-8000-000000000053"
	swapID         = "01890000-0000-7000-8000-000000000054"
	feedID         = "01890000-0000-7000-8000-000000000055"
	policyID       = "01890000-0000-7000-8000-000000000056"
	notificationID = "01890000-0000-7000-8000-000000000057"
	reviewID       = "01890000-0000-7000-8000-000000000058"
	// goodToken is the one of the notification's link.
	goodToken = "a-good-token"
)

// people is the people's side of the stand-in: Alice, who has everything, and Bob.
type people struct {
	alice, bob   airra.Engineer
	shift        airra.Shift
	rotation     airra.Rotation
	override     airra.Override
	swap         airra.Swap
	feed         airra.Feed
	policy       airra.EscalationPolicy
	notification airra.Notification
	review       airra.Review
}

func newPeople() people {
	alice, service := airra.EngineerID(aliceID), airra.ServiceName("payment-service")
	sent := noon
	return people{
		alice: person(aliceID, "Alice Chen", "alice@example.com"), bob: person(bobID, "Bob Martinez", "bob@example.com"),
		shift: airra.Shift{
			ID: shiftID, EngineerID: alice, Service: &service, StartTime: noon, EndTime: noon.Add(day), Level: airra.LevelPrimary,
			ScheduleName: ptr("Week"), RotationWeek: ptr(9), IsActive: true, CreatedAt: noon, UpdatedAt: noon,
		},
		rotation: airra.Rotation{
			ID: rotationID, Name: "Platform", Level: airra.LevelPrimary, TimeZone: "Europe/Berlin", IsActive: true, CreatedAt: noon, UpdatedAt: noon,
			Layers: []airra.Layer{{Name: "base", Kind: airra.LayerWeekly, Every: 1, Start: "2026-03-02", Handoff: "09:00", Members: []airra.EngineerID{aliceID, bobID}}},
		},
		override: airra.Override{
			ID: overrideID, RotationID: ptr(airra.RotationID(rotationID)), EngineerID: bobID, StartTime: noon, EndTime: noon.Add(day), CreatedBy: "ann", CreatedAt: noon,
		},
		swap: airra.Swap{
			ID: swapID, Requester: alice, StartTime: noon, EndTime: noon.Add(day), Reason: "a wedding", Status: airra.SwapOpen, CreatedAt: noon, UpdatedAt: noon,
		},
		feed: airra.Feed{ID: feedID, EngineerID: &alice, CreatedBy: "ann", CreatedAt: noon, TokenHash: "hash"},
		policy: airra.EscalationPolicy{
			ID: policyID, Name: "default", CreatedAt: noon, UpdatedAt: noon, Repeat: 1,
			Steps: []airra.EscalationStep{{Targets: []airra.PageTarget{{Level: airra.LevelPrimary}}, Channels: []string{"email"}, WaitSeconds: 300}},
		},
		notification: airra.Notification{
			ID: notificationID, EngineerID: &alice, EngineerName: "Alice Chen", IncidentID: ptr(airra.IncidentID(incidentID)), IncidentRef: "INC-1",
			Kind: airra.NotifyPage, Channel: airra.ChannelEmail, Priority: airra.PriorityHigh, Subject: "[HIGH] Errors", Message: "It is bad.",
			Status: airra.NotificationSent, RecipientAddress: "alice@example.com", SentAt: &sent, SLATargetSeconds: 300, MaxRetries: airra.DefaultMaxRetries,
			Contact: "email:alice@example.com", Attempt: 1, Key: "k", Why: airra.PageReason{Sentence: "Alice is on call."}, TokenHash: "hash", CreatedAt: noon, UpdatedAt: noon,
		},
		review: airra.Review{
			ID: reviewID, IncidentID: incidentID, EngineerID: alice, Status: airra.ReviewAssigned, AssignedAt: noon, Decision: airra.DecisionPending,
			Priority: airra.PriorityNormal, CreatedAt: noon, UpdatedAt: noon,
		},
	}
}

func person(id airra.EngineerID, name, email string) airra.Engineer {
	return airra.Engineer{
		ID: id, Name: name, Email: email, Status: airra.EngineerActive, IsAvailable: true, MaxConcurrentReviews: 3,
		TimeZone: "UTC", CreatedAt: noon, UpdatedAt: noon,
	}
}

// engineer finds Alice or Bob as the domain promises.
func (p *people) engineer(key string) (*airra.Engineer, error) {
	for _, e := range []*airra.Engineer{&p.alice, &p.bob} {
		if string(e.ID) == key || strings.EqualFold(e.Email, key) || strings.Contains(strings.ToLower(e.Name), strings.ToLower(key)) {
			return e, nil
		}
	}
	return nil, airra.Errorf(airra.CodeNotFound, "there is no engineer %s", key)
}

func (b *backend) CreateEngineer(ctx context.Context, n airra.NewEngineer) (*airra.Engineer, error) {
	return call(ctx, b, n, func() (*airra.Engineer, error) {
		if n.Name == "" || n.MaxConcurrentReviews > airra.MaxConcurrent || n.MaxConcurrentReviews < 0 {
			return nil, fmt.Errorf("the door let %+v through", n)
		}
		if _, err := b.engineer(n.Email); err == nil {
			return nil, airra.Errorf(airra.CodeBadRequest, "%s belongs to somebody", n.Email)
		}
		e := person("01890000-0000-7000-8000-0000000000e3", n.Name, n.Email)
		if n.TimeZone != "" {
			if err := airra.CheckZone("time_zone", n.TimeZone); err != nil {
				return nil, err
			}
			e.TimeZone = n.TimeZone
		}
		e.Expertise, e.AdditionalInfo = n.Expertise, n.AdditionalInfo
		if handle := airra.SlackName(n.SlackHandle); handle != "" {
			e.SlackHandle = &handle
		}
		return &e, nil
	})
}

func (b *backend) FindEngineers(ctx context.Context, filter airra.EngineerFilter) (airra.Page[airra.Engineer], error) {
	return call(ctx, b, filter, func() (airra.Page[airra.Engineer], error) { return onePage(filter.Page, b.alice), nil })
}

// onePage is a page with one thing on it.
func onePage[T any](request airra.PageRequest, item T) airra.Page[T] {
	return airra.Page[T]{Items: []T{item}, Total: 1, Page: 1, PageSize: request.Normal().PageSize, Pages: 1}
}

func (b *backend) FindEngineer(ctx context.Context, key string) (*airra.EngineerDetail, error) {
	return call(ctx, b, key, func() (*airra.EngineerDetail, error) {
		e, err := b.engineer(key)
		if err != nil {
			return nil, err
		}
		return &airra.EngineerDetail{Engineer: *e, PendingReviews: 1, CapacityPercentage: 100.0 / 3}, nil
	})
}

func (b *backend) UpdateEngineer(ctx context.Context, key string, u airra.EngineerUpdate) (*airra.Engineer, error) {
	return call(ctx, b, u, func() (*airra.Engineer, error) {
		e, err := b.engineer(key)
		if err != nil {
			return nil, err
		}
		if u.IsAvailable != nil {
			e.IsAvailable = *u.IsAvailable
		}
		if u.Status != nil {
			e.Status, e.IsAvailable = *u.Status, *u.Status == airra.EngineerActive
		}
		got := *e
		return &got, nil
	})
}

func (b *backend) DeleteEngineer(ctx context.Context, key string) error {
	_, err := call(ctx, b, key, func() (any, error) {
		e, err := b.engineer(key)
		if err == nil && e.ID == aliceID {
			err = airra.Conflict("busy", "%s has work", e.Name)
		}
		return nil, err
	})
	return err
}

func (b *backend) EngineerAvailability(ctx context.Context, key string) (*airra.Availability, error) {
	return call(ctx, b, key, func() (*airra.Availability, error) {
		e, err := b.engineer(key)
		if err != nil {
			return nil, err
		}
		got := e.Availability()
		return &got, nil
	})
}

func (b *backend) AvailableEngineers(ctx context.Context, expertise string) ([]airra.Engineer, error) {
	return call(ctx, b, expertise, func() ([]airra.Engineer, error) { return []airra.Engineer{b.alice}, nil })
}

func (b *backend) AssignIncident(ctx context.Context, key string, strategy airra.AssignStrategy) (*airra.Assignment, error) {
	return call(ctx, b, strategy, func() (*airra.Assignment, error) {
		if b.incident.AssignedEngineerID != nil {
			return nil, airra.Conflict("assigned", "INC-1 is assigned already")
		}
		return b.assign(key, &b.alice, airra.AssignStrategy(or(string(strategy), string(airra.AssignOnCall))))
	})
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func (b *backend) assign(key string, e *airra.Engineer, strategy airra.AssignStrategy) (*airra.Assignment, error) {
	if err := b.named(key, "INC-1", incidentID); err != nil {
		return nil, err
	}
	b.incident.AssignedEngineerID = ptr(string(e.ID))
	got := *e
	return &airra.Assignment{Success: true, Engineer: &got, Strategy: &strategy}, nil
}

// given is a call with more than one argument.
type given []any

func (b *backend) AssignIncidentTo(ctx context.Context, key, engineer string, force bool) (*airra.Assignment, error) {
	return call(ctx, b, given{engineer, force}, func() (*airra.Assignment, error) {
		e, err := b.engineer(engineer)
		if err != nil {
			return nil, err
		}
		if ok, why := e.CanAccept(); !ok && !force {
			return nil, airra.Conflict(string(e.Status), "%s", why)
		}
		return b.assign(key, e, airra.AssignManual)
	})
}

func (b *backend) UnassignIncident(ctx context.Context, key string) (*airra.Assignment, error) {
	return call(ctx, b, key, func() (*airra.Assignment, error) {
		if b.incident.AssignedEngineerID == nil {
			return nil, airra.Conflict("unassigned", "INC-1 is not assigned")
		}
		b.incident.AssignedEngineerID = nil
		return &airra.Assignment{Success: true, Reason: ptr("taken from Alice Chen")}, b.named(key, "INC-1", incidentID)
	})
}

func (b *backend) IncidentAssignment(ctx context.Context, key string) (*airra.AssignmentInfo, error) {
	return call(ctx, b, key, func() (*airra.AssignmentInfo, error) {
		at, alice := noon, b.alice
		return &airra.AssignmentInfo{IncidentID: incidentID, IsAssigned: true, AssignedEngineer: &alice, AssignedAt: &at}, b.named(key, "INC-1", incidentID)
	})
}
