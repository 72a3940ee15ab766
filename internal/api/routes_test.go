package api_test

import "slices"

// route is one way to succeed.
type route struct {
	name, method, path, body string
	status                   int
}

const incidentBody = `{"title":"T","description":"D","severity":"high","affected_service":"payment-service"}`

// routes are all operations of the API with what they answer.
var routes = slices.Concat(incidentRoutes, peopleRoutes, onCallRoutes, learningRoutes, simulatorRoutes, generatorRoutes, postmortemRoutes, analyticsRoutes)

// incidentRoutes are those about incidents and about the product itself.
var incidentRoutes = []route{
	{"create", "POST", "/api/v1/incidents", incidentBody, 201},
	{"list", "GET", "/api/v1/incidents", "", 200},
	{"view", "GET", "/api/v1/incidents/INC-1", "", 200},
	{"update", "PATCH", "/api/v1/incidents/INC-1", `{"title":"New","status":"resolved"}`, 200},
	{"quick", "POST", "/api/v1/quick-incident", `{"service_name":"payment-service"}`, 201},
	{"acknowledge", "POST", "/api/v1/incidents/inc-1/acknowledge", `{"acknowledged_by":"ann@example.com","for":"30m"}`, 200},
	{"unacknowledge", "POST", "/api/v1/incidents/INC-1/unacknowledge", "", 200},
	{"delete acknowledgement", "DELETE", "/api/v1/incidents/INC-1/acknowledge", "", 200},
	{"comment", "POST", "/api/v1/incidents/INC-1/comments", `{"text":"hello","author":"ann"}`, 201},
	{"retract comment", "POST", "/api/v1/incidents/INC-1/comments/3/retract", "", 200},
	{"escalate", "POST", "/api/v1/incidents/INC-1/escalate", `{"reason":"help"}`, 200},
	{"analyze", "POST", "/api/v1/incidents/INC-1/analyze", "", 202},
	{"resolve", "POST", "/api/v1/incidents/" + incidentID + "/resolve", `{"resolved_by":"ann","cause":"leak","resolution":"restart"}`, 200},
	{"reopen", "POST", "/api/v1/incidents/INC-1/reopen", "", 200},
	{"timeline", "GET", "/api/v1/incidents/INC-1/timeline", "", 200},
	{"signals", "GET", "/api/v1/incidents/INC-1/signals", "", 200},
	{"actions of incident", "GET", "/api/v1/incidents/INC-1/actions", "", 200},
	{"rerun", "POST", "/api/v1/incidents/INC-1/evidence/3/rerun", "", 200},
	{"list actions", "GET", "/api/v1/actions", "", 200},
	{"view action", "GET", "/api/v1/actions/ACT-1", "", 200},
	{"actions by incident", "GET", "/api/v1/actions/incident/INC-1", "", 200},
	{"actions of unknown incident", "GET", "/api/v1/actions/incident/INC-999", "", 200},
	{"pending", "GET", "/api/v1/approvals/pending", "", 200},
	{"approve", "POST", "/api/v1/approvals/ACT-1/approve", `{"approved_by":"ann@example.com","execution_mode":"dry_run","approval_notes":"ok"}`, 200},
	{"execute", "POST", "/api/v1/actions/ACT-1/execute", "", 200},
	{"reject", "POST", "/api/v1/approvals/ACT-1/reject", `{"rejected_by":"bob","rejection_reason":"no"}`, 200},
	{"services", "GET", "/api/v1/services", "", 200},
	{"service", "GET", "/api/v1/services/payment-service", "", 200},
	{"status", "GET", "/api/v1/status", "", 200},
	{"audit", "GET", "/api/v1/audit", "", 200},
	{"jobs", "GET", "/api/v1/server/jobs", "", 200},
	{"retry", "POST", "/api/v1/server/jobs/1/retry", "", 200},
	{"health", "GET", "/health", "", 200},
	{"ready", "GET", "/ready", "", 200},
}

