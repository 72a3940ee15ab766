package learn_test

import (
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/learn"
)

func TestWhatAnEndedIncidentTeaches(t *testing.T) {
	t.Parallel()
	hypotheses := []airra.Hypothesis{{Category: "memory_leak", Description: "It leaks."}, {Category: "cpu_spike", Description: "It spins."}}
	verdict := func(category string, v airra.Verdict) []airra.Judgement {
		return []airra.Judgement{{Subject: airra.AboutHypothesis, Category: category, Verdict: v}}
	}
	text := func(s string) *string { return &s }
	restart := airra.Action{ID: "x", Name: "Restart"}
	helped := airra.Judgement{Subject: airra.AboutAction, ActionID: &restart.ID, Verdict: airra.VerdictConfirmed}
	rehearsed := helped
	rehearsed.DryRun = true
	for _, tt := range []struct {
		name string
		e    learn.Ended
		want airra.Memory
	}{
		{"nobody said anything", learn.Ended{Hypotheses: hypotheses}, airra.Memory{Category: "memory_leak", Cause: "It leaks."}},
		{
			"the first was rejected",
			learn.Ended{Hypotheses: hypotheses, Judgements: verdict("memory_leak", airra.VerdictRejected)},
			airra.Memory{Category: "memory_leak", Cause: "It leaks.", Rejected: true},
		},
		{
			"the second was confirmed",
			learn.Ended{Hypotheses: hypotheses, Judgements: verdict("cpu_spike", airra.VerdictConfirmed)},
			airra.Memory{Category: "cpu_spike", Cause: "It spins.", Confirmed: true},
		},
		{
			"the one who resolved it named the second",
			learn.Ended{Hypotheses: hypotheses, Incident: airra.Incident{ResolutionCause: text("CPU spike")}},
			airra.Memory{Category: "cpu_spike", Cause: "CPU spike", Confirmed: true},
		},
		{
			"what was named at the resolution was rejected later",
			learn.Ended{Hypotheses: hypotheses, Judgements: verdict("cpu_spike", airra.VerdictRejected), Incident: airra.Incident{ResolutionCause: text("CPU spike")}},
			airra.Memory{Category: "cpu_spike", Cause: "CPU spike", Rejected: true},
		},
		{
			"the one who resolved it said something else",
			learn.Ended{Hypotheses: hypotheses, Incident: airra.Incident{ResolutionCause: text("a cable")}},
			airra.Memory{Category: "memory_leak", Cause: "a cable"},
		},
		{
			"a confirmation stands before a named cause",
			learn.Ended{Hypotheses: hypotheses, Judgements: verdict("memory_leak", airra.VerdictConfirmed), Incident: airra.Incident{ResolutionCause: text("cpu_spike")}},
			airra.Memory{Category: "memory_leak", Cause: "cpu_spike", Confirmed: true},
		},
		{
			"a rehearsal fixed nothing",
			learn.Ended{Incident: airra.Incident{DryRunResolution: true, ResolutionSummary: text("rehearsed")}, Actions: []airra.Action{restart}, Judgements: []airra.Judgement{rehearsed}},
			airra.Memory{},
		},
		{"a summary is a fix", learn.Ended{Incident: airra.Incident{ResolutionSummary: text("scaled up")}}, airra.Memory{Fix: "scaled up"}},
		{
			"an action that helped is the fix",
			learn.Ended{Incident: airra.Incident{ResolutionSummary: text("scaled up")}, Actions: []airra.Action{restart}, Judgements: []airra.Judgement{helped}},
			airra.Memory{Fix: "Restart"},
		},
		{
			"a postmortem has the last word on the cause",
			learn.Ended{Hypotheses: hypotheses, Published: true, RootCause: "a bad release", Incident: airra.Incident{ResolutionCause: text("x")}},
			airra.Memory{Category: "memory_leak", Cause: "a bad release"},
		},
	} {
		got := learn.MemoryOf(tt.e)
		if got.Category != tt.want.Category || got.Cause != tt.want.Cause || got.Fix != tt.want.Fix || got.Confirmed != tt.want.Confirmed || got.Rejected != tt.want.Rejected {
			t.Errorf("%s: got %+v", tt.name, got)
		}
	}
}

func TestTheSignalOfTheServiceItselfGivesTheDirection(t *testing.T) {
	t.Parallel()
	got := learn.Directions("payment", []airra.Signal{
		{Service: "database", Name: "cpu", Direction: airra.Down}, {Service: "payment", Name: "cpu", Direction: airra.Up}, {Service: "database", Name: "cpu", Direction: airra.Down},
	})
	if len(got) != 1 || got["cpu"] != airra.Up {
		t.Errorf("got %v", got)
	}
}
