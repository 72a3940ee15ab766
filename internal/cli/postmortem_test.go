package cli_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

const (
	postmortemsAt = "/api/v1/postmortems"
	postmortemID  = "0198f000-0009-7abc-8000-000000000009"
)

// thePostmortem is that of incident 142, published or not.
func thePostmortem(published bool) airra.Postmortem {
	p := airra.Postmortem{ID: postmortemID, IncidentID: incident142().ID, IncidentRef: "INC-142", Author: "jane@example.com", CreatedAt: now.Add(-2 * time.Hour), UpdatedAt: now}
	p.Write(airra.PostmortemText{
		ActualRootCause: ptr("The pool was too small."), ContributingFactors: []string{"v2.5.0 was deployed."}, DurationMinutes: ptr(int64(31)), UsersAffected: ptr(int64(1200)),
		WhatWentWell: []string{"It was acknowledged after 2 min."}, LessonsLearned: []string{"Watch the pool."}, AIHypothesisCorrect: ptr(false), Published: &published,
		ActionItems: []airra.ActionItem{
			{Description: "Raise the limit", Owner: "ann", DueDate: ptr("2026-02-27"), Priority: "high"},
			{Description: "Watch the pool", Owner: "bob", DueDate: ptr("2026-03-10"), Status: airra.ItemInProgress},
			{Description: "Tell the team", Owner: "jane@example.com", Status: airra.ItemDone},
		},
	}, now.Add(-time.Hour))
	return p
}

func postmortemGot(key string) exchange {
	return exchange{method: "GET", target: postmortemsAt + "/" + key, answer: thePostmortem(false)}
}

func TestPostmortemsAreListed(t *testing.T) {
	t.Parallel()
	list := exchange{method: "GET", target: postmortemsAt + "?limit=30&published_only=true", answer: []airra.Postmortem{thePostmortem(true), thePostmortem(false)}}
	server := record(t, list, list)
	person := shell{tty: true}.run(t, server.server.URL, "postmortem", "list", "--published", "--color", "never")
	wants(t, "a person", typed{0, `
INCIDENT  STATE        TO DO  AGE  AUTHOR            ROOT CAUSE
INC-142   ✓ published      2  2 h  jane@example.com  The pool was too small.
INC-142   ◌ draft          2  2 h  jane@example.com  The pool was too small.
`, ""}, typed{person.code, "\n" + person.out, person.err})
	wants(t, "names", typed{0, "INC-142\nINC-142\n", ""}, shell{}.run(t, server.server.URL, "pm", "list", "--published", "-o", "name"))
	wants(t, "a bad limit", 2, shell{}.run(t, "", "pm", "list", "-L", "101").code)
}

func TestTheScreenOfAPostmortem(t *testing.T) {
	t.Parallel()
	server := record(t, postmortemGot("INC-142"), postmortemGot("INC-142"))
	got := shell{tty: true}.run(t, server.server.URL, "postmortem", "view", "INC-142", "--color", "never")
	wants(t, "the screen", `
INC-142  ◌ draft  jane@example.com, 2 h ago

ROOT CAUSE
  The pool was too small.

CONTRIBUTING FACTORS
  - v2.5.0 was deployed.

IMPACT
  lasted 31 minutes
  1200 users affected

WHAT WENT WELL
  - It was acknowledged after 2 min.

LESSONS
  - Watch the pool.

ACTION ITEMS
1  ▲ overdue      2026-02-27  high    ann               Raise the limit
2  ▶ in progress  2026-03-10  medium  bob               Watch the pool
3  ✓ done                     medium  jane@example.com  Tell the team

WAS THE ANALYSIS RIGHT
  The first hypothesis was wrong.

NEXT
  airra postmortem publish INC-142
`, "\n"+got.out)
	pipe := shell{}.run(t, server.server.URL, "postmortem", "view", "INC-142")
	for _, line := range []string{"incident\tINC-142\n", "state\tdraft\n", "ai_hypothesis_correct\tfalse\n", `action_items	1 open ann: Raise the limit\n2 in_progress bob`} {
		if !strings.Contains(pipe.out, line) {
			t.Errorf("%q is missing in:\n%s", line, pipe.out)
		}
	}
}

func draft142() airra.PostmortemDraft {
	return airra.PostmortemDraft{
		PostmortemText: airra.PostmortemText{ActualRootCause: ptr("The pool was too small."), DurationMinutes: ptr(int64(31)), WhatWentWell: []string{"a"}},
		IncidentID:     incident142().ID, IncidentRef: "INC-142", Writer: "the record", Note: "the model is away, so this is what the record tells.",
		Markdown: "# Postmortem of INC-142: \x1b[2J\n\n## Root cause\n\nThe pool was too small.\n\n## Impact\n\n- Duration in minutes: 31\n",
	}
}

