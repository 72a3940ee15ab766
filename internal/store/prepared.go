package store

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
)

// prepared are the statements of SQLite that every report of an incident needs.
// SQLite runs in this process, where reading the text of a statement costs as
// much as running it, so these few are read once. PostgreSQL gains nothing: there
// a round trip outweighs the reading, and one statement per table is best.
type prepared struct {
	mu    sync.Mutex
	ready bool

	take      *sql.Stmt
	incidents inserter
	tally     inserter
	events    inserter
	audit     inserter
	unpaged   inserter
	deltas    inserter
}

// prepare reads the statements, once. It must be called without a transaction,
// since it needs the one connection.
func (p *prepared) prepare(ctx context.Context, db *bun.DB) (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ready {
		return nil
	}
	if p.take, err = db.DB.PrepareContext(ctx, takeNumbers); err != nil {
		return err
	}
	for _, each := range []struct {
		into *inserter
		row  any
		on   string
	}{
		{&p.incidents, incidentRow{}, ""},
		{&p.tally, tallyRow{}, onTallied},
		{&p.events, eventRow{}, ""},
		{&p.audit, auditRow{}, ""},
		{&p.unpaged, unpagedRow{}, onUnpaged},
		{&p.deltas, deltaRow{}, ""},
	} {
		if *each.into, err = newInserter(ctx, db, each.row, each.on); err != nil {
			return err
		}
	}
	p.ready = true
	return nil
}

// inserter inserts one row at a time.
type inserter struct {
	statement *sql.Stmt
	fields    []*schema.Field
}

// newInserter makes the statement from what bun knows about the columns of a
// row, so that they are named in one place.
func newInserter(ctx context.Context, db *bun.DB, row any, on string) (inserter, error) {
	table := db.Table(reflect.TypeOf(row))
	columns := make([]string, len(table.Fields))
	for i, field := range table.Fields {
		columns[i] = string(field.SQLName)
	}
	text := fmt.Sprintf("INSERT INTO %s AS %s (%s) VALUES (?%s)",
		table.SQLName, table.SQLAlias, strings.Join(columns, ", "), strings.Repeat(", ?", len(columns)-1))
	if on != "" {
		text += " ON " + on
	}
	statement, err := db.DB.PrepareContext(ctx, text)
	return inserter{statement: statement, fields: table.Fields}, err
}

// insert inserts a row, given as a pointer to it.
func (i inserter) insert(ctx context.Context, tx *sql.Tx, row any) error {
	values := reflect.ValueOf(row).Elem()
	args := make([]any, len(i.fields))
	for n, field := range i.fields {
		args[n] = argument(field.Value(values).Interface())
	}
	_, err := tx.StmtContext(ctx, i.statement).ExecContext(ctx, args...)
	return err
}

// argument puts times into the zone and the precision in which bun writes them,
// because SQLite compares them as text.
func argument(value any) any {
	switch value := value.(type) {
	case time.Time:
		return value.UTC().Truncate(time.Microsecond)
	case *time.Time:
		if value == nil {
			return nil
		}
		return value.UTC().Truncate(time.Microsecond)
	default:
		return value
	}
}

// insertRows inserts rows: one by one with the statement that was read before,
// and all at once where there is none. On is what follows the word ON in the
// statement, empty for a plain insert.
func insertRows[Row any](ctx context.Context, t *tx, rows []Row, on string, pick func(*prepared) inserter) error {
	if t.prepared == nil {
		query := t.db.NewInsert().Model(&rows).Returning("NULL") // Or bun asks back for every column that is NULL.
		if on != "" {
			query = query.On(on)
		}
		_, err := query.Exec(ctx)
		return err
	}
	for i := range rows {
		if err := pick(t.prepared).insert(ctx, t.sqlite, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}
