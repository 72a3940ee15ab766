package daemon_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/testservers"
)

// The million of the benchmark: incidents over a year, of 50 services, three sources and
// all sorts, with pages and verdicts.
const (
	manyIncidents  = 1_000_000
	manyPages      = 200_000
	manyJudgements = 10_000
)

// BenchmarkMeasuresOfAMillion measures the median and the 99th percentile of each measure over HTTP,
// with a million incidents in the database. The rows are made by the database itself;
// their sums are made by the product, as at the start after an upgrade.
func BenchmarkMeasuresOfAMillion(b *testing.B) {
	for kind, address := range map[string]func(t testing.TB) string{
		"SQLite":     func(t testing.TB) string { return filepath.Join(t.TempDir(), "airra.db") },
		"PostgreSQL": testservers.Postgres,
	} {
		b.Run(kind, func(b *testing.B) {
			database := address(b)
			fillMany(b, database)
			r := startWith(b, nil, "AIRRA_DATABASE_URL="+database)
			for b.Loop() {
				for _, path := range []string{"summary", "insights", "mttr", "service/service-7"} {
					for _, days := range []int{3, 30, 365} {
						half, nearly := r.measure(b, fmt.Sprintf("/api/v1/analytics/%s?days=%d", path, days))
						name := fmt.Sprintf("ms-%s-%d", strings.ReplaceAll(path, "/", "-"), days)
						b.ReportMetric(half, "p50-"+name)
						b.ReportMetric(nearly, "p99-"+name)
					}
				}
			}
		})
	}
}

// measure asks again and again and gives the median and the 99th percentile in milliseconds.
func (r running) measure(t testing.TB, path string) (half, nearly float64) {
	t.Helper()
	const warm, reads = 5, 200
	var took []time.Duration
	for n := range warm + reads {
		began := time.Now()
		r.ask(t, http.MethodGet, path, "")
		if n >= warm {
			took = append(took, time.Since(began))
		}
	}
	slices.Sort(took)
	millis := func(percent int) float64 { return float64(took[len(took)*percent/100].Microseconds()) / 1000 }
	return millis(50), millis(99)
}

// dialect is how a database counts and tells the time.
type dialect struct {
	numbers string // rows n from 1 to %d, as a table
	at      string // the moment %s seconds before now
	hex     string // twelve digits of n
	settle  string // what it does by itself within some minutes of such a fill
}

var dialects = map[string]dialect{
	store.KindSQLite: {
		numbers: "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %d) SELECT n FROM c) AS numbers",
		at:      "strftime('%%Y-%%m-%%d %%H:%%M:%%S', unixepoch() - (%s), 'unixepoch') || '+00:00'",
		hex:     "printf('%012x', n)",
		settle:  "ANALYZE",
	},
	store.KindPostgreSQL: {
		numbers: "generate_series(1::bigint, %d) AS numbers(n)",
		at:      "date_trunc('second', now()) - make_interval(secs => %s)",
		hex:     "lpad(to_hex(n), 12, '0')",
		settle:  "VACUUM ANALYZE",
	},
}

