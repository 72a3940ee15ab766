package cli_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

func TestAListIsShownAsItWasAskedFor(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(page(incident142(), incident141()))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		tty  bool
		args []string
		want string
	}{
		{"a table for a person", true, nil, `
REF      STATUS              SEVERITY    SERVICE          TITLE                             DETECTED
INC-142  ◐ pending approval  ▲ critical  payment-service  Error rate 18x normal                4 min
INC-141  ◍ analyzing, acked  ◆ high      order-service    Latency p95 1.2 s (normal 80 ms)      40 s
`},
		{"columns for a pipe", false, nil, `
REF	STATUS	SEVERITY	SERVICE	TITLE	DETECTED
INC-142	pending_approval	critical	payment-service	Error rate 18x normal	2026-03-01T12:00:00Z
INC-141	analyzing	high	order-service	Latency p95 1.2 s (normal 80 ms)	2026-03-01T12:03:20Z
`},
		{"the header can be left out", false, []string{"--no-headers"}, `
INC-142	pending_approval	critical	payment-service	Error rate 18x normal	2026-03-01T12:00:00Z
INC-141	analyzing	high	order-service	Latency p95 1.2 s (normal 80 ms)	2026-03-01T12:03:20Z
`},
		{"wide adds columns", false, []string{"-o", "wide", "--no-headers"}, `
INC-142	pending_approval	critical	payment-service	Error rate 18x normal	2026-03-01T12:00:00Z				airra_monitor	offline rules		0198f000-0000-7000-8000-000000000142	false	real
INC-141	analyzing	high	order-service	Latency p95 1.2 s (normal 80 ms)	2026-03-01T12:03:20Z	bob@example.com			airra_monitor	offline rules		0198f000-0000-7000-8000-000000000141	false	real
`},
		{"csv has all columns", false, []string{"-o", "csv"}, `
REF,STATUS,SEVERITY,SERVICE,TITLE,DETECTED,ACKNOWLEDGED_BY,RESOLVED,RESOLVED_BY,SOURCE,REASONER,NOTE,ID,DRY_RUN,ORIGIN
INC-142,pending_approval,critical,payment-service,Error rate 18x normal,2026-03-01T12:00:00Z,,,,airra_monitor,offline rules,,0198f000-0000-7000-8000-000000000142,false,real
INC-141,analyzing,high,order-service,Latency p95 1.2 s (normal 80 ms),2026-03-01T12:03:20Z,bob@example.com,,,airra_monitor,offline rules,,0198f000-0000-7000-8000-000000000141,false,real
`},
		{"names are refs", false, []string{"-o", "name"}, "\nINC-142\nINC-141\n"},
		{"json is the answer unchanged", false, []string{"-o", "json"}, "\n" + string(raw) + "\n"},
		{"fields are projected in their order", false, []string{"--json", "title,ref"}, `
[{"title":"Error rate 18x normal","ref":"INC-142"},{"title":"Latency p95 1.2 s (normal 80 ms)","ref":"INC-141"}]
`},
		{"fields on lines", false, []string{"--json", "ref", "-o", "jsonl"}, "\n{\"ref\":\"INC-142\"}\n{\"ref\":\"INC-141\"}\n"},
		{"fields as yaml", false, []string{"--json", "ref,affected_components,resolved_at,metrics_snapshot", "-o", "yaml"}, `
- ref: INC-142
  affected_components:
    - order-service
  resolved_at: null
  metrics_snapshot:
    error_rate: 9.0
- ref: INC-141
  affected_components:
    - order-service
  resolved_at: null
  metrics_snapshot:
    error_rate: 9.0
`},
		{"jq gives bare strings", false, []string{"-q", ".items[].ref"}, "\nINC-142\nINC-141\n"},
		{"jq gives other values as json", false, []string{"-q", ".items[0].affected_components, .total"}, "\n[\"order-service\"]\n2\n"},
		{"jq sees the chosen fields", false, []string{"--json", "ref", "-q", ".[1].ref"}, "\nINC-141\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, listing(incident142(), incident141()))
			got := shell{tty: test.tty, env: map[string]string{"NO_COLOR": "1"}}.run(t, server.server.URL, append([]string{"incident", "list"}, test.args...)...)
			wants(t, "standard output", test.want, "\n"+got.out)
			wants(t, "standard error", "", got.err)
			if got.code != 0 {
				t.Errorf("ended with %d", got.code)
			}
		})
	}
}

func TestColourIsUsedWhereItIsWanted(t *testing.T) {
	t.Parallel()
	const coloured = "\x1b[36mINC-142\x1b[m  \x1b[33m◐ pending approval\x1b[m  \x1b[1;31m▲ critical\x1b[m  payment-service  Error rate 18x normal  4 min\n"
	const bare = "INC-142  ◐ pending approval  ▲ critical  payment-service  Error rate 18x normal  4 min\n"
	tests := []struct {
		name string
		env  map[string]string
		flag string
		want string
	}{
		{"a terminal gets colour", nil, "auto", coloured},
		{"NO_COLOR takes it away", map[string]string{"NO_COLOR": "1"}, "auto", bare},
		{"CLICOLOR=0 takes it away", map[string]string{"CLICOLOR": "0"}, "auto", bare},
		{"a dumb terminal gets none", map[string]string{"TERM": "dumb"}, "auto", bare},
		{"CLICOLOR_FORCE beats NO_COLOR", map[string]string{"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, "auto", coloured},
		{"CLICOLOR_FORCE=0 forces nothing", map[string]string{"CLICOLOR_FORCE": "0", "NO_COLOR": "1"}, "auto", bare},
		{"the flag beats NO_COLOR", map[string]string{"NO_COLOR": "1"}, "always", coloured},
		{"the flag beats CLICOLOR_FORCE", map[string]string{"CLICOLOR_FORCE": "1"}, "never", bare},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, listing(incident142()))
			got := shell{tty: true, env: test.env}.run(t, server.server.URL, "incident", "list", "--no-headers", "--color", test.flag)
			wants(t, "standard output", test.want, got.out)
		})
	}
}

