package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// heldTexts keeps texts in step with the database, unless they would become too much. A
// search reads what is missing, and asks the database itself where that is a lot.
type heldTexts struct {
	bound  int
	wanted chan struct{} // somebody searched who could not be served from here

	mu      sync.RWMutex
	texts   texts
	upTo    textState
	tooMuch bool
}

// textState is how far the database is, or what is held: the number of the newest
// incident, and that of the newest change of a text. Both come from counters, which are
// moved on in the transaction that writes what they number, so what has a number below
// that of a counter can be read.
type textState struct{ incidents, changes int64 }

// resetJump is by how much a reset moves the counter of changes on, beyond all there can
// be. The numbers of incidents start over then, and what is held is of others.
const resetJump = 1 << 32

// mostTexts bounds what is held of the texts, in bytes. It is enough for 100,000 incidents
// with descriptions of 500 letters, or for half a million like those of the monitor.
const mostTexts = 64 << 20

const (
	textsAtOnce = 1000 // read in one statement
	leastBytes  = 100  // that one incident takes; where that is too much, none is read
	textsBehind = 2000 // a search reads so many itself before it looks; with more it asks the database
)

func newHeldTexts(bound int) *heldTexts {
	return &heldTexts{bound: bound, wanted: make(chan struct{}, 1)}
}

// HoldTexts reads the texts of incidents into memory, and again when a search finds too
// many of them missing, until the context ends. A failure is left to the next search,
// which asks the database.
func (s *Store) HoldTexts(ctx context.Context) error {
	for {
		_, _ = s.texts.catchUp(ctx, s.reader, 0)
		select {
		case <-ctx.Done():
			return nil
		case <-s.texts.wanted:
		}
	}
}

// catchUp brings what is held to where the database is now, and says where that is, unless
// more than so many are missing; zero is no bound.
func (h *heldTexts) catchUp(ctx context.Context, r reader, most int64) (now textState, err error) {
	now, err = r.textState(ctx)
	for err == nil {
		held, tooMuch := h.state()
		if held.incidents == 0 {
			held.changes = now.changes // What is read from here on has them.
		}
		if held.changes/resetJump < now.changes/resetJump {
			h.forget()
			continue
		}
		missing := max(0, now.incidents-held.incidents) + max(0, now.changes-held.changes)
		switch {
		case tooMuch || most > 0 && missing > most || now.incidents > int64(h.bound)/leastBytes:
			return now, errNotHeld
		case missing == 0:
			return now, nil
		}
		err = h.readSome(ctx, r, held, now)
	}
	return now, err
}

// readSome takes in some of what lies between two states.
func (h *heldTexts) readSome(ctx context.Context, r reader, held, now textState) error {
	rows, upTo, err := r.textsAfter(ctx, held, now)
	if err != nil {
		return err
	}
	return h.takeIn(held, upTo, rows)
}

// errNotHeld says to look elsewhere.
var errNotHeld = errors.New("the texts are not held")

func (h *heldTexts) state() (textState, bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.upTo, h.tooMuch
}

func (h *heldTexts) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.texts, h.upTo = texts{}, textState{}
}

// takeIn adds what was read behind a state, unless another search was faster.
func (h *heldTexts) takeIn(behind, upTo textState, rows []textRow) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.upTo.incidents != behind.incidents || behind.incidents > 0 && h.upTo.changes != behind.changes {
		return nil
	}
	for i := range rows {
		number, id, err := rows[i].names()
		if err != nil {
			return err
		}
		h.texts.put(number, id, rows[i].DetectedAt, rows[i].SearchText)
	}
	h.upTo = upTo
	switch {
	case h.texts.bytes > h.bound:
		h.texts, h.tooMuch = texts{}, true
	case h.texts.stale > h.texts.bytes/2:
		h.texts, h.upTo = texts{}, textState{} // It is read anew, without what is nobody's.
	}
	return nil
}

