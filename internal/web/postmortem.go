package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// paper is the postmortem of an incident, or what the record proposes for one.
type paper struct {
	visit    *visit
	Incident *airra.IncidentDetail
	Written  *airra.Postmortem      // nil while there is none
	Draft    *airra.PostmortemDraft // only then
	Edit     bool
	Form     paperForm
	Err      error
}

// paperForm is a postmortem as people write it: a text for each part, a line for each
// thing of a list.
type paperForm struct {
	Cause, Factors, Well, Wrong, Lessons, Prevention, Notes, Minutes string
}

func (w *Web) registerPostmortem() {
	w.mux.HandleFunc("GET /incidents/{key}/postmortem", w.page(w.postmortem))
	w.mux.HandleFunc("POST /incidents/{key}/postmortem", w.act(w.limited(w.writePostmortem)))
	w.mux.HandleFunc("POST /incidents/{key}/postmortem/publish", w.act(w.limited(w.publish(true))))
	w.mux.HandleFunc("POST /incidents/{key}/postmortem/withdraw", w.act(w.limited(w.publish(false))))
	w.mux.HandleFunc("POST /incidents/{key}/postmortem/items", w.act(w.limited(w.saveItem)))
}

func (w *Web) postmortem(v *visit) (view, error) {
	p := paper{visit: v, Edit: v.query("edit") != ""}
	var err error
	if p.Incident, err = w.opts.Backend.FindIncident(v.r.Context(), v.key()); err != nil {
		return view{}, err
	}
	if p.Written, err = w.postmortemOf(v.r.Context(), v.key()); err != nil {
		return view{}, err
	}
	if p.Written != nil {
		p.Form = formOf(p.Written)
		return w.paperView(p), nil
	}
	if p.Edit = true; w.opts.Model {
		if err := w.allow(v.r, "llm", w.opts.LimitLLM); err != nil {
			return view{}, err
		}
	}
	if p.Draft, err = w.opts.Backend.DraftPostmortem(v.r.Context(), v.key()); err != nil {
		return view{}, err
	}
	p.Form = proposed(p.Draft.PostmortemText)
	return w.paperView(p), nil
}

func (w *Web) paperView(p paper) view {
	return view{Title: "Postmortem of " + p.Incident.Ref, Place: placeIncidents, Live: p.Incident.ID, Still: p.Edit, Body: postmortemPage(p)}
}

func formOf(p *airra.Postmortem) paperForm {
	return paperForm{
		Cause: p.ActualRootCause, Factors: lines(p.ContributingFactors), Well: lines(p.WhatWentWell), Wrong: lines(p.WhatWentWrong),
		Lessons: lines(p.LessonsLearned), Prevention: lines(p.PreventionMeasures), Notes: text(p.AdditionalNotes), Minutes: strconv.FormatInt(p.DurationMinutes, 10),
	}
}

func proposed(t airra.PostmortemText) paperForm {
	f := paperForm{
		Cause: text(t.ActualRootCause), Factors: lines(t.ContributingFactors), Well: lines(t.WhatWentWell), Wrong: lines(t.WhatWentWrong),
		Lessons: lines(t.LessonsLearned), Prevention: lines(t.PreventionMeasures), Notes: text(t.AdditionalNotes),
	}
	if t.DurationMinutes != nil {
		f.Minutes = strconv.FormatInt(*t.DurationMinutes, 10)
	}
	return f
}

func lines(list []string) string { return strings.Join(list, "\n") }

// listed reads a list back. It is never nil, because a nil list would stay as it was.
func listed(text string) []string {
	all := []string{}
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

func readPaper(v *visit) paperForm {
	return paperForm{
		Cause: v.field("cause"), Factors: v.field("factors"), Well: v.field("well"), Wrong: v.field("wrong"), Lessons: v.field("lessons"),
		Prevention: v.field("prevention"), Notes: v.field("notes"), Minutes: v.field("minutes"),
	}
}

// texts is what the form says, as the use case takes it. Action items have forms of
// their own, so none of them can be lost here.
func (f paperForm) texts() (airra.PostmortemText, error) {
	t := airra.PostmortemText{
		ActualRootCause: &f.Cause, ContributingFactors: listed(f.Factors), WhatWentWell: listed(f.Well), WhatWentWrong: listed(f.Wrong),
		LessonsLearned: listed(f.Lessons), PreventionMeasures: listed(f.Prevention), AdditionalNotes: &f.Notes,
	}
	if f.Minutes != "" {
		minutes, err := strconv.ParseInt(f.Minutes, 10, 64)
		if err != nil {
			return t, airra.Invalid("duration_minutes", "must be a whole number")
		}
		t.DurationMinutes = &minutes
	}
	return t, nil
}

func (w *Web) writePostmortem(v *visit) (string, error) {
	f := readPaper(v)
	t, err := f.texts()
	if err == nil {
		_, err = w.opts.Backend.UpdatePostmortem(v.r.Context(), v.key(), t)
		if airra.ErrorCode(err) == airra.CodeNotFound {
			_, err = w.opts.Backend.CreatePostmortem(v.r.Context(), airra.NewPostmortem{IncidentID: v.key(), PostmortemText: t})
		}
	}
	if err != nil {
		return "", w.again(v, err, func(err error) (view, error) {
			incident, missing := w.opts.Backend.FindIncident(v.r.Context(), v.key())
			if missing != nil {
				return view{}, missing
			}
			return w.paperView(paper{visit: v, Incident: incident, Edit: true, Form: f, Err: err}), nil
		})
	}
	w.say(v, "The postmortem is saved.")
	return paperPath(v), nil
}

func paperPath(v *visit) string { return "/incidents/" + url.PathEscape(v.key()) + "/postmortem" }

// publish makes a postmortem count, or takes it back into the drawer.
func (w *Web) publish(public bool) func(v *visit) (string, error) {
	return func(v *visit) (string, error) {
		if _, err := w.opts.Backend.UpdatePostmortem(v.r.Context(), v.key(), airra.PostmortemText{Published: &public}); err != nil {
			return "", err
		}
		if w.say(v, "It is published: what it says is trusted from now on."); !public {
			w.say(v, "It is a draft again.")
		}
		return paperPath(v), nil
	}
}

// saveItem adds an action item, or changes one that is there.
func (w *Web) saveItem(v *visit) (string, error) {
	ctx := v.r.Context()
	item := airra.ActionItem{Description: v.field("description"), Owner: v.field("owner")}
	if due := v.field("due"); due != "" {
		item.DueDate = &due
	}
	if number, err := strconv.Atoi(v.field("number")); err == nil {
		p, err := w.opts.Backend.FindPostmortem(ctx, v.key())
		if err != nil {
			return "", err
		}
		for _, known := range p.ActionItems {
			if known.Number == number {
				item = known
			}
		}
		item.Status = v.field("status")
	}
	if _, err := w.opts.Backend.SaveActionItem(ctx, v.key(), item); err != nil {
		return "", err
	}
	w.say(v, "The action item is saved.")
	return paperPath(v), nil
}
