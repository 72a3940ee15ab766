package workflow_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/workflow"
)

// daemons are two values of the use cases over one database, with one clock, as two
// processes have them.
type daemons [2]*house

func twoDaemons(t *testing.T) daemons {
	t.Helper()
	database := template.Postgres(t)
	one := newHouse(t, database)
	two := newHouse(t, database, func(p *workflow.Parts) { p.Now, p.Holder = one.clock.read, "that" })
	two.clock = one.clock
	return daemons{one, two}
}

// due takes the jobs whose time has come, whoever has written them.
func (d daemons) due() []airra.Job { return append(d[0].due(), d[1].due()...) }

// race runs every job that is due in both daemons at the same moment, several times.
// Whoever loses finds that there is nothing to do, which is no failure. Only a send
// that everybody claims again and again may be told to try later.
func (d daemons) race(t *testing.T) {
	t.Helper()
	const runners = 6
	for due := d.due(); len(due) > 0; due = d.due() {
		for _, j := range due {
			fine := contest(t, runners, func(k int) error { return d[k%2].do(t.Context(), j) })
			if len(fine) == 0 || len(fine) < runners && j.Kind != airra.JobSend {
				t.Errorf("%s: %d of %d runs failed", j.Kind, runners-len(fine), runners)
			}
		}
	}
}

// got gives what both have sent since the last look.
func (d daemons) got() []notify.Message { return append(d[0].post.take(), d[1].post.take()...) }

// keysOf gives the distinct keys of messages, and how often one came again without
// being marked.
func keysOf(messages []notify.Message) (keys []string, unmarked int) {
	plain := map[string]int{}
	for _, m := range messages {
		keys = append(keys, m.Key)
		if !m.PossiblyTwice {
			plain[m.Key]++
		}
	}
	for _, n := range plain {
		unmarked += n - 1
	}
	slices.Sort(keys)
	return slices.Compact(keys), unmarked
}

func TestTwoDaemonsPageAsOneDoes(t *testing.T) {
	t.Parallel()
	d := twoDaemons(t)
	d[0].team(t)
	var refs []string
	for n := range 6 {
		refs = append(refs, d[n%2].orderReport(t))
	}
	for range 3 { // of the six steps
		d.race(t)
		d[0].clock.move(5 * time.Minute)
	}
	keys, unmarked := keysOf(d.got())
	var want []string
	for _, ref := range refs {
		for step, who := range []string{"alice.chen", "bob.martinez", "david.kim"} {
			key := airra.PageKey{IncidentID: d[0].see(t, ref).ID, Step: step, Contact: "email:" + who + "@example.com", Attempt: 1}
			want = append(want, key.String())
		}
		if pages := d[1].pages(t, ref); len(pages) != 3 {
			t.Errorf("%s has %d rows", ref, len(pages))
		}
		if n := count(d[0].story(t, ref), airra.EventPagingStep); n != 3 {
			t.Errorf("the timeline of %s tells of %d steps", ref, n)
		}
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("exactly these keys (-want +got):\n%s", diff)
	}
	if unmarked != 0 {
		t.Errorf("%d messages came again and do not say so", unmarked)
	}
}

// An acknowledgement and the timer of the next step at the same moment: whoever comes
// first, nobody is disturbed after the acknowledgement.
func TestAnAcknowledgementAndATimerAtTheSameMoment(t *testing.T) {
	t.Parallel()
	d := twoDaemons(t)
	d[0].team(t)
	for round := range 12 {
		ref := d[0].orderReport(t)
		d.race(t)
		d.got()
		d[0].clock.move(5 * time.Minute)
		timers := d.due()
		if len(timers) != 1 || timers[0].Kind != airra.JobEscalate {
			t.Fatalf("round %d: got %v", round, timers)
		}
		contest(t, 6, func(k int) error {
			if k < 2 {
				_, err := d[k].AcknowledgeIncident(t.Context(), ref, airra.Acknowledgement{By: "carol.johnson@example.com"})
				return err
			}
			return d[k%2].do(t.Context(), timers[0])
		})
		for range 3 {
			d.race(t)
			d[0].clock.move(10 * time.Minute)
		}
		if late := d.got(); len(late) != 0 {
			t.Fatalf("round %d: %s was disturbed after the acknowledgement", round, late[0].Recipient.Name)
		}
		seen := map[string]bool{}
		for _, p := range d[0].pages(t, ref) {
			if seen[p.Key] || p.Status != airra.NotificationAcknowledged && p.Status != airra.NotificationCancelled {
				t.Errorf("round %d: %s is %s", round, p.Key, p.Status)
			}
			seen[p.Key] = true
		}
		if x, err := d[1].ExplainPages(t.Context(), ref); err != nil || x.Paging.State != airra.PagingPaused || len(x.Pages) > 2 {
			t.Errorf("round %d: got %s with %d pages, %v", round, x.Paging.State, len(x.Pages), err)
		}
	}
}

