package cli

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// engineerOptions are the facts of an engineer, for those that add and edit one.
type engineerOptions struct {
	app        *App
	name       string
	email      string
	expertise  []string
	department string
	most       int
	slack      string
	phone      string
	zone       string
	info       string
	given      func(flag string) bool
}

func (o *engineerOptions) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.email, "email", "", "the `ADDRESS`, which no other engineer has")
	f.StringSliceVar(&o.expertise, "expertise", nil, "`SUBJECTS` they know about, like databases,kubernetes")
	f.StringVar(&o.department, "department", "", "the `DEPARTMENT`")
	f.IntVar(&o.most, "max", airra.DefaultConcurrent, "how many incidents and reviews they can have at once, 1 to 10")
	f.StringVar(&o.slack, "slack", "", "their `HANDLE` in Slack")
	f.StringVar(&o.phone, "phone", "", "their `NUMBER`")
	f.StringVar(&o.zone, "zone", "", "their time `ZONE`, like Europe/Berlin (default UTC)")
	f.StringVar(&o.info, "info", "", "what else is to be known, as a `JSON` object, or @FILE")
	offers(cmd, engineerFields)
	o.given = cmd.Flags().Changed
}

func newEngineerAddCmd(a *App) *cobra.Command {
	o := &engineerOptions{app: a}
	cmd := &cobra.Command{
		Use:     "add NAME --email ADDRESS",
		Aliases: []string{"create", "new"},
		Short:   "Add an engineer",
		Long: `Add an engineer, who can be put on call, assigned and asked for reviews then. It ends
with an error when the address is somebody else's already.`,
		Example: `  airra engineer add "Alice Chen" --email alice@example.com --slack @alice --zone Europe/Berlin
  airra engineer add "Bob Martinez" --email bob@example.com --expertise databases,postgres --max 5`,
		Args: takes(1, 1, "a name"),
		RunE: func(cmd *cobra.Command, args []string) error { return o.add(cmd.Context(), args[0]) },
	}
	o.bind(cmd)
	return cmd
}

func (o *engineerOptions) add(ctx context.Context, name string) error {
	if o.email == "" {
		return usagef("Like: --email alice@example.com", "--email is missing")
	}
	n := airra.NewEngineer{
		Name: name, Email: o.email, Expertise: o.expertise, Department: o.department, SlackHandle: o.slack, Phone: o.phone, TimeZone: o.zone,
	}
	if o.given("max") {
		n.MaxConcurrentReviews = o.most
	}
	var err error
	if n.AdditionalInfo, err = o.app.jsonFlag("--info", o.info); err != nil {
		return err
	}
	if o.given("max") && o.most == 0 {
		return usagef("", "--max takes 1 to %d", airra.MaxConcurrent) // The server takes a 0 for nothing said.
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	e, err := keeping.CreateEngineer(ctx, n)
	if err != nil {
		return err
	}
	return showEngineers(ctx, o.app, outcome[airra.Engineer]{values: []airra.Engineer{*e}, raws: []json.RawMessage{keeping.Kept()}}, "added")
}

func showEngineers(ctx context.Context, a *App, out outcome[airra.Engineer], verb string) error {
	return show(ctx, a, out, engineerColumns(a), engineerName, func(s *screen, e airra.Engineer) { engineerSentence(s, e, verb) })
}

// engineerSentence says in one line what became of an engineer.
func engineerSentence(s *screen, e airra.Engineer, verb string) {
	if verb != "" {
		verb = "  " + verb
	}
	s.linef("%s%s  %s  %s", s.paint(accent, oneLine(e.Name)), verb, paintCell(s, engineerCell(e)), s.paint(faint, oneLine(e.Email)))
}

func newEngineerEditCmd(a *App) *cobra.Command {
	o := &engineerOptions{app: a}
	cmd := &cobra.Command{
		Use:   "edit ENGINEER",
		Short: "Change what is known of an engineer",
		Long: `Change what the flags name, and nothing else. An empty value takes a department, a
handle or a number away. The status is changed with "airra engineer avail".`,
		Example: `  airra engineer edit alice@example.com --name "Alice Chen-Bell" --max 5
  airra engineer edit @me --phone "" --zone America/New_York`,
		Args:              takes(1, 1, "an engineer, like alice@example.com"),
		ValidArgsFunction: completePeople(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.edit(cmd.Context(), args[0]) },
	}
	cmd.Flags().StringVar(&o.name, "name", "", "the `NAME`")
	o.bind(cmd)
	return cmd
}

func (o *engineerOptions) edit(ctx context.Context, who string) error {
	u, err := o.update()
	if err != nil {
		return err
	}
	return updateEngineer(ctx, o.app, who, u, "changed")
}

func (o *engineerOptions) update() (airra.EngineerUpdate, error) {
	var u airra.EngineerUpdate
	found := false
	for _, text := range []struct {
		flag  string
		value *string
		into  **string
	}{
		{"name", &o.name, &u.Name},
		{"email", &o.email, &u.Email},
		{"department", &o.department, &u.Department},
		{"slack", &o.slack, &u.SlackHandle},
		{"phone", &o.phone, &u.Phone},
		{"zone", &o.zone, &u.TimeZone},
	} {
		if o.given(text.flag) {
			*text.into, found = text.value, true
		}
	}
	if o.given("max") {
		u.MaxConcurrentReviews, found = &o.most, true
	}
	if o.given("expertise") {
		o.expertise = nonEmpty(o.expertise)
		if o.expertise == nil {
			o.expertise = []string{} // Null would mean that nothing is said.
		}
		u.Expertise, found = &o.expertise, true
	}
	var err error
	if o.given("info") {
		u.AdditionalInfo, err = o.app.jsonFlag("--info", nonEmptyOr(o.info, "{}"))
		found = true
	}
	if !found {
		return u, usagef(`Like: --phone "+49 30 1234567"`, "nothing is said that should change")
	}
	return u, err
}

func updateEngineer(ctx context.Context, a *App, who string, u airra.EngineerUpdate, verb string) error {
	who, err := a.person(who)
	if err != nil {
		return err
	}
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	e, err := keeping.UpdateEngineer(ctx, who, u)
	if err != nil {
		return err
	}
	return showEngineers(ctx, a, outcome[airra.Engineer]{values: []airra.Engineer{*e}, raws: []json.RawMessage{keeping.Kept()}}, verb)
}

func newEngineerAvailCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "avail ENGINEER STATUS",
		Aliases: []string{"availability"},
		Short:   "Say whether somebody can be paged and assigned",
		Long: `Say what an engineer is doing:

  active    can be paged and assigned
  busy      can be paged, but is assigned nothing
  offline   is passed over: pages go to the next level
  on_leave  the same, for longer; "leave" is short for it`,
		Example: `  airra engineer avail @me busy
  airra engineer avail alice@example.com leave`,
		Args: takes(2, 2, "an engineer and a status"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return fixed(airra.EngineerStatuses)(cmd, args, toComplete)
			}
			return completePeople(a)(cmd, args, toComplete)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return setAvailability(cmd.Context(), a, args[0], args[1])
		},
	}
	offers(cmd, engineerFields)
	return cmd
}

