package postmortem_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/postmortem"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func ptr[T any](v T) *T { return &v }

// crumbs are what texts are made of here: everything that means something to
// Markdown, to HTML or to the document itself.
var crumbs = []string{
	"# ", "## Action items", "## Notes\n", "- ", "- [x] ", "* ", "+ ", "1. ", "2) ", "> ", "| a | b |", "---", "===", "***", "```", "~~~", "    ",
	"<script>alert(1)</script>", "<!--", "-->", "&lt;", "[x](javascript:alert(1))", "![i](http://example.com/i.png)", "`code`", "_em_", "a_b_c",
	"\\", "\\\\", "\n", "\n\n", "\n\n\n", "\t", " ", "owner: eve", "  - owner: eve", "number: 7", "Duration in minutes: 9", "unknown", "yes",
	"word", "größer", "漢字", "\u202e", "\x1b[31m", "\x00", "\xff", "…", "$x$", "1.5", "-1", ":", "%", "!",
}

func text(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(8) {
		b.WriteString(crumbs[r.IntN(len(crumbs))])
	}
	return b.String()
}

func texts(r *rand.Rand) []string {
	var list []string
	for range r.IntN(4) {
		list = append(list, text(r))
	}
	return list
}

// anything makes a text of all members out of crumbs.
func anything(r *rand.Rand) airra.PostmortemText {
	var t airra.PostmortemText
	for _, to := range ordered(t.Texts()) {
		*to = ptr(text(r))
	}
	for _, to := range ordered(t.Lists()) {
		*to = texts(r)
	}
	t.DurationMinutes = ptr(r.Int64N(5000))
	if r.IntN(2) == 0 {
		t.UsersAffected, t.RevenueImpactUSD, t.AIHypothesisCorrect = ptr(r.Int64N(1e9)), ptr(float64(r.IntN(1e6))/100), ptr(r.IntN(2) == 0)
	}
	statuses := []string{airra.ItemOpen, airra.ItemInProgress, airra.ItemDone, airra.ItemDropped, text(r), ""}
	for n := range r.IntN(4) {
		i := airra.ActionItem{Number: n + 1, Description: text(r), Owner: text(r), Priority: text(r), Status: statuses[r.IntN(len(statuses))]}
		if r.IntN(2) == 0 {
			i.DueDate = ptr(text(r))
		}
		t.ActionItems = append(t.ActionItems, i)
	}
	return t
}

// ordered makes a map's values come in one order, so that a seed means one text.
func ordered[T any](m map[string]T) []T {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	var values []T
	for _, name := range names {
		values = append(values, m[name])
	}
	return values
}

var same = cmp.Options{cmpopts.IgnoreFields(airra.PostmortemText{}, "Without", "Published"), cmpopts.EquateEmpty()}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		given := anything(r)
		events := []airra.Event{{At: noon, Description: text(r), Actor: text(r)}}
		d := postmortem.Document{PostmortemText: given, Incident: airra.Incident{Ref: "INC-7", Title: text(r), DetectedAt: noon}, Events: events}
		markdown := postmortem.Markdown(d)
		read, problems := postmortem.Read(markdown)
		if diff := cmp.Diff(postmortem.Tidy(given), read, same); diff != "" || len(problems) > 0 {
			t.Fatalf("seed %d: %v\n%s\n%s", seed, problems, diff, markdown)
		}
		if again := postmortem.Markdown(postmortem.Document{PostmortemText: read, Incident: d.Incident, Events: events}); again != markdown {
			t.Fatalf("seed %d: a second writing differs: %s", seed, cmp.Diff(markdown, again))
		}
	}
}

// What is unknown is written as unknown, and reading that takes away what was known.
func TestWhatIsTakenOutOfTheDocumentIsTakenAway(t *testing.T) {
	t.Parallel()
	p := airra.Postmortem{UsersAffected: ptr(int64(3)), RevenueImpactUSD: ptr(1.5), AIHypothesisCorrect: ptr(true), AdditionalNotes: ptr("old"), LessonsLearned: []string{"a"}}
	read, _ := postmortem.Read("## Impact\n- Users affected:\n- Revenue impact in USD: unknown\n## Was the analysis right\n- The first hypothesis was right: not judged\n## Notes\n## Lessons learned\n")
	p.Write(read, noon)
	if p.UsersAffected != nil || p.RevenueImpactUSD != nil || p.AIHypothesisCorrect != nil || p.AdditionalNotes != nil || len(p.LessonsLearned) != 0 {
		t.Errorf("got %+v", p)
	}
	p.WhatWentWell = []string{"stays"}
	read, _ = postmortem.Read("## Notes\nnew\n")
	p.Write(read, noon)
	if *p.AdditionalNotes != "new" || len(p.WhatWentWell) != 1 {
		t.Errorf("a section that is not there says nothing: %+v", p)
	}
}

