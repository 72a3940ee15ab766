package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/internal/look"
)

func newReviewCmd(a *App) *cobra.Command {
	return newNounCmd("review", "Ask an engineer for a second opinion, and decide between the two",
		`A review is an engineer's second opinion about what was concluded of an
incident. It is assigned, worked on, submitted, and then somebody chooses: the
approach of the AI, that of the engineer, or something of both. Name it by its
id or the beginning of its id; compare and choose take the incident.`,
		`  airra review assign INC-142 alice@example.com
  airra review compare INC-142`,
		[]string{"reviews"},
		newReviewListCmd(a), newReviewViewCmd(a), newReviewAssignCmd(a), newReviewStartCmd(a), newReviewSubmitCmd(a),
		newReviewCompareCmd(a), newReviewChooseCmd(a))
}

// reviewStatusCell shows a status. A submitted one stands out, because it waits for
// somebody to choose.
func reviewStatusCell(s airra.ReviewStatus) cell {
	hue := plain
	switch s {
	case airra.ReviewSubmitted:
		hue = amber
	case airra.ReviewAccepted:
		hue = good
	case airra.ReviewRejected, airra.ReviewCancelled:
		hue = faint
	}
	return cell{data: string(s), text: glyphed(look.Review, s), look: hue}
}

// decisionText is a decision in the word that "airra review choose" takes.
func decisionText(d airra.ReviewDecision) string { return strings.TrimSuffix(string(d), "_approach") }

// The API gives a review the ids of whom and what it is about. For people they are
// replaced by names, as far as those are known.
type reviewNames struct {
	people    roll
	incidents map[airra.IncidentID]airra.Incident
}

func (n reviewNames) incident(id airra.IncidentID) string {
	if i, ok := n.incidents[id]; ok {
		return i.Ref
	}
	return shortID(id)
}

var reviewFields = fieldsOf[airra.Review]()

func reviewName(r airra.Review) string { return string(r.ID) }

func reviewColumns(a *App, names reviewNames) []column[airra.Review] {
	s := a.screen()
	text := func(name string, get func(r airra.Review) string) column[airra.Review] {
		return column[airra.Review]{name: name, wide: true, cell: func(r airra.Review) cell { return cell{data: get(r)} }}
	}
	return []column[airra.Review]{
		{name: "ID", cell: func(r airra.Review) cell { return idCell(r.ID) }},
		{name: "STATUS", cell: func(r airra.Review) cell { return reviewStatusCell(r.Status) }},
		{name: "INCIDENT", cell: func(r airra.Review) cell {
			return cell{data: string(r.IncidentID), text: names.incident(r.IncidentID)}
		}},
		{name: "ENGINEER", shrink: true, keep: 12, cell: func(r airra.Review) cell {
			return cell{data: string(r.EngineerID), text: names.people.name(r.EngineerID)}
		}},
		{name: "PRIORITY", cell: func(r airra.Review) cell {
			return cell{data: string(r.Priority), text: glyphed(look.Priority, r.Priority), short: glyph(look.Priority, r.Priority)}
		}},
		{name: "ASSIGNED", short: "AGE", right: true, cell: func(r airra.Review) cell {
			return cell{data: stamp(r.AssignedAt), text: s.ago(r.AssignedAt)}
		}},
		text("DECISION", func(r airra.Review) string { return decisionText(r.Decision) }),
		text("SUBMITTED", func(r airra.Review) string { return stampOf(r.SubmittedAt) }),
		text("CONFIDENCE", func(r airra.Review) string { return numberOf(r.EngineerConfidenceScore) }),
		text("TAGS", func(r airra.Review) string { return strings.Join(r.Tags, ",") }),
	}
}

type reviewListOptions struct {
	app      *App
	pending  bool
	engineer string
	status   string
	limit    int
	all      bool
}

