package daemon

import (
	"log/slog"
	"testing"
	"time"

	"github.com/airra/airra/internal/config"
	"github.com/airra/airra/internal/testservers"
)

// daemonOf makes a daemon with a database, that is not started.
func daemonOf(t *testing.T, environ ...string) *Daemon {
	t.Helper()
	cfg, _, err := config.Load(append([]string{"AIRRA_HTTP_ADDR=127.0.0.1:0", "AIRRA_DATA_DIR=" + t.TempDir(), "AIRRA_API_KEY=k", "AIRRA_DEMO=false"}, environ...))
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// invented counts what is in the database.
func (d *Daemon) invented(t *testing.T) int {
	t.Helper()
	open, err := d.store.CountOpen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, of := range open {
		n += of
	}
	return n
}

func TestTheFirstIncidentIsInventedAfterAWholeInterval(t *testing.T) {
	t.Parallel()
	d := daemonOf(t)
	for _, n := range []int{0, 2} {
		ticks := make(chan time.Time, n)
		for range n {
			ticks <- time.Now()
		}
		close(ticks)
		if err := d.generateAt(t.Context(), ticks); err != nil {
			t.Fatal(err)
		}
		if got := d.invented(t); got != n {
			t.Errorf("%d incidents after %d ticks", got, n)
		}
	}
}

func TestOfSeveralDaemonsOneInvents(t *testing.T) {
	t.Parallel()
	database := "AIRRA_DATABASE_URL=" + testservers.Postgres(t)
	first, second := daemonOf(t, database), daemonOf(t, database)
	for range 2 {
		first.generateInTurn(t.Context())
		second.generateInTurn(t.Context())
	}
	if n := second.invented(t); n != 2 {
		t.Errorf("two daemons invented %d incidents in two intervals", n)
	}
	if err := first.store.ReleaseLeases(t.Context(), first.id); err != nil {
		t.Fatal(err)
	}
	second.generateInTurn(t.Context())
	if n := second.invented(t); n != 3 {
		t.Errorf("the second one did not go on: %d incidents", n)
	}
}

func TestProductionInventsOnlyWhenItWasToldTo(t *testing.T) {
	t.Parallel()
	if d := daemonOf(t, "AIRRA_ENVIRONMENT=production"); d.flow.Inventor != nil {
		t.Error("a production server invents incidents")
	}
	if d := daemonOf(t, "AIRRA_GENERATOR_INTERVAL=off"); d.flow.Inventor == nil {
		t.Error("a development server that invents none by itself invents none when it is asked either")
	}
	if d := daemonOf(t, "AIRRA_ENVIRONMENT=production", "AIRRA_GENERATOR_INTERVAL=1h"); d.flow.Inventor == nil {
		t.Error("one that was told to does not")
	}
}