// An acknowledgement and the send of the first page at the same moment: the record
// tells that the page was answered, or that it never left.
func TestAnAcknowledgementAndASendAtTheSameMoment(t *testing.T) {
	t.Parallel()
	d := twoDaemons(t)
	d[0].team(t)
	for round := range 12 {
		ref := d[0].orderReport(t)
		for _, j := range d.due() {
			must(t, d[0].do(t.Context(), j))
		}
		send := d.due()
		contest(t, 3, func(k int) error {
			if k < 2 {
				_, err := d[k].AcknowledgeIncident(t.Context(), ref, airra.Acknowledgement{By: "carol.johnson@example.com"})
				return err
			}
			return d[round%2].do(t.Context(), send[0])
		})
		d.race(t)
		sent := d.got()
		pages := d[0].pages(t, ref)
		want := airra.NotificationAcknowledged
		if len(sent) == 0 {
			want = airra.NotificationCancelled
		}
		if len(pages) != 1 || len(sent) > 1 || pages[0].Status != want {
			t.Errorf("round %d: %d messages, and the page is %s", round, len(sent), pages[0].Status)
		}
		d[0].clock.move(time.Hour)
		d.race(t)
	}
}

func TestAPageThatIsOnItsWayWhileItsIncidentIsAcknowledged(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.team(t)
		ref := h.orderReport(t)
		h.post.failing(func(notify.Message) error {
			_, err := h.AcknowledgeIncident(ctx, ref, airra.Acknowledgement{By: "bob.martinez@example.com"})
			return err
		})
		h.run(t)
		h.clock.move(time.Hour)
		p := h.pages(t, ref)[0]
		if p.Status != airra.NotificationAcknowledged || p.SentAt == nil || *p.AcknowledgedBy != "bob.martinez@example.com" || p.SLAMet == nil || !*p.SLAMet {
			t.Errorf("it left and is answered, got %s by %v, target met %v", p.Status, p.AcknowledgedBy, p.SLAMet)
		}
	})
}

// The same moment, held still: the acknowledgement commits after the one who records
// the send has read both rows.
func TestAnAcknowledgementBetweenASendAndItsRecord(t *testing.T) {
	t.Parallel()
	h := newHouse(t, template.Postgres(t))
	h.team(t)
	ref := h.orderReport(t)
	h.post.failing(func(notify.Message) error {
		h.overtake(func() {
			_, err := h.AcknowledgeIncident(t.Context(), ref, airra.Acknowledgement{By: "bob.martinez@example.com"})
			must(t, err)
		})
		return nil
	})
	h.run(t)
	if p := h.pages(t, ref)[0]; p.Status != airra.NotificationAcknowledged || *p.AcknowledgedBy != "bob.martinez@example.com" || p.SentAt == nil {
		t.Errorf("got %s by %v", p.Status, p.AcknowledgedBy)
	}
}

func TestPagingBeginsOnceHoweverOftenItIsAskedFor(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.team(t)
		var refs []string
		for range 5 {
			refs = append(refs, h.orderReport(t))
		}
		for range 3 {
			if fine := contest(t, 8, func(int) error { return h.StartPaging(t.Context()) }); len(fine) != 8 {
				t.Errorf("%d of 8 failed", 8-len(fine))
			}
			must(t, h.store.InTx(t.Context(), func(tx airra.Tx) error {
				for _, ref := range refs { // It is asked for again, as if a job had run twice.
					tx.Enqueue(airra.Job{Kind: airra.JobPage, IncidentID: h.see(t, ref).ID, At: start})
				}
				return nil
			}))
		}
		h.run(t)
		if told := h.told(); len(told) != len(refs) {
			t.Errorf("each once, got %v", told)
		}
		for _, ref := range refs {
			if pages := h.pages(t, ref); len(pages) != 1 || count(h.story(t, ref), airra.EventPagingStep) != 1 {
				t.Errorf("%s has %d rows", ref, len(pages))
			}
		}
	})
}