func setAvailability(ctx context.Context, a *App, who, text string) error {
	if strings.EqualFold(text, "leave") {
		text = string(airra.EngineerOnLeave)
	}
	status, err := known("avail", []string{text}, airra.EngineerStatuses)
	if err != nil {
		return err
	}
	return updateEngineer(ctx, a, who, airra.EngineerUpdate{Status: &status[0]}, "")
}

func newEngineerRemoveCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "remove ENGINEER...",
		Aliases: []string{"rm"},
		Short:   "Remove engineers, with their shifts",
		Long: `Remove engineers. Their shifts and overrides go with them, so it asks first; --yes
answers. It ends with 5 while somebody still has work, or stands in a rotation or a
policy. What was sent to them stays, since it is a record. What is printed is what
was known of them. A "-" reads addresses from standard input.`,
		Example: `  airra engineer remove bob@example.com
  airra engineer remove bob@example.com carol@example.com --yes`,
		Args:              takes(1, -1, "at least one engineer, like alice@example.com"),
		ValidArgsFunction: completePeople(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return removeEngineers(cmd.Context(), a, args) },
	}
	offers(cmd, fieldsOf[airra.EngineerDetail]())
	return cmd
}

func removeEngineers(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	found, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Engineer, error) {
		key, err := a.person(key)
		if err != nil {
			return airra.Engineer{}, err
		}
		e, err := c.FindEngineer(ctx, key)
		if err != nil {
			return airra.Engineer{}, err
		}
		return e.Engineer, nil
	})
	if err != nil {
		return err
	}
	gone, err := removing[airra.Engineer]{
		name: func(e airra.Engineer) string { return e.Name + " <" + e.Email + ">" }, asks: "The shifts and overrides of %s go, too. Remove?",
		remove: func(e airra.Engineer) error { return c.DeleteEngineer(ctx, string(e.ID)) },
	}.run(ctx, a, found)
	if err != nil {
		return err
	}
	return showEngineers(ctx, a, gone, "removed")
}

// zoneFact is a zone with the time that it is there, which is what one wants to know
// before calling somebody.
func zoneFact(s *screen, zone string) string {
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		return oneLine(zone)
	}
	return oneLine(zone) + ", where it is " + s.now.In(location).Format("Mon 15:04")
}
