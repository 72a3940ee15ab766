package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/airra/airra/internal/airra"
)

// One incident through its whole life in a real browser: reported, found, read, approved,
// run, resolved, judged, written up. Nothing on the way is reloaded by hand.
func TestAnIncidentIsLivedThroughInABrowser(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	s.proposed(t, "order-service")
	b := s.openTab(t)
	b.signIn("alice@example.com", "/incidents/new")
	b.fill("#title", "Errors at the checkout")
	b.fill("#service", "payment-service")
	b.fill("#severity", "critical")
	b.fill("#description", "Cards are refused: error rate 9/s, normally 0.5/s")
	b.submit("main form")
	b.reads("h1", "Errors at the checkout")
	b.reads(".said", "INC-2 is reported.")

	// The list finds it by what it is asked for, and nothing else.
	b.open("/incidents")
	b.fill("[name=search]", "checkout")
	b.fill("[name=service]", "payment-service")
	b.submit("form.filter")
	b.reads("#found", "1 incident")
	b.until("location.search.includes('search=checkout') && location.search.includes('service=payment-service') && !location.search.includes('status')")
	b.eval("window.stale = true; document.querySelector('[name=severity]').value = 'low'; document.querySelector('[name=severity]').dispatchEvent(new Event('change', {bubbles: true}))")
	b.reads(".empty", "No incident is like that.")

	// Somebody has it, and it is given to somebody.
	b.open("/incidents/INC-1")
	b.submit("form[action$='/acknowledge']")
	b.reads("header.card", "alice@example.com has it")
	b.click("#do-assign summary")
	b.eval("document.querySelector('#engineer').selectedIndex = 1")
	b.submit("#do-assign form")
	b.reads("#people", "People")
	b.reads("main", "Assigned to")
	b.fill("#note", "I look at the pool")
	b.submit("form[action$='/notes']")
	b.reads(".timeline", "I look at the pool")

	// What an act had to say stays when the page changes after it.
	b.reads(".said", "Your note stands in the timeline.")
	if _, err := s.api.CommentIncident(airra.WithActor(t.Context(), "bob"), "INC-1", "me too"); err != nil {
		t.Fatal(err)
	}
	b.reads(".timeline", "me too")
	b.reads(".said", "Your note stands in the timeline.")

	// A decision, and what came of it, which arrives by itself.
	b.reads("#ACT-1", "pending approval")
	b.fill("#ACT-1-notes", "go ahead")
	b.press("#ACT-1 button[name=execute]")
	b.reads(".said", "You approved ACT-1")
	b.reads("#ACT-1", "succeeded")
	b.reads("header.card", "in a dry run")
	b.quiet()

	// What it was, and what was learned.
	b.press("#hypothesis-1 button[value=confirmed]")
	b.reads("#hypothesis-1", "confirmed")
	b.press("#ACT-1 button[value=confirmed]")
	b.press("header.card a.button")
	b.fill("#cause", "The pool was too small.")
	b.submit("main form")
	b.reads("article", "The pool was too small.")
	b.fill("#description", "Raise the limit")
	b.fill("#owner", "alice")
	b.submit("form[aria-label='Add an action item']")
	b.reads("#items", "Action items")
	b.reads("article", "Raise the limit")
	b.press("form[action$='/publish'] button")
	b.reads(".facts", "published")
	b.quiet()
	b.open("/learning")
	b.reads("main", "The pool was too small.")
	b.open("/analytics?include=all")
	b.reads("#patterns ~ .scroll", "order-service")
}

