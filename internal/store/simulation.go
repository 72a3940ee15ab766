package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// simulationRow is a row of simulations, with what is known of its incident.
type simulationRow struct {
	bun.BaseModel `bun:"table:simulations,alias:simulation"`

	ID            string `bun:",pk"`
	ScenarioID    string
	Service       string
	DrillID       string
	IncidentID    *string
	StartsAt      time.Time
	EndsAt        time.Time
	StoppedAt     *time.Time
	StartedBy     string
	ExecutionMode string
	Gauges        int
	Version       int64

	IncidentRef string `bun:",scanonly"`
	Hypotheses  int    `bun:",scanonly"`
	Actions     int    `bun:",scanonly"`
}

func rowOfSimulation(r *airra.SimulationRun) simulationRow {
	return simulationRow{
		ID: r.ID, ScenarioID: r.ScenarioID, Service: string(r.Service), DrillID: r.DrillID, IncidentID: (*string)(r.IncidentID),
		StartsAt: r.StartsAt, EndsAt: r.EndsAt, StoppedAt: r.StoppedAt, StartedBy: r.StartedBy, ExecutionMode: r.ExecutionMode,
		Gauges: r.MetricsInjected, Version: r.Version,
	}
}

func (r *simulationRow) run() airra.SimulationRun {
	return airra.SimulationRun{
		ID: r.ID, ScenarioID: r.ScenarioID, Service: airra.ServiceName(r.Service), DrillID: r.DrillID, IncidentID: (*airra.IncidentID)(r.IncidentID),
		StartsAt: r.StartsAt.UTC(), EndsAt: r.EndsAt.UTC(), StoppedAt: moment(r.StoppedAt), StartedBy: r.StartedBy, ExecutionMode: r.ExecutionMode,
		MetricsInjected: r.Gauges, Version: r.Version, IncidentRef: r.IncidentRef, HypothesesCount: r.Hypotheses, ActionsCount: r.Actions,
	}
}

// simulations begins a query. What is known of the incident is looked up and not
// kept, since it changes without the simulation.
func (r reader) simulations(rows *[]simulationRow) *bun.SelectQuery {
	return r.db.NewSelect().Model(rows).ColumnExpr("simulation.*").
		ColumnExpr("COALESCE((SELECT ref FROM incidents WHERE incidents.id = simulation.incident_id), '') AS incident_ref").
		ColumnExpr("(SELECT COUNT(*) FROM hypotheses WHERE hypotheses.incident_id = simulation.incident_id) AS hypotheses").
		ColumnExpr("(SELECT COUNT(*) FROM actions WHERE actions.incident_id = simulation.incident_id) AS actions")
}

// Simulation finds one simulation by its whole id.
func (r reader) Simulation(ctx context.Context, id string) (*airra.SimulationRun, error) {
	var rows []simulationRow
	if err := r.simulations(&rows).Where("simulation.id = ?", id).Scan(ctx); err != nil {
		return nil, fault("read a simulation", err)
	}
	if len(rows) == 0 {
		return nil, airra.Errorf(airra.CodeNotFound, "Simulation not found: %s", id)
	}
	run := rows[0].run()
	return &run, nil
}

// mostSimulations bounds a list of simulations.
const mostSimulations = 1000

// Simulations gives simulations, the latest begun first.
func (r reader) Simulations(ctx context.Context, filter airra.SimulationFilter) ([]airra.SimulationRun, error) {
	var rows []simulationRow
	query := r.simulations(&rows)
	if filter.From != nil {
		query = query.Where("simulation.ends_at >= ?", *filter.From)
	}
	if filter.To != nil {
		query = query.Where("simulation.starts_at <= ?", *filter.To)
	}
	limit := mostSimulations
	if filter.Limit > 0 {
		limit = min(limit, filter.Limit)
	}
	if err := query.OrderExpr("simulation.starts_at DESC, simulation.id DESC").Limit(int64(limit)).Scan(ctx); err != nil {
		return nil, fault("read simulations", err)
	}
	return itemsOf(rows, (*simulationRow).run), nil
}

// InsertSimulation adds a simulation.
func (t *tx) InsertSimulation(ctx context.Context, r *airra.SimulationRun) error {
	row := rowOfSimulation(r)
	row.Version = 1
	if err := t.insert(ctx, "insert a simulation", &row); err != nil {
		if clash(err) != "" {
			return airra.ErrStale
		}
		return err
	}
	r.Version = row.Version
	return nil
}

// SaveSimulation writes a simulation that was read, unless somebody else has since.
func (t *tx) SaveSimulation(ctx context.Context, r *airra.SimulationRun) error {
	row := rowOfSimulation(r)
	if err := t.save(ctx, &row, &row.Version, "id", "scenario_id", "service", "drill_id", "starts_at", "started_by", "execution_mode", "gauges"); err != nil {
		return err
	}
	r.Version = row.Version
	return nil
}

// ActionOutcomes counts the verdicts on one kind of action. The counts are made from
// the verdicts that stand, so one that was taken back is gone from them.
func (r reader) ActionOutcomes(ctx context.Context, action airra.ActionType) ([]airra.ActionOutcomes, error) {
	var rows []struct {
		Service, Category, Origin, Verdict string
		DryRun                             bool
		Judged                             int
	}
	err := r.db.NewSelect().Table("judgements").Column("service", "category", "origin", "dry_run", "verdict").ColumnExpr("COUNT(*) AS judged").
		Where("subject = ? AND action_type = ? AND origin <> ?", string(airra.AboutAction), string(action), string(airra.OriginGenerated)).
		Group("service", "category", "origin", "dry_run", "verdict").OrderExpr("service, category, origin, dry_run, verdict").Scan(ctx, &rows)
	if err != nil {
		return nil, fault("count the outcomes of an action", err)
	}
	var outcomes []airra.ActionOutcomes
	for _, row := range rows {
		like := airra.ActionOutcomes{Service: airra.ServiceName(row.Service), Category: row.Category, Origin: airra.Origin(row.Origin), DryRun: row.DryRun}
		if last := len(outcomes) - 1; last < 0 || !alike(outcomes[last], like) {
			outcomes = append(outcomes, like)
		}
		last := &outcomes[len(outcomes)-1]
		if airra.Verdict(row.Verdict) == airra.VerdictConfirmed {
			last.Confirmed += row.Judged
		} else {
			last.Rejected += row.Judged
		}
	}
	return outcomes, nil
}

// alike says whether two groups differ in nothing but their counts.
func alike(a, b airra.ActionOutcomes) bool {
	return a.Service == b.Service && a.Category == b.Category && a.Origin == b.Origin && a.DryRun == b.DryRun
}
