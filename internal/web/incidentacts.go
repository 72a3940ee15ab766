package web

import (
	"net/url"
	"strconv"
	"time"

	"github.com/airra/airra/internal/airra"
)

// What people do with an incident. Each act calls one use case, under the name of who is
// signed in, says what came of it, and shows the incident again.

// back shows the incident again after an act on it.
func (w *Web) back(do func(v *visit) (said string, err error)) func(v *visit) (string, error) {
	return func(v *visit) (string, error) {
		said, err := do(v)
		if err != nil {
			return "", err
		}
		w.say(v, said)
		return "/incidents/" + url.PathEscape(v.key()), nil
	}
}

func (w *Web) acknowledge(v *visit) (string, error) {
	span, err := spanOf(v.field("for"))
	if err != nil {
		return "", err
	}
	i, err := w.opts.Backend.AcknowledgeIncident(v.r.Context(), v.key(), airra.Acknowledgement{By: v.session.Actor, For: span})
	if err != nil {
		return "", err
	}
	return "You have " + i.Ref + ". Its paging stops.", nil
}

// spanOf reads for how long; nothing means until further notice.
func spanOf(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	span, err := time.ParseDuration(text)
	if err != nil || span <= 0 {
		return 0, airra.Invalid("for", "must be a time like 30m")
	}
	return span, nil
}

func (w *Web) unacknowledge(v *visit) (string, error) {
	i, err := w.opts.Backend.UnacknowledgeIncident(v.r.Context(), v.key())
	if err != nil {
		return "", err
	}
	return "You have given " + i.Ref + " back. Its paging begins anew.", nil
}

func (w *Web) resolve(v *visit) (string, error) {
	i, err := w.opts.Backend.ResolveIncident(v.r.Context(), v.key(), airra.Resolution{By: v.session.Actor, Cause: v.field("cause"), Summary: v.field("summary")})
	if err != nil {
		return "", err
	}
	return i.Ref + " is resolved.", nil
}

func (w *Web) reopen(v *visit) (string, error) {
	i, err := w.opts.Backend.ReopenIncident(v.r.Context(), v.key(), v.field("reason"))
	if err != nil {
		return "", err
	}
	return i.Ref + " is open again.", nil
}

func (w *Web) escalate(v *visit) (string, error) {
	i, err := w.opts.Backend.EscalateIncident(v.r.Context(), v.key(), v.field("reason"))
	if err != nil {
		return "", err
	}
	return i.Ref + " is escalated: the next people of its policy are called now.", nil
}

func (w *Web) analyze(v *visit) (string, error) {
	if err := w.allow(v.r, "llm", w.opts.LimitLLM); err != nil {
		return "", err
	}
	if _, err := w.opts.Backend.AnalyzeIncident(v.r.Context(), v.key()); err != nil {
		return "", err
	}
	return "The analysis has begun. Its result appears here.", nil
}

func (w *Web) comment(v *visit) (string, error) {
	if _, err := w.opts.Backend.CommentIncident(v.r.Context(), v.key(), v.field("text")); err != nil {
		return "", err
	}
	return "Your note stands in the timeline.", nil
}

// assign gives the incident to somebody by name, or to whom the schedule says.
func (w *Web) assign(v *visit) (string, error) {
	ctx, who := v.r.Context(), v.field("engineer")
	var a *airra.Assignment
	var err error
	if who == "" {
		a, err = w.opts.Backend.AssignIncident(ctx, v.key(), "")
	} else {
		a, err = w.opts.Backend.AssignIncidentTo(ctx, v.key(), who, v.field("force") != "")
	}
	if err != nil {
		return "", err
	}
	return a.Engineer.Name + " has it now.", nil
}

func (w *Web) unassign(v *visit) (string, error) {
	if _, err := w.opts.Backend.UnassignIncident(v.r.Context(), v.key()); err != nil {
		return "", err
	}
	return "It is nobody's now.", nil
}

func (w *Web) judgeHypothesis(v *visit) (string, error) {
	h, err := w.opts.Backend.JudgeHypothesis(v.r.Context(), v.key(), v.r.PathValue("number"), v.verdict())
	if err != nil {
		return "", err
	}
	return "Your verdict on hypothesis " + strconv.Itoa(h.Rank) + " is recorded.", nil
}