// Whoever is faster wins, and the other is told who that was.
func TestTheSlowerOfTwoDecisionsIsTold(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	i := s.proposed(t, "payment-service")
	alice, bob := s.guest(t, "alice"), s.guest(t, "bob")
	alice.get("/approvals")
	bob.get("/incidents/" + i.Ref)
	alice.send("/actions/ACT-1/reject", url.Values{"reason": {"not in the rush hour"}})
	alice.shows(http.StatusOK, "You rejected ACT-1.", "not in the rush hour")
	bob.send("/actions/ACT-1/approve", url.Values{"execute": {"yes"}})
	bob.shows(http.StatusConflict, "Somebody was faster", "rejected")
	if !strings.Contains(bob.page, `href="/incidents/`+i.Ref+`"`) {
		t.Error("the page does not lead back")
	}
}

// Everything that decides works in a browser without scripts.
func TestDecisionsNeedNoScript(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	i := s.proposed(t, "payment-service")
	v := s.guest(t, "alice")
	at := "/incidents/" + i.Ref
	v.get(at)
	v.shows(http.StatusOK, i.Title, "pending approval", i.Hypotheses[0].Description)
	v.send(at+"/acknowledge", url.Values{"for": {"30m"}})
	v.shows(http.StatusOK, "You have "+i.Ref)
	v.send(at+"/unacknowledge", url.Values{})
	v.shows(http.StatusOK, "You have given "+i.Ref+" back")
	v.send("/actions/ACT-1/approve", url.Values{})
	v.shows(http.StatusOK, "You approved ACT-1", "approved")
	v.send("/actions/ACT-1/execute", url.Values{})
	s.waits(t.Context(), t, i.Ref, airra.StatusResolved)
	v.get(at)
	v.shows(http.StatusOK, "resolved", "in a dry run")
	v.send(at+"/reopen", url.Values{"reason": {"it is back"}})
	v.shows(http.StatusOK, i.Ref+" is open again")
	v.send(at+"/escalate", url.Values{"reason": {"I am lost"}})
	v.shows(http.StatusOK, "escalated")
	v.send(at+"/assign", url.Values{})
	v.shows(http.StatusOK, "has it now")
	v.send(at+"/unassign", url.Values{})
	v.shows(http.StatusOK, "nobody's")
	v.send(at+"/resolve", url.Values{"cause": {"a bad release"}, "summary": {"rolled back"}})
	v.shows(http.StatusOK, i.Ref+" is resolved", "a bad release")
	v.send(at+"/alarm", url.Values{"verdict": {"rejected"}})
	v.shows(http.StatusOK, "Your verdict on the alarm is recorded")
	v.get("/actions/ACT-1")
	if v.shows(http.StatusOK); v.path != at {
		t.Errorf("an action leads to %s", v.path)
	}
}

func TestWhatIsNotThereIsSaid(t *testing.T) {
	t.Parallel()
	v := startSite(t).guest(t, "alice")
	for path, status := range map[string]int{
		"/incidents/INC-999": http.StatusNotFound, "/incidents/INC-999/postmortem": http.StatusNotFound, "/actions/ACT-99": http.StatusNotFound,
		"/engineers/nobody": http.StatusNotFound, "/nowhere": http.StatusNotFound, "/static/nothing.css": http.StatusNotFound,
		"/incidents?status=lost": http.StatusUnprocessableEntity, "/incidents?severity=x": http.StatusUnprocessableEntity, "/incidents?since=2h": http.StatusUnprocessableEntity,
		"/incidents?page=0": http.StatusUnprocessableEntity, "/notifications?status=x": http.StatusUnprocessableEntity, "/on-call?week=soon": http.StatusUnprocessableEntity,
		"/analytics?days=0": http.StatusUnprocessableEntity, "/analytics?days=9999": http.StatusUnprocessableEntity, "/learning?days=x": http.StatusUnprocessableEntity,
	} {
		v.get(path)
		v.shows(status, "Back")
	}
}

