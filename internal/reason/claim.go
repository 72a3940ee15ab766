package reason

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// The kinds of evidence that do not come from a signal. Those that do carry the
// kind of the signal.
const (
	evidenceOrder    = "order"
	evidenceTopology = "topology"
	evidenceChange   = "change"
	evidenceHistory  = "history"
)

// claim is a cause held against the facts of one case.
type claim struct {
	cause
	roots     []symptom // where the cause itself shows, in order of onset
	effects   []symptom // what it made move, at its onset or after it
	items     []airra.EvidenceItem
	against   []airra.EvidenceItem
	learned   *float64
	unwatched string // what is silent only because nobody looks at it, as a sentence
	vouched   bool   // a confirmed incident with the same signals had this cause
}

func (c *claim) support(kind, name, observation string, relevance float64, query string) {
	c.items = append(c.items, airra.EvidenceItem{
		SignalType: kind, SignalName: name, Observation: observation, Relevance: round(relevance), Query: query,
	})
}

func (c *claim) object(kind, name, observation string, relevance float64, query string) {
	c.against = append(c.against, airra.EvidenceItem{
		SignalType: kind, SignalName: name, Observation: observation, Relevance: round(relevance), Query: query,
	})
}

// round keeps relevances readable; nobody can judge a third digit.
func round(relevance float64) float64 { return float64(int(unit(relevance)*100+0.5)) / 100 }

// negligible is the relevance below which an observation would only take room.
const negligible = 0.15

// claims chooses the causes that are worth holding against the facts: those
// that show themselves, those a change or a past incident points to, and the
// usual suspects for what is seen most.
func (f facts) claims() []*claim {
	if recovering(f) {
		return nil
	}
	suspects := suspectsOf(f)
	var claims []*claim
	for _, known := range causes {
		c := claimOf(f, known)
		if len(c.roots) > 0 || pointedAtByChange(f, known) || f.recalled(known.category) ||
			slices.Contains(suspects, known.category) {
			claims = append(claims, c)
		}
	}
	return claims
}

func claimOf(f facts, known cause) *claim {
	c := &claim{cause: known, roots: rootsOf(f, known)}
	c.effects = effectsOf(f, c)
	return c
}

// examine lets every observer have its say.
func (c *claim) examine(f facts) {
	for _, observe := range observers {
		observe(f, c)
	}
}

// suspectsOf gives the usual suspects for the strongest symptom that has any.
func suspectsOf(f facts) []string {
	top, _ := strongest(slices.DeleteFunc(slices.Clone(f.own), func(s symptom) bool { return s.improved() || rivalsOf(s) == nil }))
	return rivalsOf(top)
}

// rootsOf finds where a cause itself shows: in signals of the service, and for
// causes outside it in the services it needs.
func rootsOf(f facts, known cause) []symptom {
	var roots []symptom
	for _, s := range f.own {
		if s.improved() {
			continue
		}
		if _, ok := match(known.shows, s); ok || isTroubledDatabase(f, known, s) {
			roots = append(roots, s)
		}
	}
	for _, name := range blamed(f, known) {
		for _, s := range f.upstream {
			if s.Service == name && !s.improved() {
				roots = append(roots, s)
			}
		}
	}
	slices.SortStableFunc(roots, func(a, b symptom) int { return a.FirstSeen.Compare(b.FirstSeen) })
	return roots
}

// isTroubledDatabase: what would be the slowness of any other service is, on a
// database, the database problem itself.
func isTroubledDatabase(f facts, known cause, s symptom) bool {
	own := s.aspect == aspectLatency || s.aspect == aspectErrors || s.aspect == aspectQueue
	return known.category == airra.CategoryDatabaseIssue && isDatabase(f.service) && own && s.Direction == airra.Up
}

// effectsOf finds what a cause can have made move. What moved before the cause
// showed cannot be its effect.
func effectsOf(f facts, c *claim) []symptom {
	lead := c.leadTime(f)
	var effects []symptom
	for _, s := range f.own {
		_, expected := match(c.cause.effects, s)
		if expected && !c.isRoot(s) && sequence(s.FirstSeen, lead) >= 0 {
			effects = append(effects, s)
		}
	}
	return effects
}

// leadTime is when the cause first showed. A bad change shows in whatever moves
// first, and a cause that was not seen at all cannot have come before the first
// sign; the zero time says that the order is not known.
func (c *claim) leadTime(f facts) time.Time {
	switch {
	case c.category == airra.CategoryDeploymentIssue && len(f.own) > 0:
		return f.own[0].FirstSeen
	case len(c.roots) > 0:
		return c.roots[0].FirstSeen
	}
	return time.Time{}
}

func (c *claim) isRoot(s symptom) bool {
	return slices.ContainsFunc(c.roots, func(root symptom) bool { return root.Service == s.Service && root.Name == s.Name })
}

// supporting lists the signals the claim stands on: its roots and effects, or
// for a mere surmise the symptom that raised it.
func (c *claim) supporting(f facts) []symptom {
	found := slices.Concat(c.roots, c.effects)
	if top, ok := strongest(f.own); ok && len(found) == 0 {
		found = []symptom{top}
	}
	return found
}

// The most items that are kept on either side: what a person reads at night.
const (
	maxSupport = 6
	maxAgainst = 5
)

// weigh turns a claim into a hypothesis without its rank.
func (c *claim) weigh(f facts) airra.Hypothesis {
	h := airra.Hypothesis{
		Category: c.category,
		LLMModel: RulesModel,
		Evidence: airra.Evidence{
			Items:     mostRelevant(c.items, maxSupport),
			Against:   mostRelevant(c.against, maxAgainst),
			Anomalies: []airra.EvidenceAnomaly{},
		},
		SupportingSignals: []string{},
	}
	in := ConfidenceInput{
		Category: c.category, Evidence: h.Evidence.Items, Against: h.Evidence.Against,
		Upstreams: f.upstreams, Learned: c.learned,
	}
	for _, s := range c.supporting(f) {
		h.SupportingSignals = append(h.SupportingSignals, s.Name)
		h.Evidence.Anomalies = append(h.Evidence.Anomalies, anomalyOf(s.Signal))
		in.Anomalies = append(in.Anomalies, AnomalyStrength{Confidence: s.Confidence, Sigma: s.Sigma})
	}
	h.SupportingSignals = unique(h.SupportingSignals)
	h.ConfidenceScore = Confidence(in)
	return h
}

func anomalyOf(s airra.Signal) airra.EvidenceAnomaly {
	return airra.EvidenceAnomaly{
		Metric: s.Name, CurrentValue: finite(s.Current), ExpectedValue: finite(s.Expected),
		DeviationSigma: finite(s.Sigma), Category: s.Category, Assumed: s.Assumed,
	}
}

// mostRelevant keeps the strongest items, in the order of their relevance.
func mostRelevant(items []airra.EvidenceItem, limit int) []airra.EvidenceItem {
	kept := slices.DeleteFunc(slices.Clone(items), func(i airra.EvidenceItem) bool { return i.Relevance < negligible })
	slices.SortStableFunc(kept, func(a, b airra.EvidenceItem) int { return cmp.Compare(b.Relevance, a.Relevance) })
	if kept == nil {
		return []airra.EvidenceItem{}
	}
	return kept[:min(limit, len(kept))]
}

// unique keeps the first of equal names.
func unique(names []string) []string {
	kept := names[:0]
	for _, name := range names {
		if !slices.Contains(kept, name) {
			kept = append(kept, name)
		}
	}
	return kept
}
