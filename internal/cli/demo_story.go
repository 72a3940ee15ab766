package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// demoStory tells what happens to one simulation. It waits for nothing but events: what
// it does next is decided by what the server says has happened.
type demoStory struct {
	app      *App
	client   *client.Client
	at       time.Time // of what is being told
	run      *airra.SimulationRun
	incident airra.IncidentID                   // empty until the simulation was found
	held     map[airra.IncidentID][]airra.Event // of incidents that may turn out to be it
	broken   error                              // what kept a line from being written
}

func newDemoStory(a *App, c *client.Client) *demoStory {
	return &demoStory{app: a, client: c, held: map[airra.IncidentID][]airra.Event{}}
}

// tellAll starts the scenario and follows the events until the incident is resolved.
func (s *demoStory) tellAll(ctx context.Context, scenario string) error {
	acting, _, err := s.app.acting(ctx)
	if err != nil {
		return err
	}
	status, err := s.client.Status(ctx)
	if err != nil {
		return err
	}
	s.run, err = s.client.StartScenario(acting, scenario, airra.NewSimulation{DurationSeconds: int64(demoLength / time.Second)})
	if err != nil {
		return err
	}
	s.at = s.run.StartsAt
	s.tell(plain, "%s begins to disturb %s. Nobody is told: the monitor has to find it.", s.run.ScenarioID, s.run.Service)
	for event, err := range s.client.Events(ctx, client.Stream{After: status.LastEventID}) {
		if err != nil {
			return err
		}
		over, err := s.hear(acting, event)
		if over || err != nil {
			return errors.Join(err, s.broken)
		}
	}
	return context.Cause(ctx)
}

// hear takes one event. What happens to other incidents is kept until it is known
// which one the simulation became: an incident is told of before it is linked.
func (s *demoStory) hear(ctx context.Context, e airra.Event) (over bool, err error) {
	switch {
	case s.incident == "" && e.Type == airra.EventSimulationFound && e.Metadata["simulation_id"] == s.run.ID:
		s.incident = e.IncidentID
		return s.catchUp(ctx, e)
	case s.incident == "":
		s.held[e.IncidentID] = append(s.held[e.IncidentID], e)
		return false, nil
	case e.IncidentID != s.incident:
		return false, nil
	}
	return s.happened(ctx, e)
}

// catchUp tells what had happened to the incident before it was known to be the one.
// One that was open already, because of a point of noise, may have been waiting for a
// decision all the time.
func (s *demoStory) catchUp(ctx context.Context, found airra.Event) (over bool, err error) {
	held := append(s.held[s.incident], found)
	s.held = nil
	known := held[0].Type == airra.EventDetected
	if !known {
		s.tell(plain, "%s was open on %s already, and grows.", found.IncidentRef, s.run.Service)
	}
	for _, e := range held {
		if over, err := s.happened(ctx, e); over || err != nil {
			return over, err
		}
	}
	if known {
		return false, nil
	}
	return false, s.decide(ctx)
}

// happened tells one event of the incident and does what a person would do then.
func (s *demoStory) happened(ctx context.Context, e airra.Event) (over bool, err error) {
	if e.At.After(s.at) {
		s.at = e.At
	}
	switch e.Type {
	case airra.EventAnalyzingStarted, airra.EventSimulationFound, airra.EventPagingStarted, airra.EventSignalSeen, airra.EventActionStarted:
		return false, nil // They say nothing that the lines around them do not.
	case airra.EventDetected:
		s.tell(strong, "%s: %s", e.IncidentRef, e.Description)
	case airra.EventHypothesesGenerated:
		s.tell(plain, "%s:", e.Description)
		return false, s.hypotheses(ctx)
	case airra.EventPendingApproval:
		s.tell(plain, "%s", e.Description)
		return false, s.decide(ctx)
	case airra.EventAnalysisFailed, airra.EventActionFailed, airra.EventEscalated:
		return true, &exitError{code: ExitFailed, message: "the story ended badly: " + e.Description}
	case airra.EventResolved:
		s.tell(good, "%s: %s", e.IncidentRef, e.Description)
		return true, s.end(ctx)
	default:
		s.tell(plain, "%s", e.Description)
	}
	return false, s.broken
}

// hypotheses tells the best guesses.
func (s *demoStory) hypotheses(ctx context.Context) error {
	detail, err := s.client.FindIncident(ctx, string(s.incident))
	if err != nil {
		return err
	}
	for n, h := range detail.Hypotheses {
		if n == 3 {
			break
		}
		s.under(accent, "%s %3.0f %%  %s", bar(h.ConfidenceScore, 10), 100*h.ConfidenceScore, h.Description)
	}
	return nil
}

// decide approves what is proposed, as a rehearsal. A proposal that was withdrawn
// meanwhile is followed by another one, so losing it is no failure.
func (s *demoStory) decide(ctx context.Context) error {
	detail, err := s.client.FindIncident(ctx, string(s.incident))
	if err != nil {
		return err
	}
	actor := airra.ActorFrom(ctx)
	for _, a := range detail.Actions {
		if a.Status != airra.ActionPendingApproval {
			continue
		}
		s.tell(amber, "A person decides, always. Here the demo does, as %s: airra approve %s --execute, a rehearsal that changes nothing.", actor, a.Ref)
		_, err := s.client.ApproveAction(ctx, string(a.ID), airra.Approval{ApprovedBy: actor, ExecutionMode: airra.ModeDryRun, ApprovalNotes: "airra demo", Execute: true})
		if err != nil && airra.ErrorCode(err) != airra.CodeConflict {
			return err
		}
	}
	return nil
}

// end puts the gauges back and says how long it took.
func (s *demoStory) end(ctx context.Context) error {
	if _, err := s.client.StopSimulation(ctx, s.run.ID); err != nil && airra.ErrorCode(err) != airra.CodeConflict {
		return err // A conflict says that it has come to its end by itself.
	}
	s.tell(plain, "A rehearsal heals nothing, so the demo stops the simulation: the gauges are what they were.")
	s.app.say("\nFrom the first sign to the resolution it took %.1f s. See it yourself: airra demo --tui", s.elapsed())
	return s.broken
}

// tell writes one line of the story at once, because somebody is watching.
func (s *demoStory) tell(paint style, format string, args ...any) {
	s.write(fmt.Sprintf("%5.1f s  ", s.elapsed()), paint, fmt.Sprintf(format, args...))
}

// elapsed is how many seconds after the beginning of the simulation the story is, by
// the clock of the server.
func (s *demoStory) elapsed() float64 { return s.at.Sub(s.run.StartsAt).Seconds() }

// under writes a line that belongs to the one before.
func (s *demoStory) under(paint style, format string, args ...any) {
	s.write(strings.Repeat(" ", len("  0.0 s  ")), paint, fmt.Sprintf(format, args...))
}

func (s *demoStory) write(first string, paint style, text string) {
	out := s.app.screen()
	if !s.app.OutTTY {
		out.width = 0
	}
	out.flow(out.paint(faint, first), strings.Repeat(" ", len(first)), out.paint(paint, oneLine(text)))
	if _, err := io.WriteString(s.app.Out, out.text.String()); err != nil && s.broken == nil {
		s.broken = fmt.Errorf("tell the story: %w", err)
	}
}