func newReviewListCmd(a *App) *cobra.Command {
	o := &reviewListOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the reviews that are under way, or what waits for one",
		Long: `List the reviews that are assigned or in progress, the latest first. With an
engineer and a status, those of that status; with an engineer and --all, all of
that engineer's. --pending lists the incidents that wait for an opinion instead,
the worst first; --json takes the fields of an incident then.`,
		Example: `  airra review list
  airra review list --engineer @me --status submitted
  airra review list --pending -o name`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.pending, "pending", false, "the incidents that wait for a review")
	f.StringVar(&o.engineer, "engineer", "", "only those of this `ENGINEER`")
	f.StringVarP(&o.status, "status", "s", "", "with --engineer: only with this `STATUS`: "+listOf(airra.ReviewStatuses))
	f.IntVarP(&o.limit, "limit", "L", 30, "at most this many")
	f.BoolVar(&o.all, "all", false, "with --engineer: of any status; else all of them, however many")
	offers(cmd, bothFields(reviewFields, incidentFields))
	completesFlag(cmd, "engineer", completePeople(a))
	completesFlag(cmd, "status", fixed(airra.ReviewStatuses))
	return cmd
}

// bothFields joins two lists of members, each once.
func bothFields(a, b []string) []string {
	seen := map[string]bool{}
	var both []string
	for _, name := range append(append(both, a...), b...) {
		if !seen[name] {
			both, seen[name] = append(both, name), true
		}
	}
	return both
}

func (o *reviewListOptions) run(ctx context.Context) error {
	limit, err := limitOf(o.limit, o.all)
	if err != nil {
		return err
	}
	if o.pending {
		return o.listPending(ctx)
	}
	filter, err := o.filter()
	if err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	list, err := gather(c, limit, func(c *client.Client, p airra.PageRequest) (airra.Page[airra.Review], error) {
		filter.Page = p
		return c.FindReviews(ctx, filter)
	})
	if err != nil {
		return err
	}
	names := o.app.reviewNames(ctx, c, list.values)
	if err := o.app.emit(ctx, list.result(reviewColumns(o.app, names), reviewName, "No review fits.")); err != nil {
		return err
	}
	list.sayMore(o.app)
	return nil
}

// filter chooses one of the two lists that the API has: what is under way, or what
// one engineer has ever had.
func (o *reviewListOptions) filter() (airra.ReviewFilter, error) {
	filter := airra.ReviewFilter{Statuses: []airra.ReviewStatus{airra.ReviewAssigned, airra.ReviewInProgress}}
	var err error
	switch {
	case o.status != "" && o.engineer == "":
		return filter, usagef("Like: airra review list --engineer @me --status submitted", "--status needs --engineer")
	case o.status != "":
		if filter.Statuses, err = known("--status", []string{o.status}, airra.ReviewStatuses); err != nil {
			return filter, err
		}
	case o.engineer != "" && o.all:
		filter.Statuses = nil
	}
	filter.EngineerID, err = o.app.engineerKey(o.engineer)
	return filter, err
}

func (o *reviewListOptions) listPending(ctx context.Context) error {
	if o.engineer != "" || o.status != "" {
		return usagef("", "--pending lists incidents that have no review, so neither an engineer nor a status fits")
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	incidents, err := keeping.PendingReview(ctx, min(o.limit, airra.MaxPageSize))
	if err != nil {
		return err
	}
	r, err := listResult(keeping.Kept(), incidentColumns(o.app), incidents, incidentName, "No incident waits for a review.")
	if err != nil {
		return err
	}
	return o.app.emit(ctx, r)
}

// reviewNames asks for the names that a screen shows in place of ids. What is not
// told stays an id.
func (a *App) reviewNames(ctx context.Context, c *client.Client, reviews []airra.Review) reviewNames {
	if !a.forPeople() || len(reviews) == 0 {
		return reviewNames{}
	}
	names := reviewNames{people: a.rollCall(ctx, c), incidents: map[airra.IncidentID]airra.Incident{}}
	var ids []airra.IncidentID
	for _, r := range reviews {
		if _, asked := names.incidents[r.IncidentID]; !asked {
			names.incidents[r.IncidentID] = airra.Incident{Ref: shortID(r.IncidentID)}
			ids = append(ids, r.IncidentID)
		}
	}
	found := make([]airra.Incident, len(ids))
	var group errgroup.Group
	group.SetLimit(8)
	for i, id := range ids {
		group.Go(func() error {
			if detail, err := c.FindIncident(ctx, string(id)); err == nil {
				found[i] = detail.Incident
			}
			return nil
		})
	}
	_ = group.Wait() // None of them fails.
	for _, i := range found {
		if i.ID != "" {
			names.incidents[i.ID] = i
		}
	}
	return names
}
