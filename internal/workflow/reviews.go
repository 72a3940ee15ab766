package workflow

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/reason"
)

// RequestReview asks an engineer for a second opinion. There is one active review of
// an incident at most; the database sees to that, whoever asks at the same moment.
func (w *Workflow) RequestReview(ctx context.Context, incidentKey string, n airra.NewReview) (*airra.Review, error) {
	if n.Priority == "" {
		n.Priority = airra.PriorityNormal
	}
	if !n.Priority.Valid() {
		return nil, airra.Invalid("priority", "%q is none of critical, high, normal, low", n.Priority)
	}
	var r *airra.Review
	err := w.inTx(ctx, func(tx airra.Tx) error {
		i, err := incident(ctx, tx, incidentKey)
		if err != nil {
			return err
		}
		switch i.Status {
		case airra.StatusDetected, airra.StatusPendingApproval:
		default:
			return airra.Conflict(string(i.Status), "%s is %s, and a review is for what is detected or waits for a decision", i.Ref, i.Status)
		}
		e, err := tx.Engineer(ctx, n.Engineer)
		if err != nil {
			return err
		}
		if ok, why := e.CanAccept(); !ok {
			return airra.Conflict(string(e.Status), "%s cannot take it: %s", e.Name, why)
		}
		now := w.now()
		e.UpdatedAt = now
		if err := tx.SaveEngineer(ctx, e); err != nil { // So that the last free place is given once.
			return err
		}
		r = newReview(i, e, n, now)
		if err := tx.InsertReview(ctx, r); err != nil {
			return err
		}
		i.UpdatedAt = now
		if err := tx.SaveIncident(ctx, i); err != nil { // One that is resolved at this moment needs no review.
			return err
		}
		tell := w.tell(ctx, tx, i, now)
		tell.event(airra.EventReviewAssigned, map[string]any{"review_id": r.ID, "engineer_id": e.ID}, "%s was asked for a review", e.Name)
		tell.audit("review_requested", airra.OutcomeSuccess, nil, map[string]any{"review_id": r.ID, "engineer_id": e.ID})
		why := airra.PageReason{Cause: "by hand", Sentence: "you were asked to review " + i.Ref}
		letter := notify.Letter{Kind: airra.NotifyAssignment, Engineer: e.Name, Incident: i, Priority: n.Priority, Why: why, Custom: reason.Redact(n.Notes)}
		return w.post(ctx, tx, []*airra.Notification{w.letter(letter, addressed(e, w.usualChannels()[0], why), now)})
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func newReview(i *airra.Incident, e *airra.Engineer, n airra.NewReview, now time.Time) *airra.Review {
	return &airra.Review{
		ID: airra.ReviewID(airra.NewID()), IncidentID: i.ID, EngineerID: e.ID, Status: airra.ReviewAssigned, AssignedAt: now,
		AIHypothesesReviewed: json.RawMessage(`{}`), AlternativeHypotheses: json.RawMessage(`[]`), SuggestedApproach: json.RawMessage(`{}`),
		Notes: reason.Redact(n.Notes), Tags: []string{}, Decision: airra.DecisionPending, Priority: n.Priority,
		AdditionalInfo: json.RawMessage(`{}`), CreatedAt: now, UpdatedAt: now, Version: 1,
	}
}

// PendingReview gives incidents that wait for an opinion, the worst first.
func (w *Workflow) PendingReview(ctx context.Context, limit int) ([]airra.Incident, error) {
	if limit <= 0 {
		limit = defaultPendingReviews
	}
	return w.Store.AwaitingReview(ctx, limit)
}

const defaultPendingReviews = 50

// FindReviews gives one page of reviews, the latest assigned first.
func (w *Workflow) FindReviews(ctx context.Context, filter airra.ReviewFilter) (airra.Page[airra.Review], error) {
	return w.Store.Reviews(ctx, filter)
}

// FindReview gives a review with whom and what it is about.
func (w *Workflow) FindReview(ctx context.Context, key string) (*airra.ReviewDetail, error) {
	r, err := review(ctx, w.Store, key)
	if err != nil {
		return nil, err
	}
	e, err := w.Store.Engineer(ctx, string(r.EngineerID))
	if err != nil {
		return nil, err
	}
	i, err := w.Store.Incident(ctx, byID(r.IncidentID))
	if err != nil {
		return nil, err
	}
	return &airra.ReviewDetail{Review: *r, Engineer: *e, Incident: *i}, nil
}

func review(ctx context.Context, r airra.PeopleReader, key string) (*airra.Review, error) {
	k, err := airra.ParseKey("review_id", key)
	if err != nil {
		return nil, err
	}
	return r.Review(ctx, k)
}

// changeReview runs one step of a review.
func (w *Workflow) changeReview(ctx context.Context, key, event string, do func(tell story, r *airra.Review) error) (*airra.Review, error) {
	var changed *airra.Review
	err := w.inTx(ctx, func(tx airra.Tx) error {
		r, err := review(ctx, tx, key)
		if err != nil {
			return err
		}
		i, err := tx.Incident(ctx, byID(r.IncidentID))
		if err != nil {
			return err
		}
		tell := w.tell(ctx, tx, i, w.now())
		if err := do(tell, r); err != nil {
			return err
		}
		tell.audit(event, airra.OutcomeSuccess, nil, map[string]any{"review_id": r.ID, "status": r.Status})
		changed = r
		return tx.SaveReview(ctx, r)
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// StartReview begins the work on a review.
func (w *Workflow) StartReview(ctx context.Context, key string) (*airra.Review, error) {
	return w.changeReview(ctx, key, "review_started", func(tell story, r *airra.Review) error { return r.Start(tell.at) })
}

// SubmitReview records what an engineer found.
func (w *Workflow) SubmitReview(ctx context.Context, key string, s airra.ReviewSubmission) (*airra.Review, error) {
	if err := checkSubmission(&s); err != nil {
		return nil, err
	}
	return w.changeReview(ctx, key, "review_submitted", func(tell story, r *airra.Review) error { return r.Submit(s, tell.at) })
}

// checkSubmission finds what no front end may let through and redacts the text.
func checkSubmission(s *airra.ReviewSubmission) error {
	if s.AIConfidenceAssessment == "" {
		return airra.Invalid("ai_confidence_assessment", "must not be empty")
	}
	if s.Notes == "" {
		return airra.Invalid("notes", "must not be empty")
	}
	if !(s.EngineerConfidenceScore >= 0 && s.EngineerConfidenceScore <= 1) {
		return airra.Invalid("engineer_confidence_score", "must be 0 to 1")
	}
	if len(s.AlternativeHypotheses) == 0 || string(s.AlternativeHypotheses) == "null" {
		s.AlternativeHypotheses = json.RawMessage(`[]`)
	}
	var alternatives []map[string]json.RawMessage
	if json.Unmarshal(s.AlternativeHypotheses, &alternatives) != nil || slices.ContainsFunc(alternatives, isNull) {
		return airra.Invalid("alternative_hypotheses", "must be a JSON array of objects")
	}
	for field, document := range map[string]*json.RawMessage{"ai_hypotheses_reviewed": &s.AIHypothesesReviewed, "suggested_approach": &s.SuggestedApproach} {
		var object map[string]json.RawMessage
		if json.Unmarshal(*document, &object) != nil || object == nil {
			return airra.Invalid(field, "must be a JSON object")
		}
		*document = reason.RedactJSON(*document)
	}
	s.AlternativeHypotheses = reason.RedactJSON(s.AlternativeHypotheses)
	s.AIConfidenceAssessment, s.Notes, s.Tags = reason.Redact(s.AIConfidenceAssessment), reason.Redact(s.Notes), orEmpty(s.Tags)
	return nil
}

// isNull says whether an object was written as null.
func isNull(object map[string]json.RawMessage) bool { return object == nil }

// submitted gives the newest review of an incident that waits for the decision.
func submitted(ctx context.Context, r airra.PeopleReader, id airra.IncidentID) (*airra.Review, error) {
	page, err := r.Reviews(ctx, airra.ReviewFilter{IncidentID: id, Statuses: []airra.ReviewStatus{airra.ReviewSubmitted}, Page: airra.PageRequest{PageSize: 1}})
	if err != nil {
		return nil, err
	}
	if len(page.Items) == 0 {
		return nil, airra.Errorf(airra.CodeNotFound, "No submitted review found for this incident")
	}
	return &page.Items[0], nil
}

// CompareReview puts what was concluded beside what the engineer found. It says which
// of the two is surer of itself, and does not say which one is right.
func (w *Workflow) CompareReview(ctx context.Context, incidentKey string) (*airra.ReviewComparison, error) {
	i, err := w.FindIncident(ctx, incidentKey)
	if err != nil {
		return nil, err
	}
	r, err := submitted(ctx, w.Store, i.ID)
	if err != nil {
		return nil, err
	}
	c := &airra.ReviewComparison{
		IncidentID: i.ID, AIApproach: airra.AIApproach{Hypotheses: orEmpty(i.Hypotheses)}, Differences: []string{}, Recommendations: []string{},
		EngineerApproach: airra.EngineerApproach{AlternativeHypotheses: r.AlternativeHypotheses, SuggestedApproach: r.SuggestedApproach},
	}
	if r.AIConfidenceAssessment != nil {
		c.EngineerApproach.Assessment = *r.AIConfidenceAssessment
	}
	if r.EngineerConfidenceScore != nil {
		c.EngineerConfidence = *r.EngineerConfidenceScore
	}
	for n := range i.Hypotheses {
		h := &i.Hypotheses[n]
		c.AIConfidence = max(c.AIConfidence, h.ConfidenceScore)
		if h.Rank == 1 {
			c.AIApproach.TopHypothesis = h
		}
	}
	compare(c)
	return c, nil
}

// compare fills in the differences and what follows from them.
func compare(c *airra.ReviewComparison) {
	var alternatives []json.RawMessage
	_ = json.Unmarshal(c.EngineerApproach.AlternativeHypotheses, &alternatives) // It was checked when it was given.
	if len(alternatives) > 0 {
		c.Differences = append(c.Differences, "the engineer names "+plural(len(alternatives), "further cause", "further causes"))
	}
	if c.AIApproach.TopHypothesis == nil {
		c.Differences = append(c.Differences, "the analysis concluded nothing")
	}
	gap := c.EngineerConfidence - c.AIConfidence
	switch {
	case gap >= decisiveGap:
		c.Differences = append(c.Differences, fmt.Sprintf("the engineer is surer: %.2f against %.2f", c.EngineerConfidence, c.AIConfidence))
		c.Recommendations = append(c.Recommendations, "Look at the engineer's approach first; it is the one with more confidence.")
	case gap <= -decisiveGap:
		c.Differences = append(c.Differences, fmt.Sprintf("the analysis is surer: %.2f against %.2f", c.AIConfidence, c.EngineerConfidence))
		c.Recommendations = append(c.Recommendations, "Look at the analysis first; it is the one with more confidence.")
	default:
		c.Recommendations = append(c.Recommendations, "Both are about equally sure; weigh the evidence, not the numbers.")
	}
}

// decisiveGap is the difference of two confidences below which they count as equal.
const decisiveGap = 0.1

// ChooseApproach decides between the two.
func (w *Workflow) ChooseApproach(ctx context.Context, incidentKey string, c airra.ReviewChoice) (*airra.Review, error) {
	if !slices.Contains(airra.ReviewDecisions, c.Decision) {
		return nil, airra.Invalid("decision", "%q is none of ai_approach, engineer_approach, hybrid_approach", c.Decision)
	}
	if c.Rationale = reason.Redact(c.Rationale); c.Rationale == "" {
		return nil, airra.Invalid("rationale", "is needed, so that the next person knows why")
	}
	i, err := incident(ctx, w.Store, incidentKey)
	if err != nil {
		return nil, err
	}
	r, err := submitted(ctx, w.Store, i.ID)
	if err != nil {
		return nil, err
	}
	return w.changeReview(ctx, string(r.ID), "review_decided", func(tell story, r *airra.Review) error {
		tell.event(airra.EventReviewDecided, map[string]any{"review_id": r.ID, "decision": c.Decision}, "Review decided: %s", c.Decision)
		return r.Decide(c, tell.at)
	})
}

// cancelReviews ends the reviews of an incident that is over, which gives their
// engineers the capacity back.
func (w *Workflow) cancelReviews(ctx context.Context, tell story) error {
	active := []airra.ReviewStatus{airra.ReviewAssigned, airra.ReviewInProgress, airra.ReviewSubmitted}
	page, err := tell.tx.Reviews(ctx, airra.ReviewFilter{IncidentID: tell.incident.ID, Statuses: active})
	if err != nil {
		return err
	}
	for n := range page.Items {
		r := &page.Items[n]
		if err := r.Cancel("the incident was resolved", tell.at); err != nil {
			return err
		}
		if err := tell.tx.SaveReview(ctx, r); err != nil {
			return err
		}
	}
	return nil
}