// fillMany makes the rows and their sums.
func fillMany(b *testing.B, database string) {
	b.Helper()
	handle, err := store.Connect(b.Context(), database)
	must(b, err)
	defer func() { must(b, handle.Close()) }()
	must(b, store.Migrate(b.Context(), handle))
	d := dialects[handle.Kind()]
	age := fmt.Sprintf("n * %d", 365*86400/manyIncidents)
	at := func(before string) string { return fmt.Sprintf(d.at, before) }
	for _, statement := range []string{
		`INSERT INTO incidents (id, ref, title, description, severity, affected_service, affected_components, status, detected_at, detection_source,
			resolved_at, dry_run_resolution, metrics_snapshot, context, first_acknowledged, reasoner, fingerprint, occurrence_count, peak_sigma,
			created_at, updated_at, analysis_round, version, search_text, origin)
		SELECT '0193abcd-0000-7000-8000-' || ` + d.hex + `, 'INC-' || n, 'Latency is high', 'The 95th percentile has been above two seconds for five minutes.',
			CASE n % 10 WHEN 0 THEN 'critical' WHEN 1 THEN 'high' WHEN 2 THEN 'high' WHEN 3 THEN 'low' ELSE 'medium' END, 'service-' || (n % 50), '[]',
			CASE WHEN n % 20 = 0 THEN 'detected' ELSE 'resolved' END, ` + at(age) + `, CASE n % 3 WHEN 0 THEN 'airra_monitor' WHEN 1 THEN 'prometheus' ELSE 'quick' END,
			CASE WHEN n % 20 = 0 THEN NULL ELSE ` + at(age+" - 60 - n * 7919 % 20000") + ` END, n % 11 = 3, '{"latency_p95":2.1}', '{}',
			CASE WHEN n % 5 = 0 THEN NULL ELSE ` + at(age+" - 5 - n * 7919 % 900") + ` END, 'offline rules', '', 1, 5,
			` + at(age) + `, ` + at(age) + `, 1, 1, 'latency is high', CASE n % 29 WHEN 7 THEN 'simulated' WHEN 8 THEN 'generated' ELSE 'real' END
		FROM ` + fmt.Sprintf(d.numbers, manyIncidents),
		`INSERT INTO notifications (id, engineer_id, engineer_name, incident_id, incident_ref, kind, channel, priority, subject, message, status, recipient_address,
			acknowledged_via, sla_target_seconds, sla_met, retry_count, max_retries, escalated, contact, step, attempt, send_key, why, answer, possibly_twice,
			token_hash, created_at, updated_at, version)
		SELECT '0193abce-0000-7000-8000-' || ` + d.hex + `, 'engineer-' || (n % 40), 'Engineer ' || (n % 40), '0193abcd-0000-7000-8000-' || ` + d.hex + `, 'INC-' || n, 'page',
			'email', 'high', 'Latency is high', 'The 95th percentile has been above two seconds for five minutes. Somebody must act.', 'sent', 'a@example.com',
			'', 300, n % 4 <> 0, 0, 5, n % 2 = 3, 'email:a@example.com', 1, 1, '', '{}', '', n % 2 = 3, '', ` + at(fmt.Sprintf("n * %d", 365*86400/manyPages)) + `, ` + at("0") + `, 1
		FROM ` + fmt.Sprintf(d.numbers, manyPages),
		`INSERT INTO judgements (id, incident_id, incident_ref, subject, judged, verdict, service, category, action_type, confidence, rank, reasoner, signals,
			source, origin, dry_run, judged_by, note, judged_at)
		SELECT '0193abcf-0000-7000-8000-' || ` + d.hex + `, '0193abcd-0000-7000-8000-' || ` + d.hex + `, 'INC-' || n, CASE n / 100 % 5 WHEN 0 THEN 'alarm' ELSE 'hypothesis' END, '',
			CASE n / 100 % 3 WHEN 0 THEN 'rejected' ELSE 'confirmed' END, 'service-1', '', '', n / 100 % 100 / 100.0, 1, '', '["latency_p95"]', 'airra_monitor', 'real', n % 2 = 3, 'ann', '', ` + at(age) + `
		FROM (SELECT n * 100 AS n FROM ` + fmt.Sprintf(d.numbers, manyJudgements) + `) AS spread`,
		`INSERT INTO analytics_history SELECT id, detected_at, affected_service, severity, detection_source, status, origin, dry_run_resolution, reasoner, resolved_at, first_acknowledged FROM incidents`,
		"INSERT INTO judgement_history SELECT id, subject, verdict, confidence, source, signals, origin, judged_at FROM judgements WHERE subject <> 'action'",
		"ANALYZE",
	} {
		must(b, execute(b.Context(), handle, statement))
	}
	began := time.Now()
	must(b, store.Migrate(b.Context(), handle))
	b.Logf("%s: the incidents so far are measured after %v", handle.Kind(), time.Since(began).Round(time.Millisecond))
	foldMany(b, handle)
	must(b, execute(b.Context(), handle, d.settle))
	b.Logf("%s: and folded after %v", handle.Kind(), time.Since(began).Round(time.Millisecond))
}

func execute(ctx context.Context, handle *store.Handle, statement string) (err error) {
	if handle.Kind() == store.KindPostgreSQL {
		_, err = handle.Postgres().Exec(ctx, statement)
	} else {
		_, err = handle.SQLite().ExecContext(ctx, statement)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", statement[:min(40, len(statement))], err)
	}
	return err
}

// foldMany folds everything, as the daemon does a little at a time.
func foldMany(b *testing.B, handle *store.Handle) {
	b.Helper()
	keep := store.New(handle, func(context.Context, any, []airra.Job) error { return nil }, func(context.Context, int64) {})
	for folded := 1; folded > 0; {
		must(b, keep.InTx(b.Context(), func(tx airra.Tx) (err error) {
			folded, err = tx.FoldAnalytics(b.Context(), 2000)
			return err
		}))
	}
}
