package api_test

import (
	"context"
	"fmt"
	"time"

	"github.com/airra/airra/internal/airra"
)

const day = 24 * time.Hour

// spanned fails for a span that the door must have refused.
func spanned(start, end time.Time) error {
	if start.Location() != time.UTC || start != airra.Now(start) || !end.After(start) || start.Year() < 1970 || end.Year() > 9999 {
		return fmt.Errorf("the door let the span %v to %v through", start, end)
	}
	return nil
}

func (b *backend) CreateShift(ctx context.Context, n airra.NewShift) (*airra.ShiftAnswer, error) {
	return call(ctx, b, n, func() (*airra.ShiftAnswer, error) {
		if _, err := b.engineer(n.Engineer); err != nil {
			return nil, err
		}
		shift := b.shift
		shift.StartTime, shift.EndTime = n.StartTime, n.EndTime
		return &airra.ShiftAnswer{Shift: shift, Warnings: []string{"overlaps with Week"}}, spanned(n.StartTime, n.EndTime)
	})
}

func (b *backend) FindShifts(ctx context.Context, filter airra.ShiftFilter) (airra.Page[airra.Shift], error) {
	return call(ctx, b, filter, func() (airra.Page[airra.Shift], error) { return onePage(filter.Page, b.shift), nil })
}

func (b *backend) FindShift(ctx context.Context, key string) (*airra.Shift, error) {
	return call(ctx, b, key, func() (*airra.Shift, error) {
		got := b.shift
		return &got, known(key, shiftID)
	})
}

func (b *backend) UpdateShift(ctx context.Context, key string, u airra.ShiftUpdate) (*airra.ShiftAnswer, error) {
	return call(ctx, b, u, func() (*airra.ShiftAnswer, error) {
		shift := b.shift
		if u.StartTime != nil {
			shift.StartTime = *u.StartTime
		}
		if u.EndTime != nil {
			shift.EndTime = *u.EndTime
		}
		if !shift.EndTime.After(shift.StartTime) {
			return nil, airra.Invalid("end_time", "must be after start_time")
		}
		if u.Service != nil && *u.Service == "" {
			shift.Service = nil
		}
		return &airra.ShiftAnswer{Shift: shift}, known(key, shiftID)
	})
}

func (b *backend) DeleteShift(ctx context.Context, key string) error {
	_, err := call(ctx, b, key, func() (any, error) { return nil, known(key, shiftID) })
	return err
}

func (b *backend) entry(level airra.OnCallLevel) airra.OnCallEntry {
	return airra.OnCallEntry{Engineer: b.alice, Schedule: b.shift, Level: airra.OnCallLevel(or(string(level), string(airra.LevelPrimary)))}
}

func (b *backend) FindOnCall(ctx context.Context, q airra.OnCallQuery) (*airra.OnCallEntry, error) {
	return call(ctx, b, q, func() (*airra.OnCallEntry, error) {
		if q.Service == "nobodys" {
			return nil, airra.Errorf(airra.CodeNotFound, "nobody is on call for nobodys")
		}
		got := b.entry(q.Level)
		return &got, nil
	})
}

func (b *backend) EscalationChain(ctx context.Context, q airra.OnCallQuery) ([]airra.OnCallEntry, error) {
	return call(ctx, b, q, func() ([]airra.OnCallEntry, error) {
		if q.Service == "nobodys" {
			return nil, airra.Errorf(airra.CodeNotFound, "nobody is on call for nobodys")
		}
		return []airra.OnCallEntry{b.entry("")}, nil
	})
}

func (b *backend) CurrentOnCall(ctx context.Context) ([]airra.OnCallEntry, error) {
	return call(ctx, b, nil, func() ([]airra.OnCallEntry, error) { return []airra.OnCallEntry{b.entry("")}, nil })
}

func (b *backend) OnCallCalendar(ctx context.Context, q airra.CalendarQuery) (*airra.Calendar, error) {
	return call(ctx, b, q, func() (*airra.Calendar, error) {
		return &airra.Calendar{From: q.From, To: q.To, Shifts: []airra.Shift{b.shift}, Engineers: []airra.Engineer{b.alice}}, spanned(q.From, q.To)
	})
}

func (b *backend) SimulatePaging(ctx context.Context, q airra.SimulationQuery) (*airra.Simulation, error) {
	return call(ctx, b, q, func() (*airra.Simulation, error) {
		return &airra.Simulation{
			At: noon, Service: q.Service, Severity: airra.SeverityHigh, Policy: "default", ExhaustedAt: noon.Add(5 * time.Minute),
			Steps: []airra.SimulatedStep{{
				Number: 1, Round: 1, At: noon, WaitSeconds: 300,
				Pages: []airra.SimulatedPage{{Engineer: b.alice, Channel: "email", Address: "alice@example.com", Contact: "email:alice@example.com", Why: b.notification.Why}},
			}},
		}, nil
	})
}

func (b *backend) LintOnCall(ctx context.Context, weeks int) (*airra.LintReport, error) {
	return call(ctx, b, weeks, func() (*airra.LintReport, error) {
		start, end := noon, noon.Add(day)
		return &airra.LintReport{From: noon, To: noon.Add(time.Duration(weeks) * 7 * day), Findings: []airra.LintResult{
			{Kind: airra.LintGap, Start: &start, End: &end, Level: airra.LevelPrimary, Message: "nobody is on call"},
		}}, nil
	})
}

func (b *backend) CreateRotation(ctx context.Context, r airra.RotationUpdate) (*airra.Rotation, error) {
	return call(ctx, b, r, func() (*airra.Rotation, error) { return b.rotate(r) })
}

// rotate checks a part of what the rules of rotations check.
func (b *backend) rotate(r airra.RotationUpdate) (*airra.Rotation, error) {
	if r.TimeZone != "" {
		if err := airra.CheckZone("time_zone", r.TimeZone); err != nil {
			return nil, err
		}
	}
	for i, layer := range r.Layers {
		for _, member := range layer.Members {
			if _, err := b.engineer(member); err != nil {
				return nil, airra.Invalid(fmt.Sprintf("layers[%d].members", i), "there is no engineer %s", member)
			}
		}
	}
	got := b.rotation
	got.Name = r.Name
	return &got, nil
}

func (b *backend) FindRotations(ctx context.Context) ([]airra.Rotation, error) {
	return call(ctx, b, nil, func() ([]airra.Rotation, error) { return []airra.Rotation{b.rotation}, nil })
}

func (b *backend) rotationNamed(key string) error {
	if key != b.rotation.Name && key != string(b.rotation.ID) {
		return airra.Errorf(airra.CodeNotFound, "there is no rotation %s", key)
	}
	return nil
}

func (b *backend) FindRotation(ctx context.Context, key string) (*airra.Rotation, error) {
	return call(ctx, b, key, func() (*airra.Rotation, error) {
		got := b.rotation
		return &got, b.rotationNamed(key)
	})
}

func (b *backend) ReplaceRotation(ctx context.Context, key string, r airra.RotationUpdate) (*airra.Rotation, error) {
	return call(ctx, b, r, func() (*airra.Rotation, error) {
		if err := b.rotationNamed(key); err != nil {
			return nil, err
		}
		return b.rotate(r)
	})
}

func (b *backend) DeleteRotation(ctx context.Context, key string) error {
	_, err := call(ctx, b, key, func() (any, error) { return nil, b.rotationNamed(key) })
	return err
}
