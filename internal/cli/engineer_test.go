package cli_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

const engineersPath = "/api/v1/admin/engineers"

func detailOf(e airra.Engineer) airra.EngineerDetail {
	return airra.EngineerDetail{Engineer: e, PendingReviews: 1, InProgressReviews: 2, AssignedIncidents: 1, CompletedToday: 3, CapacityPercentage: 33.3}
}

func TestEngineersAreListed(t *testing.T) {
	t.Parallel()
	away, full := theBob(), theDavid()
	away.Status, away.Department, away.Expertise = airra.EngineerOnLeave, ptr("Platform"), []string{"databases", "go"}
	full.IsAvailable, full.CurrentReviewCount = false, 3
	all := pageOf(theAlice(), away, full)
	ask := exchange{method: "GET", target: engineersPath + "?page_size=30", answer: all}
	server := record(t, ask)
	person := shell{tty: true}.run(t, server.server.URL, "engineer", "list", "--color", "never")
	wants(t, "what a person reads", `
EMAIL              NAME          STATUS                   LOAD  DEPARTMENT  EXPERTISE
alice@example.com  Alice Chen    ● active                  1/3
bob@example.com    Bob Martinez  ⊘ on leave                1/3  Platform    databases,go
david@example.com  David Kim     ● active, not available   3/3
`, "\n"+person.out)
	server = record(t, ask)
	pipe := shell{}.run(t, server.server.URL, "engineer", "list", "--no-headers")
	wants(t, "what a pipe reads", typed{0, "alice@example.com\tAlice Chen\tactive\t1/3\t\t\nbob@example.com\tBob Martinez\ton_leave\t1/3\tPlatform\tdatabases,go\ndavid@example.com\tDavid Kim\tactive\t3/3\t\t\n", ""}, pipe)
	server = record(t, ask)
	wants(t, "the API's own answer", typed{0, string(encode(t, all)) + "\n", ""}, shell{}.run(t, server.server.URL, "engineer", "list", "-o", "json"))
	server = record(t, exchange{method: "GET", target: engineersPath + "?page_size=5&status=on_leave", answer: pageOf(away)})
	wants(t, "those on leave", typed{0, "bob@example.com\n", ""}, shell{}.run(t, server.server.URL, "engineer", "list", "-s", "on-leave", "-L", "5", "-o", "name"))
	server = record(t, exchange{method: "GET", target: engineersPath + "/available/list?expertise=go", answer: []airra.Engineer{theAlice()}})
	wants(t, "those who can", typed{0, "[\"alice@example.com\"]\n", ""}, shell{}.run(t, server.server.URL, "engineer", "list", "--available", "--expertise", "go", "-q", "map(.email)"))
}

func TestAnEngineerIsRead(t *testing.T) {
	t.Parallel()
	alice := detailOf(theAlice())
	alice.SlackHandle, alice.Phone, alice.Department, alice.Expertise, alice.TimeZone = ptr("@alice"), ptr("+49 30 1"), ptr("Platform"), []string{"databases"}, "Asia/Tokyo"
	alice.AverageReviewTimeMinutes, alice.Status = ptr(12.4), airra.EngineerOffline
	ask := exchange{method: "GET", target: engineersPath + "/jane@example.com", answer: alice}
	server := record(t, ask)
	person := shell{tty: true}.run(t, server.server.URL, "engineer", "view", "@me", "--color", "never")
	wants(t, "the screen", `
Alice Chen  ○ offline  Platform
  reach    alice@example.com · @alice · +49 30 1
  zone     Asia/Tokyo, where it is Sun 21:04
  knows    databases
  load     ███░░░░░░░ 1/3 · 1 incident · 1 review to start · 2 begun
  reviews  0 in all · 3 today · 12 min on average
  pages    go to the next level: Alice Chen is offline
`, "\n"+person.out)
	server = record(t, ask)
	pipe := shell{}.run(t, server.server.URL, "engineer", "view", "@me")
	for _, line := range []string{"FIELD\tVALUE\n", "email\talice@example.com\n", "pending_reviews\t1\n", "time_zone\tAsia/Tokyo\n"} {
		if !strings.Contains(pipe.out, line) {
			t.Errorf("%q is missing in:\n%s", line, pipe.out)
		}
	}
	server = record(t, refusing("GET", engineersPath+"/a%2Fb", "", problem(http.StatusNotFound, airra.CodeNotFound, "there is no engineer a/b", "")))
	wants(t, "nobody", typed{3, "", "airra: there is no engineer a/b.\n"}, shell{}.run(t, server.server.URL, "engineer", "view", "a/b"))
}

