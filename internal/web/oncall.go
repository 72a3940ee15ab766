package web

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
)

// week is seven days of the schedule, from a Monday in UTC.
type week struct {
	visit     *visit
	From, To  time.Time
	Now       []airra.OnCallEntry
	Calendar  *airra.Calendar
	Overrides []airra.Override
	Rotations []airra.Rotation
	Engineers []airra.Engineer
	Taken     overrideForm
}

// overrideForm is a takeover as the form was filled in.
type overrideForm struct {
	Engineer, Replaces, Rotation, From, To, Reason string
	Err                                            error
}

// dateTimeForm is how browsers write a time without a zone; here it is UTC, and says so.
const dateTimeForm = "2006-01-02T15:04"

func (w *Web) registerOnCall() {
	w.mux.HandleFunc("GET /on-call", w.page(func(v *visit) (view, error) { return w.onCall(v, overrideForm{}) }))
	w.mux.HandleFunc("POST /on-call/overrides", w.act(w.limited(w.takeOver)))
	w.mux.HandleFunc("POST /on-call/overrides/{key}/delete", w.act(w.limited(w.dropOverride)))
}

func (w *Web) onCall(v *visit, form overrideForm) (view, error) {
	k := week{visit: v, Taken: form, From: monday(v.now)}
	if text := v.query("week"); text != "" {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return view{}, airra.Invalid("week", "must be a date like 2026-11-23")
		}
		k.From = monday(at)
	}
	k.To = k.From.AddDate(0, 0, 7)
	group, ctx := errgroup.WithContext(v.r.Context())
	ask(ctx, group, &k.Now, w.opts.Backend.CurrentOnCall)
	ask(ctx, group, &k.Rotations, w.opts.Backend.FindRotations)
	ask(ctx, group, &k.Calendar, func(ctx context.Context) (*airra.Calendar, error) {
		return w.opts.Backend.OnCallCalendar(ctx, airra.CalendarQuery{From: k.From, To: k.To})
	})
	ask(ctx, group, &k.Overrides, func(ctx context.Context) ([]airra.Override, error) {
		return w.opts.Backend.FindOverrides(ctx, airra.OverrideFilter{From: &k.From, To: &k.To})
	})
	ask(ctx, group, &k.Engineers, func(ctx context.Context) ([]airra.Engineer, error) {
		page, err := w.opts.Backend.FindEngineers(ctx, airra.EngineerFilter{Page: airra.PageRequest{Page: 1, PageSize: teamShown}})
		return page.Items, err
	})
	if err := group.Wait(); err != nil {
		return view{}, err
	}
	return view{Title: "On-call", Place: placeOnCall, Body: onCallPage(k)}, nil
}

// monday is the beginning of a week in UTC.
func monday(at time.Time) time.Time {
	day := at.UTC().Truncate(24 * time.Hour)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

// lane is one line of the plan: a level of a service or team.
type lane struct {
	Name   string
	Level  airra.OnCallLevel
	Shifts []airra.Shift
}

// lanes sorts the shifts into lines. They come by level and start, and stay so.
func (k week) lanes() []lane {
	var all []lane
	at := map[string]int{}
	for _, s := range k.Calendar.Shifts {
		name := text(s.Service)
		if name == "" {
			name = text(s.Team)
		}
		key := string(s.Level) + "\x00" + name
		n, known := at[key]
		if !known {
			n = len(all)
			at[key] = n
			all = append(all, lane{Name: name, Level: s.Level})
		}
		all[n].Shifts = append(all[n].Shifts, s)
	}
	return all
}

// stretch places a span within the week, in thousandths of its width.
func (k week) stretch(from, to time.Time) (x, width string) {
	whole := k.To.Sub(k.From).Seconds()
	begin := max(0, from.Sub(k.From).Seconds()) / whole * 1000
	end := min(whole, to.Sub(k.From).Seconds()) / whole * 1000
	return strconv.FormatFloat(begin, 'f', 1, 64), strconv.FormatFloat(max(1, end-begin-2), 'f', 1, 64)
}

// x and width are the two ends of stretch, for attributes.
func (k week) x(from, to time.Time) string     { x, _ := k.stretch(from, to); return x }
func (k week) width(from, to time.Time) string { _, w := k.stretch(from, to); return w }

// name is an engineer's, from the calendar or the roster.
func (k week) name(id airra.EngineerID) string {
	for _, all := range [][]airra.Engineer{k.Calendar.Engineers, k.Engineers} {
		for _, e := range all {
			if e.ID == id {
				return e.Name
			}
		}
	}
	return string(id)
}

// days are the seven of the week.
func (k week) days() []time.Time {
	days := make([]time.Time, 7)
	for n := range days {
		days[n] = k.From.AddDate(0, 0, n)
	}
	return days
}

// told says a shift in words, for those who cannot see the plan.
func (k week) told(s airra.Shift) string {
	return fmt.Sprintf("%s, %s to %s", k.name(s.EngineerID), moment(s.StartTime), moment(s.EndTime))
}

// takeOver writes an override.
func (w *Web) takeOver(v *visit) (string, error) {
	f := overrideForm{
		Engineer: v.field("engineer"), Replaces: v.field("replaces"), Rotation: v.field("rotation"), From: v.field("from"), To: v.field("to"), Reason: v.field("reason"),
	}
	from, err := time.Parse(dateTimeForm, f.From)
	if err != nil {
		err = airra.Invalid("start_time", "must be a date and a time")
	}
	to, wrong := time.Parse(dateTimeForm, f.To)
	if err == nil && wrong != nil {
		err = airra.Invalid("end_time", "must be a date and a time")
	}
	if err == nil {
		_, err = w.opts.Backend.CreateOverride(v.r.Context(), airra.NewOverride{
			Rotation: f.Rotation, Replaces: f.Replaces, Engineer: f.Engineer, StartTime: from, EndTime: to, Reason: f.Reason,
		})
	}
	if err != nil {
		f.Err = err
		return "", w.again(v, err, func(error) (view, error) { return w.onCall(v, f) })
	}
	w.say(v, "The override is written down.")
	return "/on-call?week=" + from.Format(time.DateOnly), nil
}

func (w *Web) dropOverride(v *visit) (string, error) {
	if err := w.opts.Backend.DeleteOverride(v.r.Context(), v.key()); err != nil {
		return "", err
	}
	w.say(v, "The override is gone.")
	return backOf(v.r), nil
}
