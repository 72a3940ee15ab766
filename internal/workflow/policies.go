package workflow

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// SetPolicy writes the policy of a service, or the default one, whole.
func (w *Workflow) SetPolicy(ctx context.Context, n airra.NewPolicy) (*airra.EscalationPolicy, error) {
	var stored *airra.EscalationPolicy
	err := w.inTx(ctx, func(tx airra.Tx) error {
		p, err := w.shapePolicy(ctx, tx, n)
		if err != nil {
			return err
		}
		stored = p
		old, err := tx.PolicyFor(ctx, n.Service)
		if err != nil {
			return err
		}
		w.auditOnly(ctx, tx, "policy_set", map[string]any{"name": p.Name, "service": n.Service, "steps": len(p.Steps)})
		if old == nil || n.Service != "" && old.Service == nil {
			return tx.InsertPolicy(ctx, p)
		}
		p.ID, p.CreatedAt, p.Version = old.ID, old.CreatedAt, old.Version
		return tx.SavePolicy(ctx, p)
	})
	if err != nil {
		return nil, err
	}
	return stored, nil
}

// shapePolicy fills in defaults, finds people and checks everything: a policy that
// means nobody is refused when it is written and not in the night.
func (w *Workflow) shapePolicy(ctx context.Context, tx airra.Tx, n airra.NewPolicy) (*airra.EscalationPolicy, error) {
	now := w.now()
	p := &airra.EscalationPolicy{ID: airra.PolicyID(airra.NewID()), Name: strings.TrimSpace(n.Name), Repeat: n.Repeat, CreatedAt: now, UpdatedAt: now, Version: 1}
	if n.Service != "" {
		p.Service = &n.Service
	}
	if p.Name == "" {
		p.Name = string(n.Service)
	}
	if p.Name == "" {
		p.Name = airra.DefaultPolicyName
	}
	if len(n.Steps) == 0 || len(n.Steps) > airra.MaxSteps {
		return nil, airra.Invalid("steps", "must be 1 to %d; a policy without steps pages nobody", airra.MaxSteps)
	}
	if n.Repeat < 0 || n.Repeat > airra.MaxRepeat {
		return nil, airra.Invalid("repeat", "must be 0 to %d", airra.MaxRepeat)
	}
	for k, written := range n.Steps {
		step, err := w.shapeStep(ctx, tx, fmt.Sprintf("steps[%d]", k), written)
		if err != nil {
			return nil, err
		}
		p.Steps = append(p.Steps, step)
	}
	return p, nil
}

func (w *Workflow) shapeStep(ctx context.Context, tx airra.Tx, field string, n airra.NewStep) (airra.EscalationStep, error) {
	step := airra.EscalationStep{Channels: n.Channels, WaitSeconds: n.WaitSeconds}
	if step.WaitSeconds == 0 {
		step.WaitSeconds = int(airra.PriorityHigh.SLA() / time.Second)
	}
	if step.WaitSeconds < 0 || step.Wait() < airra.MinWait || step.Wait() > airra.MaxWait {
		return step, airra.Invalid(field+".wait_seconds", "must be %d to %d", int(airra.MinWait/time.Second), int(airra.MaxWait/time.Second))
	}
	if len(step.Channels) == 0 {
		step.Channels = w.usualChannels()
	}
	if err := w.checkChannels(ctx, field+".channels", step.Channels); err != nil {
		return step, err
	}
	if len(n.Targets) == 0 || len(n.Targets) > airra.MaxStepTargets {
		return step, airra.Invalid(field+".targets", "must be 1 to %d: primary, secondary, tertiary, or people", airra.MaxStepTargets)
	}
	for k, target := range n.Targets {
		if level := airra.OnCallLevel(strings.ToLower(target)); level.Valid() {
			step.Targets = append(step.Targets, airra.PageTarget{Level: level})
			continue
		}
		e, err := plannedIn(ctx, tx, fmt.Sprintf("%s.targets[%d]", field, k), target)
		if err != nil {
			return step, err
		}
		step.Targets = append(step.Targets, airra.PageTarget{EngineerID: e.ID})
	}
	return step, nil
}

// FindPolicies lists the stored policies by name, and the one that is built in where
// no stored one is the default.
func (w *Workflow) FindPolicies(ctx context.Context) ([]airra.EscalationPolicy, error) {
	stored, err := w.Store.Policies(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range stored {
		if p.Service == nil {
			return stored, nil
		}
	}
	return append([]airra.EscalationPolicy{airra.BuiltInPolicy(w.usualChannels())}, stored...), nil
}

// FindPolicy gives the policy of that id or name, or the one that holds for a service.
func (w *Workflow) FindPolicy(ctx context.Context, key string) (*airra.EscalationPolicy, error) {
	stored, err := w.Store.Policy(ctx, key)
	if err == nil || airra.ErrorCode(err) != airra.CodeNotFound {
		return stored, err
	}
	if !sameWord(key, airra.DefaultPolicyName) {
		known, err := w.knowsService(ctx, airra.ServiceName(key))
		if err != nil {
			return nil, err
		}
		if !known {
			return nil, airra.Errorf(airra.CodeNotFound, "Escalation policy not found")
		}
	}
	p, err := w.policyFor(ctx, w.Store, airra.ServiceName(key))
	return &p, err
}

// DeletePolicy removes a stored policy; what holds then is the default one.
func (w *Workflow) DeletePolicy(ctx context.Context, key string) error {
	return w.inTx(ctx, func(tx airra.Tx) error {
		p, err := tx.Policy(ctx, key)
		if airra.ErrorCode(err) == airra.CodeNotFound {
			p, err = policyOf(ctx, tx, airra.ServiceName(key))
		}
		if err != nil {
			return err
		}
		w.auditOnly(ctx, tx, "policy_deleted", map[string]any{"name": p.Name})
		return tx.DeletePolicy(ctx, p.ID)
	})
}

// policyOf gives the policy that a service has of its own.
func policyOf(ctx context.Context, r airra.PeopleReader, service airra.ServiceName) (*airra.EscalationPolicy, error) {
	p, err := r.PolicyFor(ctx, service)
	if err == nil && (p == nil || p.Service == nil) {
		err = airra.Errorf(airra.CodeNotFound, "Escalation policy not found")
	}
	return p, err
}
