package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// rotationRow is a row of rotations. The layers are a document: they are only ever
// read and written together.
type rotationRow struct {
	bun.BaseModel `bun:"table:rotations,alias:rotation"`

	ID        string `bun:",pk"`
	Name      string
	NameKey   string
	Service   *string
	Team      *string
	Level     string
	TimeZone  string
	Layers    document[[]airra.Layer]
	IsActive  bool
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int64
}

func rowOfRotation(r *airra.Rotation) rotationRow {
	return rotationRow{
		ID: string(r.ID), Name: r.Name, NameKey: fold(r.Name), Service: (*string)(r.Service), Team: r.Team, Level: string(r.Level),
		TimeZone: r.TimeZone, Layers: documentOf(wholeLayers(r.Layers)), IsActive: r.IsActive,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	}
}

func (r *rotationRow) rotation() airra.Rotation {
	return airra.Rotation{
		ID: airra.RotationID(r.ID), Name: r.Name, Service: (*airra.ServiceName)(r.Service), Team: r.Team, Level: airra.OnCallLevel(r.Level),
		TimeZone: r.TimeZone, Layers: wholeLayers(r.Layers.Content), IsActive: r.IsActive,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
}

// wholeLayers copies layers and makes their lists lists, where they were nil.
func wholeLayers(layers []airra.Layer) []airra.Layer {
	whole := list(slices.Clone(layers))
	for i := range whole {
		whole[i].Members = list(whole[i].Members)
		whole[i].Restrictions = list(slices.Clone(whole[i].Restrictions))
		for n := range whole[i].Restrictions {
			whole[i].Restrictions[n].Weekdays = list(whole[i].Restrictions[n].Weekdays)
		}
	}
	return whole
}

// Rotation finds one rotation by id or by name.
func (r reader) Rotation(ctx context.Context, key string) (*airra.Rotation, error) {
	row, err := findNamed(ctx, naming[rotationRow]{
		noun: "Rotation", field: "rotation", ways: []way{byIDPrefix, byWhole("name_key")},
		rows: func(rows *[]rotationRow) *bun.SelectQuery { return r.db.NewSelect().Model(rows) },
		name: func(row *rotationRow) string { return row.Name },
	}, key)
	if err != nil {
		return nil, err
	}
	rotation := row.rotation()
	return &rotation, nil
}

// Rotations gives all rotations by name. The order is made here, because each
// database sorts words by rules of its own.
func (r reader) Rotations(ctx context.Context) ([]airra.Rotation, error) {
	var rows []rotationRow
	if err := r.db.NewSelect().Model(&rows).Scan(ctx); err != nil {
		return nil, fault("read rotations", err)
	}
	slices.SortFunc(rows, func(a, b rotationRow) int { return cmp.Compare(a.NameKey, b.NameKey) })
	return itemsOf(rows, (*rotationRow).rotation), nil
}

// InsertRotation adds a rotation.
func (t *tx) InsertRotation(ctx context.Context, r *airra.Rotation) error {
	row := rowOfRotation(r)
	row.Version = 1
	if err := t.insert(ctx, "insert a rotation", &row); err != nil {
		return rotationTaken(err, r)
	}
	r.Version = row.Version
	return nil
}

// SaveRotation writes a rotation that was read, unless somebody else has since.
func (t *tx) SaveRotation(ctx context.Context, r *airra.Rotation) error {
	row := rowOfRotation(r)
	if err := t.save(ctx, &row, &row.Version, "id", "created_at"); err != nil {
		return rotationTaken(err, r)
	}
	r.Version = row.Version
	return nil
}

func rotationTaken(err error, r *airra.Rotation) error {
	if clash(err) == "" {
		return err
	}
	return airra.Errorf(airra.CodeBadRequest, "a rotation with the name %s exists already", r.Name)
}

// ofRotation takes away what goes with a rotation, children before their parents.
var ofRotation = []string{
	`DELETE FROM overrides WHERE rotation_id = ?0 OR swap_id IN (SELECT id FROM swaps WHERE rotation_id = ?0)`,
	`DELETE FROM swaps WHERE rotation_id = ?0`,
	`DELETE FROM feeds WHERE rotation_id = ?0`,
}

// DeleteRotation removes a rotation with what is only about it.
func (t *tx) DeleteRotation(ctx context.Context, id airra.RotationID) error {
	for _, statement := range ofRotation {
		if _, err := t.db.NewRaw(statement, string(id)).Exec(ctx); err != nil {
			return fault("delete what goes with a rotation", err)
		}
	}
	return t.remove(ctx, (*rotationRow)(nil), "id", string(id), "Rotation")
}
