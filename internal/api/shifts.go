package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// newShift is the body of POST /on-call.
type newShift struct {
	Engineer string            `json:"engineer_id" minLength:"1" maxLength:"255" doc:"An id, an e-mail address or a name"`
	Service  airra.ServiceName `json:"service,omitempty" maxLength:"255" pattern:"^[A-Za-z0-9_-]+$" doc:"Default: every service"`
	Team     string            `json:"team,omitempty" maxLength:"100" doc:"Default: every team"`
	Span
	Level        airra.OnCallLevel `json:"priority,omitempty" enum:"primary,secondary,tertiary" doc:"Default: primary"`
	ScheduleName string            `json:"schedule_name,omitempty" maxLength:"255"`
	RotationWeek int               `json:"rotation_week,omitempty" minimum:"1" maximum:"52" doc:"A label of the caller's"`
	IsActive     *bool             `json:"is_active,omitempty" doc:"Default: true"`
}

func (n newShift) domain() (airra.NewShift, error) {
	var bad faults
	start, end := n.bounds(&bad)
	return airra.NewShift{
		Engineer: n.Engineer, Service: n.Service, Team: n.Team, StartTime: start, EndTime: end, Level: n.Level,
		ScheduleName: n.ScheduleName, RotationWeek: n.RotationWeek, IsActive: n.IsActive,
	}, bad.err()
}

// shiftChange is the body of PATCH /on-call/{id}. The engineer is not in it: who
// takes over is an override, so that one can see that it was meant otherwise.
type shiftChange struct {
	Service      change[string]            `json:"service,omitzero" maxLength:"255" pattern:"^[A-Za-z0-9_-]+$" nullable:"true"`
	Team         change[string]            `json:"team,omitzero" maxLength:"100" nullable:"true"`
	StartTime    change[time.Time]         `json:"start_time,omitzero"`
	EndTime      change[time.Time]         `json:"end_time,omitzero"`
	Level        change[airra.OnCallLevel] `json:"priority,omitzero" enum:"primary,secondary,tertiary"`
	ScheduleName change[string]            `json:"schedule_name,omitzero" maxLength:"255" nullable:"true"`
	RotationWeek change[int]               `json:"rotation_week,omitzero" minimum:"1" maximum:"52" nullable:"true"`
	IsActive     change[bool]              `json:"is_active,omitzero"`
}

func (c shiftChange) domain() (airra.ShiftUpdate, error) {
	var bad faults
	update := airra.ShiftUpdate{
		Service: c.Service.orNone(), Team: c.Team.orNone(), Level: needed(&bad, "body.priority", c.Level),
		ScheduleName: c.ScheduleName.orNone(), RotationWeek: c.RotationWeek.orNone(), IsActive: needed(&bad, "body.is_active", c.IsActive),
	}
	var err error
	update.StartTime, err = storable("body.start_time", needed(&bad, "body.start_time", c.StartTime))
	bad.add(err)
	update.EndTime, err = storable("body.end_time", needed(&bad, "body.end_time", c.EndTime))
	bad.add(err)
	bad.add(inOrder("body.end_time", "start_time", update.StartTime, update.EndTime))
	return update, bad.err()
}

// shiftQuery is the query of GET /on-call.
type shiftQuery struct {
	Paging
	Service  string `query:"service" maxLength:"255" pattern:"^[A-Za-z0-9_-]+$"`
	Team     string `query:"team" maxLength:"100"`
	Engineer string `query:"engineer_id" maxLength:"255" doc:"An id, an e-mail address or a name"`
	IsActive Choice `query:"is_active"`
}

var _ huma.Resolver = (*shiftQuery)(nil)

// Resolve refuses filters that are given and empty.
func (*shiftQuery) Resolve(ctx huma.Context) []error {
	return notEmpty(ctx, "service", "team", "engineer_id")
}

// registerShifts adds what is written down about who is on call.
func (s *server) registerShifts() {
	const tag = "on-call"
	register(s, create("/on-call", "create-shift", "Write a shift down; what is odd about it is said, not refused", tag),
		func(ctx context.Context, in *struct{ Body newShift }) (*reply[airra.ShiftAnswer], error) {
			n, err := in.Body.domain()
			if err != nil {
				return nil, err
			}
			return answering(whole(fillShiftAnswer)(s.opts.Backend.CreateShift(ctx, n)))
		})
	register(s, get("/on-call", "list-shifts", "List written shifts, the latest start first", tag), s.listShifts)
	register(s, get("/on-call/{id}", "get-shift", "Show a written shift", tag),
		func(ctx context.Context, in *IDPath) (*reply[airra.Shift], error) {
			return answering(s.opts.Backend.FindShift(ctx, in.Key))
		})
	register(s, patch("/on-call/{id}", "update-shift", "Change a written shift; null takes what is optional away", tag), s.updateShift)
	register(s, del("/on-call/{id}", "delete-shift", "Remove a written shift", tag),
		func(ctx context.Context, in *IDPath) (*struct{}, error) {
			return gone(s.opts.Backend.DeleteShift(ctx, in.Key))
		})
	s.registerOnCall(tag)
	s.registerSchedule(tag)
}

func (s *server) listShifts(ctx context.Context, in *shiftQuery) (*reply[airra.Page[airra.Shift]], error) {
	filter := airra.ShiftFilter{Service: airra.ServiceName(in.Service), Team: in.Team, IsActive: in.IsActive.pointer(), Page: in.pageRequest()}
	var err error
	if filter.EngineerID, err = s.engineerID(ctx, in.Engineer); err != nil {
		return nil, err
	}
	return paged(asIs[airra.Shift])(s.opts.Backend.FindShifts(ctx, filter))
}

func (s *server) updateShift(ctx context.Context, in *struct {
	IDPath
	Body shiftChange
},
) (*reply[airra.ShiftAnswer], error) {
	update, err := in.Body.domain()
	if err != nil {
		return nil, err
	}
	return answering(whole(fillShiftAnswer)(s.opts.Backend.UpdateShift(ctx, in.Key, update)))
}