func TestOneTeamIsSeededByTwoDaemonsThatStartTogether(t *testing.T) {
	t.Parallel()
	d := twoDaemons(t)
	if fine := contest(t, 6, func(k int) error { return d[k%2].SeedPeople(t.Context()) }); len(fine) != 6 {
		t.Errorf("%d of 6 failed", 6-len(fine))
	}
	team, err := d[0].FindEngineers(t.Context(), airra.EngineerFilter{})
	must(t, err)
	shifts, err := d[1].FindShifts(t.Context(), airra.ShiftFilter{})
	must(t, err)
	rotations, err := d[1].FindRotations(t.Context())
	must(t, err)
	if team.Total != 4 || shifts.Total != 4 || len(rotations) != 4 {
		t.Errorf("got %d people, %d shifts, %d rotations", team.Total, shifts.Total, len(rotations))
	}
}

// An incident joins a bundle at the very moment at which the one that speaks for it
// is resolved, or answered: it must not be left to somebody who says no more.
func TestNobodyJoinsABundleThatSpeaksNoMore(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(h *house, ref string) error{
		"resolved": func(h *house, ref string) error {
			_, err := h.ResolveIncident(t.Context(), ref, airra.Resolution{By: "alice"})
			return err
		},
		"acknowledged": func(h *house, ref string) error {
			_, err := h.AcknowledgeIncident(t.Context(), ref, airra.Acknowledgement{By: "alice"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, template.Postgres(t))
			h.PageBundle = airra.Limit{Events: 1, Per: time.Minute}
			h.team(t)
			h.orderReport(t)
			leader := h.orderReport(t)
			h.run(t)
			h.wantTold(t, "each for itself", "Alice Chen", "Alice Chen")
			joins := h.orderReport(t)
			h.overtake(func() { must(t, end(h, leader)) })
			h.run(t)
			messages := h.post.take()
			if len(messages) != 1 || messages[0].Incident.Ref != joins {
				t.Errorf("nobody was told of %s: %d messages", joins, len(messages))
			}
		})
	}
}

// overtake lets the next transaction be overtaken: between what it has read and its
// first write another one commits. On SQLite this cannot happen, since there is one
// writer, and the test would wait for itself.
func (h *house) overtake(by func()) {
	var overtook atomic.Bool
	h.Store = &overtaken{Store: h.store, by: func() {
		if overtook.CompareAndSwap(false, true) {
			by()
		}
	}}
}

type overtaken struct {
	airra.Store
	by func()
}

func (o *overtaken) InTx(ctx context.Context, fn func(tx airra.Tx) error) error {
	return o.Store.InTx(ctx, func(tx airra.Tx) error { return fn(&overtakenTx{Tx: tx, by: o.by}) })
}

type overtakenTx struct {
	airra.Tx
	by func()
}

func (t *overtakenTx) SaveEngineer(ctx context.Context, e *airra.Engineer) error {
	t.by()
	return t.Tx.SaveEngineer(ctx, e)
}

func (t *overtakenTx) DeleteEngineer(ctx context.Context, id airra.EngineerID) error {
	t.by()
	return t.Tx.DeleteEngineer(ctx, id)
}

func (t *overtakenTx) InsertPagings(ctx context.Context, pagings []*airra.Paging) ([]airra.IncidentID, error) {
	t.by()
	return t.Tx.InsertPagings(ctx, pagings)
}

func (t *overtakenTx) SavePaging(ctx context.Context, p *airra.Paging) error {
	t.by()
	return t.Tx.SavePaging(ctx, p)
}

func (t *overtakenTx) SaveNotification(ctx context.Context, n *airra.Notification) error {
	t.by()
	return t.Tx.SaveNotification(ctx, n)
}
