package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

const policyNoun = "Escalation policy"

// policyRow is a row of escalation_policies. The steps are a document: they are
// only ever read and written together.
type policyRow struct {
	bun.BaseModel `bun:"table:escalation_policies,alias:policy"`

	ID         string `bun:",pk"`
	Name       string
	NameKey    string
	ServiceKey string
	Steps      document[[]airra.EscalationStep]
	Repeat     int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int64
}

func rowOfPolicy(p *airra.EscalationPolicy) policyRow {
	row := policyRow{
		ID: string(p.ID), Name: p.Name, NameKey: fold(p.Name), Steps: documentOf(wholeSteps(p.Steps)), Repeat: int64(p.Repeat),
		CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, Version: p.Version,
	}
	if p.Service != nil {
		row.ServiceKey = string(*p.Service)
	}
	return row
}

func (r *policyRow) policy() airra.EscalationPolicy {
	policy := airra.EscalationPolicy{
		ID: airra.PolicyID(r.ID), Name: r.Name, Steps: wholeSteps(r.Steps.Content), Repeat: int(r.Repeat),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
	if r.ServiceKey != "" {
		service := airra.ServiceName(r.ServiceKey)
		policy.Service = &service
	}
	return policy
}

// wholeSteps copies steps and makes their lists lists, where they were nil.
func wholeSteps(steps []airra.EscalationStep) []airra.EscalationStep {
	whole := list(slices.Clone(steps))
	for i := range whole {
		whole[i].Targets, whole[i].Channels = list(whole[i].Targets), list(whole[i].Channels)
	}
	return whole
}

// Policy finds one policy by id or by name.
func (r reader) Policy(ctx context.Context, key string) (*airra.EscalationPolicy, error) {
	row, err := findNamed(ctx, naming[policyRow]{
		noun: policyNoun, field: "policy", ways: []way{byIDPrefix, byWhole("name_key")},
		rows: func(rows *[]policyRow) *bun.SelectQuery { return r.db.NewSelect().Model(rows) },
		name: func(row *policyRow) string { return row.Name },
	}, key)
	if err != nil {
		return nil, err
	}
	policy := row.policy()
	return &policy, nil
}

// PolicyFor gives the policy that holds for a service: its own, else the default
// one that was written, else none.
func (r reader) PolicyFor(ctx context.Context, service airra.ServiceName) (*airra.EscalationPolicy, error) {
	var rows []policyRow
	err := r.db.NewSelect().Model(&rows).Where("service_key IN (?, '')", string(service)).
		OrderExpr("CASE WHEN service_key = '' THEN 1 ELSE 0 END").Limit(1).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return nil, fault("read the policy of a service", err)
	}
	policy := rows[0].policy()
	return &policy, nil
}

// Policies gives all policies by name.
func (r reader) Policies(ctx context.Context) ([]airra.EscalationPolicy, error) {
	var rows []policyRow
	if err := r.db.NewSelect().Model(&rows).Scan(ctx); err != nil {
		return nil, fault("read policies", err)
	}
	slices.SortFunc(rows, func(a, b policyRow) int { return cmp.Compare(a.NameKey, b.NameKey) })
	return itemsOf(rows, (*policyRow).policy), nil
}

// InsertPolicy adds a policy.
func (t *tx) InsertPolicy(ctx context.Context, p *airra.EscalationPolicy) error {
	row := rowOfPolicy(p)
	row.Version = 1
	if err := t.insert(ctx, "insert a policy", &row); err != nil {
		return policyTaken(err, p)
	}
	p.Version = row.Version
	return nil
}

// SavePolicy writes a policy that was read, unless somebody else has since.
func (t *tx) SavePolicy(ctx context.Context, p *airra.EscalationPolicy) error {
	row := rowOfPolicy(p)
	if err := t.save(ctx, &row, &row.Version, "id", "created_at"); err != nil {
		return policyTaken(err, p)
	}
	p.Version = row.Version
	return nil
}

// policyTaken tells whether it is the name or the service that has a policy.
func policyTaken(err error, p *airra.EscalationPolicy) error {
	index := clash(err)
	switch {
	case index == "":
		return err
	case !strings.Contains(index, "service"):
		return airra.Errorf(airra.CodeBadRequest, "an escalation policy with the name %s exists already", p.Name)
	case p.Service == nil || *p.Service == "":
		return airra.Errorf(airra.CodeBadRequest, "a default escalation policy exists already")
	default:
		return airra.Errorf(airra.CodeBadRequest, "an escalation policy for the service %s exists already", *p.Service)
	}
}

// DeletePolicy removes a policy. Incidents that began under it keep their snapshot.
func (t *tx) DeletePolicy(ctx context.Context, id airra.PolicyID) error {
	return t.remove(ctx, (*policyRow)(nil), "id", string(id), policyNoun)
}