func TestADraftIsShownOrSaved(t *testing.T) {
	t.Parallel()
	ask := exchange{method: "GET", target: "/api/v1/incidents/INC-142/postmortem/draft", answer: draft142()}
	keep := exchange{
		method: "POST", target: postmortemsAt, actor: "jane@example.com", status: http.StatusCreated, answer: thePostmortem(false),
		body: `{"incident_id":"` + string(incident142().ID) + `","actual_root_cause":"The pool was too small.","duration_minutes":31,"what_went_well":["a"]}`,
	}
	server := record(t, ask, ask, ask, ask, keep)
	note := draft142().Note + "\n"
	wants(t, "a pipe", typed{0, draft142().Markdown, note}, shell{}.run(t, server.server.URL, "postmortem", "draft", "INC-142"))
	person := shell{tty: true}.run(t, server.server.URL, "postmortem", "draft", "INC-142", "-o", "md")
	if strings.Contains(person.out, "\x1b") || !strings.Contains(person.out, "## Root cause") {
		t.Errorf("a terminal is shown nothing that it obeys: %q", person.out)
	}
	wants(t, "the fields", typed{0, `{"writer":"the record"}` + "\n", note}, shell{}.run(t, server.server.URL, "postmortem", "draft", "INC-142", "--json", "writer"))
	wants(t, "saved", typed{0, "INC-142\n", note}, shell{}.run(t, server.server.URL, "postmortem", "draft", "INC-142", "--save", "-o", "name"))
}

func TestAPostmortemIsExported(t *testing.T) {
	t.Parallel()
	about := []exchange{
		{method: "GET", target: "/api/v1/incidents/" + string(incident142().ID), answer: detail142(), always: true},
		{method: "GET", target: "/api/v1/incidents/" + string(incident142().ID) + "/timeline", answer: timeline142(), always: true},
	}
	server := record(t, append(about, postmortemGot("INC-142"), postmortemGot("INC-142"), postmortemGot("INC-142"))...)
	md := shell{}.run(t, server.server.URL, "postmortem", "export", "INC-142")
	html := shell{}.run(t, server.server.URL, "postmortem", "export", "INC-142", "-o", "html")
	for _, want := range []string{"# Postmortem of INC-142: Error rate 18x normal\n", "| Written by | jane@example.com |", "| 2026-03-01 12:00:00 | Error rate left its band | airra |", "- [x] Tell the team\n", "  - due: 2026-02-27\n"} {
		if !strings.Contains(md.out, want) {
			t.Errorf("%q is missing in:\n%s", want, md.out)
		}
	}
	if !strings.HasPrefix(html.out, "<!doctype html>") || !strings.Contains(html.out, "<td>Error rate left its band</td>") {
		t.Error(html.out)
	}
	wants(t, "JSON", 0, shell{}.run(t, server.server.URL, "postmortem", "export", "INC-142", "-o", "json").code)
}

func TestPostmortemsArePublishedWithdrawnAndRemoved(t *testing.T) {
	t.Parallel()
	patch := func(body string) exchange {
		return exchange{method: "PATCH", target: postmortemsAt + "/INC-142", actor: "jane@example.com", body: body, answer: thePostmortem(true)}
	}
	server := record(t, patch(`{"published":true}`), patch(`{"published":false}`), postmortemGot("INC-142"),
		exchange{method: "DELETE", target: postmortemsAt + "/" + postmortemID, status: http.StatusNoContent, answer: ""})
	got := shell{tty: true}.run(t, server.server.URL, "postmortem", "publish", "INC-142", "--color", "never")
	wants(t, "published", typed{0, "INC-142  ✓ published  2 open action items\n", ""}, got)
	wants(t, "withdrawn", 0, shell{}.run(t, server.server.URL, "postmortem", "publish", "INC-142", "--withdraw").code)
	wants(t, "removed", typed{0, "INC-142\n", ""}, shell{}.run(t, server.server.URL, "postmortem", "rm", "INC-142", "--yes", "-o", "name"))
}

