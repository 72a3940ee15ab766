package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
)

// remembered is how many memories there are in the measurement.
const remembered = 100_000

// BenchmarkRecall measures a question to a hundred thousand memories, of forty services
// and with words of which some are in most texts and most are in few.
func BenchmarkRecall(b *testing.B) {
	for name, address := range addresses {
		b.Run(name, func(b *testing.B) {
			s := open(b, address(b))
			random := rand.New(rand.NewPCG(1, 2))
			fillMemory(b, s, random)
			took := make([]time.Duration, 0, b.N)
			for b.Loop() {
				m := memoryAt(random, storetest.Incident(time.Now()))
				query := airra.MemoryQuery{Service: m.Service}
				for signal := range m.Signals {
					query.Signals = append(query.Signals, signal)
				}
				for term := range m.Terms {
					query.Terms = append(query.Terms, term)
				}
				began := time.Now()
				found, err := s.Recollect(b.Context(), query)
				took = append(took, time.Since(began))
				if err != nil || len(found.Candidates) == 0 || found.Documents != remembered {
					b.Fatalf("%d of %d, %v", len(found.Candidates), found.Documents, err)
				}
			}
			b.ReportMetric(percentile(took, .50), "p50-ms")
			b.ReportMetric(percentile(took, .99), "p99-ms")
		})
	}
}

// memoryAt draws a memory of an incident: 40 words of 20,000, the common ones often.
func memoryAt(random *rand.Rand, i *airra.Incident) *airra.Memory {
	m := storetest.Memory(i, time.Now())
	m.Service = airra.ServiceName(fmt.Sprint("service-", random.IntN(40)))
	m.Signals = map[string]airra.Direction{fmt.Sprint("signal-", random.IntN(8)): airra.Up, fmt.Sprint("signal-", random.IntN(8)): airra.Down}
	m.Terms = map[string]int{}
	for range 40 {
		share := random.Float64()
		m.Terms[fmt.Sprint("word", int(20_000*share*share*share))]++
	}
	return m
}

func fillMemory(b *testing.B, s *store.Store, random *rand.Rand) {
	b.Helper()
	const batch = 100 // More of them in one transaction leave PostgreSQL with long chains of the common words' rows.
	for range remembered / batch {
		incidents := make([]*airra.Incident, batch)
		err := s.InTx(b.Context(), func(tx airra.Tx) error {
			for n := range incidents {
				incidents[n] = storetest.Incident(time.Now())
				tx.InsertIncident(incidents[n])
			}
			return nil
		})
		if err == nil {
			err = s.InTx(b.Context(), func(tx airra.Tx) error { return rememberAll(b.Context(), tx, random, incidents) })
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func rememberAll(ctx context.Context, tx airra.Tx, random *rand.Rand, incidents []*airra.Incident) error {
	for _, i := range incidents {
		if err := tx.Remember(ctx, memoryAt(random, i)); err != nil {
			return err
		}
	}
	return nil
}
