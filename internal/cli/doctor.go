package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

const (
	// skewLimit is how far two clocks may be apart before times mislead.
	skewLimit = 5 * time.Second
	// analysisLimit is how long an analysis may take before it counts as stuck.
	analysisLimit = 2 * time.Minute
)

// finding is one line of the doctor: what was looked at, how it is, and what to
// do about it when it is not well.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"` // ok, warning, problem
	Detail string `json:"detail"`
	Advice string `json:"advice"`
}

// The states of a finding. Only a problem makes the doctor end with 1.
const (
	findingOK      = "ok"
	findingWarning = "warning"
	findingProblem = "problem"
)

type doctorOptions struct {
	app      *App
	findings []finding
}

func newDoctorCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Find out what is wrong, and what to do about it",
		Long: `Look at everything that has to work together: the server, the key, the clocks,
each part of airrad, the source of metrics, the reasoner, analyses that hang, jobs
that were given up, and whether somebody is on call now and in the week that comes.
Each line that is not well says what to do. Ends with 0 when nothing is wrong and
with 1 otherwise.`,
		Example: `  airra doctor
  airra doctor -o jsonl
  airra doctor --server https://airra.example.com`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return (&doctorOptions{app: a}).run(cmd.Context()) },
	}
	offers(cmd, fieldsOf[finding]())
	return cmd
}

func (o *doctorOptions) run(ctx context.Context) error {
	if err := o.examine(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	columns := []column[finding]{
		{name: "STATE", cell: findingCell},
		{name: "CHECK", cell: func(f finding) cell { return cell{data: f.Check} }},
		{name: "DETAIL", cell: func(f finding) cell { return cell{data: f.Detail} }},
		{name: "ADVICE", cell: func(f finding) cell { return cell{data: f.Advice} }},
	}
	r, err := listResult([]byte(jsonText(o.findings)), columns, o.findings, func(f finding) string { return f.Check }, "")
	if err != nil {
		return err
	}
	r.human = o.draw
	if err := o.app.emit(ctx, r); err != nil {
		return err
	}
	for _, f := range o.findings {
		if f.State == findingProblem {
			return errReported{ExitFailed}
		}
	}
	return nil
}

func findingCell(f finding) cell {
	switch f.State {
	case findingOK:
		return cell{data: f.State, text: "✓", look: good}
	case findingWarning:
		return cell{data: f.State, text: "◐", look: amber}
	default:
		return cell{data: f.State, text: "✗", look: alarm}
	}
}

func (o *doctorOptions) draw(s *screen) {
	problems := 0
	for _, f := range o.findings {
		s.linef("%s %-13s %s", paintCell(s, findingCell(f)), oneLine(f.Check), oneLine(f.Detail))
		if f.Advice != "" {
			s.wrappedIn(accent, "                ", f.Advice)
		}
		if f.State == findingProblem {
			problems++
		}
	}
	s.blank()
	if problems == 0 {
		s.line("Nothing is wrong.")
		return
	}
	s.line(plural(problems, "problem") + " found.")
}

func (o *doctorOptions) add(check, state, detail, advice string) {
	if state == findingOK {
		advice = ""
	}
	o.findings = append(o.findings, finding{Check: check, State: state, Detail: detail, Advice: advice})
}

// examine looks at one thing after the other, from the outside to the inside.
// Where an outer thing is broken, the inner ones are not looked at: their
// failures would only repeat the first.
func (o *doctorOptions) examine(ctx context.Context) error {
	t, err := o.app.target()
	if err != nil {
		return err
	}
	o.contexts()
	c, err := o.app.client()
	if err != nil {
		return err
	}
	ready, err := c.Ready(ctx)
	if err != nil {
		o.add("server", findingProblem, messageOf(err), strings.Join(hintsOf(err), " "))
		return nil
	}
	o.add("server", findingOK, t.server+" answers (from "+t.serverFrom+")", "")
	status, err := c.Status(ctx)
	if err != nil {
		o.key(t, err)
		return nil
	}
	o.add("key", findingOK, keySource(t), "")
	o.clock(status.Now)
	o.parts(ready.Checks)
	o.watching(status)
	o.stuck(ctx, c)
	o.discarded(ctx, c)
	o.duty(ctx, c)
	return nil
}

func keySource(t target) string {
	if t.key == "" {
		return "none is needed"
	}
	return "accepted (from " + t.keyFrom + ")"
}

func (o *doctorOptions) key(t target, err error) {
	check := "status"
	if code := airra.ErrorCode(err); code == airra.CodeUnauthenticated || code == airra.CodeForbidden {
		check = "key"
	}
	from := ""
	if t.keyFrom != "" {
		from = " (key from " + t.keyFrom + ")"
	}
	o.add(check, findingProblem, messageOf(err)+from, strings.Join(hintsOf(err), " "))
}

// contexts warns of a file with keys that others can read.
func (o *doctorOptions) contexts() {
	path, err := o.app.contextsPath()
	if err != nil {
		return
	}
	info, err := os.Stat(path)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		o.add("contexts", findingProblem, path+" holds keys and can be read by others", "chmod 600 "+path)
	}
}

