package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/airra/airra/internal/airra"
)

var pagingStories = []story{
	{"a paging comes back with its policy as it was", pagingComesBack},
	{"an incident has one paging, and the new ones are told", pagingIsTheOnly},
	{"racing pagings begin once each", pagingsRace},
	{"paging may begin in the transaction of its incident, and not without one", pagingWithIncident},
	{"paging begins anew under the policy of that moment", pagingRestarts},
	{"of racing steps one is taken", pagingSavesRace},
	{"a paging that others join is held", pagingsAreHeld},
	{"incidents wait for their paging on a list", unpagedWait},
	{"racing takers take each incident once", unpagedRace},
	{"of each service the newest paging speaks, and they are counted", pagingLeaders},
	{"a bundle is counted, bounded and moved", bundleMoves},
	{"what should have been paged is found", stalePagingsAreFound},
}

// page begins the paging of some incidents, in one transaction.
func page(t testing.TB, s Store, pagings ...*airra.Paging) (fresh []airra.IncidentID) {
	t.Helper()
	inTx(t, s, func(ctx context.Context, tx airra.Tx) (err error) {
		fresh, err = tx.InsertPagings(ctx, pagings)
		return err
	})
	return fresh
}

// paged makes incidents and their pagings, a minute apart.
func paged(t testing.TB, s Store, n int) (incidents []*airra.Incident, pagings []*airra.Paging) {
	t.Helper()
	policy := Policy("default", "", at)
	for i := range n {
		incident := Incident(at)
		incidents = append(incidents, incident)
		pagings = append(pagings, Paging(incident, *policy, at.Add(time.Duration(i)*time.Minute)))
	}
	insert(t, s, incidents...)
	return incidents, pagings
}

func incidentIDs(pagings []airra.Paging) []airra.IncidentID {
	var ids []airra.IncidentID
	for _, p := range pagings {
		ids = append(ids, p.IncidentID)
	}
	return ids
}

func pagingComesBack(t *testing.T, s Store) {
	incidents, pagings := paged(t, s, 2+len(hostile))
	full, bare := pagings[0], &airra.Paging{IncidentID: incidents[1].ID, StartedAt: at, UpdatedAt: at}
	full.Policy.Service, full.Policy.Repeat = pointer(airra.ServiceName("payment-service")), 3
	full.State, full.Step, full.Round, full.Cycle, full.Timer, full.Leader = airra.PagingBundled, 2, 1, 4, 1<<40, &incidents[1].ID
	pagings[1] = bare
	wantFilled(t, full)
	for i, words := range hostile {
		pagings[2+i].Service, pagings[2+i].Policy.Name = airra.ServiceName(words), words
		pagings[2+i].Policy.Steps = []airra.EscalationStep{{Targets: []airra.PageTarget{{EngineerID: airra.EngineerID(words)}}, Channels: []string{words}}}
	}
	page(t, s, pagings...)
	for _, want := range pagings {
		got, err := s.Paging(t.Context(), want.IncidentID)
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 1 || got.Policy.Steps == nil {
			t.Errorf("version %d: %s", got.Version, diff)
		}
	}
	_, err := s.Paging(t.Context(), airra.IncidentID(airra.NewID()))
	wantCode(t, err, airra.CodeNotFound)
}

func pagingIsTheOnly(t *testing.T, s Store) {
	incidents, pagings := paged(t, s, 3)
	if got := page(t, s); got == nil || len(got) != 0 {
		t.Errorf("nothing was given, got %v", got)
	}
	if got := page(t, s, pagings[1]); !slices.Equal(got, []airra.IncidentID{incidents[1].ID}) {
		t.Errorf("it is new, got %v", got)
	}
	again, twice := *pagings[1], *pagings[0]
	again.Step, again.Version, twice.Step = 7, 0, 5
	got := page(t, s, pagings[2], &again, pagings[0], &twice)
	if !slices.Equal(got, []airra.IncidentID{incidents[2].ID, incidents[0].ID}) {
		t.Errorf("the new ones in their order, each once, got %v", got)
	}
	if pagings[2].Version != 1 || again.Version != 0 || twice.Version != 0 {
		t.Errorf("only what was written has a version, got %d, %d, %d", pagings[2].Version, again.Version, twice.Version)
	}
	ids := []airra.IncidentID{incidents[2].ID, incidents[0].ID, incidents[1].ID, "nobody"}
	stored, err := s.Pagings(t.Context(), ids)
	must(t, err)
	if diff := cmp.Diff([]airra.Paging{*pagings[0], *pagings[1], *pagings[2]}, stored, equalTimes); diff != "" {
		t.Errorf("those that were first, the oldest first: %s", diff)
	}
	if none, err := s.Pagings(t.Context(), nil); err != nil || none == nil || len(none) != 0 {
		t.Errorf("got %v, %v", none, err)
	}
}

