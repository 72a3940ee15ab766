package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// incidentRow is a row of incidents. The snapshot and the context are text, so
// that their bytes come back as they were given.
type incidentRow struct {
	bun.BaseModel `bun:"table:incidents"`

	ID                    string `bun:",pk"`
	Ref                   string
	Title                 string
	Description           string
	Severity              string
	AffectedService       string
	AffectedComponents    document[[]string]
	Status                string
	DetectedAt            time.Time
	DetectionSource       string
	ResolvedAt            *time.Time
	ResolutionTimeSeconds *int64
	ResolutionSummary     *string
	ResolutionCause       *string
	ResolvedBy            *string
	DryRunResolution      bool
	AssignedEngineerID    *string
	MetricsSnapshot       string
	Context               string
	AcknowledgedBy        *string
	AcknowledgedAt        *time.Time
	AcknowledgedUntil     *time.Time
	FirstAcknowledged     *time.Time
	PendingApprovalAt     *time.Time
	Reasoner              string
	StatusNote            *string
	Fingerprint           string
	OccurrenceCount       int64
	PeakSigma             float64
	LastSeenAt            *time.Time
	CreatedAt             time.Time
	UpdatedAt             time.Time
	AnalysisRound         int64
	Version               int64
	Origin                string
	SearchText            string // written only, see selectIncidents
	Footprint             string // written only
}

// selectIncidents reads rows without the folded text, which is as long as the
// description, and without the footprint: nobody needs them back.
func (r reader) selectIncidents(rows *[]incidentRow) *bun.SelectQuery {
	return r.db.NewSelect().Model(rows).ExcludeColumn("search_text", "footprint")
}

func rowOfIncident(i *airra.Incident) incidentRow {
	return incidentRow{
		ID: string(i.ID), Ref: i.Ref, Title: i.Title, Description: i.Description, Severity: string(i.Severity),
		AffectedService: string(i.AffectedService), AffectedComponents: documentOf(list(i.AffectedComponents)),
		Status: string(i.Status), DetectedAt: i.DetectedAt, DetectionSource: i.DetectionSource,
		ResolvedAt: i.ResolvedAt, ResolutionTimeSeconds: i.ResolutionTimeSeconds, ResolutionSummary: i.ResolutionSummary,
		ResolutionCause: i.ResolutionCause, ResolvedBy: i.ResolvedBy, DryRunResolution: i.DryRunResolution,
		AssignedEngineerID: i.AssignedEngineerID, MetricsSnapshot: string(i.MetricsSnapshot), Context: string(i.Context),
		AcknowledgedBy: i.AcknowledgedBy, AcknowledgedAt: i.AcknowledgedAt, AcknowledgedUntil: i.AcknowledgedUntil,
		FirstAcknowledged: i.FirstAcknowledged, AnalysisRound: i.AnalysisRound,
		PendingApprovalAt: i.PendingApprovalAt, Reasoner: i.Reasoner, StatusNote: i.StatusNote,
		Fingerprint: i.Fingerprint, OccurrenceCount: int64(i.OccurrenceCount), PeakSigma: i.PeakSigma, LastSeenAt: i.LastSeenAt,
		CreatedAt: i.CreatedAt, UpdatedAt: i.UpdatedAt, Version: i.Version, Origin: string(i.Origin), SearchText: searchText(i), Footprint: footprintText(i),
	}
}

