package workflow

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// court is one incident before the one who judges.
type court struct {
	ctx        context.Context
	tx         airra.Tx
	tell       story
	v          airra.NewVerdict
	hypotheses []airra.Hypothesis
	stands     []airra.Judgement
	signals    []airra.Signal
	changed    bool
}

// convene reads what is judged and what was judged before.
func (c *court) convene() error {
	id := c.tell.incident.ID
	var err error
	if c.hypotheses, err = c.tx.Hypotheses(c.ctx, id); err != nil {
		return err
	}
	if c.stands, err = c.tx.IncidentJudgements(c.ctx, id); err != nil {
		return err
	}
	c.signals, err = c.tx.Signals(c.ctx, id)
	return err
}

// hypothesis finds one by its id or the beginning of one, by its rank, or by its
// category.
func (c *court) hypothesis(name string) (*airra.Hypothesis, error) {
	rank, _ := strconv.Atoi(name)
	key, _ := airra.ParseKey("hypothesis", name)
	for i := range c.hypotheses {
		h := &c.hypotheses[i]
		if name == string(h.ID) || name == h.Category || rank == h.Rank && rank > 0 {
			return h, nil
		}
	}
	var found *airra.Hypothesis
	for i := range c.hypotheses {
		if h := &c.hypotheses[i]; key.Prefix != "" && strings.HasPrefix(string(h.ID), key.Prefix) {
			if found != nil {
				return nil, airra.Invalid("hypothesis", "%q begins the ids of several hypotheses; give more characters", name)
			}
			found = h
		}
	}
	if found == nil {
		return nil, airra.Errorf(airra.CodeNotFound, "Hypothesis not found")
	}
	return found, nil
}

func (c *court) judgeHypothesis(h *airra.Hypothesis) (*airra.Hypothesis, error) {
	j := c.about(airra.AboutHypothesis)
	j.Category, j.HypothesisID, j.Confidence, j.Rank, j.Reasoner = h.Category, &h.ID, h.ConfidenceScore, h.Rank, h.LLMModel
	wrote, err := c.put(&j)
	if err != nil || !wrote {
		return h, err
	}
	applyVerdicts(c.hypotheses, c.stands)
	c.tx.PutHypotheses(c.tell.incident.ID, c.hypotheses)
	about := map[string]any{"hypothesis_id": h.ID, "category": h.Category, "verdict": c.v.Verdict, "rank": h.Rank}
	c.say(airra.EventHypothesisJudged, about, nil, "Hypothesis "+h.Category)
	return h, nil
}

func (c *court) judgeAction(x *airra.Action) error {
	if c.v.Verdict != airra.VerdictUnknown && x.Status != airra.ActionSucceeded && x.Status != airra.ActionFailed {
		return airra.Conflict(string(x.Status), "%s is %s: whether an action helped can be said once it has run", x.Ref, x.Status)
	}
	j := c.about(airra.AboutAction)
	j.ActionID, j.ActionType = &x.ID, x.ActionType
	j.DryRun = x.ExecutionMode == airra.ModeDryRun
	for _, h := range c.hypotheses {
		if x.HypothesisID != nil && h.ID == *x.HypothesisID {
			j.Category, j.HypothesisID, j.Confidence, j.Rank, j.Reasoner = h.Category, x.HypothesisID, h.ConfidenceScore, h.Rank, h.LLMModel
		}
	}
	wrote, err := c.put(&j)
	if err != nil || !wrote {
		return err
	}
	about := map[string]any{"action_id": x.ID, "action_ref": x.Ref, "verdict": c.v.Verdict, "dry_run": j.DryRun}
	c.say(airra.EventActionJudged, about, x, x.Ref)
	return nil
}

func (c *court) judgeAlarm() error {
	j := c.about(airra.AboutAlarm)
	alarmed, err := c.alarmed()
	if err != nil {
		return err
	}
	j.Signals = namesOf(alarmed)
	wrote, err := c.put(&j)
	if err != nil || !wrote {
		return err
	}
	c.say(airra.EventAlarmJudged, map[string]any{"verdict": c.v.Verdict}, nil, "Alarm")
	return nil
}

