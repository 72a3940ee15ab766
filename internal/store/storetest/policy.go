package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var policyStories = []story{
	{"a policy comes back with its steps", policyComesBack},
	{"a service has one policy, and there is one default", policyIsTheOnly},
	{"the policy of a service is its own, else the default", policyHolds},
}

func policyComesBack(t *testing.T, s Store) {
	bare := &airra.EscalationPolicy{ID: airra.PolicyID(airra.NewID()), CreatedAt: at, UpdatedAt: at, Steps: []airra.EscalationStep{{}}}
	policies := []*airra.EscalationPolicy{bare}
	for _, words := range hostile {
		full := Policy(words, airra.ServiceName(words), at)
		full.Repeat = 10
		wantFilled(t, full)
		full.Steps[1] = airra.EscalationStep{
			Targets: []airra.PageTarget{{Level: airra.LevelSecondary}, {EngineerID: airra.EngineerID(words)}}, Channels: []string{words}, WaitSeconds: 86400,
		}
		policies = append(policies, full)
	}
	for _, want := range policies {
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.InsertPolicy(ctx, want) })
		got, err := s.Policy(t.Context(), string(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 1 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
		if got.Steps[0].Targets == nil || got.Steps[0].Channels == nil {
			t.Errorf("lists are not nil, got %+v", got.Steps[0])
		}
		want.Steps, want.Repeat = want.Steps[:1], 0
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SavePolicy(ctx, want) })
		got, err = s.Policy(t.Context(), string(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 2 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
	}
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, i int) error {
		mine := *bare
		mine.Repeat = i
		return tx.SavePolicy(ctx, &mine)
	})
}

func policyIsTheOnly(t *testing.T, s Store) {
	payment, order, fallback := Policy("Payment", "payment-service", at), Policy("order", "order-service", at), Policy("default", "", at)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, p := range []*airra.EscalationPolicy{payment, order, fallback} {
			must(t, tx.InsertPolicy(ctx, p))
		}
		return nil
	})
	const named, served, main = "an escalation policy with the name PAYMENT exists already", "an escalation policy for the service payment-service exists already",
		"a default escalation policy exists already"
	for message, p := range map[string]*airra.EscalationPolicy{
		named: Policy("PAYMENT", "user-service", at), served: Policy("another", "payment-service", at), main: Policy("another", "", at),
	} {
		err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertPolicy(t.Context(), p) })
		wantMessage(t, err, airra.CodeBadRequest, message)
		moved := *order
		moved.Name, moved.Service = p.Name, p.Service
		err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.SavePolicy(t.Context(), &moved) })
		wantMessage(t, err, airra.CodeBadRequest, message)
	}
	all, err := s.Policies(t.Context())
	must(t, err)
	if len(all) != 3 || all[0].Name != "default" || all[1].Name != "order" || all[2].Name != "Payment" || all[0].Service != nil {
		t.Errorf("by name, in any case, got %+v", all)
	}
}

func policyHolds(t *testing.T, s Store) {
	if none, err := s.PolicyFor(t.Context(), "payment-service"); none != nil || err != nil {
		t.Errorf("nobody has written one, got %v, %v", none, err)
	}
	if none, err := s.Policies(t.Context()); err != nil || none == nil || len(none) != 0 {
		t.Errorf("got %v, %v", none, err)
	}
	payment, fallback := Policy("Payment", "payment-service", at), Policy("default", "", at)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		must(t, tx.InsertPolicy(ctx, payment))
		return tx.InsertPolicy(ctx, fallback)
	})
	for service, want := range map[airra.ServiceName]*airra.EscalationPolicy{
		"payment-service": payment, "PAYMENT-SERVICE": fallback, "order-service": fallback, "": fallback, "'": fallback,
	} {
		got, err := s.PolicyFor(t.Context(), service)
		if err != nil || got == nil || got.ID != want.ID {
			t.Errorf("%q: got %v, %v", service, got, err)
		}
	}
	for key, want := range map[string]*airra.EscalationPolicy{string(payment.ID): payment, "payment": payment, "DEFAULT": fallback, "pay": nil, "payment-service": nil, "": nil} {
		got, err := s.Policy(t.Context(), key)
		if want == nil {
			wantMessage(t, err, airra.CodeNotFound, "Escalation policy not found")
		} else if err != nil || got.ID != want.ID {
			t.Errorf("%q: got %v, %v", key, got, err)
		}
	}
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.DeletePolicy(ctx, payment.ID) })
	err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.DeletePolicy(t.Context(), payment.ID) })
	wantMessage(t, err, airra.CodeNotFound, "Escalation policy not found")
	if got, err := s.PolicyFor(t.Context(), "payment-service"); err != nil || got.ID != fallback.ID {
		t.Errorf("got %v, %v", got, err)
	}
}