// acknowledgePath is the one operation that takes a token instead of the key.
const acknowledgePath = "/api/v1/notifications/acknowledge"

const (
	spanBody     = `"start_time":"2026-03-01T12:00:00Z","end_time":"2026-03-08T12:00:00+01:00"`
	engineerBody = `{"name":"Carol Johnson","email":"carol@example.com","expertise":["react"],"slack_handle":"Carol","additional_info":{"shirt":"M"}}`
	shiftBody    = `{"engineer_id":"alice@example.com","service":"payment-service",` + spanBody + `}`
	rotationBody = `{"name":"Platform","time_zone":"Europe/Berlin","layers":[{"members":["alice","bob"],"handoff":"09:00","restrictions":[{"weekdays":[1,2],"from":"09:00","until":"17:00"}]}]}`
	policyBody   = `{"service":"payment-service","steps":[{"targets":["primary","bob"],"channels":["email"],"wait_seconds":300}],"repeat":1}`
	submitBody   = `{"ai_hypotheses_reviewed":{"h":1},"ai_confidence_assessment":"nearly","suggested_approach":{"do":"this"},"engineer_confidence_score":0.9,"notes":"see above"}`
)

// peopleRoutes are those about people, and about what is sent to them.
var peopleRoutes = []route{
	{"create engineer", "POST", "/api/v1/admin/engineers", engineerBody, 201},
	{"list engineers", "GET", "/api/v1/admin/engineers", "", 200},
	{"view engineer", "GET", "/api/v1/admin/engineers/alice@example.com", "", 200},
	{"update engineer", "PATCH", "/api/v1/admin/engineers/" + aliceID, `{"status":"on_leave","is_available":true,"phone":null}`, 200},
	{"delete engineer", "DELETE", "/api/v1/admin/engineers/bob", "", 204},
	{"availability", "GET", "/api/v1/admin/engineers/Alice%20Chen/availability", "", 200},
	{"available engineers", "GET", "/api/v1/admin/engineers/available/list", "", 200},
	{"assign", "POST", "/api/v1/incidents/INC-1/assign", "", 200},
	{"assign to", "POST", "/api/v1/incidents/INC-1/assign/bob", "", 200},
	{"unassign", "DELETE", "/api/v1/incidents/INC-1/assign", "", 200},
	{"assignment", "GET", "/api/v1/incidents/INC-1/assignment", "", 200},
	{"send", "POST", "/api/v1/notifications/send", `{"engineer_id":"alice","incident_id":"INC-1","channel":"email"}`, 201},
	{"acknowledge notification", "POST", acknowledgePath, `{"token":"` + goodToken + `"}`, 200},
	{"list notifications", "GET", "/api/v1/notifications", "", 200},
	{"view notification", "GET", "/api/v1/notifications/" + notificationID, "", 200},
	{"update notification", "PATCH", "/api/v1/notifications/" + notificationID, `{"status":"delivered","last_error":null}`, 200},
	{"resend", "POST", "/api/v1/notifications/" + notificationID + "/resend", "", 201},
	{"test", "POST", "/api/v1/notifications/test", `{"engineer_id":"alice","channel":"email"}`, 201},
	{"page", "POST", "/api/v1/notifications/page", `{"target":"alice","message":"come"}`, 201},
	{"stats", "GET", "/api/v1/notifications/stats/summary", "", 200},
	{"pages", "GET", "/api/v1/incidents/INC-1/pages", "", 200},
	{"channels", "GET", "/api/v1/notifications/channels", "", 200},
	{"add channel", "POST", "/api/v1/notifications/channels", `{"name":"hook","url":"https://hooks.example.com/x"}`, 201},
	{"remove channel", "DELETE", "/api/v1/notifications/channels/hook", "", 204},
	{"request review", "POST", "/api/v1/admin/incidents/INC-1/assign", `{"engineer_id":"bob"}`, 201},
	{"pending review", "GET", "/api/v1/admin/incidents/pending-review", "", 200},
	{"under review", "GET", "/api/v1/admin/incidents/under-review", "", 200},
	{"reviews of engineer", "GET", "/api/v1/admin/engineers/alice/reviews", "", 200},
	{"reviews of unknown engineer", "GET", "/api/v1/admin/engineers/nobody@example.com/reviews", "", 200},
	{"view review", "GET", "/api/v1/admin/reviews/" + reviewID, "", 200},
	{"start review", "POST", "/api/v1/admin/reviews/" + reviewID + "/start", "", 200},
	{"submit review", "POST", "/api/v1/admin/reviews/" + reviewID + "/submit", submitBody, 200},
	{"comparison", "GET", "/api/v1/admin/incidents/INC-1/comparison", "", 200},
	{"choose approach", "POST", "/api/v1/admin/incidents/INC-1/choose-approach", `{"decision":"hybrid_approach","rationale":"both"}`, 200},
}