func pagingsRace(t *testing.T, s Store) {
	const racers, incidents = 8, 20
	_, pagings := paged(t, s, incidents)
	fresh := make([][]airra.IncidentID, racers)
	errs := together(racers, func(i int) error {
		mine := make([]*airra.Paging, incidents)
		for n := range mine {
			copied := *pagings[(n+i*7)%incidents] // Everybody in another order.
			mine[n] = &copied
		}
		return s.InTx(t.Context(), func(tx airra.Tx) (err error) {
			fresh[i], err = tx.InsertPagings(t.Context(), mine)
			return err
		})
	})
	if successes(errs) != racers {
		t.Error(errs)
	}
	all := slices.Concat(fresh...)
	slices.Sort(all)
	if len(all) != incidents || len(slices.Compact(all)) != incidents {
		t.Errorf("%d beginnings of %d pagings", len(all), incidents)
	}
}

func pagingWithIncident(t *testing.T, s Store) {
	incident := Incident(at)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		tx.InsertIncident(incident) // It is written at the end, after the paging.
		must(t, tx.InsertNotifications(ctx, []*airra.Notification{PageOf(incident, "email:alice@example.com", at)}))
		_, err := tx.InsertPagings(ctx, []*airra.Paging{Paging(incident, *Policy("default", "", at), at)})
		return err
	})
	if _, err := s.Paging(t.Context(), incident.ID); err != nil {
		t.Error(err)
	}
	err := s.InTx(t.Context(), func(tx airra.Tx) error {
		_, err := tx.InsertPagings(t.Context(), []*airra.Paging{Paging(Incident(at), *Policy("default", "", at), at)})
		return err
	})
	if err == nil {
		t.Error("nobody is paged about nothing")
	}
}

func pagingRestarts(t *testing.T, s Store) {
	_, pagings := paged(t, s, 1)
	p := pagings[0]
	page(t, s, p)
	save := func() {
		t.Helper()
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
			read, err := tx.Paging(ctx, p.IncidentID)
			must(t, err)
			if read.Version != p.Version {
				t.Errorf("got version %d, want %d", read.Version, p.Version)
			}
			return tx.SavePaging(ctx, p)
		})
		got, err := s.Paging(t.Context(), p.IncidentID)
		must(t, err)
		if diff := cmp.Diff(p, got, equalTimes); diff != "" {
			t.Error(diff)
		}
	}
	p.Advance(true, at)
	save()
	p.Halt(airra.PagingPaused, at)
	save()
	p.Policy = *Policy("another", "payment-service", at)
	p.Restart(at.Add(time.Hour))
	save()
	p.Advance(true, at)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SavePaging(ctx, p) }) // Without having read it here.
	save()
	if p.Version != 6 {
		t.Errorf("five saves make version 6, got %d", p.Version)
	}
}

func pagingSavesRace(t *testing.T, s Store) {
	_, pagings := paged(t, s, 1)
	page(t, s, pagings...)
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, i int) error {
		mine := *pagings[0]
		mine.Advance(true, at.Add(time.Duration(i)*time.Second))
		return tx.SavePaging(ctx, &mine)
	})
}