func (w *Web) judgeAlarm(v *visit) (string, error) {
	if _, err := w.opts.Backend.JudgeAlarm(v.r.Context(), v.key(), v.verdict()); err != nil {
		return "", err
	}
	return "Your verdict on the alarm is recorded.", nil
}

// verdict reads what somebody says.
func (v *visit) verdict() airra.NewVerdict {
	return airra.NewVerdict{Verdict: airra.Verdict(v.field("verdict")), By: v.session.Actor, Note: v.field("note")}
}

// approve says yes to an action, and starts it when that was asked for.
func (w *Web) approve(v *visit) (string, error) {
	run := v.field("execute") != ""
	a, err := w.opts.Backend.ApproveAction(v.r.Context(), v.key(), airra.Approval{
		ApprovedBy: v.session.Actor, ExecutionMode: airra.ExecutionMode(v.field("mode")), ApprovalNotes: v.field("notes"), Execute: run,
	})
	if err != nil {
		return "", err
	}
	said := "You approved " + a.Ref + "."
	if run {
		said += " It runs now, and this page says what comes of it."
	}
	return w.toIncident(v, a, said)
}

func (w *Web) reject(v *visit) (string, error) {
	a, err := w.opts.Backend.RejectAction(v.r.Context(), v.key(), airra.Rejection{RejectedBy: v.session.Actor, RejectionReason: v.field("reason")})
	if err != nil {
		return "", err
	}
	return w.toIncident(v, a, "You rejected "+a.Ref+".")
}

func (w *Web) execute(v *visit) (string, error) {
	a, err := w.opts.Backend.ExecuteAction(v.r.Context(), v.key())
	if err != nil {
		return "", err
	}
	return w.toIncident(v, a, a.Ref+" runs now, and this page says what comes of it.")
}

func (w *Web) judgeAction(v *visit) (string, error) {
	a, err := w.opts.Backend.JudgeAction(v.r.Context(), v.key(), v.verdict())
	if err != nil {
		return "", err
	}
	return w.toIncident(v, a, "Your verdict on "+a.Ref+" is recorded.")
}

// toIncident shows the incident of an action, at the action.
func (w *Web) toIncident(v *visit, a *airra.Action, said string) (string, error) {
	w.say(v, said)
	return "/incidents/" + a.IncidentRef + "#" + a.Ref, nil
}

// newIncidentForm is the form for a report, with what is wrong with it.
type newIncidentForm struct {
	visit    *visit
	New      airra.NewIncident
	Services []airra.ServiceState
	Err      error
}

func (w *Web) newIncident(v *visit) (view, error) {
	return w.reportForm(v, newIncidentForm{visit: v, New: airra.NewIncident{Severity: airra.SeverityHigh, AffectedService: airra.ServiceName(v.query("service"))}})
}

func (w *Web) reportForm(v *visit, form newIncidentForm) (view, error) {
	services, err := w.opts.Backend.Services(v.r.Context())
	form.Services = services
	return view{Title: "Report an incident", Place: placeIncidents, Still: true, Body: newIncidentPage(form)}, err
}

// report writes an incident and has it analysed. A form that is not right is shown
// again with what was written in it.
func (w *Web) report(v *visit) (string, error) {
	n := airra.NewIncident{
		Title: v.field("title"), Description: v.field("description"), Severity: airra.Severity(v.field("severity")),
		AffectedService: airra.ServiceName(v.field("service")), DetectionSource: "web",
	}
	i, err := w.opts.Backend.CreateIncident(v.r.Context(), n)
	if err != nil {
		return "", w.again(v, err, func(err error) (view, error) { return w.reportForm(v, newIncidentForm{visit: v, New: n, Err: err}) })
	}
	said := i.Ref + " is reported."
	if v.field("analyze") != "" {
		if err := w.allow(v.r, "llm", w.opts.LimitLLM); err != nil {
			said += " It could not be analysed yet: " + airra.ErrorMessage(err)
		} else if _, err := w.opts.Backend.AnalyzeIncident(v.r.Context(), i.Ref); err != nil {
			said += " It could not be analysed: " + airra.ErrorMessage(err)
		}
	}
	w.say(v, said)
	return "/incidents/" + i.Ref, nil
}