func TestEngineersAreWritten(t *testing.T) {
	t.Parallel()
	const alice = engineersPath + "/alice@example.com"
	tests := []struct {
		args     []string
		exchange exchange
	}{
		{[]string{"add", "Alice Chen", "--email", "alice@example.com"}, exchange{method: "POST", target: engineersPath, status: 201, body: `{"name":"Alice Chen","email":"alice@example.com"}`}},
		{
			[]string{"add", "Alice Chen", "--email", "alice@example.com", "--expertise", "go,sql", "--department", "Platform", "--max", "5", "--slack", "alice", "--phone", "+49 1", "--zone", "Asia/Tokyo", "--info", `{"a":1.50}`},
			exchange{method: "POST", target: engineersPath, status: 201, body: `{"name":"Alice Chen","email":"alice@example.com","expertise":["go","sql"],"department":"Platform","max_concurrent_reviews":5,"slack_handle":"alice","phone":"+49 1","time_zone":"Asia/Tokyo","additional_info":{"a":1.50}}`},
		},
		{[]string{"edit", "alice@example.com", "--name", "A", "--phone", "", "--max", "2"}, exchange{method: "PATCH", target: alice, body: `{"name":"A","phone":null,"max_concurrent_reviews":2}`}},
		{[]string{"edit", "alice@example.com", "--expertise", "", "--info", ""}, exchange{method: "PATCH", target: alice, body: `{"expertise":[],"additional_info":{}}`}},
		{[]string{"edit", "@me", "--slack", "@a", "--department", "", "--email", "a@example.com", "--zone", "UTC"}, exchange{method: "PATCH", target: engineersPath + "/jane@example.com", body: `{"slack_handle":"@a","department":null,"email":"a@example.com","time_zone":"UTC"}`}},
		{[]string{"avail", "alice@example.com", "leave"}, exchange{method: "PATCH", target: alice, body: `{"status":"on_leave"}`}},
		{[]string{"avail", "alice@example.com", "On-Leave"}, exchange{method: "PATCH", target: alice, body: `{"status":"on_leave"}`}},
		{[]string{"avail", "Alice Chen", "busy"}, exchange{method: "PATCH", target: engineersPath + "/Alice%20Chen", body: `{"status":"busy"}`}},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			t.Parallel()
			test.exchange.actor, test.exchange.answer = "jane@example.com", theAlice()
			server := record(t, test.exchange)
			got := shell{}.run(t, server.server.URL, append([]string{"engineer", "--no-headers"}, test.args...)...)
			wants(t, "what a pipe reads", typed{0, "alice@example.com\tAlice Chen\tactive\t1/3\t\t\n", ""}, got)
			server = record(t, test.exchange)
			person := shell{tty: true}.run(t, server.server.URL, append([]string{"engineer", "--color", "never"}, test.args...)...)
			if person.code != 0 || !strings.HasPrefix(person.out, "Alice Chen") || !strings.HasSuffix(person.out, "● active  alice@example.com\n") {
				t.Errorf("a person reads %+v", person)
			}
		})
	}
}

func TestEngineersThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"add":                            "airra engineer add needs a name",
		"add Alice":                      "--email is missing",
		"add Alice --email a --max 0":    "--max takes 1 to 10",
		"add Alice --email a --info [1]": "--info takes a JSON object",
		"edit alice@example.com":         "nothing is said that should change",
		"avail alice@example.com":        "needs an engineer and a status",
		"avail alice@example.com asleep": "takes active, busy, offline, on_leave",
		"list --expertise go":            "--expertise needs --available",
		"list --available --status busy": "--status does not fit",
		"list --status asleep":           "--status takes active, busy, offline, on_leave",
		"list --limit 0":                 "--limit has to be at least 1",
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			got := shell{}.run(t, "http://127.0.0.1:1", append([]string{"engineer"}, strings.Fields(args)...)...)
			if got.code != 2 || got.out != "" || !strings.Contains(got.err, says) {
				t.Errorf("ended with %+v", got)
			}
		})
	}
	invalid := refusing("POST", engineersPath, `{"name":"A","email":"nope","time_zone":"Mars"}`, problem(http.StatusUnprocessableEntity, airra.CodeInvalid, "2 fields are wrong", ""))
	invalid.answer.(map[string]any)["errors"] = []map[string]string{{"location": "body.email", "message": "must be an address"}, {"location": "body.time_zone", "message": `"Mars" is not a time zone`}}
	server := record(t, invalid)
	got := shell{}.run(t, server.server.URL, "engineer", "add", "A", "--email", "nope", "--zone", "Mars")
	wants(t, "a refusal names every field", typed{2, "", "airra: 2 fields are wrong.\n       email: must be an address\n       time_zone: \"Mars\" is not a time zone\n"}, got)
}

