package workflow

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// byHand is what the context of an incident says that began with a page by hand.
type byHand struct {
	EngineerID airra.EngineerID `json:"engineer_id,omitempty"`
	Name       string           `json:"name,omitempty"`
	Channels   []string         `json:"channels"`
}

// pagedService stands for the service of an incident that is about a person.
const pagedService airra.ServiceName = "manual-page"

// PagePeople pages an engineer, or whoever is on call for a service. It opens an
// incident, because a page that belongs to nothing could be neither acknowledged
// nor escalated, and would be lost when nobody looks at the phone.
func (w *Workflow) PagePeople(ctx context.Context, p airra.ManualPage) (*airra.Incident, error) {
	message := reason.Redact(p.Message)
	if message == "" {
		return nil, airra.Invalid("message", "must not be empty")
	}
	if p.Severity == "" {
		p.Severity = airra.SeverityHigh
	}
	if err := w.checkChannels(ctx, "channels", p.Channels); err != nil {
		return nil, err
	}
	service, circumstances, err := w.pageTarget(ctx, p)
	if err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(map[string]byHand{"page": circumstances})
	if err != nil {
		return nil, fmt.Errorf("write the context of a page: %w", err)
	}
	actor := airra.ActorFrom(ctx)
	title := "Page by " + actor + ": " + message
	return w.CreateIncident(ctx, airra.NewIncident{
		Title: cut(title, maxTitle), Description: message, Severity: p.Severity, AffectedService: service,
		AffectedComponents: []string{}, DetectionSource: airra.SourceManual, Context: encoded,
	})
}

// maxTitle is the length of a title in characters.
const maxTitle = 255

func cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}

// pageTarget finds who is meant: an engineer by any name, or a service that is known
// in any way. A word that means neither is refused, because a page to a typing error
// reaches nobody.
func (w *Workflow) pageTarget(ctx context.Context, p airra.ManualPage) (airra.ServiceName, byHand, error) {
	e, err := w.Store.Engineer(ctx, p.Target)
	switch {
	case err == nil:
		if len(p.Channels) == 0 {
			p.Channels = w.usualChannels()
		}
		return pagedService, byHand{EngineerID: e.ID, Name: e.Name, Channels: p.Channels}, nil
	case airra.ErrorCode(err) != airra.CodeNotFound:
		return "", byHand{}, err
	}
	known, err := w.knowsService(ctx, airra.ServiceName(p.Target))
	if err != nil {
		return "", byHand{}, err
	}
	if !known {
		return "", byHand{}, &airra.Error{
			Code: airra.CodeNotFound, Message: fmt.Sprintf("%q is neither an engineer nor a service", p.Target),
			Hint: "See: airra engineer list, airra service list",
		}
	}
	return airra.ServiceName(p.Target), byHand{Channels: p.Channels}, nil
}

// knowsService says whether anything here has to do with a service: the graph, the
// monitor, a schedule, a policy or an incident.
func (w *Workflow) knowsService(ctx context.Context, name airra.ServiceName) (bool, error) {
	if _, ok := w.Topology.Service(name); ok {
		return true, nil
	}
	for _, n := range w.monitored() {
		if n == name {
			return true, nil
		}
	}
	now := w.now()
	roster, err := w.Store.Roster(ctx, now, now)
	if err != nil {
		return false, err
	}
	for _, r := range roster.Rotations {
		if r.Service != nil && *r.Service == name {
			return true, nil
		}
	}
	for _, s := range roster.Shifts {
		if s.Service != nil && *s.Service == name {
			return true, nil
		}
	}
	p, err := w.Store.PolicyFor(ctx, name)
	if err != nil || p != nil && p.Service != nil {
		return p != nil, err
	}
	page, err := w.Store.Incidents(ctx, airra.IncidentFilter{Service: name, Page: airra.PageRequest{PageSize: 1}})
	return len(page.Items) > 0, err
}

// personalRepeats is how often a person who is paged by name is paged again.
const personalRepeats = 2

// manualPolicy gives the policy of an incident that began with a page to one person.
func manualPolicy(i *airra.Incident) (airra.EscalationPolicy, bool) {
	p := pageByHand(i)
	if p.EngineerID == "" {
		return airra.EscalationPolicy{}, false
	}
	step := airra.EscalationStep{
		Targets: []airra.PageTarget{{EngineerID: p.EngineerID}}, Channels: p.Channels,
		WaitSeconds: int(i.Severity.Priority().SLA() / time.Second),
	}
	return airra.EscalationPolicy{Name: "page to " + p.Name, Steps: []airra.EscalationStep{step}, Repeat: personalRepeats}, true
}

// onChannels gives a policy whose steps use the channels that a page by hand named.
func onChannels(p airra.EscalationPolicy, i *airra.Incident) airra.EscalationPolicy {
	chosen := pageByHand(i).Channels
	if len(chosen) == 0 {
		return p
	}
	p.Steps = slices.Clone(p.Steps)
	for n := range p.Steps {
		p.Steps[n].Channels = chosen
	}
	return p
}

// pageByHand reads what PagePeople wrote down; of any other incident it is nothing.
func pageByHand(i *airra.Incident) byHand {
	var circumstances struct {
		Page byHand `json:"page"`
	}
	if i.DetectionSource != airra.SourceManual || json.Unmarshal(i.Context, &circumstances) != nil {
		return byHand{}
	}
	return circumstances.Page
}
