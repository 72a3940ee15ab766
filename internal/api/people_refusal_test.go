package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

// Paths of the people's side that many cases share.
const (
	engineersPath = "/api/v1/admin/engineers"
	alicePath     = engineersPath + "/" + aliceID
	onCallPath    = "/api/v1/on-call"
	shiftPath     = onCallPath + "/" + shiftID
	policiesPath  = "/api/v1/escalation-policies"
	noticesPath   = "/api/v1/notifications"
	noticePath    = noticesPath + "/" + notificationID
	reviewPath    = "/api/v1/admin/reviews/" + reviewID
)

func TestEveryBadFieldOfPeopleIsNamed(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", 256)
	for _, c := range []struct {
		name, method, path, body string
		want                     []string
	}{
		{"an engineer without anything", "POST", engineersPath, `{}`, []string{"body.email", "body.name"}},
		{"an engineer of whom everything is too long", "POST", engineersPath, `{"name":"` + long + `","email":"a@example.com","department":"` + long + `","slack_handle":"` + long + `","phone":"` + long + `","time_zone":"` + long + `"}`, []string{"body.department", "body.name", "body.phone", "body.slack_handle", "body.time_zone"}},
		{"an address that is none", "POST", engineersPath, `{"name":"A","email":"alice"}`, []string{"body.email"}},
		{"an address with a name around it", "POST", engineersPath, `{"name":"A","email":"Alice <alice@example.org>"}`, []string{"body.email"}},
		{"an address with spaces around it", "POST", engineersPath, `{"name":"A","email":" alice@example.org"}`, []string{"body.email"}},
		{"an address that is too long", "POST", engineersPath, `{"name":"A","email":"` + strings.Repeat("a", 250) + `@example.org"}`, []string{"body.email"}},
		{"no work at all", "POST", engineersPath, `{"name":"A","email":"a@example.org","max_concurrent_reviews":0}`, []string{"body.max_concurrent_reviews"}},
		{"too much work", "POST", engineersPath, `{"name":"A","email":"a@example.org","max_concurrent_reviews":11}`, []string{"body.max_concurrent_reviews"}},
		{"information that is no object", "POST", engineersPath, `{"name":"A","email":"a@example.org","additional_info":[],"expertise":"go"}`, []string{"body.additional_info", "body.expertise"}},
		{"a status of an engineer that is none", "PATCH", alicePath, `{"status":"asleep"}`, []string{"body.status"}},
		{"null where an engineer must have something", "PATCH", alicePath, `{"name":null,"email":null,"expertise":null,"status":null,"is_available":null,"max_concurrent_reviews":null,"time_zone":null,"additional_info":null}`, []string{"body.additional_info", "body.email", "body.expertise", "body.is_available", "body.max_concurrent_reviews", "body.name", "body.status", "body.time_zone"}},
		{"a new address with a name around it and a null", "PATCH", alicePath, `{"email":"A <a@example.org>","name":null}`, []string{"body.email", "body.name"}},
		{"a list of engineers of no status", "GET", engineersPath + "?status=asleep&available_only=perhaps", "", []string{"query.available_only", "query.status"}},
		{"an expertise that is empty", "GET", engineersPath + "/available/list?expertise=", "", []string{"query.expertise"}},

		{"a shift without anything", "POST", onCallPath, `{}`, []string{"body.end_time", "body.engineer_id", "body.start_time"}},
		{"a shift without zones", "POST", onCallPath, `{"engineer_id":"alice","start_time":"2026-03-01T12:00:00","end_time":"2026-03-02 12:00"}`, []string{"body.end_time", "body.start_time"}},
		{"a shift that ends when it begins", "POST", onCallPath, `{"engineer_id":"alice","start_time":"2026-03-01T12:00:00Z","end_time":"2026-03-01T13:00:00+01:00"}`, []string{"body.end_time"}},
		{"a shift that ends within the microsecond in which it begins", "POST", onCallPath, `{"engineer_id":"alice","start_time":"2026-03-01T12:00:00Z","end_time":"2026-03-01T12:00:00.0000009Z"}`, []string{"body.end_time"}},
		{"a shift of another age", "POST", onCallPath, `{"engineer_id":"alice","start_time":"1969-12-31T23:59:59Z","end_time":"9999-12-31T23:59:59-23:59"}`, []string{"body.end_time", "body.start_time"}},
		{"a shift of bad words", "POST", onCallPath, `{"engineer_id":"","service":"a b","team":"` + long + `","priority":"quaternary","schedule_name":"` + long + `","rotation_week":53,` + spanBody + `}`, []string{"body.engineer_id", "body.priority", "body.rotation_week", "body.schedule_name", "body.service", "body.team"}},
		{"a shift of the week zero", "POST", onCallPath, `{"engineer_id":"alice","rotation_week":0,` + spanBody + `}`, []string{"body.rotation_week"}},
		{"null where a shift must have something", "PATCH", shiftPath, `{"start_time":null,"end_time":null,"priority":null,"is_active":null}`, []string{"body.end_time", "body.is_active", "body.priority", "body.start_time"}},
		{"a shift that is turned round", "PATCH", shiftPath, `{"start_time":"2026-03-02T00:00:00Z","end_time":"2026-03-01T00:00:00Z"}`, []string{"body.end_time"}},
		{"a shift that is moved without zones", "PATCH", shiftPath, `{"start_time":"2026-03-02T00:00:00","rotation_week":0,"service":"a b"}`, []string{"body.rotation_week", "body.service", "body.start_time"}},
		{"a list of shifts of bad words", "GET", onCallPath + "?service=a%20b&is_active=perhaps&team=" + strings.Repeat("a", 101), "", []string{"query.is_active", "query.service", "query.team"}},
		{"a list of shifts of nothing", "GET", onCallPath + "?service=&team=&engineer_id=", "", []string{"query.engineer_id", "query.service", "query.team"}},
		{"a shift that cannot be one", "GET", onCallPath + "/rotation", "", []string{"path.id"}},
		{"a question of bad words", "POST", onCallPath + "/find-current", `{"service":"a b","time":"2026-03-01T12:00:00","priority":"first"}`, []string{"body.priority", "body.service", "body.time"}},
		{"a question about another age", "POST", onCallPath + "/escalation-chain", `{"time":"0001-01-01T00:00:00Z"}`, []string{"body.time"}},
		{"a calendar without zones", "GET", onCallPath + "/calendar?from=2026-03-01T12:00:00&to=tomorrow", "", []string{"query.from", "query.to"}},
		{"a calendar that ends before it begins", "GET", onCallPath + "/calendar?from=2026-03-02&to=2026-03-01", "", []string{"query.to"}},
		{"a calendar of years", "GET", onCallPath + "/calendar?from=2026-01-01&to=2028-01-01", "", []string{"query.to"}},
		{"a calendar of nothing", "GET", onCallPath + "/calendar?rotation=&engineer=", "", []string{"query.engineer", "query.rotation"}},
		{"a simulation of bad words", "GET", onCallPath + "/simulate?service=a%20b&severity=huge", "", []string{"query.service", "query.severity"}},
		{"a simulation without a zone", "GET", onCallPath + "/simulate?at=2026-03-01%2012:00:00", "", []string{"query.at"}},
		{"a lint of no weeks", "GET", onCallPath + "/lint?weeks=0", "", []string{"query.weeks"}},

		{"a rotation without anything", "POST", onCallPath + "/rotations", `{}`, []string{"body.layers", "body.name"}},
		{"a rotation without layers", "POST", onCallPath + "/rotations", `{"name":"P","layers":[]}`, []string{"body.layers"}},
		{"a rotation of bad words", "PUT", onCallPath + "/rotations/Platform", `{"name":"P","priority":"x","layers":[{"kind":"hourly","every":0,"members":[],"restrictions":[{"weekdays":[7]}]}]}`, []string{"body.layers[0].every", "body.layers[0].kind", "body.layers[0].members", "body.layers[0].restrictions[0].from", "body.layers[0].restrictions[0].until", "body.layers[0].restrictions[0].weekdays[0]", "body.priority"}},
		{"a rotation in no zone", "POST", onCallPath + "/rotations", `{"name":"P","time_zone":"Mars/Base","layers":[{"members":["alice"]}]}`, []string{"time_zone"}},
		{"an override of nothing", "POST", onCallPath + "/overrides", `{"engineer_id":"bob","start_time":"2026-03-02T00:00:00Z","end_time":"2026-03-01T00:00:00Z"}`, []string{"body.end_time", "body.rotation"}},
		{"a list of overrides that ends before it begins", "GET", onCallPath + "/overrides?from=2026-03-02&to=2026-03-01", "", []string{"query.to"}},
		{"a swap that ends before it begins", "POST", onCallPath + "/swaps", `{"requester_id":"alice","start_time":"2026-03-02T00:00:00Z","end_time":"2026-03-01T00:00:00Z"}`, []string{"body.end_time"}},
		{"swaps of no status", "GET", onCallPath + "/swaps?status=done", "", []string{"query.status"}},
		{"a swap that nobody takes", "POST", onCallPath + "/swaps/" + swapID + "/take", `{}`, []string{"body.engineer_id"}},
		{"a feed of nobody", "POST", onCallPath + "/feeds", `{}`, []string{"body"}},
		{"a feed of two", "POST", onCallPath + "/feeds", `{"engineer":"alice","rotation":"Platform"}`, []string{"body"}},
		{"a policy without steps", "PUT", policiesPath, `{"steps":[]}`, []string{"body.steps"}},
		{"a policy of bad words", "PUT", policiesPath, `{"service":"a b","steps":[{"targets":[],"wait_seconds":0}],"repeat":-1}`, []string{"body.repeat", "body.service", "body.steps[0].targets", "body.steps[0].wait_seconds"}},

		{"a message without anything", "POST", noticesPath + "/send", `{}`, []string{"body.channel", "body.engineer_id", "body.incident_id"}},
		{"a message of bad words", "POST", noticesPath + "/send", `{"engineer_id":"alice","incident_id":"INC-1","channel":"","priority":"medium","custom_message":"` + strings.Repeat("a", 10001) + `"}`, []string{"body.channel", "body.custom_message", "body.priority"}},
		{"null where a notification must have something", "PATCH", noticePath, `{"status":null,"delivered_at":null,"acknowledged_at":null,"escalated":null}`, []string{"body.acknowledged_at", "body.delivered_at", "body.escalated", "body.status"}},
		{"a notification of bad words", "PATCH", noticePath, `{"status":"lost","delivered_at":"2026-03-01T12:00:00"}`, []string{"body.delivered_at", "body.status"}},
		{"a list of notifications of bad words", "GET", noticesPath + "?status=lost&escalated=perhaps&channel=", "", []string{"query.channel", "query.escalated", "query.status"}},
		{"numbers without zones", "GET", noticesPath + "/stats/summary?start_date=2026-03-01T12:00:00&end_date=x&engineer_id=", "", []string{"query.engineer_id"}},
		{"numbers of bad times", "GET", noticesPath + "/stats/summary?start_date=2026-03-01T12:00:00&end_date=0001-01-01", "", []string{"query.end_date", "query.start_date"}},
		{"a page that says nothing", "POST", noticesPath + "/page", `{"target":"","message":"","severity":"huge"}`, []string{"body.message", "body.severity", "body.target"}},
		{"a page that says too much", "POST", noticesPath + "/page", `{"target":"alice","message":"` + strings.Repeat("ä", 2001) + `"}`, []string{"body.message"}},
		{"a token that is not there", "POST", acknowledgePath, `{}`, []string{"body.token"}},
		{"a token that is empty", "POST", acknowledgePath, `{"token":""}`, []string{"body.token"}},
		{"a webhook without anything", "POST", noticesPath + "/channels", `{}`, []string{"body.name", "body.url"}},
		{"a webhook with a bad name", "POST", noticesPath + "/channels", `{"name":"a/b","url":"https://example.com"}`, []string{"body.name"}},
		{"a strategy that is none", "POST", "/api/v1/incidents/INC-1/assign", `{"strategy":"manual"}`, []string{"body.strategy"}},
		{"a review of bad words", "POST", "/api/v1/admin/incidents/INC-1/assign", `{"engineer_id":"","priority":"medium"}`, []string{"body.engineer_id", "body.priority"}},
		{"a submission of nothing", "POST", reviewPath + "/submit", `{}`, []string{"body.ai_confidence_assessment", "body.ai_hypotheses_reviewed", "body.engineer_confidence_score", "body.notes", "body.suggested_approach"}},
		{"a submission of bad words", "POST", reviewPath + "/submit", `{"ai_hypotheses_reviewed":null,"ai_confidence_assessment":"","alternative_hypotheses":[1],"suggested_approach":"x","engineer_confidence_score":1.1,"notes":""}`, []string{"body.ai_confidence_assessment", "body.ai_hypotheses_reviewed", "body.alternative_hypotheses[0]", "body.engineer_confidence_score", "body.notes", "body.suggested_approach"}},
		{"a decision that is none", "POST", "/api/v1/admin/incidents/INC-1/choose-approach", `{"decision":"pending","rationale":""}`, []string{"body.decision", "body.rationale"}},
		{"more incidents than there may be", "GET", "/api/v1/admin/incidents/pending-review?limit=101", "", []string{"query.limit"}},
		{"reviews of no status", "GET", engineersPath + "/alice/reviews?status=done", "", []string{"query.status"}},
		{"reviews of an engineer who is empty", "GET", "/api/v1/admin/incidents/under-review?engineer_id=", "", []string{"query.engineer_id"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkRefusal(t, c.method, c.path, c.body, c.want)
		})
	}
}

