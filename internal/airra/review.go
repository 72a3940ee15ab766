package airra

import (
	"encoding/json"
	"slices"
	"time"
)

// ReviewID identifies a review.
type ReviewID string

// ReviewStatus says how far a review has come.
type ReviewStatus string

// The statuses of a review.
const (
	ReviewAssigned   ReviewStatus = "assigned"
	ReviewInProgress ReviewStatus = "in_progress"
	ReviewSubmitted  ReviewStatus = "submitted"
	ReviewAccepted   ReviewStatus = "accepted"
	ReviewRejected   ReviewStatus = "rejected"
	ReviewCancelled  ReviewStatus = "cancelled"
)

// ReviewStatuses lists them in the order of a life.
var ReviewStatuses = []ReviewStatus{ReviewAssigned, ReviewInProgress, ReviewSubmitted, ReviewAccepted, ReviewRejected, ReviewCancelled}

// reviewMoves is the whole state machine. A review of an incident that is resolved
// is cancelled, which gives its engineer the capacity back.
var reviewMoves = map[ReviewStatus][]ReviewStatus{
	ReviewAssigned:   {ReviewInProgress, ReviewSubmitted, ReviewCancelled},
	ReviewInProgress: {ReviewSubmitted, ReviewCancelled},
	ReviewSubmitted:  {ReviewAccepted, ReviewRejected, ReviewCancelled},
}

// Valid says whether s is one of them.
func (s ReviewStatus) Valid() bool { return slices.Contains(ReviewStatuses, s) }

// CanMoveTo says whether the state machine has the move.
func (s ReviewStatus) CanMoveTo(to ReviewStatus) bool { return slices.Contains(reviewMoves[s], to) }

// Active says whether the review still takes capacity of its engineer.
func (s ReviewStatus) Active() bool {
	return s == ReviewAssigned || s == ReviewInProgress || s == ReviewSubmitted
}

// ReviewDecision says whose approach was chosen.
type ReviewDecision string

// The decisions.
const (
	DecisionPending  ReviewDecision = "pending"
	DecisionAI       ReviewDecision = "ai_approach"
	DecisionEngineer ReviewDecision = "engineer_approach"
	DecisionHybrid   ReviewDecision = "hybrid_approach"
)

// ReviewDecisions are those a person can make.
var ReviewDecisions = []ReviewDecision{DecisionAI, DecisionEngineer, DecisionHybrid}

// Review is an engineer's second opinion about what was concluded.
type Review struct {
	ID                      ReviewID             `json:"id"`
	IncidentID              IncidentID           `json:"incident_id"`
	EngineerID              EngineerID           `json:"engineer_id"`
	Status                  ReviewStatus         `json:"status"`
	AssignedAt              time.Time            `json:"assigned_at"`
	StartedAt               *time.Time           `json:"started_at"`
	SubmittedAt             *time.Time           `json:"submitted_at"`
	ReviewTimeMinutes       *float64             `json:"review_time_minutes"`
	AIHypothesesReviewed    json.RawMessage      `json:"ai_hypotheses_reviewed"`
	AIConfidenceAssessment  *string              `json:"ai_confidence_assessment"`
	AlternativeHypotheses   json.RawMessage      `json:"alternative_hypotheses"` // an array of objects
	SuggestedApproach       json.RawMessage      `json:"suggested_approach"`
	EngineerConfidenceScore *float64             `json:"engineer_confidence_score"`
	Notes                   string               `json:"notes"`
	Tags                    []string             `json:"tags"`
	Decision                ReviewDecision       `json:"decision"`
	DecisionMadeAt          *time.Time           `json:"decision_made_at"`
	DecisionRationale       *string              `json:"decision_rationale"`
	ApproachExecuted        *bool                `json:"approach_executed"`
	ExecutionSuccessful     *bool                `json:"execution_successful"`
	OutcomeNotes            *string              `json:"outcome_notes"`
	Priority                NotificationPriority `json:"priority"`
	AdditionalInfo          json.RawMessage      `json:"additional_info"`
	CreatedAt               time.Time            `json:"created_at"`
	UpdatedAt               time.Time            `json:"updated_at"`
	Version                 int64                `json:"-"`
}

// ReviewDetail is a review with whom and what it is about.
type ReviewDetail struct {
	Review
	Engineer Engineer `json:"engineer"`
	Incident Incident `json:"incident"`
}