func (r *incidentRow) incident() airra.Incident {
	return airra.Incident{
		ID: airra.IncidentID(r.ID), Ref: r.Ref, Title: r.Title, Description: r.Description, Severity: airra.Severity(r.Severity),
		AffectedService: airra.ServiceName(r.AffectedService), AffectedComponents: list(r.AffectedComponents.Content),
		Status: airra.IncidentStatus(r.Status), DetectedAt: r.DetectedAt.UTC(), DetectionSource: r.DetectionSource,
		ResolvedAt: moment(r.ResolvedAt), ResolutionTimeSeconds: r.ResolutionTimeSeconds, ResolutionSummary: r.ResolutionSummary,
		ResolutionCause: r.ResolutionCause, ResolvedBy: r.ResolvedBy, DryRunResolution: r.DryRunResolution,
		AssignedEngineerID: r.AssignedEngineerID, MetricsSnapshot: rawJSON(r.MetricsSnapshot), Context: rawJSON(r.Context),
		AcknowledgedBy: r.AcknowledgedBy, AcknowledgedAt: moment(r.AcknowledgedAt), AcknowledgedUntil: moment(r.AcknowledgedUntil),
		FirstAcknowledged: moment(r.FirstAcknowledged), AnalysisRound: r.AnalysisRound,
		PendingApprovalAt: moment(r.PendingApprovalAt), Reasoner: r.Reasoner, StatusNote: r.StatusNote,
		Fingerprint: r.Fingerprint, OccurrenceCount: int(r.OccurrenceCount), PeakSigma: r.PeakSigma, LastSeenAt: moment(r.LastSeenAt),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version, Origin: airra.Origin(r.Origin),
	}
}

// rawJSON keeps the difference between a document and none at all.
func rawJSON(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

func incidentsOf(rows []incidentRow) []airra.Incident {
	incidents := make([]airra.Incident, len(rows))
	for i := range rows {
		incidents[i] = rows[i].incident()
	}
	return incidents
}

// searchText is what a search looks through. The separator keeps a match from
// reaching out of the title into the description.
func searchText(i *airra.Incident) string { return fold(i.Title + "\x1f" + i.Description) }

// fold makes texts equal that differ in case only. Going up before going down
// unites letters with two small forms, as the Greek sigma has.
func fold(text string) string { return strings.ToLower(strings.ToUpper(text)) }

// Incident finds one incident.
func (r reader) Incident(ctx context.Context, key airra.Key) (*airra.Incident, error) {
	var rows []incidentRow
	query := whereKey(r.selectIncidents(&rows), key)
	if err := query.Scan(ctx); err != nil {
		return nil, fault("read incident", err)
	}
	row, err := theOne(rows, "Incident", key, func(row *incidentRow) string { return row.Ref })
	if err != nil {
		return nil, err
	}
	incident := row.incident()
	return &incident, nil
}

// IncidentsByID reads several incidents with one statement.
func (r reader) IncidentsByID(ctx context.Context, ids []airra.IncidentID) ([]airra.Incident, error) {
	if len(ids) == 0 {
		return []airra.Incident{}, nil
	}
	var rows []incidentRow
	if err := whereAny(r.selectIncidents(&rows), "id", ids).Scan(ctx); err != nil {
		return nil, fault("read incidents", err)
	}
	return incidentsOf(rows), nil
}

// CountOpen counts the incidents that are not resolved, by severity.
func (r reader) CountOpen(ctx context.Context) (map[airra.Severity]int, error) {
	return countOpenBy[airra.Severity](ctx, r, "severity")
}

// CountOpenByService counts the incidents that are not resolved, by service.
func (r reader) CountOpenByService(ctx context.Context) (map[airra.ServiceName]int, error) {
	return countOpenBy[airra.ServiceName](ctx, r, "affected_service")
}

func countOpenBy[Word ~string](ctx context.Context, r reader, column string) (map[Word]int, error) {
	var rows []struct {
		Word  string
		Count int
	}
	query := r.db.NewSelect().Table("incident_tally").ColumnExpr("? AS word, sum(incidents) AS count", bun.Ident(column)).Having("sum(incidents) > 0")
	if r.totals == nil { // A transaction sees what it has saved, and its tally is written at the end.
		query = r.db.NewSelect().Table("incidents").ColumnExpr("? AS word, count(*) AS count", bun.Ident(column))
	}
	err := query.Where("status <> 'resolved'").Group(column).Scan(ctx, &rows)
	if err != nil {
		return nil, fault("count open incidents", err)
	}
	counts := make(map[Word]int, len(rows))
	for _, row := range rows {
		counts[Word(row.Word)] = row.Count
	}
	return counts, nil
}
