package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// pagingRow is a row of pagings, and the policy that its hash stands for.
type pagingRow struct {
	bun.BaseModel `bun:"table:pagings,alias:paging"`

	IncidentID string `bun:",pk"`
	Service    string
	Severity   string
	State      string
	PolicyHash string
	Step       int64
	Round      int64
	Cycle      int64
	Timer      int64
	DueAt      *time.Time
	LeaderID   *string
	StartedAt  time.Time
	UpdatedAt  time.Time
	Version    int64

	Policy document[airra.EscalationPolicy] `bun:",scanonly"`
}

func rowOfPaging(p *airra.Paging, policyHash string) pagingRow {
	return pagingRow{
		IncidentID: string(p.IncidentID), Service: string(p.Service), Severity: string(p.Severity), State: string(p.State),
		PolicyHash: policyHash, Step: int64(p.Step), Round: int64(p.Round), Cycle: int64(p.Cycle), Timer: p.Timer,
		DueAt: p.DueAt, LeaderID: (*string)(p.Leader), StartedAt: p.StartedAt, UpdatedAt: p.UpdatedAt, Version: p.Version,
	}
}

func (r *pagingRow) paging() airra.Paging {
	policy := r.Policy.Content
	policy.Steps = wholeSteps(policy.Steps)
	return airra.Paging{
		IncidentID: airra.IncidentID(r.IncidentID), Service: airra.ServiceName(r.Service), Severity: airra.Severity(r.Severity),
		State: airra.PagingState(r.State), Policy: policy, Step: int(r.Step), Round: int(r.Round), Cycle: int(r.Cycle), Timer: r.Timer,
		DueAt: moment(r.DueAt), Leader: (*airra.IncidentID)(r.LeaderID), StartedAt: r.StartedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
}

// pagings reads some pagings in an order.
func (r reader) pagings(ctx context.Context, order string, narrow func(q *bun.SelectQuery) *bun.SelectQuery) ([]pagingRow, error) {
	var rows []pagingRow
	query := r.db.NewSelect().Model(&rows).ColumnExpr("?TableColumns, snapshot.document AS policy").
		Join("JOIN policy_snapshots AS snapshot ON snapshot.hash = paging.policy_hash").OrderExpr(order)
	if err := narrow(query).Scan(ctx); err != nil {
		return nil, fault("read pagings", err)
	}
	return rows, nil
}

// byStart is the order in which pagings began.
const byStart = "started_at, incident_id"

// Paging gives the paging of an incident.
func (r reader) Paging(ctx context.Context, id airra.IncidentID) (*airra.Paging, error) {
	row, err := r.pagingOf(ctx, id)
	if err != nil {
		return nil, err
	}
	paging := row.paging()
	return &paging, nil
}

func (r reader) pagingOf(ctx context.Context, id airra.IncidentID) (*pagingRow, error) {
	rows, err := r.pagings(ctx, byStart, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("incident_id = ?", string(id)) })
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound("Paging")
	}
	return &rows[0], nil
}

// Pagings gives the pagings of several incidents, the oldest first.
func (r reader) Pagings(ctx context.Context, ids []airra.IncidentID) ([]airra.Paging, error) {
	if len(ids) == 0 {
		return []airra.Paging{}, nil
	}
	rows, err := r.pagings(ctx, byStart, func(q *bun.SelectQuery) *bun.SelectQuery { return whereAny(q, "incident_id", ids) })
	return itemsOf(rows, (*pagingRow).paging), err
}

// PagingLeaders gives for each service the newest paging with pages of its own, and
// how many began since. It is one statement for all services, since a storm asks for
// dozens of them in every transaction.
func (r reader) PagingLeaders(ctx context.Context, services []airra.ServiceName, since time.Time) (map[airra.ServiceName]airra.PagingLeader, error) {
	leaders := map[airra.ServiceName]airra.PagingLeader{}
	if len(services) == 0 {
		return leaders, nil
	}
	var rows []struct {
		Service, IncidentID, State string
		Began                      int
	}
	own := func(q *bun.SelectQuery) *bun.SelectQuery {
		return whereAny(q, "service", services).Where("leader_id IS NULL").Where("started_at >= ?", since)
	}
	newest := own(r.db.NewSelect().Table("pagings")).Column("service").ColumnExpr("max(started_at) AS newest, count(*) AS began").Group("service")
	err := r.db.NewSelect().TableExpr("pagings AS paging").ColumnExpr("paging.service, paging.incident_id, paging.state, of_service.began").
		Join("JOIN (?) AS of_service ON of_service.service = paging.service AND of_service.newest = paging.started_at", newest).
		Where("paging.leader_id IS NULL").OrderExpr("paging.incident_id").Scan(ctx, &rows)
	if err != nil {
		return nil, fault("read the newest pagings of services", err)
	}
	for _, row := range rows { // Of several that began at the same moment the last one by id stays.
		leaders[airra.ServiceName(row.Service)] = airra.PagingLeader{
			IncidentID: airra.IncidentID(row.IncidentID), State: airra.PagingState(row.State), Count: row.Began,
		}
	}
	return leaders, nil
}

