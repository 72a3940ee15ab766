package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newEngineerViewCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "view ENGINEER",
		Aliases: []string{"show"},
		Short:   "Read what is known of an engineer",
		Long: `Read what is known of an engineer: how to reach them, what they have to do, and
whether they can be paged and take something on.`,
		Example: `  airra engineer view alice@example.com
  airra engineer view @me -q .capacity_percentage`,
		Args:              takes(1, 1, "an engineer, like alice@example.com"),
		ValidArgsFunction: completePeople(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return viewEngineer(cmd.Context(), a, args[0]) },
	}
	offers(cmd, fieldsOf[airra.EngineerDetail]())
	return cmd
}

func viewEngineer(ctx context.Context, a *App, name string) error {
	name, err := a.person(name)
	if err != nil {
		return err
	}
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	e, err := keeping.FindEngineer(ctx, name)
	if err != nil {
		return err
	}
	return a.emit(ctx, result{
		raw: keeping.Kept(), names: []string{e.Email}, grid: properties(engineerProperties(*e)),
		human: func(s *screen) { drawEngineer(s, *e) },
	})
}

func engineerProperties(e airra.EngineerDetail) []property {
	return []property{
		{"id", string(e.ID)},
		{"name", e.Name},
		{"email", e.Email},
		{"status", string(e.Status)},
		{"is_available", strconv.FormatBool(e.IsAvailable)},
		{"department", textOf(e.Department)},
		{"expertise", strings.Join(e.Expertise, ",")},
		{"slack_handle", textOf(e.SlackHandle)},
		{"phone", textOf(e.Phone)},
		{"time_zone", e.TimeZone},
		{"current_review_count", strconv.Itoa(e.CurrentReviewCount)},
		{"max_concurrent_reviews", strconv.Itoa(e.MaxConcurrentReviews)},
		{"assigned_incidents", strconv.Itoa(e.AssignedIncidents)},
		{"pending_reviews", strconv.Itoa(e.PendingReviews)},
		{"in_progress_reviews", strconv.Itoa(e.InProgressReviews)},
		{"completed_today", strconv.Itoa(e.CompletedToday)},
		{"total_reviews_completed", strconv.Itoa(e.TotalReviewsCompleted)},
		{"created_at", stamp(e.CreatedAt)},
		{"updated_at", stamp(e.UpdatedAt)},
	}
}

// drawEngineer makes the screen of a person.
func drawEngineer(s *screen, e airra.EngineerDetail) {
	s.flow("", "  ", s.paint(strong, oneLine(e.Name))+"  "+paintCell(s, engineerCell(e.Engineer))+"  "+s.paint(faint, oneLine(textOf(e.Department))))
	drawFact(s, "  ", "reach", cleaned([]string{e.Email, textOf(e.SlackHandle), textOf(e.Phone)})...)
	drawFact(s, "  ", "zone", zoneFact(s, e.TimeZone))
	drawFact(s, "  ", "knows", oneLine(strings.Join(e.Expertise, ", ")))
	drawFact(s, "  ", "load", s.paint(accent, bar(e.CapacityPercentage/100, 10))+" "+paintCell(s, texted(loadCell(e.Engineer))),
		plural(e.AssignedIncidents, "incident"), plural(e.PendingReviews, "review")+" to start", strconv.Itoa(e.InProgressReviews)+" begun")
	drawFact(s, "  ", "reviews", strconv.Itoa(e.TotalReviewsCompleted)+" in all", strconv.Itoa(e.CompletedToday)+" today", averageFact(e.Engineer))
	if ok, why := e.Reachable(); !ok {
		drawFact(s, "  ", "pages", s.paint(alarm, "go to the next level: "+oneLine(e.Name)+" "+why))
	}
}

// texted is a cell whose text is made of its data, for where there is no table to do it.
func texted(c cell) cell {
	c.text = nonEmptyOr(c.text, c.data)
	return c
}

func averageFact(e airra.Engineer) string {
	if e.AverageReviewTimeMinutes == nil {
		return ""
	}
	return fmt.Sprintf("%.0f min on average", *e.AverageReviewTimeMinutes)
}
