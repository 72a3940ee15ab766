package airra_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// The walk of a paging through two steps that are gone through twice: each wait is
// that of the step that was taken, the timers are all different, and the last person
// has as long to answer as the others.
func TestAPagingWalksAllStepsOfAllRounds(t *testing.T) {
	t.Parallel()
	p := airra.Paging{State: airra.PagingActive, Timer: 1, Cycle: 1, Policy: airra.EscalationPolicy{
		Steps: []airra.EscalationStep{{WaitSeconds: 60}, {WaitSeconds: 300}}, Repeat: 1,
	}}
	now := at
	timers := map[int64]bool{p.Timer: true}
	var walk []string
	for !p.Finished() {
		step, round := p.Step, p.Round
		p.Advance(true, now)
		if timers[p.Timer] {
			t.Errorf("the timer %d names two steps", p.Timer)
		}
		timers[p.Timer] = true
		walk = append(walk, fmt.Sprintf("round %d step %d, then %s", round, step, p.DueAt.Sub(now)))
		if !p.UpdatedAt.Equal(now) {
			t.Errorf("got %s", p.UpdatedAt)
		}
		now = *p.DueAt
	}
	want := []string{"round 0 step 0, then 1m0s", "round 0 step 1, then 5m0s", "round 1 step 0, then 1m0s", "round 1 step 1, then 5m0s"}
	if diff := cmp.Diff(want, walk); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if now.Sub(at) != 12*time.Minute {
		t.Errorf("all of it takes twelve minutes, got %s", now.Sub(at))
	}

	before := p.Timer
	p.Halt(airra.PagingExhausted, now)
	if p.State != airra.PagingExhausted || p.DueAt != nil || p.Timer == before {
		t.Errorf("a halted paging waits for nothing, and its timer is void: %+v", p)
	}
	before = p.Timer
	leader := airra.IncidentID("another")
	p.Leader = &leader
	p.Restart(now)
	if p.State != airra.PagingActive || p.Step != 0 || p.Round != 0 || p.Cycle != 2 || p.Leader != nil || !p.DueAt.Equal(now) || p.Timer == before || p.Finished() {
		t.Errorf("paging that begins anew begins at the first step, at once: %+v", p)
	}
}

func TestOneStepWithoutARepetitionIsFinishedAfterIt(t *testing.T) {
	t.Parallel()
	p := airra.Paging{Policy: airra.EscalationPolicy{Steps: []airra.EscalationStep{{WaitSeconds: 1}}}}
	if p.Finished() {
		t.Error("nothing was taken yet")
	}
	p.Advance(true, at)
	if !p.Finished() || p.Round != 0 || !p.DueAt.Equal(at.Add(time.Second)) {
		t.Errorf("got %+v", p)
	}
}

func TestTheBuiltInPolicyPagesAllLevelsTwice(t *testing.T) {
	t.Parallel()
	p := airra.BuiltInPolicy([]string{"email"})
	if p.ID != "" || p.Name != airra.DefaultPolicyName || p.Service != nil || p.Repeat != 1 || len(p.Steps) != 3 {
		t.Fatalf("got %+v", p)
	}
	for n, step := range p.Steps {
		if step.Targets[0].Level != airra.OnCallLevels[n] || step.Wait() != 5*time.Minute || step.Channels[0] != "email" {
			t.Errorf("step %d: %+v", n+1, step)
		}
	}
}

func TestTheApprovalWindows(t *testing.T) {
	t.Parallel()
	want := airra.ApprovalWindows{"critical": 15 * time.Minute, "high": 30 * time.Minute, "medium": time.Hour, "low": 2 * time.Hour}
	if diff := cmp.Diff(want, airra.DefaultApprovalWindows()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A key stands for one page alone, also in the form in which it goes into a header of
// a mail or of a request.
func TestAPageKeyStandsForOnePage(t *testing.T) {
	t.Parallel()
	contacts := []string{
		"email:alice@example.com", "email:alice.chen@example.com", "email:alice+oncall@example.com", "email:alice@example.com.a1", "email:alice@example.com.s1",
		"email:jürgen@example.com", "slack:@alice", "slack:alice", "sms:+49 151 1234", "sms:alice@example.com", "ops:alice@example.com", "email:Alice@example.com",
		"email:a/b@example.com", "email:a.b@example.com", "email:a_2Fb@example.com", "email:a b@example.com",
	}
	safe := regexp.MustCompile(`^[!-~]+$`)
	seen, sent := map[string]airra.PageKey{}, map[string]string{}
	for _, id := range []airra.IncidentID{"01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"} {
		for step := range 12 {
			for attempt := 1; attempt <= 12; attempt++ {
				for _, contact := range contacts {
					k := airra.PageKey{IncidentID: id, Step: step, Contact: contact, Attempt: attempt}
					text := k.String()
					if other, taken := seen[text]; taken {
						t.Fatalf("%q stands for %+v and for %+v", text, other, k)
					}
					seen[text] = k
					if strings.ContainsAny(text, " @:/") {
						t.Fatalf("%q has a sign that means something in an address", text)
					}
					header := notify.SafeKey(text)
					if other, taken := sent[header]; taken || !safe.MatchString(header) {
						t.Fatalf("%q is sent as %q, as is %q", text, header, other)
					}
					sent[header] = text
				}
			}
		}
	}
	k := airra.PageKey{IncidentID: "01900000-0000-7000-8000-000000000001", Step: 2, Contact: "email:alice@example.com", Attempt: 1}
	if want := "01900000-0000-7000-8000-000000000001.s2.email_3Aalice_40example.com.a1"; k.String() != want || notify.SafeKey(want) != want {
		t.Errorf("got %q", k)
	}
}

// A step that told nobody passes at once, except behind the last one of a round.
func TestAStepThatToldNobodyPasses(t *testing.T) {
	t.Parallel()
	p := airra.EscalationPolicy{Steps: []airra.EscalationStep{{WaitSeconds: 60}, {WaitSeconds: 120}}}
	for _, c := range []struct {
		step int
		told bool
		want time.Duration
	}{{0, true, time.Minute}, {0, false, 0}, {1, true, 2 * time.Minute}, {1, false, 2 * time.Minute}} {
		if got := p.WaitAfter(c.step, c.told); got != c.want {
			t.Errorf("step %d, told %v: waits %s, want %s", c.step, c.told, got, c.want)
		}
	}
}
