package api

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// newRotation is the body of POST /on-call/rotations and of PUT: a rotation is
// always written whole. What dates and times of day look like is a rule of
// rotations, which the backend knows; here they are only bounded.
type newRotation struct {
	Name     string            `json:"name" minLength:"1" maxLength:"255"`
	Service  airra.ServiceName `json:"service,omitempty" maxLength:"255" pattern:"^[A-Za-z0-9_-]+$" doc:"Default: every service"`
	Team     string            `json:"team,omitempty" maxLength:"100" doc:"Default: every team"`
	Level    airra.OnCallLevel `json:"priority,omitempty" enum:"primary,secondary,tertiary" doc:"Default: primary"`
	TimeZone string            `json:"time_zone,omitempty" maxLength:"64" doc:"A name like Europe/Berlin; default: UTC"`
	Layers   []newLayer        `json:"layers" minItems:"1" maxItems:"20" doc:"Where two have somebody, the later one counts"`
	IsActive *bool             `json:"is_active,omitempty" doc:"Default: true"`
}

// newLayer is one order of people who take turns.
type newLayer struct {
	Name         string           `json:"name,omitempty" maxLength:"255"`
	Kind         airra.LayerKind  `json:"kind,omitempty" enum:"daily,weekly,custom" doc:"Default: weekly; custom counts in hours"`
	Every        int              `json:"every,omitempty" minimum:"1" maximum:"8760" doc:"How many days, weeks or hours a turn has; default: 1"`
	Start        string           `json:"start,omitempty" maxLength:"10" doc:"Date of the first turn, like 2026-03-02"`
	Until        string           `json:"until,omitempty" maxLength:"10" doc:"Date on which the layer ends; default: never"`
	Handoff      string           `json:"handoff,omitempty" maxLength:"5" doc:"Time of day at which turns change; default: 09:00"`
	Members      []string         `json:"members" minItems:"1" maxItems:"200" minLength:"1" maxLength:"255" doc:"Ids, e-mail addresses or names, in the order of their turns"`
	Restrictions []newRestriction `json:"restrictions,omitempty" maxItems:"50" doc:"The only times at which the layer has anybody; default: always"`
}

// newRestriction is a stretch of every week.
type newRestriction struct {
	Weekdays []int  `json:"weekdays,omitempty" minimum:"0" maximum:"6" maxItems:"7" doc:"On which it begins, 0 for Sunday; default: every day"`
	From     string `json:"from" maxLength:"5" doc:"Like 09:00"`
	Until    string `json:"until" maxLength:"5" doc:"Like 17:00; 24:00 is the end of the day, and what is not after from is on the next one"`
}

func (n *newRotation) domain() airra.RotationUpdate {
	rotation := airra.RotationUpdate{
		Name: n.Name, Service: n.Service, Team: n.Team, Level: n.Level, TimeZone: n.TimeZone, IsActive: n.IsActive,
	}
	for _, l := range n.Layers {
		layer := airra.NewLayer{
			Name: l.Name, Kind: l.Kind, Every: l.Every, Start: l.Start, Until: l.Until, Handoff: l.Handoff, Members: l.Members,
		}
		for _, r := range l.Restrictions {
			layer.Restrictions = append(layer.Restrictions, r.domain())
		}
		rotation.Layers = append(rotation.Layers, layer)
	}
	return rotation
}

func (n newRestriction) domain() airra.Restriction {
	restriction := airra.Restriction{From: n.From, Until: n.Until}
	for _, day := range n.Weekdays {
		restriction.Weekdays = append(restriction.Weekdays, time.Weekday(day))
	}
	return restriction
}

// registerRotations adds the rules by which people take turns.
func (s *server) registerRotations() {
	const tag = "rotations"
	register(s, create("/on-call/rotations", "create-rotation", "Make a rotation", tag),
		func(ctx context.Context, in *struct{ Body newRotation }) (*reply[airra.Rotation], error) {
			return answering(whole(fillRotation)(s.opts.Backend.CreateRotation(ctx, in.Body.domain())))
		})
	register(s, get("/on-call/rotations", "list-rotations", "List rotations by name", tag),
		func(ctx context.Context, _ *struct{}) (*reply[[]airra.Rotation], error) {
			return listing(each(fillRotation)(s.opts.Backend.FindRotations(ctx)))
		})
	register(s, get("/on-call/rotations/{id}", "get-rotation", "Show a rotation", tag),
		func(ctx context.Context, in *NamedPath) (*reply[airra.Rotation], error) {
			return answering(whole(fillRotation)(s.opts.Backend.FindRotation(ctx, in.Key)))
		})
	register(s, put("/on-call/rotations/{id}", "replace-rotation", "Make a rotation what is given, as a whole", tag),
		func(ctx context.Context, in *struct {
			NamedPath
			Body newRotation
		},
		) (*reply[airra.Rotation], error) {
			return answering(whole(fillRotation)(s.opts.Backend.ReplaceRotation(ctx, in.Key, in.Body.domain())))
		})
	register(s, del("/on-call/rotations/{id}", "delete-rotation", "Remove a rotation with its overrides, swaps and feeds", tag),
		func(ctx context.Context, in *NamedPath) (*struct{}, error) {
			return gone(s.opts.Backend.DeleteRotation(ctx, in.Key))
		})
}
