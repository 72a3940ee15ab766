package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/postmortem"
	"github.com/airra/airra/internal/reason"
)

// The bounds of a list of postmortems.
const (
	defaultPostmortems = 20
	maxPostmortems     = 100
)

// FindPostmortems gives some postmortems, newest first.
func (w *Workflow) FindPostmortems(ctx context.Context, filter airra.PostmortemFilter) ([]airra.Postmortem, error) {
	if filter.Limit <= 0 {
		filter.Limit = defaultPostmortems
	}
	filter.Limit, filter.Offset = min(filter.Limit, maxPostmortems), max(filter.Offset, 0)
	return w.Store.Postmortems(ctx, filter)
}

// FindPostmortem gives one postmortem.
func (w *Workflow) FindPostmortem(ctx context.Context, key string) (*airra.Postmortem, error) {
	return findPostmortem(ctx, w.Store, key)
}

// postmortemReader is what a postmortem is found in: the store or a transaction.
type postmortemReader interface {
	airra.Reader
	airra.PostmortemReader
}

// findPostmortem reads one by its own id, or by any name of its incident.
func findPostmortem(ctx context.Context, r postmortemReader, key string) (*airra.Postmortem, error) {
	k, err := airra.ParseKey("postmortem_id", key)
	if err != nil {
		return nil, err
	}
	var none error
	if k.Ref == "" {
		p, err := r.Postmortem(ctx, k)
		if airra.ErrorCode(err) != airra.CodeNotFound {
			return p, err
		}
		none = err
	}
	i, err := r.Incident(ctx, k)
	switch {
	case airra.ErrorCode(err) == airra.CodeNotFound && none != nil:
		return nil, none
	case err != nil:
		return nil, err
	}
	return r.PostmortemOf(ctx, i.ID)
}

// CreatePostmortem writes the postmortem of an incident, which need not be resolved.
func (w *Workflow) CreatePostmortem(ctx context.Context, n airra.NewPostmortem) (*airra.Postmortem, error) {
	text, err := checkText(n.PostmortemText)
	switch {
	case err != nil:
		return nil, err
	case text.ActualRootCause == nil:
		return nil, airra.Invalid("actual_root_cause", "is missing")
	case text.DurationMinutes == nil:
		return nil, airra.Invalid("duration_minutes", "is missing")
	}
	var created *airra.Postmortem
	err = w.inTx(ctx, func(tx airra.Tx) error {
		i, err := incident(ctx, tx, n.IncidentID)
		if err != nil {
			return err
		}
		now := w.now()
		created = &airra.Postmortem{
			ID: airra.NewID(), IncidentID: i.ID, IncidentRef: i.Ref, Author: airra.ActorFrom(ctx), CreatedAt: now, Version: 1,
		}
		created.Write(text, now)
		if err := tx.InsertPostmortem(ctx, created); err != nil {
			return err
		}
		tell := w.tell(ctx, tx, i, now)
		tell.event(airra.EventPostmortemCreated, map[string]any{"postmortem_id": created.ID}, "%s wrote the postmortem", tell.actor)
		tell.audit("postmortem_created", airra.OutcomeSuccess, nil, map[string]any{"postmortem_id": created.ID})
		return w.publication(ctx, tell, false, created)
	})
	if err != nil {
		return nil, err
	}
	return created, nil
}

// UpdatePostmortem changes what was written, and publishes or withdraws it.
func (w *Workflow) UpdatePostmortem(ctx context.Context, key string, t airra.PostmortemText) (*airra.Postmortem, error) {
	text, err := checkText(t)
	if err != nil {
		return nil, err
	}
	return w.changePostmortem(ctx, key, "postmortem_updated", func(tell story, p *airra.Postmortem) error {
		p.Write(text, tell.at)
		return nil
	})
}

