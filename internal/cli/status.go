package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
)

var statusFields = fieldsOf[airra.SystemStatus]()

type statusOptions struct {
	app        *App
	exitStatus bool
}

func newStatusCmd(a *App) *cobra.Command {
	o := &statusOptions{app: a}
	cmd := &cobra.Command{
		Use:   "status",
		Short: "One screen: is airrad well, what is open, what needs you",
		Long: `Show on one screen how airrad is doing, what is open, who is on call and what waits
for your decision. With --exit-status the command ends with 10 when anything is open.`,
		Example: `  airra status
  airra status -q .open_incidents
  airra status --exit-status > /dev/null; [ $? = 10 ] && echo "something is open"`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().BoolVar(&o.exitStatus, "exit-status", false, "end with 10 when an incident is open")
	offers(cmd, statusFields)
	return cmd
}

// overview is everything the status screen shows.
type overview struct {
	status    airra.SystemStatus
	raw       []byte
	incidents []airra.Incident
	total     int
	pending   []airra.Action
	approved  []airra.Action // decided, and waiting for somebody to start them
	onCall    duty
}

const (
	// overviewRows is how many open incidents the status asks for.
	overviewRows = 100
	// overviewShown is how many it shows of each kind: it is one screen.
	overviewShown = 5
)

func (o *statusOptions) run(ctx context.Context) error {
	v, err := o.load(ctx)
	if err != nil {
		return err
	}
	if err := o.app.emit(ctx, result{
		raw: v.raw, names: []string{v.status.Environment}, grid: properties(v.properties()),
		human: func(s *screen) { v.draw(s) },
	}); err != nil {
		return err
	}
	if o.exitStatus && v.open() > 0 {
		return errReported{ExitCondition}
	}
	return nil
}

func (o *statusOptions) load(ctx context.Context) (overview, error) {
	c, err := o.app.client()
	if err != nil {
		return overview{}, err
	}
	var v overview
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		keeping := c.Keeping()
		status, err := keeping.Status(ctx)
		if err == nil {
			v.status, v.raw = *status, keeping.Kept()
		}
		return err
	})
	if o.app.OutTTY && o.app.global.output == "" {
		group.Go(func() error {
			page, err := c.FindIncidents(ctx, airra.IncidentFilter{Open: true, Page: airra.PageRequest{PageSize: overviewRows}})
			v.incidents, v.total = page.Items, page.Total
			return err
		})
		group.Go(func() (err error) {
			v.pending, err = c.PendingApprovals(ctx)
			return err
		})
		group.Go(func() (err error) {
			v.approved, err = c.FindActions(ctx, airra.ActionFilter{Status: airra.ActionApproved, Limit: overviewRows})
			return err
		})
		group.Go(func() error {
			v.onCall = findDuty(ctx, c)
			return nil
		})
	}
	return v, group.Wait()
}

func (v overview) open() int {
	open := 0
	for _, n := range v.status.OpenIncidents {
		open += n
	}
	return open
}

func (v overview) properties() []property {
	t := v.status
	list := []property{
		{"version", t.Version},
		{"environment", t.Environment},
		{"started_at", stamp(t.StartedAt)},
		{"reasoner", t.Reasoner},
		{"reasoner_note", t.ReasonerNote},
		{"dry_run", strconv.FormatBool(t.DryRun)},
		{"demo", strconv.FormatBool(t.Demo)},
		{"monitored_services", namesOf(t.Monitored)},
		{"monitor_note", t.MonitorNote},
		{"unattended_services", namesOf(t.Unattended)},
		{"pending_approvals", strconv.Itoa(t.Pending)},
	}
	for _, severity := range airra.Severities {
		list = append(list, property{"open_" + string(severity), strconv.Itoa(t.OpenIncidents[severity])})
	}
	for _, check := range t.Checks {
		list = append(list, property{"check_" + check.Name, checkText(check)})
	}
	return list
}

// checkText is the state of a part, with the reason where it is not up.
func checkText(check airra.Check) string {
	if check.State == airra.CheckUp || check.Detail == "" {
		return check.State
	}
	return check.State + ": " + oneLine(check.Detail)
}

// draw makes the status screen.
func (v overview) draw(s *screen) {
	v.drawServer(s)
	s.blank()
	v.drawCounts(s)
	v.onCall.draw(s)
	v.drawNeeds(s)
	v.drawOpen(s)
	v.drawUnattended(s)
}

func (v overview) drawServer(s *screen) {
	t := v.status
	parts := make([]string, len(t.Checks))
	for i, check := range t.Checks {
		glyph, look := checkGlyph(check.State)
		parts[i] = oneLine(checkName(check)) + " " + s.paint(look, glyph)
	}
	s.flow(s.paint(strong, "AIRRA")+"  ", "       ", fmt.Sprintf("%s · airrad %s · up %s · %s", oneLine(t.Environment), oneLine(t.Version),
		span(t.Now.Sub(t.StartedAt)), strings.Join(parts, " ")))
	reasoning := "reasoning: " + t.Reasoner
	if t.ReasonerNote != "" {
		reasoning += " (" + t.ReasonerNote + ")"
	}
	if t.DryRun {
		reasoning += " · dry run only"
	}
	if t.Demo {
		reasoning += " · demo"
	}
	s.wrappedIn(faint, "       ", reasoning)
	for _, check := range t.Checks {
		if check.State != airra.CheckUp {
			_, look := checkGlyph(check.State)
			s.wrappedIn(look, "       ", check.Name+" is "+words(check.State)+": "+orDash(check.Detail))
		}
	}
	if t.MonitorNote != "" {
		s.wrapped("       ", t.MonitorNote)
	}
}

// checkName is the kind of a part where that says more than its name.
func checkName(check airra.Check) string {
	if check.Kind == "" || check.Kind == check.Name {
		return check.Name
	}
	return check.Name + " (" + check.Kind + ")"
}

func (v overview) drawCounts(s *screen) {
	var counts []string
	for _, severity := range airra.Severities {
		if n := v.status.OpenIncidents[severity]; n > 0 {
			c := severityCell(severity)
			counts = append(counts, s.paint(c.look, fmt.Sprintf("%s %d %s", severityGlyph(severity), n, severity)))
		}
	}
	if len(counts) == 0 {
		s.line(s.paint(good, "✓ nothing is open"))
		return
	}
	s.line(strings.Join(counts, "   "))
}
