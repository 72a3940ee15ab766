package api

import (
	"context"
	"encoding/json"
	"net/mail"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// newEngineer is the body of POST /admin/engineers.
type newEngineer struct {
	Name           string   `json:"name" minLength:"1" maxLength:"255"`
	Email          string   `json:"email" format:"email" maxLength:"255" doc:"Unique in any case of its letters"`
	Expertise      []string `json:"expertise,omitempty"`
	Department     string   `json:"department,omitempty" maxLength:"100"`
	MaxConcurrent  int      `json:"max_concurrent_reviews,omitempty" minimum:"1" maximum:"10" doc:"Default: 3"`
	SlackHandle    string   `json:"slack_handle,omitempty" maxLength:"100" doc:"With or without the @"`
	Phone          string   `json:"phone,omitempty" maxLength:"50"`
	TimeZone       string   `json:"time_zone,omitempty" maxLength:"64" doc:"A name like Europe/Berlin; default: UTC"`
	AdditionalInfo object   `json:"additional_info,omitempty" doc:"Kept and given back as it is"`
}

func (n newEngineer) domain() (airra.NewEngineer, error) {
	return airra.NewEngineer{
		Name: n.Name, Email: n.Email, Expertise: n.Expertise, Department: n.Department, MaxConcurrentReviews: n.MaxConcurrent,
		SlackHandle: n.SlackHandle, Phone: n.Phone, TimeZone: n.TimeZone, AdditionalInfo: json.RawMessage(n.AdditionalInfo),
	}, bareAddress("body.email", &n.Email)
}

// engineerChange is the body of PATCH /admin/engineers/{id}.
type engineerChange struct {
	Name           change[string]               `json:"name,omitzero" minLength:"1" maxLength:"255"`
	Email          change[string]               `json:"email,omitzero" format:"email" maxLength:"255"`
	Expertise      change[[]string]             `json:"expertise,omitzero"`
	Department     change[string]               `json:"department,omitzero" maxLength:"100" nullable:"true"`
	Status         change[airra.EngineerStatus] `json:"status,omitzero" enum:"active,busy,offline,on_leave" doc:"Decides about is_available too: only the active are available"`
	IsAvailable    change[bool]                 `json:"is_available,omitzero"`
	MaxConcurrent  change[int]                  `json:"max_concurrent_reviews,omitzero" minimum:"1" maximum:"10"`
	SlackHandle    change[string]               `json:"slack_handle,omitzero" maxLength:"100" nullable:"true"`
	Phone          change[string]               `json:"phone,omitzero" maxLength:"50" nullable:"true"`
	TimeZone       change[string]               `json:"time_zone,omitzero" minLength:"1" maxLength:"64"`
	AdditionalInfo change[object]               `json:"additional_info,omitzero" doc:"Replaces what was there"`
}

func (e engineerChange) domain() (airra.EngineerUpdate, error) {
	var bad faults
	update := airra.EngineerUpdate{
		Name: needed(&bad, "body.name", e.Name), Email: needed(&bad, "body.email", e.Email), Expertise: needed(&bad, "body.expertise", e.Expertise),
		Department: e.Department.orNone(), Status: needed(&bad, "body.status", e.Status), IsAvailable: needed(&bad, "body.is_available", e.IsAvailable),
		MaxConcurrentReviews: needed(&bad, "body.max_concurrent_reviews", e.MaxConcurrent), SlackHandle: e.SlackHandle.orNone(),
		Phone: e.Phone.orNone(), TimeZone: needed(&bad, "body.time_zone", e.TimeZone),
	}
	if info := needed(&bad, "body.additional_info", e.AdditionalInfo); info != nil {
		update.AdditionalInfo = json.RawMessage(*info)
	}
	bad.add(bareAddress("body.email", update.Email))
	return update, bad.err()
}

// bareAddress refuses what a mail program would take and the rest of the house
// cannot compare: an address with a name around it, or with a comment.
func bareAddress(field string, text *string) error {
	if text == nil {
		return nil
	}
	if address, err := mail.ParseAddress(*text); err != nil || address.Address != *text {
		return airra.Invalid(field, "must be an e-mail address and nothing else, like ann@example.com")
	}
	return nil
}

// engineerQuery is the query of GET /admin/engineers.
type engineerQuery struct {
	Paging
	Status        string `query:"status" enum:"active,busy,offline,on_leave"`
	AvailableOnly bool   `query:"available_only" doc:"Looks at the flag only, not at the work"`
}

// expertiseQuery is the query of GET /admin/engineers/available/list.
type expertiseQuery struct {
	Expertise string `query:"expertise" maxLength:"255" doc:"Only those who have exactly this"`
}

var _ huma.Resolver = (*expertiseQuery)(nil)

// Resolve refuses a filter that is given and empty.
func (*expertiseQuery) Resolve(ctx huma.Context) []error { return notEmpty(ctx, "expertise") }

// registerEngineers adds the people who answer pages.
func (s *server) registerEngineers() {
	const tag = "engineers"
	register(s, create("/admin/engineers", "create-engineer", "Add a person who answers pages", tag),
		func(ctx context.Context, in *struct{ Body newEngineer }) (*reply[airra.Engineer], error) {
			n, err := in.Body.domain()
			if err != nil {
				return nil, err
			}
			return answering(whole(fillEngineer)(s.opts.Backend.CreateEngineer(ctx, n)))
		})
	register(s, get("/admin/engineers", "list-engineers", "List engineers, newest first", tag),
		func(ctx context.Context, in *engineerQuery) (*reply[airra.Page[airra.Engineer]], error) {
			return paged(fillEngineer)(s.opts.Backend.FindEngineers(ctx, airra.EngineerFilter{
				Status: airra.EngineerStatus(in.Status), AvailableOnly: in.AvailableOnly, Page: in.pageRequest(),
			}))
		})
	register(s, get("/admin/engineers/{id}", "get-engineer", "Show an engineer and the work of the day", tag),
		func(ctx context.Context, in *EngineerPath) (*reply[airra.EngineerDetail], error) {
			return answering(whole(fillEngineerDetail)(s.opts.Backend.FindEngineer(ctx, in.Key)))
		})
	register(s, patch("/admin/engineers/{id}", "update-engineer", "Change an engineer; null takes what is optional away", tag), s.updateEngineer)
	register(s, del("/admin/engineers/{id}", "delete-engineer", "Remove an engineer who has no work", tag),
		func(ctx context.Context, in *EngineerPath) (*struct{}, error) {
			return gone(s.opts.Backend.DeleteEngineer(ctx, in.Key))
		})
	register(s, get("/admin/engineers/{id}/availability", "get-availability", "Say whether an engineer can take something on", tag),
		func(ctx context.Context, in *EngineerPath) (*reply[airra.Availability], error) {
			return answering(s.opts.Backend.EngineerAvailability(ctx, in.Key))
		})
	register(s, get("/admin/engineers/available/list", "list-available-engineers", "List who can take something on, the least busy first", tag),
		func(ctx context.Context, in *expertiseQuery) (*reply[[]airra.Engineer], error) {
			return listing(each(fillEngineer)(s.opts.Backend.AvailableEngineers(ctx, in.Expertise)))
		})
}

func (s *server) updateEngineer(ctx context.Context, in *struct {
	EngineerPath
	Body engineerChange
},
) (*reply[airra.Engineer], error) {
	update, err := in.Body.domain()
	if err != nil {
		return nil, err
	}
	return answering(whole(fillEngineer)(s.opts.Backend.UpdateEngineer(ctx, in.Key, update)))
}