// A form that does not work gives back what was written into it, and says once what is
// wrong.
func TestWhatIsWrittenIsGivenBackWhenItDoesNotWork(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	i := s.proposed(t, "payment-service")
	v := s.guest(t, "alice")
	v.get("/incidents/" + i.Ref)
	if _, err := s.api.ResolveIncident(airra.WithActor(t.Context(), "bob"), i.Ref, airra.Resolution{By: "bob"}); err != nil {
		t.Fatal(err)
	}
	v.send("/incidents/"+i.Ref+"/resolve", url.Values{"cause": {"a full <disk>"}, "summary": {"emptied it"}})
	v.shows(http.StatusConflict, "Somebody was faster", "What you wrote:", "a full <disk>", "emptied it")

	v.get("/incidents?status=zebra")
	v.shows(http.StatusUnprocessableEntity, "Something in the address is not right", `there is no status "zebra"`)
	if strings.Count(v.page, "there is no status") != 1 || !strings.Contains(v.page, `<a href="/incidents">Back`) {
		t.Errorf("it is said twice, or does not lead back to the list:\n%s", v.page)
	}
}

func TestPeopleAreAddedAndChanged(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	v := s.guest(t, "alice")
	v.get("/engineers/new")
	v.send("/engineers", url.Values{"name": {"Eve"}, "email": {"not an address"}, "time_zone": {"Europe/Berlin"}})
	v.shows(http.StatusUnprocessableEntity, "email", "Europe/Berlin") // What was written is still there.
	v.send("/engineers", url.Values{"name": {"Eve"}, "email": {"eve@example.com"}, "expertise": {"go, sql"}, "at_once": {"2"}})
	v.shows(http.StatusOK, "Eve is added.", "eve@example.com", "go, sql", "0 of 2")
	v.get("/engineers/eve@example.com")
	v.send("/engineers/"+engineer(t, s, "eve@example.com"), url.Values{
		"name": {"Eve"}, "email": {"eve@example.com"}, "status": {"on_leave"}, "expertise": {"go"}, "department": {""}, "time_zone": {"UTC"}, "slack": {""}, "phone": {""}, "at_once": {"x"},
	})
	v.shows(http.StatusUnprocessableEntity, "must be a whole number")
	v.send("/engineers/"+engineer(t, s, "eve@example.com"), url.Values{
		"name": {"Eve"}, "email": {"eve@example.com"}, "status": {"on_leave"}, "expertise": {"go"}, "department": {""}, "time_zone": {"UTC"}, "slack": {""}, "phone": {""}, "at_once": {"4"},
	})
	v.shows(http.StatusOK, "Eve is saved.", "on leave", "0 of 4")

	v.get("/on-call")
	v.send("/on-call/overrides", url.Values{"engineer": {engineer(t, s, "eve@example.com")}, "replaces": {engineer(t, s, "alice.chen@example.com")}, "from": {"2026-12-01T09:00"}, "to": {"2026-12-01T08:00"}})
	v.shows(http.StatusUnprocessableEntity, "end")
	v.send("/on-call/overrides", url.Values{"engineer": {engineer(t, s, "eve@example.com")}, "replaces": {engineer(t, s, "alice.chen@example.com")}, "from": {"2026-12-01T09:00"}, "to": {"2026-12-01T18:00"}, "reason": {"flight"}})
	v.shows(http.StatusOK, "The override is written down.", "flight")
	if v.path != "/on-call?week=2026-12-01" {
		t.Errorf("led to %s", v.path)
	}
	all, err := s.api.FindOverrides(t.Context(), airra.OverrideFilter{})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d overrides, %v", len(all), err)
	}
	v.send("/on-call/overrides/"+string(all[0].ID)+"/delete", url.Values{})
	v.shows(http.StatusOK, "The override is gone.")
}

// Whoever leafs through a filter with the arrow keys is not sent away at the first of
// them.
func TestAFilterIsChosenWithKeys(t *testing.T) {
	t.Parallel()
	b := startSite(t).openTab(t)
	b.signIn("alice@example.com", "/incidents")
	b.eval("window.here = true; document.querySelector('[name=severity]').focus()")
	b.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	b.until("window.here && document.querySelector('[name=severity]').value === 'high' && document.activeElement.name === 'severity'")
	b.submit("form.filter")
	b.until("location.search === '?severity=high'")
}