func TestATimeWithoutAZoneIsToldWhatItLacks(t *testing.T) {
	t.Parallel()
	const lacks = "must have a time zone, like 2026-03-01T12:00:00Z"
	for _, c := range []struct{ name, method, path, body string }{
		{"in a body", "POST", onCallPath, `{"engineer_id":"alice","start_time":"2026-03-01T12:00:00.5","end_time":"2026-03-08T12:00:00Z"}`},
		{"in a body of an incident", "POST", "/api/v1/incidents", with(`"detected_at":"2026-03-01T12:00:00"`)},
		{"in a change", "PATCH", shiftPath, `{"end_time":"2026-03-08 12:00"}`},
		{"in a query", "GET", onCallPath + "/calendar?from=2026-03-01T12:00", ""},
		{"in a query with a space", "GET", noticesPath + "/stats/summary?start_date=2026-03-01%2012:00:00", ""},
		{"in a filter of incidents", "GET", "/api/v1/incidents?start_date=2026-03-01T12:00:00", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			p := b.problem(b.send(c.method, c.path, c.body), 422, airra.CodeInvalid)
			if len(p.Errors) != 1 || p.Errors[0].Message != lacks {
				t.Errorf("%+v", p.Errors)
			}
		})
	}
	b := setup(t)
	p := b.problem(b.send("POST", onCallPath, `{"engineer_id":"alice","start_time":"soon","end_time":"2026-03-08T12:00:00Z"}`), 422, airra.CodeInvalid)
	if len(p.Errors) != 1 || strings.Contains(p.Errors[0].Message, "zone") {
		t.Errorf("what is no time at all is told: %+v", p.Errors)
	}
}