func TestRemovingAnEngineerAsks(t *testing.T) {
	t.Parallel()
	found := exchange{method: "GET", target: engineersPath + "/alice@example.com", answer: detailOf(theAlice())}
	gone := exchange{method: "DELETE", target: engineersPath + "/" + aliceID, status: http.StatusNoContent, answer: "", actor: "jane@example.com"}
	t.Run("and a yes removes", func(t *testing.T) {
		t.Parallel()
		server := record(t, found, gone)
		got := shell{tty: true, inTTY: true, in: "y\n"}.run(t, server.server.URL, "engineer", "remove", "alice@example.com", "--color", "never")
		wants(t, "the end", typed{0, "Alice Chen  removed  ● active  alice@example.com\n", "The shifts and overrides of Alice Chen <alice@example.com> go, too. Remove? [y/N] "}, got)
	})
	t.Run("and a no does nothing", func(t *testing.T) {
		t.Parallel()
		server := record(t, found)
		got := shell{tty: true, inTTY: true, in: "\n"}.run(t, server.server.URL, "engineer", "remove", "alice@example.com")
		if got.code != 1 || got.out != "" || !strings.Contains(got.err, "nothing was done") {
			t.Errorf("ended with %+v", got)
		}
	})
	t.Run("and where nobody can answer it ends with 2", func(t *testing.T) {
		t.Parallel()
		server := record(t, found)
		got := shell{}.run(t, server.server.URL, "engineer", "remove", "alice@example.com")
		if got.code != 2 || got.out != "" || !strings.Contains(got.err, "--yes is missing") {
			t.Errorf("ended with %+v", got)
		}
	})
	t.Run("what a script gets is what was known of them", func(t *testing.T) {
		t.Parallel()
		server := record(t, found, gone)
		got := shell{}.run(t, server.server.URL, "engineer", "remove", "alice@example.com", "--yes", "-o", "json")
		wants(t, "the end", typed{0, string(encode(t, detailOf(theAlice()))) + "\n", ""}, got)
	})
	t.Run("who has work stays", func(t *testing.T) {
		t.Parallel()
		server := record(t, found, refusing("DELETE", gone.target, "", problem(http.StatusConflict, airra.CodeConflict, "Alice Chen has 1 incident", "")))
		got := shell{}.run(t, server.server.URL, "engineer", "remove", "alice@example.com", "-y")
		wants(t, "the end", typed{5, "", "airra: Alice Chen has 1 incident.\n"}, got)
	})
	t.Run("of several each is tried, and the worst code counts", func(t *testing.T) {
		t.Parallel()
		bob := exchange{method: "GET", target: engineersPath + "/bob@example.com", answer: detailOf(theBob())}
		server := record(t, found, bob,
			refusing("GET", engineersPath+"/carol", "", problem(http.StatusNotFound, airra.CodeNotFound, "there is no engineer carol", "")),
			refusing("DELETE", gone.target, "", problem(http.StatusConflict, airra.CodeConflict, "there is still work", "")),
			exchange{method: "DELETE", target: engineersPath + "/" + bobID, status: http.StatusNoContent, answer: ""})
		got := shell{in: "alice@example.com carol bob@example.com"}.run(t, server.server.URL, "engineer", "remove", "-", "-y", "-o", "name")
		wants(t, "the end", typed{5, "bob@example.com\n", "airra: there is no engineer carol.\nairra: Alice Chen <alice@example.com>: there is still work.\n"}, got)
	})
}

func TestEngineerFieldsAreThoseOfTheAPI(t *testing.T) {
	t.Parallel()
	got := shell{}.run(t, "", "engineer", "view", "alice", "--json")
	var members map[string]json.RawMessage
	if err := json.Unmarshal(encode(t, detailOf(theAlice())), &members); err != nil {
		t.Fatal(err)
	}
	if names := strings.Fields(got.out); len(names) != len(members) {
		t.Errorf("%d fields are offered of %d", len(names), len(members))
	}
	for _, name := range strings.Fields(got.out) {
		if _, ok := members[name]; !ok {
			t.Errorf("the API has no %q", name)
		}
	}
}
