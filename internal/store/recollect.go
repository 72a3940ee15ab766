package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// How many memories are looked at. Each list gives its newest; of all that were found
// those are read that stand on the most lists.
const (
	recalledOfService = 200
	recalledOfSignals = 200
	recalledOfTerm    = 200
	rarestTerms       = 8
	recalledInAll     = 300
)

// Recollect gives memories that could resemble an incident: of the same service, with
// one of its signals, or with one of its rarest words.
func (r reader) Recollect(ctx context.Context, q airra.MemoryQuery) (airra.Recollection, error) {
	found, err := r.wordStats(ctx, q.Terms)
	if err != nil {
		return airra.Recollection{}, err
	}
	ids, err := r.recallIDs(ctx, q, rarest(found.Frequency))
	if err != nil || len(ids) == 0 {
		return found, err
	}
	var rows []memoryRow
	if err := r.db.NewSelect().Model(&rows).Where("incident_id IN (?)", bun.List(ids)).OrderExpr("incident_id DESC").Scan(ctx); err != nil {
		return airra.Recollection{}, fault("read memories", err)
	}
	found.Candidates = make([]airra.Memory, len(rows))
	for i := range rows {
		found.Candidates[i] = rows[i].memory()
	}
	return found, nil
}

// wordStats reads how many memories there are and in how many each word stands. A word
// that stands in none is left out.
func (r reader) wordStats(ctx context.Context, terms []string) (airra.Recollection, error) {
	var rows []statRow
	if err := r.db.NewSelect().Model(&rows).Where("term IN (?)", bun.List(append([]string{""}, terms...))).Scan(ctx); err != nil {
		return airra.Recollection{}, fault("read how rare words are", err)
	}
	found := airra.Recollection{Candidates: []airra.Memory{}, Frequency: map[string]int{}}
	for _, row := range rows {
		switch {
		case row.Term != "":
			found.Frequency[row.Term] = int(row.Documents)
		case row.Documents > 0:
			found.Documents, found.MeanLength = int(row.Documents), float64(row.Words)/float64(row.Documents)
		}
	}
	return found, nil
}

// rarest gives the words that the fewest memories hold, at most some, rarest first.
func rarest(frequency map[string]int) []string {
	var terms []string
	for term, n := range frequency {
		if n > 0 {
			terms = append(terms, term)
		}
	}
	slices.SortFunc(terms, func(a, b string) int {
		return cmp.Or(cmp.Compare(frequency[a], frequency[b]), cmp.Compare(a, b))
	})
	return terms[:min(len(terms), rarestTerms)]
}

// recallIDs asks every list for its newest, in one statement, and keeps those that stand
// on the most lists, of equals the newest.
func (r reader) recallIDs(ctx context.Context, q airra.MemoryQuery, terms []string) ([]string, error) {
	newest := func(table, column, value string, limit int) *bun.SelectQuery {
		inner := r.db.NewSelect().Table(table).Column("incident_id").Where("? = ?", bun.Ident(column), value).OrderExpr("incident_id DESC").Limit(int64(limit))
		return r.db.NewSelect().TableExpr("(?) AS newest", inner).Column("incident_id")
	}
	all := newest("memory_documents", "service", string(q.Service), recalledOfService)
	for _, name := range q.Signals {
		all = all.UnionAll(newest("memory_signals", "name", name, max(1, recalledOfSignals/len(q.Signals))))
	}
	for _, term := range terms {
		all = all.UnionAll(newest("memory_terms", "term", term, recalledOfTerm))
	}
	var ids []string
	err := r.db.NewSelect().TableExpr("(?) AS candidate", all).Column("incident_id").Where("incident_id <> ?", string(q.Incident)).
		Group("incident_id").OrderExpr("count(*) DESC, incident_id DESC").Limit(recalledInAll).Scan(ctx, &ids)
	return ids, fault("look for memories", err)
}