func TestForeignTextCannotReachTheTerminal(t *testing.T) {
	t.Parallel()
	hostile := incident142()
	hostile.Title = "a\x1b[2J\u009b31mb\tc\nINC-999\u202egnp \\ 世界世界 \x7f"
	tests := []struct {
		name string
		tty  bool
		args []string
		want string
	}{
		{"in a table they become pictures", true, nil, "INC-142  ◐ pending approval  ▲ critical  payment-service  a␛[2J�31mb c INC-999�gnp \\ 世界世…   4 min\n"},
		{
			"in columns they are written out", false, nil,
			"INC-142\tpending_approval\tcritical\tpayment-service\ta\\x1b[2J\\u009b31mb\\tc\\nINC-999\\u202egnp \\\\ 世界世界 \\x7f\t2026-03-01T12:00:00Z\n",
		},
		{"jq on a terminal is safe too", true, []string{"-q", ".items[0].title"}, "a␛[2J�31mb\tc\nINC-999�gnp \\ 世界世界 ␡\n"},
		{
			"json on a terminal keeps its meaning", true,
			[]string{"--json", "title"},
			"[\n  {\n    \"title\": \"a\\u001b[2J\\u009b31mb\\tc\\nINC-999\\u202egnp \\\\ 世界世界 \\u007f\"\n  }\n]\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, listing(hostile))
			got := shell{tty: test.tty}.run(t, server.server.URL, append([]string{"incident", "list", "--no-headers", "--color", "never"}, test.args...)...)
			wants(t, "standard output", test.want, got.out)
		})
	}
}

func TestEveryLineFitsTheTerminal(t *testing.T) {
	t.Parallel()
	long := incident142()
	long.Title, long.AffectedService = strings.Repeat("世界", 100), airra.ServiceName(strings.Repeat("s", 40))
	server := record(t, listing(long, incident141()))
	got := shell{tty: true}.run(t, server.server.URL, "incident", "list", "--color", "never")
	for line := range strings.Lines(got.out) {
		cells := 0
		for _, r := range strings.TrimSuffix(line, "\n") {
			cells++
			if r == '世' || r == '界' {
				cells++
			}
		}
		if cells > 100 {
			t.Errorf("a line takes %d cells: %s", cells, line)
		}
	}
}

func TestAnEmptyListIsEmptyData(t *testing.T) {
	t.Parallel()
	server := record(t, listing(), listing(), listing())
	person := shell{tty: true}.run(t, server.server.URL, "incident", "list")
	wants(t, "what a person reads", typed{0, "", "No incident fits.\n"}, person)
	pipe := shell{}.run(t, server.server.URL, "incident", "list")
	wants(t, "what a pipe reads", typed{0, "REF\tSTATUS\tSEVERITY\tSERVICE\tTITLE\tDETECTED\n", ""}, pipe)
	lines := shell{}.run(t, server.server.URL, "incident", "list", "-o", "jsonl")
	wants(t, "what jsonl reads", typed{0, "", ""}, lines)
}

func TestALongListIsReadPageByPage(t *testing.T) {
	t.Parallel()
	first, second := page(incident142()), page(incident141())
	first.NextCursor, first.Total, second.Total = "c2", 2, 2
	server := record(t,
		exchange{method: "GET", target: "/api/v1/incidents?page_size=100&status=detected%2Canalyzing", answer: first},
		exchange{method: "GET", target: "/api/v1/incidents?cursor=c2&page_size=100&status=detected%2Canalyzing", answer: second})
	got := shell{}.run(t, server.server.URL, "incident", "list", "--all", "-s", "detected,analyzing", "-q", "[.total, (.items | length), .items[1].ref]")
	wants(t, "the merged page", typed{0, "[2,2,\"INC-141\"]\n", ""}, got)
}

func TestFilters(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, flags, query string }{
		{"open", "--open", "open=true&page_size=30"},
		{"everything", "--severity HIGH --service a-b --source x --origin Simulated --search q -L 5", "origin=simulated&page_size=5&search=q&service=a-b&severity=high&source=x"},
		{"a span", "--since 2h --until 30m", "end_date=2026-03-01T11%3A34%3A00Z&page_size=30&start_date=2026-03-01T10%3A04%3A00Z"},
		{"days and a date", "--since 3d --until 2026-02-28", "end_date=2026-02-28T00%3A00%3A00Z&page_size=30&start_date=2026-02-26T12%3A04%3A00Z"},
		{"a time", "--since 2026-02-28T10:00:00+02:00", "page_size=30&start_date=2026-02-28T08%3A00%3A00Z"},
		{"status with a dash", "--status pending-approval --cursor abc", "cursor=abc&page_size=30&status=pending_approval"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, exchange{method: "GET", target: "/api/v1/incidents?" + test.query, answer: page()})
			got := shell{}.run(t, server.server.URL, append([]string{"incident", "list"}, strings.Fields(test.flags)...)...)
			if got.code != 0 {
				t.Error(got.err)
			}
		})
	}
}

func TestJSONWithoutAValueListsTheFields(t *testing.T) {
	t.Parallel()
	got := shell{}.run(t, "http://127.0.0.1:1", "action", "view", "ACT-88", "--json")
	if got.code != 0 || !strings.HasPrefix(got.out, "id\nref\nincident_id\n") || got.err != "" {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff(false, strings.Contains(got.out, "-\n")); diff != "" {
		t.Error("an internal field is listed")
	}
}