func (o *doctorOptions) clock(server time.Time) {
	skew := o.app.Now().Sub(server)
	if skew.Abs() <= skewLimit {
		o.add("clock", findingOK, "this machine and the server agree", "")
		return
	}
	o.add("clock", findingWarning, "this machine and the server are "+skew.Abs().Round(time.Second).String()+" apart", "Set both clocks with NTP; until then relative times are wrong.")
}

// parts names each part of airrad. One that is not required is only a warning.
func (o *doctorOptions) parts(checks []airra.Check) {
	for _, check := range checks {
		detail := words(check.State)
		if check.Kind != "" {
			detail = check.Kind + ", " + detail
		}
		if check.Detail != "" {
			detail += ": " + check.Detail
		}
		state := findingWarning
		switch check.State {
		case airra.CheckUp:
			state = findingOK
		case airra.CheckDown:
			state = findingProblem
		}
		o.add(check.Name, state, detail, partAdvice(check))
	}
}

func partAdvice(check airra.Check) string {
	switch {
	case check.State == airra.CheckWarmingUp:
		return "Wait: it needs some minutes of data before it can tell what is normal."
	case check.Name == "database":
		return "Check AIRRA_DATABASE_URL and that the database accepts connections."
	case check.Name == "redis":
		return "Check AIRRA_REDIS_URL; until it is back, limits and caches are those of each process."
	case check.Name == "metrics":
		return "Check AIRRA_PROMETHEUS_URL or AIRRA_SCRAPE_TARGETS; nothing is detected without metrics."
	default:
		return "Look into the log of airrad for " + check.Name + "."
	}
}

func (o *doctorOptions) watching(status *airra.SystemStatus) {
	detail := status.Reasoner
	if status.ReasonerNote != "" {
		detail += ": " + status.ReasonerNote
	}
	o.add("reasoner", findingOK, detail, "")
	if len(status.Monitored) == 0 {
		o.add("monitor", findingWarning, "no service is watched", "Set AIRRA_MONITORED_SERVICES for airrad.")
		return
	}
	o.monitor(plural(len(status.Monitored), "service")+" watched"+noteText(status.MonitorNote), status)
}

// monitor judges the watching by what it sees: without metrics it sees nothing,
// however many services stand on its list.
func (o *doctorOptions) monitor(detail string, status *airra.SystemStatus) {
	down := slices.ContainsFunc(status.Checks, func(check airra.Check) bool { return check.Name == "metrics" && check.State == airra.CheckDown })
	switch {
	case down:
		o.add("monitor", findingProblem, detail+", but the source of metrics is down, so nothing is seen", "Repair the metrics first, see above.")
	case status.MonitorNote != "":
		o.add("monitor", findingWarning, detail, "It may see nothing until then: look at airra service list.")
	default:
		o.add("monitor", findingOK, detail, "")
	}
}

func noteText(note string) string {
	if note == "" {
		return ""
	}
	return ", " + note
}

// stuck names the incidents whose analysis has not ended for too long.
func (o *doctorOptions) stuck(ctx context.Context, c *client.Client) {
	page, err := c.FindIncidents(ctx, airra.IncidentFilter{
		Statuses: []airra.IncidentStatus{airra.StatusAnalyzing}, Page: airra.PageRequest{PageSize: airra.MaxPageSize},
	})
	if err != nil {
		o.add("analyses", findingProblem, messageOf(err), strings.Join(hintsOf(err), " "))
		return
	}
	hanging := 0
	for _, i := range page.Items {
		since := o.app.Now().Sub(i.UpdatedAt)
		if since <= analysisLimit {
			continue
		}
		hanging++
		o.add("analyses", findingProblem, i.Ref+" has been analyzing for "+span(since), "See airra server jobs, then: airra resolve "+i.Ref+" or restart airrad")
	}
	if hanging == 0 {
		o.add("analyses", findingOK, "none hangs", "")
	}
}

func (o *doctorOptions) discarded(ctx context.Context, c *client.Client) {
	jobs, err := c.Jobs(ctx, airra.JobFilter{State: "discarded", Limit: 100})
	if err != nil {
		o.add("jobs given up", findingProblem, messageOf(err), strings.Join(hintsOf(err), " "))
		return
	}
	if len(jobs) == 0 {
		o.add("jobs given up", findingOK, "none", "")
		return
	}
	for _, j := range jobs {
		o.add("jobs given up", findingProblem, fmt.Sprintf("job %d (%s): %s", j.ID, j.Kind, orDash(j.LastError)), fmt.Sprintf("airra server jobs retry %d", j.ID))
	}
}