func pagingLeaders(t *testing.T, s Store) {
	incidents, pagings := paged(t, s, 6) // A minute apart.
	pagings[1].Service, pagings[2].State, pagings[2].Leader = "order-service", airra.PagingBundled, &incidents[0].ID
	pagings[4].State, pagings[5].State, pagings[5].Leader = airra.PagingStopped, airra.PagingBundled, &incidents[0].ID
	slices.Reverse(pagings)
	page(t, s, pagings...)
	both := []airra.ServiceName{"payment-service", "order-service"}
	payment := func(of, count int) airra.PagingLeader {
		return airra.PagingLeader{IncidentID: incidents[of].ID, State: map[int]airra.PagingState{0: airra.PagingActive, 3: airra.PagingActive, 4: airra.PagingStopped}[of], Count: count}
	}
	order := airra.PagingLeader{IncidentID: incidents[1].ID, State: airra.PagingActive, Count: 1}
	for name, c := range map[string]struct {
		services []airra.ServiceName
		since    time.Duration
		want     map[airra.ServiceName]airra.PagingLeader
	}{
		"the newest with pages of its own":  {both, -time.Hour, map[airra.ServiceName]airra.PagingLeader{"payment-service": payment(4, 3), "order-service": order}},
		"since, inclusive":                  {both, 3 * time.Minute, map[airra.ServiceName]airra.PagingLeader{"payment-service": payment(4, 2)}},
		"just after":                        {both, 3*time.Minute + time.Microsecond, map[airra.ServiceName]airra.PagingLeader{"payment-service": payment(4, 1)}},
		"one service":                       {both[1:], -time.Hour, map[airra.ServiceName]airra.PagingLeader{"order-service": order}},
		"nobody asks":                       {nil, -time.Hour, nil},
		"a service without any, and an odd": {[]airra.ServiceName{"user-service", "' OR 1=1 --"}, -time.Hour, nil},
	} {
		got, err := s.PagingLeaders(t.Context(), c.services, at.Add(c.since))
		must(t, err)
		if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A paging that another one joins is held where it is until the join has committed.
func pagingsAreHeld(t *testing.T, s Store) {
	incidents, pagings := paged(t, s, 4)
	pagings[1].State, pagings[2].State = airra.PagingPaused, airra.PagingStopped
	page(t, s, pagings...)
	all := []airra.IncidentID{incidents[0].ID, incidents[1].ID, incidents[2].ID, incidents[3].ID}
	halted := make(chan error, 1)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for want, ids := range map[int][]airra.IncidentID{2: all, 0: nil, 1: all[3:]} {
			if held, err := tx.HoldPagings(ctx, ids); held != want || err != nil {
				t.Errorf("of %d pagings %d are held, want %d: %v", len(ids), held, want, err)
			}
		}
		go func() {
			halted <- s.InTx(t.Context(), func(tx airra.Tx) error {
				p, err := tx.Paging(t.Context(), incidents[0].ID)
				if err != nil {
					return err
				}
				p.Halt(airra.PagingStopped, at)
				return tx.SavePaging(t.Context(), p)
			})
		}()
		select {
		case err := <-halted:
			t.Errorf("it was halted under those who hold it: %v", err)
		case <-time.After(100 * time.Millisecond): // Time to be wrong in; right is to wait.
		}
		return nil
	})
	must(t, <-halted)
}

func bundleMoves(t *testing.T, s Store) {
	incidents, pagings := paged(t, s, 6)
	for _, i := range []int{1, 2, 3, 4} {
		pagings[i].State, pagings[i].DueAt, pagings[i].Leader = airra.PagingBundled, nil, &incidents[0].ID
	}
	pagings[4].State = airra.PagingStopped // It was resolved on its own, so nobody speaks for it any more.
	page(t, s, pagings...)
	bundled := func(leader, limit int) string {
		members, total, err := s.Bundled(t.Context(), incidents[leader].ID, limit)
		must(t, err)
		var named []string
		for _, p := range members {
			i := slices.IndexFunc(incidents, func(incident *airra.Incident) bool { return incident.ID == p.IncidentID })
			named = append(named, fmt.Sprint(i))
		}
		return fmt.Sprintf("%s of %d", strings.Join(named, " "), total)
	}
	for _, c := range []struct {
		leader, limit int
		want          string
	}{{0, 10, "1 2 3 of 3"}, {0, 2, "1 2 of 3"}, {0, 0, " of 3"}, {5, 10, " of 0"}} {
		if got := bundled(c.leader, c.limit); got != c.want {
			t.Errorf("under %d, at most %d: got %q, want %q", c.leader, c.limit, got, c.want)
		}
	}
	late := *pagings[2]
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		first, err := tx.Paging(ctx, incidents[1].ID)
		must(t, err)
		first.Restart(at)
		must(t, tx.SavePaging(ctx, first))
		return tx.MoveBundle(ctx, incidents[0].ID, incidents[1].ID)
	})
	if under0, under1 := bundled(0, 10), bundled(1, 10); under0 != " of 0" || under1 != "2 3 of 2" {
		t.Errorf("got %q under the old leader and %q under the new", under0, under1)
	}
	err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.SavePaging(t.Context(), &late) })
	if err == nil {
		t.Error("who has read a member before the move is late")
	}
}

func stalePagingsAreFound(t *testing.T, s Store) {
	incidents, pagings := paged(t, s, 5) // Due a minute apart.
	pagings[1].State, pagings[3].DueAt = airra.PagingPaused, nil
	slices.Reverse(pagings)
	page(t, s, pagings...)
	for name, c := range map[string]struct {
		before time.Duration
		limit  int
		want   []airra.IncidentID
	}{
		"all, the longest due first": {time.Hour, 10, []airra.IncidentID{incidents[0].ID, incidents[2].ID, incidents[4].ID}},
		"the moment itself is not":   {4 * time.Minute, 10, []airra.IncidentID{incidents[0].ID, incidents[2].ID}},
		"the first":                  {time.Hour, 1, []airra.IncidentID{incidents[0].ID}},
		"nothing is due":             {0, 10, nil},
		"none are asked for":         {time.Hour, 0, nil},
	} {
		got, err := s.StalePagings(t.Context(), at.Add(c.before), c.limit)
		must(t, err)
		if diff := cmp.Diff(c.want, incidentIDs(got)); diff != "" || got == nil {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
