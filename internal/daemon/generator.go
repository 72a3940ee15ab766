package daemon

import (
	"context"
	"time"

	"github.com/airra/airra/internal/invent"
	"github.com/airra/airra/internal/reason/llm"
	"github.com/airra/airra/internal/workflow"
)

// inventing bounds how long the model is waited for: somebody may be waiting for the
// incident, and the grammar has one ready.
const inventing = 10 * time.Second

// openInventor makes what invents incidents, or gives nil on a server that has to be
// asked to and was not: nobody wants made-up incidents in production by mistake.
func (d *Daemon) openInventor(meters *instruments) (workflow.Inventor, error) {
	if d.cfg.Production() && d.cfg.GeneratorInterval == 0 {
		return nil, nil //nolint:nilnil // no inventor is a normal answer: nothing is invented then
	}
	if !d.cfg.LLM.Usable() {
		return invent.Inventor{}, nil
	}
	model, err := llm.New(llm.Config{
		Provider: string(d.cfg.LLM.Provider), APIKey: d.cfg.LLM.APIKey, BaseURL: d.cfg.LLM.BaseURL, Model: d.cfg.LLM.GeneratorModel,
		Temperature: invent.Temperature, MaxTokens: invent.MaxTokens, Timeout: inventing,
		Observe: meters.llmCall, Now: d.opts.now, Log: d.log,
	})
	if err != nil {
		return nil, err
	}
	ask := func(ctx context.Context, q invent.Question) (string, error) {
		answer, err := model.Complete(ctx, llm.Request{System: q.System, Messages: []llm.Message{{Role: llm.RoleUser, Text: q.Text}}, Schema: q.Schema})
		return answer.Text, err
	}
	return invent.Inventor{Ask: ask, Model: model.Name(), Log: d.log}, nil
}

// generateIncidents invents one at every interval.
func (d *Daemon) generateIncidents(ctx context.Context) error {
	ticker := time.NewTicker(d.cfg.GeneratorInterval)
	defer ticker.Stop()
	return d.generateAt(ctx, ticker.C)
}

// generateAt invents an incident at every tick, and so none at the start: a daemon that
// is started again and again must not fill the list. It goes on until the ticks end.
func (d *Daemon) generateAt(ctx context.Context, ticks <-chan time.Time) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case _, ticking := <-ticks:
			if !ticking {
				return nil
			}
			d.generateInTurn(ctx)
		}
	}
}

// generateInTurn invents an incident if it is this daemon that does. It is the one with
// the lease, which lasts beyond its next tick; when it dies, another one goes on.
func (d *Daemon) generateInTurn(ctx context.Context) {
	if !d.lease(ctx, workflow.GeneratorRole, d.cfg.GeneratorInterval*3/2) {
		return
	}
	if _, err := d.flow.GenerateIncident(ctx); err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, "no incident was invented", "err", err)
	}
}
