package airra

import (
	"context"
	"slices"
	"time"
)

// Sort is how an incident is counted: as a real one, or as one of those that do not
// count unless they are asked for.
type Sort string

// The sorts.
const (
	SortReal      Sort = "real"
	SortDryRun    Sort = "dry_run" // real, but only a rehearsal resolved it
	SortSimulated Sort = "simulated"
	SortGenerated Sort = "generated"
)

// Includable lists the sorts that count only when they are asked for.
var Includable = []string{string(SortDryRun), string(SortSimulated), string(SortGenerated)}

// SortOf gives the sort of an incident. What was made up comes before how it ended.
func SortOf(origin Origin, dryRun bool) Sort {
	switch {
	case origin == OriginGenerated:
		return SortGenerated
	case origin == OriginSimulated:
		return SortSimulated
	case dryRun:
		return SortDryRun
	}
	return SortReal
}

// Counts says whether a sort is measured.
func (q AnalyticsQuery) Counts(s Sort) bool {
	return s == SortReal || slices.Contains(q.Include, string(s))
}

// Sorts lists the sorts that are measured.
func (q AnalyticsQuery) Sorts() []Sort {
	return slices.DeleteFunc([]Sort{SortReal, SortDryRun, SortSimulated, SortGenerated}, func(s Sort) bool { return !q.Counts(s) })
}

// Origins lists the origins of which verdicts are measured. How an incident was
// resolved changes nothing about them: a person has judged.
func (q AnalyticsQuery) Origins() []Origin {
	origins := []Origin{OriginReal}
	for sort, origin := range map[Sort]Origin{SortSimulated: OriginSimulated, SortGenerated: OriginGenerated} {
		if q.Counts(sort) {
			origins = append(origins, origin)
		}
	}
	return origins
}

// Footprint is what the measures see of an incident.
type Footprint struct {
	DetectedAt         time.Time
	Service            ServiceName
	Severity           Severity
	Source             string
	Sort               Sort
	Open               bool
	Analysed           bool
	ResolvedMillis     *int64 // from detection to resolution; nil while there is none
	AcknowledgedMillis *int64 // from detection to the first acknowledgement
}

// IncidentSum is what incidents add up to.
type IncidentSum struct {
	Incidents          int64
	Open               int64
	Critical           int64
	Analysed           int64
	Resolved           int64
	Acknowledged       int64
	ResolvedMillis     int64
	AcknowledgedMillis int64
}

// Span is how much time a stored sum covers.
type Span string

// The spans, with the names of their starts. Their names sort as texts: a year and a month
// stand before each of their days, so each name bounds days too.
const (
	SpanDay   Span = "day"   // 2026-11-26
	SpanWeek  Span = "week"  // its Monday; kept of all incidents together only
	SpanMonth Span = "month" // 2026-11
	SpanYear  Span = "year"  // 2026
)

// SpanRange is stored sums that follow each other.
type SpanRange struct {
	Span Span
	From string // the start of the first one
	To   string // the start of the one behind the last
}

// Spans says which stored sums are read, and which of them are taken away again.
type Spans struct{ Add, Less []SpanRange }

// Days is the sums of the days from one inclusive to another one exclusive.
func Days(from, to string) Spans { return Spans{Add: []SpanRange{{SpanDay, from, to}}} }

// Dimension is by what incidents are told apart. The empty one takes all together.
type Dimension string

// The dimensions.
const (
	ByNothing  Dimension = ""
	ByService  Dimension = "service"
	BySeverity Dimension = "severity"
	BySource   Dimension = "source"
)

// SpanSum is the sum of the incidents of a span, a value of a dimension and a sort.
type SpanSum struct {
	Start string // a day, or a month; empty without histograms
	Value string // of the dimension
	Sort  Sort
	IncidentSum
	Taken           bool   // the counts are negative, and the histograms are to be taken away too
	Resolution      string // histograms as the room of measures writes them; empty unless they were asked for
	Acknowledgement string
}

// SpanQuery chooses sums.
type SpanQuery struct {
	Spans      Spans
	Dimension  Dimension
	Value      string // of the dimension; empty means every one
	Sorts      []Sort // empty means every one
	Histograms bool   // with histograms, a row for each start and a row for each change; else one for each value and sort
}

// SentPage is a page that was meant for a person.
type SentPage struct {
	EngineerID string
	Name       string
	At         time.Time
	Simulated  bool
}

// JudgedBin counts the judged hypotheses of a tenth of the scale of confidence.
type JudgedBin struct {
	Bin        int // 0 to 9
	Judged     int
	Confirmed  int
	Confidence float64 // the sum
}

// JudgedAlarms counts the judged alarms of the same source and signals.
type JudgedAlarms struct {
	Source  string
	Signals []string
	Judged  int
	False   int
}

// Answered counts the notifications about a service that were answered in time, of
// those of which it is known.
type Answered struct {
	Service ServiceName // empty for those that are about no incident
	Met     int
	Known   int
}

// DayCount is how many incidents of a severity were detected on a day.
type DayCount struct {
	Day       string
	Severity  Severity
	Incidents int64
}

// MostPeople is how many notifications are looked at one by one, the newest ones. They
// are about people, so more of them in a window means that something else is wrong.
const MostPeople = 5_000

// MostExact is how many incidents are looked at one by one. Above it histograms answer,
// and the answer says so.
const MostExact = 10_000

// AnalyticsReader answers questions about many incidents at once.
type AnalyticsReader interface {
	// SpanSums gives sums that are current: those that were stored, with every change
	// since. The same row may come in several parts.
	SpanSums(ctx context.Context, q SpanQuery) ([]SpanSum, error)
	// CountByDay counts the incidents of some sorts by day and severity.
	CountByDay(ctx context.Context, days [2]string, sorts []Sort) ([]DayCount, error)
	// Footprints gives the incidents detected in a span, from inclusive, to exclusive.
	Footprints(ctx context.Context, from, to time.Time) ([]Footprint, error)
	// CountOpenBetween counts the open incidents detected in a span, up to limit.
	CountOpenBetween(ctx context.Context, from, to time.Time, sorts []Sort, limit int) (int, error)
	// AnsweredInTime looks at the newest notifications made in a span, at most limit of
	// them, and says how many it saw.
	AnsweredInTime(ctx context.Context, from, to, now time.Time, limit int) (by []Answered, seen int, err error)
	// SentPages gives the newest pages to people of a span, at most limit of them.
	SentPages(ctx context.Context, from, to time.Time, limit int) ([]SentPage, error)
	// TimeZones gives the names of the zones in which engineers live, by their id.
	TimeZones(ctx context.Context) (map[string]string, error)
	// JudgedHypotheses and JudgedAlarms count the verdicts that were given in some spans, which
	// may be days, months and years; JudgedIncidents counts the incidents that were detected
	// in a window and of which a hypothesis was judged.
	JudgedHypotheses(ctx context.Context, spans Spans, origins []Origin) ([]JudgedBin, error)
	JudgedAlarms(ctx context.Context, spans Spans, origins []Origin) ([]JudgedAlarms, error)
	JudgedIncidents(ctx context.Context, from, to time.Time, sorts []Sort) (int, error)
	// Unfolded says whether there are changes that FoldAnalytics would take in.
	Unfolded(ctx context.Context) (bool, error)
}

// AnalyticsTx is the part of a unit of work that keeps the sums.
type AnalyticsTx interface {
	// FoldAnalytics takes at most limit changes into the stored sums, and says how many
	// there were.
	FoldAnalytics(ctx context.Context, limit int) (int, error)
}