// onCallRoutes are those about who is called.
var onCallRoutes = []route{
	{"create shift", "POST", "/api/v1/on-call", shiftBody, 201},
	{"list shifts", "GET", "/api/v1/on-call", "", 200},
	{"view shift", "GET", "/api/v1/on-call/" + shiftID, "", 200},
	{"update shift", "PATCH", "/api/v1/on-call/" + shiftID, `{"service":null}`, 200},
	{"delete shift", "DELETE", "/api/v1/on-call/" + shiftID, "", 204},
	{"find on call", "POST", "/api/v1/on-call/find-current", "", 200},
	{"chain", "POST", "/api/v1/on-call/escalation-chain", `{"service":"payment-service"}`, 200},
	{"current", "GET", "/api/v1/on-call/current/all", "", 200},
	{"calendar", "GET", "/api/v1/on-call/calendar", "", 200},
	{"simulate", "GET", "/api/v1/on-call/simulate", "", 200},
	{"lint", "GET", "/api/v1/on-call/lint", "", 200},
	{"create rotation", "POST", "/api/v1/on-call/rotations", rotationBody, 201},
	{"list rotations", "GET", "/api/v1/on-call/rotations", "", 200},
	{"view rotation", "GET", "/api/v1/on-call/rotations/Platform", "", 200},
	{"replace rotation", "PUT", "/api/v1/on-call/rotations/" + rotationID, rotationBody, 200},
	{"delete rotation", "DELETE", "/api/v1/on-call/rotations/Platform", "", 204},
	{"create override", "POST", "/api/v1/on-call/overrides", `{"rotation":"Platform","engineer_id":"bob",` + spanBody + `}`, 201},
	{"list overrides", "GET", "/api/v1/on-call/overrides", "", 200},
	{"delete override", "DELETE", "/api/v1/on-call/overrides/" + overrideID, "", 204},
	{"request swap", "POST", "/api/v1/on-call/swaps", `{"requester_id":"alice",` + spanBody + `}`, 201},
	{"list swaps", "GET", "/api/v1/on-call/swaps", "", 200},
	{"take swap", "POST", "/api/v1/on-call/swaps/" + swapID + "/take", `{"engineer_id":"bob"}`, 200},
	{"cancel swap", "POST", "/api/v1/on-call/swaps/" + swapID + "/cancel", "", 200},
	{"create feed", "POST", "/api/v1/on-call/feeds", `{"engineer":"alice"}`, 201},
	{"list feeds", "GET", "/api/v1/on-call/feeds", "", 200},
	{"revoke feed", "DELETE", "/api/v1/on-call/feeds/" + feedID, "", 200},
	{"set policy", "PUT", "/api/v1/escalation-policies", policyBody, 200},
	{"list policies", "GET", "/api/v1/escalation-policies", "", 200},
	{"view policy", "GET", "/api/v1/escalation-policies/payment-service", "", 200},
	{"delete policy", "DELETE", "/api/v1/escalation-policies/default", "", 204},
}