func TestWhatTheDomainRefusesIsToldAsItIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		code                     airra.Code
		state                    string
	}{
		{"an address that is taken", "POST", engineersPath, `{"name":"A","email":"Alice@Example.com"}`, 400, airra.CodeBadRequest, ""},
		{"a zone that is none", "POST", engineersPath, `{"name":"A","email":"a@example.org","time_zone":"Local"}`, 422, airra.CodeInvalid, ""},
		{"an engineer who is nobody", "GET", engineersPath + "/nobody", "", 404, airra.CodeNotFound, ""},
		{"an engineer with work", "DELETE", engineersPath + "/alice", "", 409, airra.CodeConflict, "busy"},
		{"a shift of nobody", "POST", onCallPath, `{"engineer_id":"nobody",` + spanBody + `}`, 404, airra.CodeNotFound, ""},
		{"an end before the stored start", "PATCH", shiftPath, `{"end_time":"2026-02-01T00:00:00Z"}`, 422, airra.CodeInvalid, ""},
		{"shifts of nobody", "GET", onCallPath + "?engineer_id=nobody", "", 404, airra.CodeNotFound, ""},
		{"overrides of no rotation", "GET", onCallPath + "/overrides?rotation=nothing", "", 404, airra.CodeNotFound, ""},
		{"nobody on call", "POST", onCallPath + "/find-current", `{"service":"nobodys"}`, 404, airra.CodeNotFound, ""},
		{"a chain of nobody", "POST", onCallPath + "/escalation-chain", `{"service":"nobodys"}`, 404, airra.CodeNotFound, ""},
		{"a swap with oneself", "POST", onCallPath + "/swaps/" + swapID + "/take", `{"engineer_id":"alice"}`, 422, airra.CodeInvalid, ""},
		{"a message that is delivered and then sent", "PATCH", noticePath, `{"status":"pending"}`, 409, airra.CodeConflict, "sent"},
		{"a message handed on to nobody", "PATCH", noticePath, `{"escalated_to_engineer_id":"nobody"}`, 404, airra.CodeNotFound, ""},
		{"a decision before there is an opinion", "POST", "/api/v1/admin/incidents/INC-1/choose-approach", `{"decision":"ai_approach","rationale":"r"}`, 409, airra.CodeConflict, "assigned"},
		{"an incident that nobody has", "DELETE", "/api/v1/incidents/INC-1/assign", "", 409, airra.CodeConflict, "unassigned"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			if p := b.problem(b.send(c.method, c.path, c.body), c.status, c.code); p.State != c.state {
				t.Errorf("state %q, want %q", p.State, c.state)
			}
		})
	}
}