func TestWhatIsToBeDoneIsListedByItsDay(t *testing.T) {
	t.Parallel()
	other := thePostmortem(true)
	other.IncidentRef, other.ActionItems = "INC-9", []airra.ActionItem{
		{Number: 4, Description: "Someday", Owner: "ann", DueDate: ptr("next sprint"), Status: airra.ItemOpen, Priority: "low"},
		{Number: 5, Description: "Today", Owner: "ann", DueDate: ptr("2026-03-01"), Status: airra.ItemOpen, Priority: "low"},
	}
	list := exchange{method: "GET", target: postmortemsAt + "?limit=100&open_items=true", answer: []airra.Postmortem{other, thePostmortem(true)}}
	server := record(t, list, list, list, exchange{method: "GET", target: postmortemsAt + "?limit=100", answer: []airra.Postmortem{thePostmortem(true)}})
	got := shell{tty: true}.run(t, server.server.URL, "postmortem", "actions", "list", "--color", "never")
	wants(t, "the list", typed{0, `
INCIDENT  ITEM  STATE          DUE          PRIORITY  OWNER  WHAT
INC-142      1  ▲ overdue      2026-02-27   high      ann    Raise the limit
INC-9        5  ◌ open         2026-03-01   low       ann    Today
INC-142      2  ▶ in progress  2026-03-10   medium    bob    Watch the pool
INC-9        4  ◌ open         next sprint  low       ann    Someday
`, ""}, typed{got.code, "\n" + got.out, got.err})
	wants(t, "one owner", typed{0, "INC-142 2\n", ""}, shell{}.run(t, server.server.URL, "pm", "items", "ls", "--owner", "bob", "-o", "name"))
	wants(t, "a program", typed{0, "[true,false,false,false]\n", ""}, shell{}.run(t, server.server.URL, "pm", "items", "ls", "-q", "[.[].overdue]"))
	wants(t, "all", typed{0, "INC-142 1\nINC-142 2\nINC-142 3\n", ""}, shell{}.run(t, server.server.URL, "pm", "items", "ls", "--all", "-o", "name"))
}

func TestItemsAreAddedAndSettled(t *testing.T) {
	t.Parallel()
	save := func(key, body string) exchange {
		return exchange{method: "POST", target: postmortemsAt + "/" + key + "/actions", actor: "jane@example.com", body: body, answer: thePostmortem(true)}
	}
	done := `{"number":1,"description":"Raise the limit","owner":"ann","due_date":"2026-02-27","priority":"high","status":"done","done_at":null}`
	server := record(t,
		save("INC-142", `{"number":0,"description":"Call","owner":"jane@example.com","due_date":"2026-04-01","priority":"medium","status":"open","done_at":null}`),
		postmortemGot("INC-142"), save(postmortemID, done), postmortemGot("INC-142"))
	wants(t, "added", 0, shell{}.run(t, server.server.URL, "pm", "actions", "add", "INC-142", "Call", "--due", "2026-04-01").code)
	wants(t, "done", typed{0, "INC-142 1\nINC-142 2\nINC-142 3\n", ""}, shell{}.run(t, server.server.URL, "pm", "actions", "done", "INC-142", "1", "-o", "name"))
	missing := shell{}.run(t, server.server.URL, "pm", "actions", "drop", "INC-142", "9")
	wants(t, "missing", typed{3, "", "airra: INC-142 has no action item 9.\n       See: airra postmortem actions list INC-142 --all\n"}, missing)
}

// editing makes an editor that runs a line of shell on the file.
func editing(t *testing.T, line string) map[string]string {
	t.Helper()
	script := filepath.Join(t.TempDir(), "editor.sh")
	if err := os.WriteFile(script, []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"EDITOR": "/bin/sh " + script}
}

func TestAPostmortemIsWrittenInTheEditor(t *testing.T) {
	t.Parallel()
	draft := exchange{method: "GET", target: "/api/v1/incidents/INC-142/postmortem/draft", answer: draft142()}
	none := refusing("GET", postmortemsAt+"/INC-142", "", problem(404, airra.CodeNotFound, "No postmortem found for this incident", ""))
	const text = `"actual_root_cause":"The cache was too small.","duration_minutes":31`
	unsaved := refusing("PATCH", postmortemsAt+"/INC-142", "{"+text+"}", problem(404, airra.CodeNotFound, "No postmortem found for this incident", ""))
	created := exchange{method: "POST", target: postmortemsAt, body: `{"incident_id":"INC-142",` + text + "}", status: 201, answer: thePostmortem(false)}
	server := record(t, none, draft, unsaved, created, none, draft, none, draft)
	url := server.server.URL
	got := shell{env: editing(t, `sed -i 's/pool/cache/' "$1"`)}.run(t, url, "postmortem", "edit", "INC-142", "-o", "name")
	wants(t, "a first one begins with the draft", typed{0, "INC-142\n", ""}, got)
	got = shell{env: editing(t, "true")}.run(t, url, "postmortem", "edit", "INC-142")
	wants(t, "nothing was changed", typed{0, "", "Nothing was written, so nothing was saved.\n"}, got)
	got = shell{env: editing(t, "exit 1")}.run(t, url, "postmortem", "edit", "INC-142")
	wants(t, "a failed editor is a no", typed{1, "", "airra: the editor /bin/sh failed, so nothing was saved.\n"}, got)
	got = shell{}.run(t, url, "postmortem", "edit", "INC-142")
	wants(t, "no editor", 2, got.code)
}