// NewReview is what a caller gives to ask for a review.
type NewReview struct {
	Engineer string               `json:"engineer_id"`
	Priority NotificationPriority `json:"priority,omitempty"` // default normal
	Notes    string               `json:"notes,omitempty"`
}

// ReviewSubmission is what the engineer found.
type ReviewSubmission struct {
	AIHypothesesReviewed    json.RawMessage `json:"ai_hypotheses_reviewed"`
	AIConfidenceAssessment  string          `json:"ai_confidence_assessment"`
	AlternativeHypotheses   json.RawMessage `json:"alternative_hypotheses,omitempty"`
	SuggestedApproach       json.RawMessage `json:"suggested_approach"`
	EngineerConfidenceScore float64         `json:"engineer_confidence_score"`
	Notes                   string          `json:"notes"`
	Tags                    []string        `json:"tags,omitempty"`
}

// ReviewFilter chooses reviews, the latest assigned first. Zero fields do not
// restrict.
type ReviewFilter struct {
	IncidentID IncidentID
	EngineerID EngineerID
	Statuses   []ReviewStatus
	Page       PageRequest
}

// ReviewChoice is the decision between the two approaches.
type ReviewChoice struct {
	Decision  ReviewDecision `json:"decision"`
	Rationale string         `json:"rationale"`
}

// ReviewComparison puts what was concluded beside what the engineer found.
type ReviewComparison struct {
	IncidentID         IncidentID       `json:"incident_id"`
	AIApproach         AIApproach       `json:"ai_approach"`
	EngineerApproach   EngineerApproach `json:"engineer_approach"`
	AIConfidence       float64          `json:"ai_confidence"` // the largest of the hypotheses
	EngineerConfidence float64          `json:"engineer_confidence"`
	Differences        []string         `json:"differences"`
	Recommendations    []string         `json:"recommendations"`
}

// AIApproach is the reasoner's half.
type AIApproach struct {
	Hypotheses    []Hypothesis `json:"hypotheses"`
	TopHypothesis *Hypothesis  `json:"top_hypothesis"`
}

// EngineerApproach is the engineer's half.
type EngineerApproach struct {
	Assessment            string          `json:"assessment"`
	AlternativeHypotheses json.RawMessage `json:"alternative_hypotheses"`
	SuggestedApproach     json.RawMessage `json:"suggested_approach"`
}

// Start begins the work.
func (r *Review) Start(now time.Time) error {
	if err := r.moveTo(ReviewInProgress, now); err != nil {
		return err
	}
	r.StartedAt = &now
	return nil
}

// Submit records what was found. The time counts from the start, where there was one.
func (r *Review) Submit(s ReviewSubmission, now time.Time) error {
	if err := r.moveTo(ReviewSubmitted, now); err != nil {
		return err
	}
	r.SubmittedAt = &now
	if r.StartedAt != nil {
		minutes := now.Sub(*r.StartedAt).Minutes()
		r.ReviewTimeMinutes = &minutes
	}
	r.AIHypothesesReviewed, r.AlternativeHypotheses, r.SuggestedApproach = s.AIHypothesesReviewed, s.AlternativeHypotheses, s.SuggestedApproach
	r.AIConfidenceAssessment, r.EngineerConfidenceScore = &s.AIConfidenceAssessment, &s.EngineerConfidenceScore
	r.Notes, r.Tags = s.Notes, s.Tags
	return nil
}

// Decide chooses an approach. The engineer's, whole or in part, accepts the review.
func (r *Review) Decide(c ReviewChoice, now time.Time) error {
	to := ReviewAccepted
	if c.Decision == DecisionAI {
		to = ReviewRejected
	}
	if err := r.moveTo(to, now); err != nil {
		return err
	}
	r.Decision, r.DecisionMadeAt, r.DecisionRationale = c.Decision, &now, &c.Rationale
	return nil
}

// Cancel ends a review that nobody needs any more.
func (r *Review) Cancel(why string, now time.Time) error {
	if err := r.moveTo(ReviewCancelled, now); err != nil {
		return err
	}
	r.OutcomeNotes = optional(why)
	return nil
}

func (r *Review) moveTo(to ReviewStatus, now time.Time) error {
	if !r.Status.CanMoveTo(to) {
		return Conflict(string(r.Status), "this review is %s and cannot become %s", words(r.Status), words(to))
	}
	r.Status, r.UpdatedAt = to, now
	return nil
}
