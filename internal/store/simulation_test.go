package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
)

func TestTheOutcomesOfAnActionAreCountedFromTheVerdicts(t *testing.T) {
	t.Parallel()
	for name, address := range addresses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handle := connected(t, address(t))
			s := store.New(handle, noJobs, func(context.Context, int64) {})
			incident := storetest.Incident(time.Now())
			if err := s.InTx(t.Context(), func(tx airra.Tx) error { tx.InsertIncident(incident); return nil }); err != nil {
				t.Fatal(err)
			}
			n := 0
			judge := func(subject, verdict, service, category, action, origin string, dryRun bool) {
				n++
				execute(t, handle, fmt.Sprintf(`INSERT INTO judgements (id, incident_id, incident_ref, subject, judged, verdict, service, category, action_type, confidence, rank,
					reasoner, signals, source, origin, dry_run, judged_by, note, judged_at)
					VALUES ('j%d', '%s', 'INC-1', '%s', 'a%d', '%s', '%s', '%s', '%s', 0, 0, '', '[]', '', '%s', %t, 'ann', '', '2026-01-01 00:00:00+00:00')`,
					n, incident.ID, subject, n, verdict, service, category, action, origin, dryRun))
			}
			judge("action", "confirmed", "payment-service", "memory_leak", "restart_pod", "real", false)
			judge("action", "confirmed", "payment-service", "memory_leak", "restart_pod", "real", false)
			judge("action", "rejected", "payment-service", "memory_leak", "restart_pod", "real", false)
			judge("action", "rejected", "payment-service", "memory_leak", "restart_pod", "real", true)
			judge("action", "confirmed", "order-service", "cpu_spike", "restart_pod", "simulated", true)
			judge("action", "confirmed", "payment-service", "memory_leak", "restart_pod", "generated", false)
			judge("action", "confirmed", "payment-service", "memory_leak", "scale_up", "real", false)
			judge("hypothesis", "confirmed", "payment-service", "memory_leak", "restart_pod", "real", false)
			got, err := s.ActionOutcomes(t.Context(), airra.ActionRestartPod)
			if err != nil {
				t.Fatal(err)
			}
			want := []airra.ActionOutcomes{
				{Service: "order-service", Category: "cpu_spike", Origin: airra.OriginSimulated, DryRun: true, Confirmed: 1},
				{Service: "payment-service", Category: "memory_leak", Origin: airra.OriginReal, Confirmed: 2, Rejected: 1},
				{Service: "payment-service", Category: "memory_leak", Origin: airra.OriginReal, DryRun: true, Rejected: 1},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