// alarmed are the signals whose alarm is judged. What a simulation moved in a real
// incident says nothing about its detector, which was right to see it.
func (c *court) alarmed() ([]airra.Signal, error) {
	if c.tell.incident.Origin != airra.OriginReal || len(c.signals) == 0 {
		return c.signals, nil
	}
	from := earliest(c.tell.at, c.signals)
	runs, err := c.tx.Simulations(c.ctx, airra.SimulationFilter{From: &from, To: &c.tell.at})
	return slices.DeleteFunc(slices.Clone(c.signals), func(s airra.Signal) bool { return simulated(runs).moved(s, c.tell.at) }), err
}

func namesOf(signals []airra.Signal) []string {
	var names []string
	for _, s := range signals {
		names = append(names, s.Name)
	}
	return names
}

// about begins a judgement with what is known of the incident.
func (c *court) about(subject airra.VerdictSubject) airra.Judgement {
	i := c.tell.incident
	return airra.Judgement{
		ID: airra.NewID(), IncidentID: i.ID, IncidentRef: i.Ref, Subject: subject, Verdict: c.v.Verdict, Service: i.AffectedService,
		Signals: namesOf(c.signals), Source: i.DetectionSource, Origin: i.Origin, JudgedBy: c.v.By, Note: c.v.Note, JudgedAt: c.tell.at,
	}
}

// put writes a verdict in place of the one that stands, or takes that one back. It says
// whether anything is different now, since saying the same again is no news.
func (c *court) put(j *airra.Judgement) (wrote bool, err error) {
	n := c.standing(j)
	switch {
	case c.v.Verdict == airra.VerdictUnknown && n < 0:
		return false, nil
	case c.v.Verdict == airra.VerdictUnknown:
		err = c.tx.DropJudgement(c.ctx, c.stands[n].ID)
		c.stands = append(c.stands[:n:n], c.stands[n+1:]...)
	case n >= 0 && sameVerdict(c.stands[n], *j):
		return false, nil
	case n >= 0:
		err = c.tx.PutJudgement(c.ctx, j)
		c.stands[n] = *j
	default:
		err = c.tx.PutJudgement(c.ctx, j)
		c.stands = append(c.stands, *j)
	}
	c.changed = true
	return err == nil, err
}

func (c *court) standing(j *airra.Judgement) int {
	for n := range c.stands {
		if c.stands[n].Subject == j.Subject && c.stands[n].Key() == j.Key() {
			return n
		}
	}
	return -1
}

func sameVerdict(a, b airra.Judgement) bool {
	return a.Verdict == b.Verdict && a.JudgedBy == b.JudgedBy && a.Note == b.Note
}

// say tells timeline and audit trail of a verdict.
func (c *court) say(event airra.EventType, about map[string]any, x *airra.Action, what string) {
	if c.v.Verdict == airra.VerdictUnknown {
		c.tell.event(event, about, "%s: the verdict was taken back by %s%s", what, c.v.By, colon(c.v.Note))
	} else {
		c.tell.event(event, about, "%s %s by %s%s", what, c.v.Verdict, c.v.By, colon(c.v.Note))
	}
	c.tell.audit(string(event), airra.OutcomeSuccess, x, about)
}

// applyVerdicts lets hypotheses say what people have found out about their categories.
// A new analysis forms new hypotheses, and the verdicts go on standing.
func applyVerdicts(hypotheses []airra.Hypothesis, stands []airra.Judgement) {
	for i := range hypotheses {
		h := &hypotheses[i]
		h.Validated, h.ValidationFeedback = false, nil
		for _, j := range stands {
			if j.Subject == airra.AboutHypothesis && j.Category == h.Category {
				said := string(j.Verdict) + " by " + j.JudgedBy + colon(j.Note)
				h.Validated, h.ValidationFeedback = j.Verdict == airra.VerdictConfirmed, &said
			}
		}
	}
}

// remember has what an incident teaches written down anew, after the commit and by a job
// of low rank, so that nothing of it keeps a page or an analysis waiting.
func remember(tx airra.Tx, i *airra.Incident, now time.Time) {
	tx.Enqueue(airra.Job{Kind: airra.JobRemember, IncidentID: i.ID, Round: now.UnixMicro()})
}