func TestOnlyWhatWasChangedIsSaid(t *testing.T) {
	t.Parallel()
	before, _ := postmortem.Read("## Notes\na\n## Lessons learned\n- b\n## Impact\n- Users affected: 3\n- Revenue impact in USD: unknown\n")
	after, _ := postmortem.Read("## Notes\na\n## Lessons learned\n- c\n## Impact\n- Users affected: unknown\n- Revenue impact in USD: unknown\n")
	want := airra.PostmortemText{LessonsLearned: []string{"c"}, Without: []string{airra.WithoutUsersAffected}}
	if diff := cmp.Diff(want, postmortem.Changed(before, after)); diff != "" {
		t.Error(diff)
	}
}

// Nobody who writes by hand writes as a program does.
func TestPeopleWriteAsTheyLike(t *testing.T) {
	t.Parallel()
	const written = `<!-- a word
## Notes
before -->
# Postmortem of INC-7: whatever

### ROOT CAUSE:
The pool was _too_ small
for two services.

## lessons
1. Watch the pool
   and its queue.
* Say so.

A paragraph.

    ## Notes

## TODO
- [X] Raise the limit
  - owner: Ann Lee
  - status: in progress
- [ ] Tell Bob
  - due date: 2026-04-01
  - status: In progress
- Third

## Impact
- Duration: 90 minutes
- Users affected: 1,200

## What went well
` + "```" + `
## Notes
` + "```" + `
`
	got, problems := postmortem.Read(written)
	if len(problems) > 0 {
		t.Errorf("got %v", problems)
	}
	want := airra.PostmortemText{
		ActualRootCause: ptr("The pool was _too_ small\nfor two services."),
		LessonsLearned:  []string{"Watch the pool\nand its queue.", "Say so.", "A paragraph.\n\n## Notes"},
		ActionItems: []airra.ActionItem{
			{Description: "Raise the limit", Owner: "Ann Lee", Priority: "medium", Status: "done"},
			{Description: "Tell Bob", DueDate: ptr("2026-04-01"), Priority: "medium", Status: "in_progress"},
			{Description: "Third", Priority: "medium", Status: "open"},
		},
		DurationMinutes: ptr(int64(90)), UsersAffected: ptr(int64(1200)), WhatWentWell: []string{"```\n## Notes\n```"},
	}
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNotUnderstoodIsNamedWithItsLine(t *testing.T) {
	t.Parallel()
	_, problems := postmortem.Read("lost\n\n## Root cause\nok\n## Poem\nroses\n## Impact\n- Users affected: many\n- Weather: bad\nhm\n## Root cause\nagain\n## Action items\n- [ ]\n- [ ] x\n  - number: nine\n## Was the analysis right\n- The first hypothesis was right: maybe\n")
	var lines []string
	for _, p := range problems {
		lines = append(lines, fmt.Sprint(p.Line))
	}
	if got := strings.Join(lines, " "); got != "1 5 8 9 10 11 14 16 18" {
		t.Errorf("got %v", problems)
	}
	if !strings.Contains(problems[1].String(), `line 5: there is no section "Poem"`) {
		t.Errorf("got %v", problems[1])
	}
}

// tags are what begins an element of HTML.
var tags = regexp.MustCompile(`<(/?[a-zA-Z!][^ >]*)`)

func TestNoTextBecomesAnElementOfThePage(t *testing.T) {
	t.Parallel()
	own := []string{"!doctype", "html", "head", "meta", "title", "style", "body", "h1", "h2", "table", "tr", "th", "td", "ul", "li", "p", "br"}
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 2))
		page := postmortem.HTML(postmortem.Document{
			PostmortemText: anything(r), Incident: airra.Incident{Ref: "INC-7", Title: text(r)},
			Events: []airra.Event{{At: noon, Description: text(r), Actor: text(r)}},
		})
		for _, tag := range tags.FindAllStringSubmatch(page, -1) {
			if !slices.Contains(own, strings.TrimPrefix(tag[1], "/")) {
				t.Fatalf("seed %d: <%s> in\n%s", seed, tag[1], page)
			}
		}
	}
}
