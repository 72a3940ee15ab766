package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// StartPaging begins the paging of incidents that were just stored. The job stands
// in the incident's own commit, so neither can exist without the other. Requests
// that arrive while one transaction runs share the next one, because in a storm of
// incidents a commit for each of them would take the database from everybody else.
func (w *Workflow) StartPaging(ctx context.Context, ids []airra.IncidentID) error {
	return w.pagings.do(ctx, ids)
}

// startPagings is one shared transaction. An incident that is being paged already
// is left alone, so a job that runs twice does nothing the second time.
func (w *Workflow) startPagings(ctx context.Context, groups [][]airra.IncidentID) error {
	var started []*airra.Paging
	err := w.inTx(ctx, func(tx airra.Tx) error {
		s, err := w.beginPaging(ctx, tx)
		if err != nil {
			return err
		}
		for _, ids := range groups {
			if err := s.plan(ctx, ids); err != nil {
				return err
			}
		}
		started = s.pagings
		return s.write(ctx)
	})
	if err == nil && w.Meter != nil {
		w.Meter.PagingStarted(len(started))
	}
	return err
}

// pagingStart collects what one transaction begins.
type pagingStart struct {
	w        *Workflow
	tx       airra.Tx
	now      time.Time
	policies map[airra.ServiceName]airra.EscalationPolicy
	recent   map[airra.ServiceName][]*airra.Paging // that began within the bundling period and speak for themselves
	pagings  []*airra.Paging
	own      []story // incidents that get pages of their own, in step with pagings of theirs
	active   []*airra.Paging
	seen     map[airra.IncidentID]bool
}

func (w *Workflow) beginPaging(_ context.Context, tx airra.Tx) (*pagingStart, error) {
	return &pagingStart{
		w: w, tx: tx, now: w.now(), policies: map[airra.ServiceName]airra.EscalationPolicy{},
		recent: map[airra.ServiceName][]*airra.Paging{}, seen: map[airra.IncidentID]bool{},
	}, nil
}

// plan decides about some incidents.
func (s *pagingStart) plan(ctx context.Context, ids []airra.IncidentID) error {
	known, err := s.tx.Pagings(ctx, ids)
	if err != nil {
		return err
	}
	for _, p := range known {
		s.seen[p.IncidentID] = true
	}
	for _, id := range ids {
		if s.seen[id] {
			continue
		}
		s.seen[id] = true
		i, err := s.tx.Incident(ctx, byID(id))
		if airra.ErrorCode(err) == airra.CodeNotFound {
			continue // Deleted meanwhile; there is nobody to be told.
		}
		if err != nil {
			return err
		}
		if err := s.add(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// add makes the paging of one incident: with pages of its own, in a bundle, or
// already halted when somebody was faster than the job.
func (s *pagingStart) add(ctx context.Context, i *airra.Incident) error {
	policy, err := s.policy(ctx, i)
	if err != nil {
		return err
	}
	p := &airra.Paging{
		IncidentID: i.ID, Service: i.AffectedService, Severity: i.Severity, State: airra.PagingActive, Policy: policy,
		Cycle: 1, Timer: 1, StartedAt: s.now, UpdatedAt: s.now,
	}
	s.pagings = append(s.pagings, p)
	tell := s.w.tell(ctx, s.tx, i, s.now).as(airra.SystemActor)
	switch {
	case !i.Open():
		p.Halt(airra.PagingStopped, s.now)
		return nil
	case i.Acknowledged(s.now):
		p.Halt(airra.PagingPaused, s.now)
		return nil
	}
	leader, err := s.leader(ctx, i.AffectedService)
	if err != nil {
		return err
	}
	if leader != nil {
		p.Halt(airra.PagingBundled, s.now)
		p.Leader = &leader.IncidentID
		tell.event(airra.EventPagingBundled, map[string]any{"leader_id": leader.IncidentID},
			"Told of by the page of another incident of %s, because there were more than %s", i.AffectedService, inWords(s.w.PageBundle))
		return nil
	}
	s.recent[i.AffectedService] = append(s.recent[i.AffectedService], p)
	s.own, s.active = append(s.own, tell), append(s.active, p)
	return nil
}

// policy gives the policy that holds for an incident, once read for each service.
func (s *pagingStart) policy(ctx context.Context, i *airra.Incident) (airra.EscalationPolicy, error) {
	if p, ok := manualPolicy(i); ok {
		return p, nil
	}
	if p, ok := s.policies[i.AffectedService]; ok {
		return onChannels(p, i), nil
	}
	p, err := s.w.policyFor(ctx, s.tx, i.AffectedService)
	if err == nil {
		s.policies[i.AffectedService] = p
	}
	return onChannels(p, i), err
}

// leader gives the paging that speaks for a further incident of a service, or nil
// when the incident gets a page of its own. Up to the limit each has its own; the
// next one is the bundle's. A paging that waits for nobody any more speaks for no
// one: what joined it would never be told to anybody.
func (s *pagingStart) leader(ctx context.Context, service airra.ServiceName) (*airra.Paging, error) {
	limit := s.w.PageBundle
	if limit.Events <= 0 {
		return nil, nil
	}
	recent, known := s.recent[service]
	if !known {
		stored, err := s.tx.PagingsOf(ctx, service, s.now.Add(-limit.Per), limit.Events+1)
		if err != nil {
			return nil, err
		}
		for n := range stored {
			recent = append(recent, &stored[n])
		}
		s.recent[service] = recent
	}
	if len(recent) <= limit.Events {
		return nil, nil
	}
	if last := recent[len(recent)-1]; last.State == airra.PagingActive {
		return last, nil
	}
	return nil, nil
}

// write stores what was planned and takes the first steps.
func (s *pagingStart) write(ctx context.Context) error {
	if len(s.pagings) == 0 {
		return nil
	}
	if len(s.active) > 0 {
		roster, err := s.tx.Roster(ctx, s.now, s.now)
		if err != nil {
			return err
		}
		for n, p := range s.active {
			cause := causeIncident
			if err := s.w.takeStep(ctx, s.own[n], p, stepCause{cause: cause, roster: roster}); err != nil {
				return err
			}
		}
	}
	inserted, err := s.tx.InsertPagings(ctx, s.pagings)
	if err == nil && len(inserted) != len(s.pagings) {
		return airra.ErrStale // Another daemon began one of them at the same moment; look again.
	}
	return err
}

// policyFor gives the stored policy of a service, the stored default one, or the one
// that is built in.
func (w *Workflow) policyFor(ctx context.Context, r airra.PeopleReader, service airra.ServiceName) (airra.EscalationPolicy, error) {
	stored, err := r.PolicyFor(ctx, service)
	if err != nil {
		return airra.EscalationPolicy{}, err
	}
	if stored != nil {
		return *stored, nil
	}
	return airra.BuiltInPolicy(w.usualChannels()), nil
}

// usualChannels are those that a step without channels uses: all fixed ones that
// are set up, or e-mail, whose pages are then recorded as simulated.
func (w *Workflow) usualChannels() []string {
	var names []string
	for _, c := range w.Senders.Infos() {
		usual := c.Name == airra.ChannelEmail || c.Name == airra.ChannelSlack || c.Name == airra.ChannelSMS
		if usual && c.Configured {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return []string{airra.ChannelEmail}
	}
	return names
}

func inWords(l airra.Limit) string {
	return plural(l.Events, "page", "pages") + " within " + l.Per.String()
}
