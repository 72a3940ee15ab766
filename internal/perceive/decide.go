package perceive

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Decide says what the findings of one tick mean for the incidents that are
// known. It depends on nothing but its arguments, so a process that died after
// a tick is replaced by one that asks again with what was stored.
//
// Findings are all signals that are anomalous at now and those that ended since
// the last tick that was taken; known are the monitor's incidents that are open
// or whose last anomaly is not older than a window. The rules:
//
//  1. Anomalies of one service within a window are one incident.
//  2. An open incident of the service that has the signal, or whose last anomaly
//     is within the window, takes the finding; its count grows only when a
//     signal begins again after it had been normal.
//  3. A resolved incident keeps its signals until they have been normal for a
//     whole window: until then they open nothing.
//  4. A service joins the open incident of a service it depends on while that
//     one is disturbed, too; of several the deepest.
//  5. When the deeper one starts later, the incident moves to it, as long as
//     nobody has decided anything about it.
//  6. Services that do not depend on each other have incidents of their own.
func Decide(now time.Time, findings []airra.Signal, known []airra.MonitoredIncident, topology airra.Topology, window time.Duration) []Decision {
	s := newScene(now, known, topology, window)
	clusters := s.clusters(s.withoutResolved(byOnset(findings)))
	var strangers []cluster
	for _, c := range clusters {
		if incident := s.owner(c); incident != nil {
			incident.take(c, s.window)
		} else {
			strangers = append(strangers, c)
		}
	}
	s.deepestFirst(strangers)
	for _, c := range strangers {
		s.place(c)
	}
	s.forgetSilent()
	return s.decisions()
}

// cluster is what one service shows at a time.
type cluster struct {
	service airra.ServiceName
	signals []airra.Signal // in the order of onset, one per series
}

// scene is the working copy of what is known, within one call of Decide.
type scene struct {
	now      time.Time
	topology airra.Topology
	window   time.Duration
	open     []*course
	resolved []*course
}

func newScene(now time.Time, known []airra.MonitoredIncident, topology airra.Topology, window time.Duration) *scene {
	s := &scene{now: now, topology: topology, window: window}
	for _, k := range known {
		c := courseOf(k)
		if k.Incident.Open() {
			s.open = append(s.open, c)
		} else {
			s.resolved = append(s.resolved, c)
		}
	}
	return s
}

// withoutResolved gives the findings to the resolved incidents whose signals
// they continue (rule 3) and returns the others. Where an open incident has
// seen the same signal since, that one is meant.
func (s *scene) withoutResolved(findings []airra.Signal) []airra.Signal {
	var others []airra.Signal
	for _, f := range findings {
		holder := lastHolder(s.resolved, f)
		if holder == nil || !s.near(holder.stored(f).LastSeen, f) {
			others = append(others, f)
			continue
		}
		rival := lastHolder(s.open, f)
		if rival != nil && !rival.stored(f).LastSeen.Before(holder.stored(f).LastSeen) {
			others = append(others, f)
			continue
		}
		holder.take(cluster{f.Service, []airra.Signal{f}}, s.window)
	}
	return others
}

// near says whether a finding began before a whole window had passed since
// last.
func (s *scene) near(last time.Time, f airra.Signal) bool {
	return f.FirstSeen.Before(last.Add(s.window))
}

// clusters puts together what belongs to one service: findings of the same
// series always, others when no more than a window lies between them (rule 1).
func (s *scene) clusters(findings []airra.Signal) []cluster {
	var all []cluster
	for _, f := range findings {
		i := slices.IndexFunc(all, func(c cluster) bool {
			return c.service == f.Service && (slices.ContainsFunc(c.signals, func(o airra.Signal) bool { return sameSeries(o, f) }) ||
				!f.FirstSeen.After(lastSeen(c.signals).Add(s.window)))
		})
		if i < 0 {
			all = append(all, cluster{f.Service, []airra.Signal{f}})
			continue
		}
		all[i].signals, _ = put(all[i].signals, f)
	}
	return all
}

// owner is the open incident that a cluster belongs to already (rule 2). The
// service's own incident goes before one in which it is a component, and the
// one that was disturbed last before the others.
func (s *scene) owner(c cluster) *course {
	var best *course
	for _, incident := range s.open {
		if !s.owns(incident, c) {
			continue
		}
		if best == nil || cmp.Or(
			compareBool(incident.service == c.service, best.service == c.service),
			lastSeen(incident.signals).Compare(lastSeen(best.signals))) > 0 {
			best = incident
		}
	}
	return best
}

func (s *scene) owns(incident *course, c cluster) bool {
	if !incident.affects(c.service) || len(incident.signals) == 0 {
		return false
	}
	for _, f := range c.signals {
		stored := incident.stored(f)
		switch {
		case stored != nil && (incident.service == c.service || s.near(stored.LastSeen, f)):
			return true
		case s.near(lastSeen(incident.signals), f) && !f.LastSeen.Before(incident.signals[0].FirstSeen.Add(-s.window)):
			return true
		}
	}
	return false
}

// deepestFirst orders clusters so that a service comes after everything it
// depends on: who needs more services lies less deep.
func (s *scene) deepestFirst(clusters []cluster) {
	slices.SortStableFunc(clusters, func(a, b cluster) int {
		return cmp.Compare(len(s.topology.Upstreams(a.service)), len(s.topology.Upstreams(b.service)))
	})
}

// place finds the incident for a cluster that belongs to none yet.
func (s *scene) place(c cluster) {
	if root := s.disturbedUpstream(c); root != nil {
		root.join(c, s.window)
		return
	}
	if incident := s.disturbedDependent(c); incident != nil {
		incident.moveTo(c, s.window)
		return
	}
	s.open = append(s.open, newCourse(c))
}

// disturbedUpstream is the open incident of the deepest service that the
// cluster's service depends on and that is disturbed at the same time (rule 4).
func (s *scene) disturbedUpstream(c cluster) *course {
	var best *course
	for _, incident := range s.open {
		if !s.topology.DependsOn(c.service, incident.service) || !s.together(incident, c) {
			continue
		}
		if best == nil || len(s.topology.Upstreams(incident.service)) < len(s.topology.Upstreams(best.service)) {
			best = incident
		}
	}
	return best
}

// disturbedDependent is the first open incident of a service that depends on
// the cluster's, is disturbed at the same time and is still undecided (rule 5).
func (s *scene) disturbedDependent(c cluster) *course {
	for _, incident := range s.open {
		if incident.undecided() && s.topology.DependsOn(incident.service, c.service) && s.together(incident, c) {
			return incident
		}
	}
	return nil
}

// together says whether the incident's own service was outside its band at the
// same time as the cluster.
func (s *scene) together(incident *course, c cluster) bool {
	for _, root := range ofService(incident.signals, incident.service) {
		for _, f := range c.signals {
			if overlap(root, f, s.now) {
				return true
			}
		}
	}
	return false
}

// forgetSilent ends signals that nobody has reported for a whole window: the
// process that watched them died, or the series is gone.
func (s *scene) forgetSilent() {
	for _, incident := range s.open {
		incident.forgetSilent(s.now.Add(-s.window))
	}
}

func (s *scene) decisions() []Decision {
	var all []Decision
	for _, incident := range s.open {
		all = append(all, incident.decisions()...)
	}
	for _, incident := range s.resolved {
		if incident.changed {
			all = append(all, incident.decision(Suppress))
		}
	}
	return all
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}
