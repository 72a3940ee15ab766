package perceive_test

import (
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/google/go-cmp/cmp"
)

func TestStoriesOfOneService(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		play   func(t *testing.T, l *ledger)
		want   []string
		events []string
	}{
		{
			name: "a spike is one incident however many ticks see it",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, true))
				l.tick(t, 30, outside("payment", "error_rate", 15, 30, true))
				l.tick(t, 45, outside("payment", "error_rate", 15, 30, false))
				l.tick(t, 60)
			},
			want: []string{"payment [] x1"},
			events: []string{
				"open: error_rate of payment left its band at 12:00:15 UTC, at worst by 20.0 standard deviations.",
				"end: Every signal is back in its band.",
			},
		},
		{
			name: "signals that follow within the window belong to it",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, true))
				l.tick(t, 240, outside("payment", "error_rate", 15, 225, false), outside("payment", "latency_p95", 240, 240, true))
			},
			want: []string{"payment [] x1"},
			events: []string{
				"open: error_rate of payment left its band at 12:00:15 UTC, at worst by 20.0 standard deviations.",
				"fold: latency_p95 of payment left its band too.",
			},
		},
		{
			name: "a signal that begins again counts once more",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, true))
				l.tick(t, 60, outside("payment", "error_rate", 15, 45, false))
				l.tick(t, 615, outside("payment", "error_rate", 615, 615, true))
				l.tick(t, 630, outside("payment", "error_rate", 615, 630, true))
			},
			want: []string{"payment [] x2"},
			events: []string{
				"open: error_rate of payment left its band at 12:00:15 UTC, at worst by 20.0 standard deviations.",
				"end: Every signal is back in its band.",
				"fold: error_rate of payment left its band again.",
			},
		},
		{
			name: "another signal, later than the window, is another incident",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 60, outside("payment", "error_rate", 15, 45, false))
				l.tick(t, 600, outside("payment", "cpu_usage", 600, 600, true))
			},
			want: []string{"payment [] x1", "payment [] x1"},
		},
		{
			name: "what began and ended between two ticks is opened all the same",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 60, outside("payment", "error_rate", 15, 45, false))
			},
			want: []string{"payment [] x1"},
			events: []string{
				"open: error_rate of payment left its band at 12:00:15 UTC, at worst by 20.0 standard deviations; it was over again when it was first seen.",
			},
		},
		{
			name: "the same findings offered again change nothing",
			play: func(t *testing.T, l *ledger) {
				for range 3 {
					l.tick(t, 60, outside("payment", "error_rate", 15, 45, false))
				}
				if diff := cmp.Diff([]perceive.Kind{perceive.Open}, l.kinds); diff != "" {
					t.Errorf("decisions (-want +got):\n%s", diff)
				}
			},
			want: []string{"payment [] x1"},
		},
		{
			name: "another process that sees the run a few seconds later sees the same run",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 60, outside("payment", "error_rate", 15, 45, false))
				l.tick(t, 61, outside("payment", "error_rate", 52, 52, true))
			},
			want: []string{"payment [] x1"},
		},
		{
			name: "a signal nobody reports any more has ended",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, true))
				l.tick(t, 300)
				l.tick(t, 330)
				l.tick(t, 345)
			},
			want: []string{"payment [] x1"},
			events: []string{
				"open: error_rate of payment left its band at 12:00:15 UTC, at worst by 20.0 standard deviations.",
				"end: No signal was reported outside its band any more.",
			},
		},
		{
			name: "a level that became normal says so",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, true))
				accepted := outside("payment", "error_rate", 15, 1800, false)
				accepted.NewNormal = true
				l.tick(t, 1815, accepted)
			},
			want: []string{"payment [] x1"},
			events: []string{
				"open: error_rate of payment left its band at 12:00:15 UTC, at worst by 20.0 standard deviations.",
				"end: error_rate of payment has stayed at its new level so long that it counts as normal now.",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := &ledger{topology: shop()}
			tt.play(t, l)
			if diff := cmp.Diff(tt.want, l.story()); diff != "" {
				t.Errorf("incidents (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.events, l.events); tt.events != nil && diff != "" {
				t.Errorf("timeline (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStoriesOfAResolvedIncident(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		play func(t *testing.T, l *ledger)
		want []string
	}{
		{
			name: "it stays closed while its spike still runs",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, true))
				l.is(0, airra.StatusResolved)
				for second := 30; second < 1200; second += 15 {
					l.tick(t, second, outside("payment", "error_rate", 15, second, true))
				}
			},
			want: []string{"payment [] x1"},
		},
		{
			name: "and while the signal flutters around its band",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, false))
				l.is(0, airra.StatusResolved)
				for second := 280; second < 3000; second += 280 {
					l.tick(t, second, outside("payment", "error_rate", second, second, false))
				}
			},
			want: []string{"payment [] x1"},
		},
		{
			name: "after a whole window of calm it is a new incident",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, false))
				l.is(0, airra.StatusResolved)
				l.tick(t, 315, outside("payment", "error_rate", 315, 315, true))
			},
			want: []string{"payment [] x1", "payment [] x1"},
		},
		{
			name: "another signal is a new incident at once",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, true))
				l.is(0, airra.StatusResolved)
				l.tick(t, 30, outside("payment", "error_rate", 15, 30, true), outside("payment", "cpu_usage", 30, 30, true))
			},
			want: []string{"payment [] x1", "payment [] x1"},
		},
		{
			name: "a component's signal stays closed with it",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("database", "latency_p95", 15, 15, true), outside("payment", "error_rate", 15, 15, true))
				l.is(0, airra.StatusResolved)
				l.tick(t, 30, outside("payment", "error_rate", 15, 30, true))
			},
			want: []string{"database [payment] x1"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := &ledger{topology: shop()}
			tt.play(t, l)
			if diff := cmp.Diff(tt.want, l.story()); diff != "" {
				t.Errorf("incidents (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStoriesOfDependentServices(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		play func(t *testing.T, l *ledger)
		want []string
		last string // newest line of the timeline, when it matters
	}{
		{
			name: "a dependent service joins while the deeper one is disturbed",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("database", "latency_p95", 15, 15, true))
				l.tick(t, 30, outside("database", "latency_p95", 15, 30, true), outside("payment", "error_rate", 30, 30, true))
			},
			want: []string{"database [payment] x1"},
			last: "join: payment depends on database, is disturbed at the same time and joins this incident.",
		},
		{
			name: "not when the deeper one is calm again, even if only just",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 60, outside("database", "latency_p95", 15, 45, false))
				l.tick(t, 75, outside("payment", "error_rate", 60, 75, true))
			},
			want: []string{"database [] x1", "payment [] x1"},
		},
		{
			name: "in one tick the deepest wins, through a service that is calm",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 30, outside("frontend", "error_rate", 15, 30, true), outside("database", "latency_p95", 30, 30, true))
			},
			want: []string{"database [frontend] x1"},
		},
		{
			name: "three in a row are one incident of the deepest",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 30, outside("frontend", "error_rate", 15, 30, true), outside("payment", "error_rate", 20, 30, true),
					outside("database", "latency_p95", 30, 30, true))
			},
			want: []string{"database [payment frontend] x1"},
		},
		{
			name: "siblings stay apart",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 30, outside("frontend", "error_rate", 15, 30, true), outside("order", "error_rate", 15, 30, true),
					outside("mail", "error_rate", 15, 30, true))
			},
			want: []string{"mail [] x1", "frontend [] x1", "order [] x1"},
		},
		{
			name: "a dependent one in the graph's other direction stays apart",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("frontend", "error_rate", 15, 15, true))
				l.is(0, airra.StatusApproved)
				l.tick(t, 30, outside("frontend", "error_rate", 15, 30, true), outside("payment", "error_rate", 30, 30, true))
			},
			want: []string{"frontend [] x1", "payment [] x1"},
		},
		{
			name: "the root moves when the deeper one starts later",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, true))
				l.is(0, airra.StatusPendingApproval)
				l.tick(t, 30, outside("payment", "error_rate", 15, 30, true), outside("database", "latency_p95", 30, 30, true))
				l.tick(t, 45, outside("payment", "error_rate", 15, 45, true), outside("database", "latency_p95", 30, 45, true))
			},
			want: []string{"database [payment] x1"},
			last: "move_root: database, which payment depends on, is disturbed too, so the incident belongs to it now.",
		},
		{
			name: "it moves on to the deepest",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("frontend", "error_rate", 15, 15, true))
				l.tick(t, 30, outside("frontend", "error_rate", 15, 30, true), outside("payment", "error_rate", 30, 30, true))
				l.tick(t, 45, outside("frontend", "error_rate", 15, 45, true), outside("payment", "error_rate", 30, 45, true),
					outside("database", "latency_p95", 45, 45, true))
			},
			want: []string{"database [payment frontend] x1"},
		},
		{
			name: "a moved incident keeps the component's later signals",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("payment", "error_rate", 15, 15, true))
				l.tick(t, 30, outside("payment", "error_rate", 15, 30, true), outside("database", "latency_p95", 30, 30, true))
				l.tick(t, 90, outside("payment", "error_rate", 15, 30, false), outside("database", "latency_p95", 30, 30, false),
					outside("payment", "cpu_usage", 90, 90, true))
			},
			want: []string{"database [payment] x1"},
		},
		{
			name: "a component that is disturbed on its own, hours later, has an incident of its own",
			play: func(t *testing.T, l *ledger) {
				l.tick(t, 15, outside("database", "latency_p95", 15, 15, false), outside("payment", "error_rate", 15, 15, false))
				l.tick(t, 7200, outside("payment", "error_rate", 7200, 7200, true))
			},
			want: []string{"database [payment] x1", "payment [] x1"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := &ledger{topology: shop()}
			tt.play(t, l)
			if diff := cmp.Diff(tt.want, l.story()); diff != "" {
				t.Errorf("incidents (-want +got):\n%s\ntimeline: %q", diff, l.events)
			}
			if tt.last != "" && l.events[len(l.events)-1] != tt.last {
				t.Errorf("timeline ends with %q, want %q", l.events[len(l.events)-1], tt.last)
			}
		})
	}
}

func TestACycleInTheGraphDoesNotHoldAnybodyUp(t *testing.T) {
	t.Parallel()
	l := &ledger{topology: airra.NewTopology([]airra.Service{
		{Name: "a", DependsOn: []airra.ServiceName{"b"}}, {Name: "b", DependsOn: []airra.ServiceName{"a"}},
	})}
	l.tick(t, 15, outside("b", "error_rate", 15, 15, true))
	l.tick(t, 30, outside("b", "error_rate", 15, 30, true), outside("a", "error_rate", 30, 30, true))
	l.tick(t, 45, outside("b", "error_rate", 15, 45, true), outside("a", "error_rate", 30, 45, true))
	if diff := cmp.Diff([]string{"b [a] x1"}, l.story()); diff != "" {
		t.Errorf("incidents (-want +got):\n%s", diff)
	}
}