// look finds the incidents with a text in them and has something done with them, in which
// nothing is held or asked of the database. It is not ok where the texts are not held.
func (h *heldTexts) look(ctx context.Context, r reader, search string, do func(found ranking) error) (ok bool, err error) {
	for {
		now, err := h.catchUp(ctx, r, textsBehind)
		if errors.Is(err, errNotHeld) {
			select {
			case h.wanted <- struct{}{}:
			default:
			}
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if held, err := h.lookNow(now, search, do); held {
			return true, err
		}
	}
}

// lookNow looks, unless another search has emptied what was held since, to read it anew.
func (h *heldTexts) lookNow(now textState, search string, do func(found ranking) error) (held bool, err error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.tooMuch || h.upTo.incidents < now.incidents || h.upTo.changes < now.changes {
		return false, nil
	}
	return true, do(h.texts.find(fold(search)))
}

// textRow is what is held of an incident.
type textRow struct {
	bun.BaseModel `bun:"table:incidents"`

	ID         string
	Ref        string
	DetectedAt time.Time
	SearchText string
}

// names reads the number in the ref, and the id.
func (r *textRow) names() (int, uuid.UUID, error) {
	number, err := strconv.ParseInt(strings.TrimPrefix(r.Ref, airra.IncidentRefPrefix), 10, 32)
	if err != nil {
		return 0, uuid.Nil, fmt.Errorf("read the ref of incident %s: %w", r.ID, err)
	}
	id, err := uuid.Parse(r.ID)
	return int(number), id, err
}

// flushTexts writes down whose texts have changed.
func (t *tx) flushTexts(ctx context.Context) error {
	next, err := t.take(ctx, textCounter, len(t.retold))
	if err != nil || len(t.retold) == 0 {
		return err
	}
	rows := make([]textChangeRow, 0, len(t.retold))
	for _, id := range slices.Sorted(maps.Keys(t.retold)) {
		rows = append(rows, textChangeRow{IncidentID: string(id), Change: next + int64(len(rows))})
	}
	_, err = t.db.NewInsert().Model(&rows).On("CONFLICT (incident_id) DO UPDATE").Set("change = excluded.change").Returning("NULL").Exec(ctx)
	return fault("write changes of texts", err)
}

// textChangeRow is a row of incident_text_changes.
type textChangeRow struct {
	bun.BaseModel `bun:"table:incident_text_changes"`

	IncidentID string
	Change     int64
}

func (r reader) textState(ctx context.Context) (textState, error) {
	var rows []struct {
		Name  string
		Value int64
	}
	err := r.db.NewSelect().Table("counters").Column("name", "value").Where("name IN (?, ?)", incidentCounter, textCounter).Scan(ctx, &rows)
	var state textState
	for _, row := range rows {
		if row.Name == incidentCounter {
			state.incidents = row.Value
		} else {
			state.changes = row.Value
		}
	}
	return state, fault("read how many texts there are", err)
}

// textsAfter reads some of what lies between two states, and how far that is.
func (r reader) textsAfter(ctx context.Context, held, state textState) ([]textRow, textState, error) {
	var rows []textRow
	query := r.db.NewSelect().Model(&rows).Column("id", "ref", "detected_at", "search_text")
	if held.incidents < state.incidents {
		var refs []string
		for held.incidents < state.incidents && len(refs) < textsAtOnce {
			held.incidents++
			refs = append(refs, airra.IncidentRef(held.incidents))
		}
		err := query.Where("ref IN (?)", bun.List(refs)).Scan(ctx)
		return rows, held, fault("read texts", err)
	}
	changed := r.db.NewSelect().Table("incident_text_changes").Column("incident_id").
		Where("change > ?", held.changes).Where("change <= ?", held.changes+textsAtOnce)
	held.changes = min(held.changes+textsAtOnce, state.changes)
	err := query.Where("id IN (?)", changed).Scan(ctx)
	return rows, held, fault("read changed texts", err)
}
