package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

// In a storm hundreds of actions wait. The dashboard stays a page that one can take in,
// and both pages say how many there are and where the others stand.
func TestInAStormThePagesStayShort(t *testing.T) {
	t.Parallel()
	pending := make([]airra.Action, 400)
	for n := range pending {
		pending[n] = airra.Action{Ref: fmt.Sprintf("ACT-%d", n+1), BlastRadius: "medium"}
	}
	v := &visit{now: noon}
	for name, tt := range map[string]struct {
		page  view
		shown int
		says  string
	}{
		"dashboard": {view{Body: dashboardPage(dashboard{visit: v, Status: &airra.SystemStatus{Pending: 1200}, Pending: pending})}, pendingShown, "All 1200 that wait for a decision"},
		"approvals": {view{Body: approvalsPage(newApprovals(v, pending, &airra.SystemStatus{Pending: 1200}))}, approvalsShown, "50 oldest of 1200. <a href=\"/incidents?open=1\">"},
	} {
		var b strings.Builder
		if err := tt.page.Body.Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), tt.says) || !strings.Contains(b.String(), fmt.Sprintf("ACT-%d<", tt.shown)) || strings.Contains(b.String(), fmt.Sprintf("ACT-%d<", tt.shown+1)) {
			t.Errorf("%s: not %d of them, or it does not say %q", name, tt.shown, tt.says)
		}
		if name == "approvals" && strings.Count(b.String(), "blast radius: medium") != tt.shown {
			t.Error("it is not said what an action touches")
		}
	}
}
