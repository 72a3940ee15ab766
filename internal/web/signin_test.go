package web_test

import "testing"

func TestSigningInLeadsToThePageThatWasAskedFor(t *testing.T) {
	t.Parallel()
	b := startSite(t).openTab(t)
	b.signIn("alice@example.com", "/incidents?status=open")
	b.reads("h1", "Incidents")
	b.until("location.search === '?status=open'")
	b.reads("#live", "live")
	b.quiet()
}
