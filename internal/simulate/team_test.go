package simulate_test

import (
	"testing"
	"time"

	"github.com/airra/airra/internal/simulate"
)

func TestTheTeamsWeekEndsWhereItsRotationsBegin(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 22, 43, 5, 123456000, time.UTC)
	team := simulate.NewTeam(now)
	if len(team.Engineers) != 4 || len(team.Shifts) != 4 || len(team.Rotations) != 4 {
		t.Fatalf("got %d people, %d shifts, %d rotations", len(team.Engineers), len(team.Shifts), len(team.Rotations))
	}
	for _, s := range team.Shifts {
		if !s.StartTime.Equal(now) {
			t.Errorf("a shift begins at %s and not at the start of the server", s.StartTime)
		}
		for _, r := range team.Rotations {
			first, err := time.Parse("2006-01-02 15:04", r.Layers[0].Start+" "+r.Layers[0].Handoff)
			if err != nil || !first.Equal(s.EndTime) {
				t.Errorf("%s begins at %s, the shifts end at %s: %v", r.Name, first, s.EndTime, err)
			}
		}
	}
}
