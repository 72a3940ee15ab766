package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/postmortem"
)

// Wording says the same in better words. It may not add a fact, and may fail.
type Wording interface {
	Reword(ctx context.Context, t airra.PostmortemText) (airra.PostmortemText, error)
	Name() string
}

// byRecord is the writer of a draft in which no model had a hand.
const byRecord = "the record"

// DraftPostmortem proposes a postmortem. Nothing is stored. Where a model is there it
// words the draft; when it fails, the draft is what the record tells.
func (w *Workflow) DraftPostmortem(ctx context.Context, incidentKey string) (*airra.PostmortemDraft, error) {
	r, err := w.record(ctx, incidentKey)
	if err != nil {
		return nil, err
	}
	text, err := checkText(postmortem.Draft(*r))
	if err != nil {
		return nil, err
	}
	d := &airra.PostmortemDraft{PostmortemText: text, IncidentID: r.Incident.ID, IncidentRef: r.Incident.Ref, Writer: byRecord}
	if w.Wording != nil {
		w.word(ctx, d)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.Markdown = postmortem.Markdown(postmortem.Document{PostmortemText: d.PostmortemText, Incident: r.Incident, Events: r.Events})
	return d, nil
}

// wordingPatience bounds the question to the model, since somebody waits for the draft.
const wordingPatience = 25 * time.Second

// word asks the model, and says in the draft when it did not help.
func (w *Workflow) word(ctx context.Context, d *airra.PostmortemDraft) {
	ctx, cancel := context.WithTimeout(ctx, wordingPatience)
	defer cancel()
	worded, err := w.Wording.Reword(ctx, d.PostmortemText)
	if err == nil {
		d.PostmortemText, d.Writer = worded, w.Wording.Name()
		return
	}
	w.Log.Warn("draft not worded by the model", "incident", d.IncidentRef, "err", err)
	why := airra.ErrorMessage(err)
	if ctx.Err() != nil {
		why = w.Wording.Name() + " took too long"
	}
	d.Note = why + ", so this is what the record tells."
}

// record reads everything that a draft is made of.
func (w *Workflow) record(ctx context.Context, incidentKey string) (*postmortem.Record, error) {
	detail, err := w.FindIncident(ctx, incidentKey)
	if err != nil {
		return nil, err
	}
	r := &postmortem.Record{Incident: detail.Incident, Hypotheses: detail.Hypotheses, Actions: detail.Actions, Now: w.now()}
	id := r.Incident.ID
	if r.Events, err = w.Store.Events(ctx, airra.EventFilter{Incident: id, Limit: maxEvents}); err != nil {
		return nil, err
	}
	if r.Signals, err = w.Store.Signals(ctx, id); err != nil {
		return nil, err
	}
	if r.Pages, err = w.Store.IncidentNotifications(ctx, id); err != nil {
		return nil, err
	}
	if r.Judgements, err = w.standing(ctx, id); err != nil {
		return nil, err
	}
	return r, nil
}