// Bundled gives the pagings for which another one speaks, the oldest first, and how
// many there are.
func (r reader) Bundled(ctx context.Context, leader airra.IncidentID, limit int) ([]airra.Paging, int, error) {
	under := func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("leader_id = ?", string(leader)).Where("state = 'bundled'") // the words of the index
	}
	total, err := r.count(ctx, under(r.db.NewSelect().Model((*pagingRow)(nil))))
	if err != nil {
		return nil, 0, err
	}
	rows, err := r.pagings(ctx, byStart, func(q *bun.SelectQuery) *bun.SelectQuery { return atMost(under(q), limit) })
	return itemsOf(rows, (*pagingRow).paging), total, err
}

// StalePagings gives active pagings whose step was due before a moment, the longest
// due first.
func (r reader) StalePagings(ctx context.Context, before time.Time, limit int) ([]airra.Paging, error) {
	rows, err := r.pagings(ctx, "due_at, incident_id", func(q *bun.SelectQuery) *bun.SelectQuery {
		return atMost(q.Where("state = 'active'").Where("due_at < ?", before), limit)
	})
	return itemsOf(rows, (*pagingRow).paging), err
}

// Paging reads a paging, and remembers that its policy is stored.
func (t *tx) Paging(ctx context.Context, id airra.IncidentID) (*airra.Paging, error) {
	row, err := t.pagingOf(ctx, id)
	if err != nil {
		return nil, err
	}
	t.snapshots[row.PolicyHash] = true
	paging := row.paging()
	return &paging, nil
}

// InsertPagings adds pagings, with one statement for all. It leaves out those whose
// incident has one, which the database decides, and gives the incidents that were
// new in the order in which they were given.
func (t *tx) InsertPagings(ctx context.Context, pagings []*airra.Paging) ([]airra.IncidentID, error) {
	if len(pagings) == 0 {
		return []airra.IncidentID{}, nil
	}
	rows, snapshots := make([]pagingRow, len(pagings)), map[string]snapshotRow{}
	for i, p := range pagings {
		snapshot, err := snapshotOf(p.Policy)
		if err != nil {
			return nil, err
		}
		snapshots[snapshot.Hash] = snapshot
		rows[i] = rowOfPaging(p, snapshot.Hash)
		rows[i].Version = 1
	}
	if err := t.keepSnapshots(ctx, snapshots); err != nil {
		return nil, err
	}
	// Everybody inserts in the same order, so that no two wait for each other in a circle.
	slices.SortStableFunc(rows, func(a, b pagingRow) int { return cmp.Compare(a.IncidentID, b.IncidentID) })
	var inserted []string
	_, err := t.db.NewInsert().Model(&rows).On("CONFLICT (incident_id) DO NOTHING").Returning("incident_id").Exec(ctx, &inserted)
	if err != nil {
		return nil, fault("insert pagings", err)
	}
	return begun(pagings, inserted), nil
}

// begun gives the incidents that are new in their first order, and their pagings
// the version that was written.
func begun(pagings []*airra.Paging, inserted []string) []airra.IncidentID {
	fresh := make(map[airra.IncidentID]bool, len(inserted))
	for _, id := range inserted {
		fresh[airra.IncidentID(id)] = true
	}
	ids := make([]airra.IncidentID, 0, len(inserted))
	for _, p := range pagings {
		if fresh[p.IncidentID] {
			p.Version = 1
			ids = append(ids, p.IncidentID)
			delete(fresh, p.IncidentID) // Only the first of two for one incident was written.
		}
	}
	return ids
}

// SavePaging writes a paging that was read, unless somebody else has since. Its
// policy is another one when paging begins anew; while it stays, nothing is written
// about it.
func (t *tx) SavePaging(ctx context.Context, p *airra.Paging) error {
	snapshot, err := snapshotOf(p.Policy)
	if err != nil {
		return err
	}
	if err := t.keepSnapshots(ctx, map[string]snapshotRow{snapshot.Hash: snapshot}); err != nil {
		return err
	}
	row := rowOfPaging(p, snapshot.Hash)
	if err := t.save(ctx, &row, &row.Version, "incident_id"); err != nil {
		return err
	}
	p.Version = row.Version
	return nil
}

// HoldPagings writes active pagings to themselves, which locks their rows on PostgreSQL
// until the transaction ends; on SQLite nobody else writes meanwhile anyway.
func (t *tx) HoldPagings(ctx context.Context, ids []airra.IncidentID) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	result, err := t.db.NewUpdate().Model((*pagingRow)(nil)).Set("state = state").
		Where("incident_id IN (?)", bun.List(words)).Where("state = 'active'").Exec(ctx)
	if err != nil {
		return 0, fault("hold pagings", err)
	}
	held, err := result.RowsAffected()
	return int(held), fault("hold pagings", err)
}

// MoveBundle lets another paging speak for a bundle. The versions move on, so that
// who has read a member before cannot put it back.
func (t *tx) MoveBundle(ctx context.Context, from, to airra.IncidentID) error {
	_, err := t.db.NewUpdate().Model((*pagingRow)(nil)).Set("leader_id = ?", string(to)).Set("version = version + 1").
		Where("leader_id = ?", string(from)).Where("state = 'bundled'").Exec(ctx)
	return fault("move a bundle", err)
}
