package api_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func TestWhatTheBackendIsAskedAboutPeople(t *testing.T) {
	t.Parallel()
	end := noon.Add(7*day - time.Hour)
	page := airra.PageRequest{Page: 2, PageSize: 5, Cursor: "c"}
	const paging = "page=2&page_size=5&cursor=c"
	for _, c := range []struct {
		name, method, path, body string
		actor                    string
		want                     any
	}{
		{
			"an engineer with everything", "POST", engineersPath,
			`{"name":"A","email":"a@example.org","expertise":["go"],"department":"d","max_concurrent_reviews":10,"slack_handle":" @A","phone":"1","time_zone":"Europe/Berlin","additional_info":{ "n":1.10 },"status":"busy"}`, "api",
			airra.NewEngineer{
				Name: "A", Email: "a@example.org", Expertise: []string{"go"}, Department: "d", MaxConcurrentReviews: 10, SlackHandle: " @A",
				Phone: "1", TimeZone: "Europe/Berlin", AdditionalInfo: json.RawMessage(`{ "n":1.10 }`),
			},
		},
		{"engineers of a status", "GET", engineersPath + "?status=on_leave&available_only=true&" + paging, "", "api", airra.EngineerFilter{Status: "on_leave", AvailableOnly: true, Page: page}},
		{"an engineer by a part of the name", "GET", engineersPath + "/alice%20c", "", "api", "alice c"},
		{"a change of nothing", "PATCH", alicePath, `{}`, "api", airra.EngineerUpdate{}},
		{
			"a change of everything", "PATCH", alicePath,
			`{"name":"A","email":"a@example.org","expertise":[],"department":"d","status":"busy","is_available":false,"max_concurrent_reviews":1,"slack_handle":"@a","phone":"1","time_zone":"UTC","additional_info":{}}`, "api",
			airra.EngineerUpdate{
				Name: ptr("A"), Email: ptr("a@example.org"), Expertise: &[]string{}, Department: ptr("d"), Status: ptr(airra.EngineerBusy), IsAvailable: ptr(false),
				MaxConcurrentReviews: ptr(1), SlackHandle: ptr("@a"), Phone: ptr("1"), TimeZone: ptr("UTC"), AdditionalInfo: json.RawMessage(`{}`),
			},
		},
		{
			"null takes what is optional away", "PATCH", alicePath, `{"department":null,"slack_handle":null,"phone":null}`, "api",
			airra.EngineerUpdate{Department: ptr(""), SlackHandle: ptr(""), Phone: ptr("")},
		},
		{"the available of an expertise", "GET", engineersPath + "/available/list?expertise=go", "", "api", "go"},
		{
			"a shift with everything", "POST", onCallPath,
			`{"engineer_id":"alice","service":"a-b_1","team":"t","priority":"tertiary","schedule_name":"s","rotation_week":52,"is_active":false,` + spanBody + `}`, "api",
			airra.NewShift{
				Engineer: "alice", Service: "a-b_1", Team: "t", StartTime: noon, EndTime: end, Level: "tertiary", ScheduleName: "s", RotationWeek: 52, IsActive: ptr(false),
			},
		},
		{
			"shifts by every filter", "GET", onCallPath + "?service=s&team=t&engineer_id=alice&is_active=false&" + paging, "", "api",
			airra.ShiftFilter{Service: "s", Team: "t", EngineerID: aliceID, IsActive: ptr(false), Page: page},
		},
		{"shifts of an id that nobody has", "GET", onCallPath + "?engineer_id=" + shiftID, "", "api", airra.ShiftFilter{EngineerID: shiftID}},
		{
			"null takes what is optional away from a shift", "PATCH", shiftPath, `{"service":null,"team":null,"schedule_name":null,"rotation_week":null}`, "api",
			airra.ShiftUpdate{Service: ptr(""), Team: ptr(""), ScheduleName: ptr(""), RotationWeek: ptr(0)},
		},
		{
			"a shift that is moved", "PATCH", shiftPath, `{` + spanBody + `,"priority":"secondary","is_active":true,"rotation_week":1,"engineer_id":"bob"}`, "api",
			airra.ShiftUpdate{StartTime: ptr(noon), EndTime: ptr(end), Level: ptr(airra.LevelSecondary), IsActive: ptr(true), RotationWeek: ptr(1)},
		},
		{"who is on call", "POST", onCallPath + "/find-current", "", "api", airra.OnCallQuery{}},
		{
			"who is on call for something then", "POST", onCallPath + "/find-current", `{"service":"s","team":"t","time":"2026-03-01T13:00:00+01:00","priority":"secondary"}`, "api",
			airra.OnCallQuery{Service: "s", Team: "t", At: noon, Level: "secondary"},
		},
		{"the next week", "GET", onCallPath + "/calendar", "", "api", airra.CalendarQuery{From: noon, To: noon.Add(7 * day)}},
		{
			"a calendar by every filter", "GET", onCallPath + "/calendar?from=2026-03-01&to=2026-03-01&service=s&team=t&rotation=Platform&engineer=alice", "", "api",
			airra.CalendarQuery{From: noon.Add(-day / 2), To: noon.Add(day/2 - time.Microsecond), Service: "s", Team: "t", Rotation: "Platform", Engineer: "alice"},
		},
		{
			"a simulation", "GET", onCallPath + "/simulate?service=s&severity=low&at=2026-03-01T12:00:00Z", "", "api",
			airra.SimulationQuery{Service: "s", Severity: "low", At: noon},
		},
		{"a lint of a year", "GET", onCallPath + "/lint?weeks=52", "", "api", 52},
		{
			"a rotation", "POST", onCallPath + "/rotations", rotationBody, "api",
			airra.RotationUpdate{Name: "Platform", TimeZone: "Europe/Berlin", Layers: []airra.NewLayer{{
				Members: []string{"alice", "bob"}, Handoff: "09:00",
				Restrictions: []airra.Restriction{{Weekdays: []time.Weekday{time.Monday, time.Tuesday}, From: "09:00", Until: "17:00"}},
			}}},
		},
		{
			"a rotation with everything", "PUT", onCallPath + "/rotations/Platform",
			`{"name":"P","service":"s","team":"t","priority":"secondary","is_active":false,"layers":[{"name":"n","kind":"custom","every":12,"start":"2026-03-02","until":"2027-03-02","handoff":"08:30","members":["bob"],"restrictions":[{"weekdays":null,"from":"22:00","until":"06:00"}]}]}`, "api",
			airra.RotationUpdate{Name: "P", Service: "s", Team: "t", Level: "secondary", IsActive: ptr(false), Layers: []airra.NewLayer{{
				Name: "n", Kind: "custom", Every: 12, Start: "2026-03-02", Until: "2027-03-02", Handoff: "08:30", Members: []string{"bob"},
				Restrictions: []airra.Restriction{{From: "22:00", Until: "06:00"}},
			}}},
		},
		{
			"an override", "POST", onCallPath + "/overrides", `{"rotation":"Platform","replaces":"alice","engineer_id":"bob","reason":"r",` + spanBody + `}`, "api",
			airra.NewOverride{Rotation: "Platform", Replaces: "alice", Engineer: "bob", StartTime: noon, EndTime: end, Reason: "r"},
		},
		{
			"overrides of a rotation", "GET", onCallPath + "/overrides?rotation=Platform&from=2026-03-01T12:00:00Z&to=2026-03-08T12:00:00%2B01:00", "", "api",
			airra.OverrideFilter{RotationID: rotationID, From: ptr(noon), To: ptr(end)},
		},
		{
			"a swap", "POST", onCallPath + "/swaps", `{"rotation":"Platform","requester_id":"alice","reason":"r",` + spanBody + `}`, "api",
			airra.NewSwap{Rotation: "Platform", Requester: "alice", StartTime: noon, EndTime: end, Reason: "r"},
		},
		{"swaps that are open", "GET", onCallPath + "/swaps?status=open", "", "api", airra.SwapOpen},
		{"a swap that is taken", "POST", onCallPath + "/swaps/" + swapID + "/take", `{"engineer_id":"bob@example.com"}`, "api", "bob@example.com"},
		{"a feed", "POST", onCallPath + "/feeds", `{"rotation":"Platform"}`, "api", airra.NewFeed{Rotation: "Platform"}},
		{
			"a policy", "PUT", policiesPath, `{"name":"n",` + policyBody[1:], "api",
			airra.NewPolicy{Name: "n", Service: "payment-service", Repeat: 1, Steps: []airra.NewStep{{Targets: []string{"primary", "bob"}, Channels: []string{"email"}, WaitSeconds: 300}}},
		},
		{
			"a message", "POST", noticesPath + "/send", `{"engineer_id":"alice","incident_id":"INC-1","channel":"sms","priority":"critical","custom_message":"<b>"}`, "api",
			airra.NewNotification{Engineer: "alice", Incident: "INC-1", Channel: "sms", Priority: "critical", CustomMessage: "<b>"},
		},
		{
			"notifications by every filter", "GET", noticesPath + "?engineer_id=alice&incident_id=INC-1&status=failed&channel=email&escalated=true&" + paging, "", "api",
			airra.NotificationFilter{EngineerID: aliceID, IncidentID: incidentID, Status: "failed", Channel: "email", Escalated: ptr(true), Page: page},
		},
		{
			"notifications of ids that nothing has", "GET", noticesPath + "?incident_id=" + shiftID, "", "api",
			airra.NotificationFilter{IncidentID: shiftID},
		},
		{
			"a correction of everything", "PATCH", noticePath,
			`{"status":"delivered","delivered_at":"2026-03-01T12:00:00Z","acknowledged_at":"2026-03-01T13:00:00+01:00","last_error":"e","escalated":true,"escalated_to_engineer_id":"bob"}`, "api",
			airra.NotificationUpdate{
				Status: ptr(airra.NotificationDelivered), DeliveredAt: ptr(noon), AcknowledgedAt: ptr(noon), LastError: ptr("e"), Escalated: ptr(true),
				EscalatedToEngineerID: ptr(airra.EngineerID(bobID)),
			},
		},
		{
			"null takes an error and a name away", "PATCH", noticePath, `{"last_error":null,"escalated_to_engineer_id":null}`, "api",
			airra.NotificationUpdate{LastError: ptr(""), EscalatedToEngineerID: ptr(airra.EngineerID(""))},
		},
		{"a test of a contact", "POST", noticesPath + "/test", `{"engineer_id":"alice","channel":"slack"}`, "api", given{"alice", "slack"}},
		{
			"a page by hand", "POST", noticesPath + "/page", `{"target":"alice","message":"come","severity":"critical","channels":["sms"]}`, "api",
			airra.ManualPage{Target: "alice", Message: "come", Severity: "critical", Channels: []string{"sms"}},
		},
		{
			"numbers of an engineer", "GET", noticesPath + "/stats/summary?engineer_id=alice&start_date=2026-03-01&end_date=2026-03-01", "", "api",
			airra.StatsFilter{EngineerID: aliceID, Start: ptr(noon.Add(-day / 2)), End: ptr(noon.Add(day/2 - time.Microsecond))},
		},
		{
			"a webhook", "POST", noticesPath + "/channels", `{"name":"hook","url":"https://example.com/x","secret":"whsec_x"}`, "api",
			airra.NewWebhookChannel{Name: "hook", URL: "https://example.com/x", Secret: "whsec_x"},
		},
		{"an assignment to whoever it may be", "POST", "/api/v1/incidents/INC-1/assign", `{}`, "api", airra.AssignStrategy("")},
		{"an assignment by load", "POST", "/api/v1/incidents/INC-1/assign", `{"strategy":"load_balanced"}`, "api", airra.AssignLoadBalanced},
		{"an assignment by force", "POST", "/api/v1/incidents/INC-1/assign/alice@example.com?force=true", "", "api", given{"alice@example.com", true}},
		{
			"a request for an opinion", "POST", "/api/v1/admin/incidents/INC-1/assign", `{"engineer_id":"bob","priority":"high","notes":"n"}`, "api",
			airra.NewReview{Engineer: "bob", Priority: "high", Notes: "n"},
		},
		{"what waits for an opinion", "GET", "/api/v1/admin/incidents/pending-review", "", "api", 50},
		{
			"what is under review", "GET", "/api/v1/admin/incidents/under-review?engineer_id=alice&" + paging, "", "api",
			airra.ReviewFilter{EngineerID: aliceID, Statuses: []airra.ReviewStatus{"assigned", "in_progress"}, Page: page},
		},
		{
			"the reviews of an engineer", "GET", engineersPath + "/alice/reviews?status=accepted&" + paging, "", "api",
			airra.ReviewFilter{EngineerID: aliceID, Statuses: []airra.ReviewStatus{"accepted"}, Page: page},
		},
		{
			"a submission", "POST", reviewPath + "/submit", submitBody[:len(submitBody)-1] + `,"tags":["t"],"alternative_hypotheses":[{"n":1.10}]}`, "api",
			airra.ReviewSubmission{
				AIHypothesesReviewed: json.RawMessage(`{"h":1}`), AIConfidenceAssessment: "nearly", AlternativeHypotheses: json.RawMessage(`[{"n":1.10}]`),
				SuggestedApproach: json.RawMessage(`{"do":"this"}`), EngineerConfidenceScore: 0.9, Notes: "see above", Tags: []string{"t"},
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkAsked(t, c.method, c.path, c.body, c.actor, c.want)
		})
	}
}