// Times are those of who looks, and say so; a form in UTC says what that means there.
func TestTimesSayWhoseTheyAre(t *testing.T) {
	t.Parallel()
	s := startSite(t, "AIRRA_DEMO=true", "AIRRA_DEMO_SPIKES=false")
	s.proposed(t, "payment-service")
	b := s.openTab(t)
	b.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Kolkata"})
		return chromedp.Void{}, err
	})
	b.signIn("alice@example.com", "/on-call")
	b.until("[...document.querySelectorAll('time.at')].length > 0 && [...document.querySelectorAll('time.at')].every(t => t.innerText.includes('GMT+5:30'))")
	b.fill("#from", "2026-12-01T09:00")
	b.eval("document.querySelector('#from').dispatchEvent(new Event('input', {bubbles: true}))")
	b.reads("#from-here", "where you are: Dec 1, 2026, 2:30:00 PM GMT+5:30")

	// On a telephone the place where one is can be seen in the navigation.
	b.resize(widths["phone"], "light")
	b.open("/simulator")
	b.until("document.querySelector('nav [aria-current]').getBoundingClientRect().right <= innerWidth")
	b.quiet()
}

func engineer(t testing.TB, s *site, email string) string {
	t.Helper()
	e, err := s.api.FindEngineer(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	return string(e.ID)
}

func TestAScenarioIsStartedAndFoundAndStopped(t *testing.T) {
	t.Parallel()
	s := startSite(t, "AIRRA_DEMO=true", "AIRRA_DEMO_SPIKES=false", "AIRRA_SCRAPE_INTERVAL=1s", "AIRRA_ANOMALY_CHECK_INTERVAL=1s")
	b := s.openTab(t)
	b.signIn("alice@example.com", "/simulator")
	b.click("#start-latency_spike_database summary")
	b.eval("document.querySelector('#latency_spike_database-service').value = 'inventory-service'")
	b.submit("#start-latency_spike_database form")
	b.reads(".said", "inventory-service move now")
	b.reads("#runs ~ ul", "found as") // The page says so by itself when the monitor has found it.
	b.press("#runs ~ ul form button")
	b.reads("#runs ~ ul", "stopped")
	b.press("#runs ~ ul a.ref")
	b.reads("#signals ~ section", "σ")
	b.until("document.querySelectorAll('.chart.drawn canvas').length > 0")
	b.quiet()
	b.open("/simulator?action=restart_pod&service=inventory-service&cause=memory_leak")
	b.reads("#what-if ~ dl", "assumed")
	b.reads("#what-if ~ dl", "recovered after") // A restart cannot be undone, and the service recovers all the same.
}

// A no, an assignment and an end, each with a click.
func TestAnIncidentIsTurnedDownAndResolvedInABrowser(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	i := s.proposed(t, "payment-service")
	b := s.openTab(t)
	b.signIn("alice@example.com", "/approvals")
	b.reads("#ACT-1", "Rollback")
	b.fill("#ACT-1-reason", "not in the rush hour")
	b.press("form[action$='/reject'] button")
	b.reads(".said", "You rejected ACT-1.")
	b.reads("#ACT-1", "not in the rush hour")
	b.reads("header.card", "escalated")
	b.click("#do-assign summary")
	b.submit("#do-assign form")
	b.reads(".said", "has it now.")
	b.click("#do-resolve summary")
	b.fill("#cause", "a bad release")
	b.fill("#summary", "rolled back")
	b.submit("#do-resolve form")
	b.reads("header.card", "Cause: a bad release")
	b.quiet()
	b.open("/approvals")
	b.reads(".empty", "Nothing waits for a decision.")
	b.open("/incidents/" + i.Ref)
	b.click("#do-reopen summary")
	b.fill("#reopen-reason", "it is back")
	b.submit("#do-reopen form")
	b.reads(".said", "is open again")
}