// The bounds stand in tags, because the document is made of them, and in the domain.
func TestThePolicysBoundsAreTheDomains(t *testing.T) {
	t.Parallel()
	policy := func(steps, targets, wait, repeat int) string {
		step := fmt.Sprintf(`{"targets":["%s"],"wait_seconds":%d}`, strings.Join(slices.Repeat([]string{"primary"}, targets), `","`), wait)
		return fmt.Sprintf(`{"steps":[%s],"repeat":%d}`, strings.Join(slices.Repeat([]string{step}, steps), ","), repeat)
	}
	longest := int(airra.MaxWait.Seconds())
	b := setup(t)
	if w := b.send("PUT", policiesPath, policy(airra.MaxSteps, airra.MaxStepTargets, longest, airra.MaxRepeat)); w.Code != 200 {
		t.Errorf("the largest policy: %d %s", w.Code, w.Body)
	}
	for name, body := range map[string]string{
		"steps": policy(airra.MaxSteps+1, 1, 1, 0), "targets": policy(1, airra.MaxStepTargets+1, 1, 0),
		"wait": policy(1, 1, longest+1, 0), "repeat": policy(1, 1, 1, airra.MaxRepeat+1),
	} {
		if w := b.send("PUT", policiesPath, body); w.Code != 422 {
			t.Errorf("one more of %s: %d %s", name, w.Code, w.Body)
		}
	}
	for count, status := range map[int]int{airra.MaxConcurrent: 201, airra.MaxConcurrent + 1: 422} {
		body := fmt.Sprintf(`{"name":"A","email":"a@example.org","max_concurrent_reviews":%d}`, count)
		if w := b.send("POST", engineersPath, body); w.Code != status {
			t.Errorf("%d at once: %d %s", count, w.Code, w.Body)
		}
	}
}
