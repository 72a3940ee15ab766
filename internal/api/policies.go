package api

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// newPolicy is the body of PUT /escalation-policies. The bounds are those of the
// domain, so that the document names them too.
type newPolicy struct {
	Name    string            `json:"name,omitempty" maxLength:"255" doc:"Default: that of the service, or default"`
	Service airra.ServiceName `json:"service,omitempty" maxLength:"255" pattern:"^[A-Za-z0-9_-]+$" doc:"Without it, the policy of every service that has none"`
	Steps   []newStep         `json:"steps" minItems:"1" maxItems:"20"`
	Repeat  int               `json:"repeat,omitempty" minimum:"0" maximum:"10" doc:"How often the steps are gone through again after the first time"`
}

// newStep is one rung of a policy.
type newStep struct {
	Targets     []string `json:"targets" minItems:"1" maxItems:"20" minLength:"1" maxLength:"255" doc:"primary, secondary, tertiary, or people by id, e-mail address or name"`
	Channels    []string `json:"channels,omitempty" maxItems:"20" minLength:"1" maxLength:"64" doc:"email, slack, sms, or the name of another channel; default: all that are set up"`
	WaitSeconds int      `json:"wait_seconds,omitempty" minimum:"1" maximum:"86400" doc:"Until the next step"`
}

func (n *newPolicy) domain() airra.NewPolicy {
	policy := airra.NewPolicy{Name: n.Name, Service: n.Service, Repeat: n.Repeat}
	for _, s := range n.Steps {
		policy.Steps = append(policy.Steps, airra.NewStep(s))
	}
	return policy
}

// PolicyPath is the part of a path that names a policy. It is exported because huma
// does not look into embedded types that are not.
type PolicyPath struct {
	Key string `path:"key" maxLength:"255" doc:"An id, a name, or the name of a service"`
}

// registerPolicies adds who is paged in which order.
func (s *server) registerPolicies() {
	const tag = "escalation"
	register(s, put("/escalation-policies", "set-policy", "Write the policy of a service, or the default one, as a whole", tag),
		func(ctx context.Context, in *struct{ Body newPolicy }) (*reply[airra.EscalationPolicy], error) {
			return answering(whole(fillPolicy)(s.opts.Backend.SetPolicy(ctx, in.Body.domain())))
		})
	register(s, get("/escalation-policies", "list-policies", "List policies by name", tag),
		func(ctx context.Context, _ *struct{}) (*reply[[]airra.EscalationPolicy], error) {
			return listing(each(fillPolicy)(s.opts.Backend.FindPolicies(ctx)))
		})
	register(s, get("/escalation-policies/{key}", "get-policy", "Show the policy that holds, the built-in one included", tag),
		func(ctx context.Context, in *PolicyPath) (*reply[airra.EscalationPolicy], error) {
			return answering(whole(fillPolicy)(s.opts.Backend.FindPolicy(ctx, in.Key)))
		})
	register(s, del("/escalation-policies/{key}", "delete-policy", "Remove a policy, so that the default one holds again", tag),
		func(ctx context.Context, in *PolicyPath) (*struct{}, error) {
			return gone(s.opts.Backend.DeletePolicy(ctx, in.Key))
		})
}