// SaveActionItem adds an action item, or changes the one of its number.
func (w *Workflow) SaveActionItem(ctx context.Context, key string, item airra.ActionItem) (*airra.Postmortem, error) {
	text, err := checkText(airra.PostmortemText{ActionItems: []airra.ActionItem{item}})
	if err != nil {
		return nil, err
	}
	return w.changePostmortem(ctx, key, "action_item_saved", func(tell story, p *airra.Postmortem) error {
		return p.PutItem(text.ActionItems[0], tell.at)
	})
}

// changePostmortem runs one change of a postmortem.
func (w *Workflow) changePostmortem(ctx context.Context, key, event string, do func(tell story, p *airra.Postmortem) error) (*airra.Postmortem, error) {
	var changed *airra.Postmortem
	err := w.onPostmortem(ctx, key, func(tell story, p *airra.Postmortem) error {
		before := p.Published
		if err := do(tell, p); err != nil {
			return err
		}
		if p.Published && !before && !postmortem.Established(p.ActualRootCause) {
			return &airra.Error{
				Code: airra.CodeInvalid, Message: "the root cause is not established, so there is nothing to be trusted yet",
				Hint: "write it first: airra postmortem edit " + p.IncidentRef,
			}
		}
		tell.audit(event, airra.OutcomeSuccess, nil, map[string]any{"postmortem_id": p.ID, "published": p.Published})
		if err := tell.tx.SavePostmortem(ctx, p); err != nil {
			return err
		}
		changed = p
		return w.publication(ctx, tell, before, p)
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// DeletePostmortem takes a postmortem away, and with it what it taught.
func (w *Workflow) DeletePostmortem(ctx context.Context, key string) error {
	return w.onPostmortem(ctx, key, func(tell story, p *airra.Postmortem) error {
		tell.audit("postmortem_deleted", airra.OutcomeSuccess, nil, map[string]any{"postmortem_id": p.ID, "published": p.Published})
		if err := tell.tx.DeletePostmortem(ctx, p.ID); err != nil {
			return err
		}
		before := p.Published
		p.Published = false
		return w.publication(ctx, tell, before, p)
	})
}

func (w *Workflow) onPostmortem(ctx context.Context, key string, do func(tell story, p *airra.Postmortem) error) error {
	return w.inTx(ctx, func(tx airra.Tx) error {
		p, err := findPostmortem(ctx, tx, key)
		if err != nil {
			return err
		}
		i, err := tx.Incident(ctx, byID(p.IncidentID))
		if err != nil {
			return err
		}
		return do(w.tell(ctx, tx, i, w.now()), p)
	})
}

// publication tells the timeline of a publication, and teaches what a published
// postmortem says, or no longer says.
func (w *Workflow) publication(ctx context.Context, tell story, before bool, p *airra.Postmortem) error {
	about := map[string]any{"postmortem_id": p.ID}
	switch {
	case p.Published && !before:
		tell.event(airra.EventPostmortemPublished, about, "%s published the postmortem", tell.actor)
		tell.audit("postmortem_published", airra.OutcomeSuccess, nil, about)
	case before && !p.Published:
		tell.audit("postmortem_withdrawn", airra.OutcomeSuccess, nil, about)
	case !p.Published:
		return nil
	}
	return w.teach(ctx, tell, p)
}

// checkText finds what no front end may let through, and redacts the text.
func checkText(t airra.PostmortemText) (airra.PostmortemText, error) {
	if err := t.Check(); err != nil {
		return t, err
	}
	for _, text := range t.Texts() {
		if *text != nil {
			clean := reason.Redact(**text)
			*text = &clean
		}
	}
	for _, list := range t.Lists() {
		*list = redacted(*list)
	}
	items := t.ActionItems
	t.ActionItems = nil
	if items != nil {
		t.ActionItems = []airra.ActionItem{}
	}
	for _, i := range items {
		i.Description, i.Owner = reason.Redact(i.Description), reason.Redact(i.Owner)
		t.ActionItems = append(t.ActionItems, i)
	}
	return t, nil
}

func redacted(list []string) []string {
	if list == nil {
		return nil
	}
	clean := make([]string, len(list))
	for n, text := range list {
		clean[n] = reason.Redact(text)
	}
	return clean
}
