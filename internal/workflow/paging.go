package workflow

import (
	"context"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// startBatch bounds how many pagings begin in one transaction, so that nobody waits
// long for the database.
const startBatch = 200

// StartPaging begins the paging of all incidents that wait for it. They were put on a
// list in their own commit, together with this job, so neither can exist without the
// other; and taking them off, the pagings and the first pages are one transaction.
func (w *Workflow) StartPaging(ctx context.Context) error {
	for round := 0; ; round++ {
		taken := 0
		started := 0
		err := w.inTx(ctx, func(tx airra.Tx) error {
			ids, err := tx.TakeUnpaged(ctx, startBatch)
			if err != nil || len(ids) == 0 {
				taken = 0
				return err
			}
			taken = len(ids)
			started, err = w.startPagings(ctx, tx, ids)
			return err
		})
		if err != nil || taken == 0 {
			return err
		}
		if w.Meter != nil {
			w.Meter.PagingStarted(started)
		}
		if round > 0 && taken < startBatch {
			if err := letGather(ctx); err != nil {
				return err
			}
		}
	}
}

// stormGather is how long the next batch waits in a storm, which is when a second look
// found more. Begun at once it would be a handful of incidents, each time for the price
// of a transaction that those who report have to wait for. A full batch left others
// behind, which have waited already.
const stormGather = 200 * time.Millisecond

func letGather(ctx context.Context) error {
	select {
	case <-time.After(stormGather):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// startPagings begins some pagings. An incident that is being paged already is left
// alone, and so is one that is gone.
func (w *Workflow) startPagings(ctx context.Context, tx airra.Tx, ids []airra.IncidentID) (started int, err error) {
	incidents, err := fresh(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	s, err := w.beginPaging(ctx, tx, incidents)
	if err != nil {
		return 0, err
	}
	for n := range incidents {
		s.add(ctx, &incidents[n])
	}
	return len(s.pagings), s.write(ctx)
}

// pagingStart collects what one transaction begins. Everything it has to know is read
// with one statement for all of its incidents: in a storm there are dozens of them.
type pagingStart struct {
	w        *Workflow
	tx       airra.Tx
	now      time.Time
	policies map[airra.ServiceName]airra.EscalationPolicy // by service; the default one under the empty name
	leaders  map[airra.ServiceName]airra.PagingLeader     // who could speak for a further incident of a service
	pagings  []*airra.Paging                              // all that begin
	active   []*airra.Paging                              // those with pages of their own
	tells    []story                                      // of the incidents of active
}

// beginPaging reads what decides about some incidents.
func (w *Workflow) beginPaging(ctx context.Context, tx airra.Tx, incidents []airra.Incident) (*pagingStart, error) {
	s := &pagingStart{w: w, tx: tx, now: w.now(), policies: map[airra.ServiceName]airra.EscalationPolicy{}}
	stored, err := tx.Policies(ctx)
	if err != nil {
		return nil, err
	}
	s.policies[""] = airra.BuiltInPolicy(w.usualChannels())
	for _, p := range stored {
		s.policies[deref(p.Service)] = p
	}
	s.leaders = map[airra.ServiceName]airra.PagingLeader{}
	if w.PageBundle.Events <= 0 {
		return s, nil
	}
	var services []airra.ServiceName
	for _, i := range incidents {
		if !slices.Contains(services, i.AffectedService) {
			services = append(services, i.AffectedService)
		}
	}
	s.leaders, err = tx.PagingLeaders(ctx, services, s.now.Add(-w.PageBundle.Per))
	return s, err
}

// fresh gives those of some incidents that are there and whose paging has not begun,
// each once and in the order in which they were given.
func fresh(ctx context.Context, tx airra.Tx, ids []airra.IncidentID) ([]airra.Incident, error) {
	begun, err := tx.Pagings(ctx, ids)
	if err != nil {
		return nil, err
	}
	done := map[airra.IncidentID]bool{}
	for _, p := range begun {
		done[p.IncidentID] = true
	}
	found, err := tx.IncidentsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[airra.IncidentID]airra.Incident, len(found))
	for _, i := range found {
		byID[i.ID] = i
	}
	var incidents []airra.Incident
	for _, id := range ids {
		if i, there := byID[id]; there && !done[id] {
			incidents = append(incidents, i)
			done[id] = true
		}
	}
	return incidents, nil
}

// add makes the paging of one incident: with pages of its own, in a bundle, or
// already halted when somebody was faster than the job.
func (s *pagingStart) add(ctx context.Context, i *airra.Incident) {
	p := &airra.Paging{
		IncidentID: i.ID, Service: i.AffectedService, Severity: i.Severity, State: airra.PagingActive, Policy: s.policy(i),
		Cycle: 1, Timer: 1, StartedAt: s.now, UpdatedAt: s.now,
	}
	s.pagings = append(s.pagings, p)
	tell := s.w.tell(ctx, s.tx, i, s.now).as(airra.SystemActor)
	switch {
	case !i.Open():
		p.Halt(airra.PagingStopped, s.now)
	case i.Acknowledged(s.now):
		p.Halt(airra.PagingPaused, s.now)
	default:
		s.speak(tell, p)
	}
}

// policy gives the policy that holds for an incident.
func (s *pagingStart) policy(i *airra.Incident) airra.EscalationPolicy {
	if p, personal := manualPolicy(i); personal {
		return p
	}
	p, own := s.policies[i.AffectedService]
	if !own {
		p = s.policies[""]
	}
	return onChannels(p, i)
}

// speak gives an incident pages of its own, or another one that speaks for it. Up to
// the limit each has its own; the next one is the bundle's. A paging that waits for
// nobody any more speaks for no one: what joined it would never be told to anybody.
func (s *pagingStart) speak(tell story, p *airra.Paging) {
	leader := s.leaders[p.Service]
	limit := s.w.PageBundle
	if limit.Events > 0 && leader.Count > limit.Events && leader.State == airra.PagingActive {
		p.Halt(airra.PagingBundled, s.now)
		p.Leader = &leader.IncidentID
		tell.event(airra.EventPagingBundled, map[string]any{"leader_id": leader.IncidentID},
			"Told of by the page of another incident of %s, because there were more than %s", p.Service, inWords(limit))
		return
	}
	s.leaders[p.Service] = airra.PagingLeader{IncidentID: p.IncidentID, State: p.State, Count: leader.Count + 1}
	s.active, s.tells = append(s.active, p), append(s.tells, tell)
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
			if err := s.w.takeStep(ctx, s.tells[n], p, stepCause{cause: causeIncident, roster: roster}); err != nil {
				return err
			}
		}
	}
	inserted, err := s.tx.InsertPagings(ctx, s.pagings)
	if err == nil && len(inserted) != len(s.pagings) {
		return airra.ErrStale // Another daemon began one of them at the same moment; look again.
	}
	if err != nil {
		return err
	}
	return s.hold(ctx)
}

// hold keeps the pagings that speak for others from now on as they were read. When one
// was halted meanwhile, what was to join it looks again: otherwise it would be left to
// somebody who says no more.
func (s *pagingStart) hold(ctx context.Context) error {
	var speak []airra.IncidentID
	for _, p := range s.pagings {
		if p.Leader != nil && !slices.Contains(speak, *p.Leader) {
			speak = append(speak, *p.Leader)
		}
	}
	slices.Sort(speak) // In one order, so that no two daemons wait for each other.
	held, err := s.tx.HoldPagings(ctx, speak)
	if err == nil && held != len(speak) {
		return airra.ErrStale
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