func TestWhatTheEditorLeftIsNotLost(t *testing.T) {
	t.Parallel()
	about := []exchange{
		{method: "GET", target: "/api/v1/incidents/" + string(incident142().ID), answer: detail142(), always: true},
		{method: "GET", target: "/api/v1/incidents/" + string(incident142().ID) + "/timeline", answer: timeline142(), always: true},
	}
	away := refusing("PATCH", postmortemsAt+"/INC-142", `{"lessons_learned":["new"]}`, problem(500, airra.CodeInternal, "internal error", ""))
	saved := exchange{method: "PATCH", target: postmortemsAt + "/INC-142", body: `{"lessons_learned":["new"]}`, answer: thePostmortem(false)}
	server := record(t, append(about, postmortemGot("INC-142"), away, postmortemGot("INC-142"), saved)...)
	kept := func(got typed) {
		t.Helper()
		_, name, found := strings.Cut(got.err, "Your text is kept: airra postmortem import INC-142 -F ")
		name, _, _ = strings.Cut(name, "\n")
		content, err := os.ReadFile(name)
		if !found || err != nil || !strings.Contains(string(content), "- new") {
			t.Errorf("%v: %q in %+v", err, content, got)
		}
		_ = os.Remove(name)
	}
	got := shell{env: editing(t, `printf '## Lessons learned\n- new\n' > "$1"`)}.run(t, server.server.URL, "postmortem", "edit", "INC-142")
	wants(t, "the end", 1, got.code)
	kept(got)
	got = shell{env: editing(t, `printf '## Lessons learned\n- new\n## Poem\nroses\n' > "$1"`)}.run(t, server.server.URL, "postmortem", "edit", "INC-142", "-o", "name")
	wants(t, "the end", typed{0, "INC-142\n", got.err}, got)
	if !strings.HasPrefix(got.err, `line 3: there is no section "Poem"`) {
		t.Errorf("got %q", got.err)
	}
	kept(got)
}

func TestMarkdownIsImported(t *testing.T) {
	t.Parallel()
	body := `{"actual_root_cause":"The cache was too small.","duration_minutes":5,"users_affected":null,"action_items":[{"number":1,"description":"Do it","owner":"ann","due_date":null,"priority":"medium","status":"done","done_at":null}]}`
	server := record(t, exchange{method: "PATCH", target: postmortemsAt + "/INC-142", actor: "jane@example.com", body: body, answer: thePostmortem(false)})
	got := shell{in: "## Root cause\nThe cache was too small.\n## Impact\n- Duration in minutes: 5\n- Users affected: unknown\n## Action items\n- [x] Do it\n  - number: 1\n  - owner: ann\n"}.run(
		t, server.server.URL, "postmortem", "import", "INC-142", "-F", "-", "--drop-items", "-o", "jsonl")
	var answer airra.Postmortem
	if err := json.Unmarshal([]byte(got.out), &answer); err != nil || answer.ID != postmortemID {
		t.Errorf("%v: %+v", err, got)
	}
	if diff := cmp.Diff(2, shell{}.run(t, "", "postmortem", "import", "INC-142").code); diff != "" {
		t.Error(diff)
	}
}

// An export that is older than an action item must not take it away without a word.
func TestAnOlderTextTakesNoActionItemAway(t *testing.T) {
	t.Parallel()
	const older = "## Action items\n- [x] Do it\n  - number: 1\n  - owner: ann\n- Call\n"
	server := record(t, postmortemGot("INC-142"))
	got := shell{in: older}.run(t, server.server.URL, "postmortem", "import", "INC-142", "-F", "-")
	if got.code != 5 || !strings.Contains(got.err, "the text does not have action item 2 (") || !strings.Contains(got.err, ", 3 (") || !strings.Contains(got.err, "--drop-items") {
		t.Errorf("got %+v", got)
	}
}
