package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
)

// BenchmarkCreateBatch measures one commit with so many new incidents, each with
// its event and its audit row: what concurrent reports share.
func BenchmarkCreateBatch(b *testing.B) {
	for name, address := range addresses {
		for _, size := range []int{1, 8, 32} {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				s := open(b, address(b))
				for b.Loop() {
					if err := createBatch(b, s, size); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "incidents/s")
			})
		}
	}
}

func createBatch(b *testing.B, s *store.Store, size int) error {
	return s.InTx(b.Context(), func(tx airra.Tx) error {
		for range size {
			incident := storetest.Incident(time.Now())
			tx.InsertIncident(incident)
			tx.Append(airra.Event{IncidentID: incident.ID, Type: airra.EventDetected, Description: "detected", Actor: "bench", At: incident.DetectedAt})
			tx.Record(airra.AuditEntry{At: incident.DetectedAt, EventType: "incident_created", Actor: "bench", Outcome: airra.OutcomeSuccess, IncidentID: &incident.ID})
		}
		return nil
	})
}

// BenchmarkInsertPagings measures how the paging of 64 new incidents begins in one
// commit, as in a storm.
func BenchmarkInsertPagings(b *testing.B) {
	const size = 64
	policy := storetest.Policy("default", "", time.Now())
	for name, address := range addresses {
		b.Run(name, func(b *testing.B) {
			s := open(b, address(b))
			for b.Loop() {
				b.StopTimer()
				pagings := make([]*airra.Paging, size)
				err := s.InTx(b.Context(), func(tx airra.Tx) error {
					for i := range pagings {
						incident := storetest.Incident(time.Now())
						tx.InsertIncident(incident)
						pagings[i] = storetest.Paging(incident, *policy, incident.DetectedAt)
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				err = s.InTx(b.Context(), func(tx airra.Tx) error {
					fresh, err := tx.InsertPagings(b.Context(), pagings)
					if err == nil && len(fresh) != size {
						b.Fatal(len(fresh))
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "pagings/s")
		})
	}
}

// BenchmarkListPage100k measures pages of a list of 100,000 incidents: as a
// screen asks for them again and again, and as the first one after a write.
func BenchmarkListPage100k(b *testing.B) {
	filters := map[string]airra.IncidentFilter{
		"first":        {},
		"open":         {Open: true},
		"one_status":   {Statuses: []airra.IncidentStatus{airra.StatusDetected}},
		"two_statuses": {Statuses: []airra.IncidentStatus{airra.StatusEscalated, airra.StatusFailed}},
		"service":      {Service: "payment-service"},
		"search":       {Search: "LATENCY"},
		"page_500":     {Page: airra.PageRequest{Page: 500}},
	}
	for name, address := range addresses {
		b.Run(name, func(b *testing.B) {
			s := open(b, address(b))
			fill(b, s, 100_000)
			if err := s.HoldNow(b.Context()); err != nil { // As airrad does when it starts.
				b.Fatal(err)
			}
			for name, filter := range filters {
				b.Run(name+"/again", func(b *testing.B) { readPages(b, s, filter, false) })
				b.Run(name+"/after_write", func(b *testing.B) { readPages(b, s, filter, true) })
			}
		})
	}
}

func fill(b *testing.B, s *store.Store, incidents int) {
	b.Helper()
	start := time.Now().Add(-30 * 24 * time.Hour)
	for first := 0; first < incidents; first += 500 {
		err := s.InTx(b.Context(), func(tx airra.Tx) error {
			for i := first; i < first+500; i++ {
				incident := storetest.Incident(start.Add(time.Duration(i) * 20 * time.Second))
				incident.Status = airra.IncidentStatuses[i%len(airra.IncidentStatuses)]
				incident.AffectedService = airra.ServiceName([]string{"payment-service", "order-service", "user-service"}[i%3])
				tx.InsertIncident(incident)
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func readPages(b *testing.B, s *store.Store, filter airra.IncidentFilter, write bool) {
	b.Helper()
	took := make([]time.Duration, 0, 1024)
	for b.Loop() {
		if write {
			b.StopTimer()
			if err := createBatch(b, s, 1); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
		begin := time.Now()
		page, err := s.Incidents(b.Context(), filter)
		if err != nil || len(page.Items) == 0 {
			b.Fatal(len(page.Items), err)
		}
		took = append(took, time.Since(begin))
	}
	b.ReportMetric(percentile(took, 0.99), "p99-ms")
}
