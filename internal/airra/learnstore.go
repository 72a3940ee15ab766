package airra

import (
	"context"
	"time"
)

// Key tells the judgements of one incident and subject apart: a cause by its category,
// because a new analysis gives it another id; an action by its id. There is one alarm,
// so it needs no key.
func (j Judgement) Key() string {
	switch {
	case j.Subject == AboutHypothesis:
		return j.Category
	case j.Subject == AboutAction && j.ActionID != nil:
		return string(*j.ActionID)
	default:
		return ""
	}
}

// VerdictCount is how many verdicts on one service and category there are.
type VerdictCount struct {
	Service   ServiceName
	Category  string
	Origin    Origin
	Judged    int
	Confirmed int
	LastAt    time.Time
}

// LearningCounts are the numbers of one window from which the insights are made, beside
// the sums of its incidents. Every one of them counts what is there at the moment.
type LearningCounts struct {
	Judged         int // hypotheses
	Confirmed      int
	JudgedFirst    int // of them, those that were ranked first
	ConfirmedFirst int
	Reused         int // analyses that a recollection answered without a model
	Effective      int // actions of any time that were executed and helped
}

// Memory is what is remembered of a resolved incident, in the form in which it is
// compared with others. It is written by a job after the incident, so it may be a
// moment behind.
type Memory struct {
	IncidentID IncidentID
	Ref        string
	Title      string
	Service    ServiceName
	Category   string
	Cause      string
	Fix        string
	Confirmed  bool
	Rejected   bool
	Trust      float64
	Origin     Origin
	Signals    map[string]Direction // by name; an empty direction is not known
	Terms      map[string]int       // how often each word stands in title and description
	ResolvedAt time.Time
}

// MemoryQuery asks for memories that could resemble an incident.
type MemoryQuery struct {
	Incident IncidentID // left out of the answer
	Service  ServiceName
	Signals  []string
	Terms    []string
}

// Recollection is the answer: candidates, not yet compared, and what is known of the
// words of all memories together.
type Recollection struct {
	Candidates []Memory
	Documents  int            // how many memories there are
	MeanLength float64        // of their texts, in words
	Frequency  map[string]int // in how many memories each word of the query stands
}

// Reuse is an analysis that a recollection answered.
type Reuse struct {
	IncidentID IncidentID
	Round      int64 // of the analysis
	PastRef    string
	Similarity float64
	Trust      float64
	At         time.Time
}

// LearningReader answers questions about what was learned.
type LearningReader interface {
	// IncidentJudgements gives the verdicts that stand for an incident, oldest first.
	IncidentJudgements(ctx context.Context, id IncidentID) ([]Judgement, error)
	// VerdictCounts adds up the verdicts on hypotheses by service, category and origin;
	// of one service, or with an empty name of all.
	VerdictCounts(ctx context.Context, service ServiceName) ([]VerdictCount, error)
	// LearningCounts counts what was found out about the incidents detected at or after
	// since, of the sorts that q counts.
	LearningCounts(ctx context.Context, since time.Time, q AnalyticsQuery) (LearningCounts, error)
	// Recollect gives memories of the same service or with one of the signals or of the
	// rarest words, the newest of each, at most some hundreds.
	Recollect(ctx context.Context, q MemoryQuery) (Recollection, error)
}

// LearningTx is the learning side of a unit of work. Everything is written at once.
type LearningTx interface {
	LearningReader

	// PutJudgement writes a verdict in place of the one that stands for the same subject.
	PutJudgement(ctx context.Context, j *Judgement) error
	// DropJudgement takes one back, by its id.
	DropJudgement(ctx context.Context, id string) error
	// Remember writes a memory in place of the one of the same incident.
	Remember(ctx context.Context, m *Memory) error
	// TakeUnremembered takes resolved incidents off the list of those that are older than
	// the memory, the newest first.
	TakeUnremembered(ctx context.Context, limit int) ([]IncidentID, error)
	// Forget removes the memory of an incident, if there is one.
	Forget(ctx context.Context, id IncidentID) error
	// PutReuse notes a reuse, once for each analysis.
	PutReuse(ctx context.Context, r Reuse) error
}
