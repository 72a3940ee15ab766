package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// engineers is the roster.
type engineers struct {
	visit *visit
	Found airra.Page[airra.Engineer]
	pages pages
}

const engineersShown = 50

func (w *Web) registerEngineers() {
	w.mux.HandleFunc("GET /engineers", w.page(w.engineers))
	w.mux.HandleFunc("GET /engineers/new", w.page(func(v *visit) (view, error) { return engineerFormView(engineerForm{visit: v}), nil }))
	w.mux.HandleFunc("GET /engineers/{key}", w.page(w.editEngineer))
	w.mux.HandleFunc("POST /engineers", w.act(w.limited(w.createEngineer)))
	w.mux.HandleFunc("POST /engineers/{key}", w.act(w.limited(w.saveEngineer)))
}

func (w *Web) engineers(v *visit) (view, error) {
	page, err := v.page(engineersShown)
	if err != nil {
		return view{}, err
	}
	found, err := w.opts.Backend.FindEngineers(v.r.Context(), airra.EngineerFilter{Page: page})
	if err != nil {
		return view{}, err
	}
	return view{Title: "Engineers", Place: placeEngineers, Body: engineersPage(engineers{v, found, pagesOf(v, found)})}, nil
}

// engineerForm is one engineer as a form shows them. Text is what was written, so that a
// form that is shown again holds it.
type engineerForm struct {
	visit                                                          *visit
	ID                                                             airra.EngineerID // empty for a new one
	Name, Email, Expertise, Department, Zone, Slack, Phone, AtOnce string
	Status                                                         airra.EngineerStatus
	Err                                                            error
}

func engineerFormView(f engineerForm) view {
	title := "Add an engineer"
	if f.ID != "" {
		title = f.Name
	}
	return view{Title: title, Place: placeEngineers, Still: true, Body: engineerPage(f)}
}

func (w *Web) editEngineer(v *visit) (view, error) {
	e, err := w.opts.Backend.FindEngineer(v.r.Context(), v.key())
	if err != nil {
		return view{}, err
	}
	return engineerFormView(engineerForm{
		visit: v, ID: e.ID, Name: e.Name, Email: e.Email, Expertise: strings.Join(e.Expertise, ", "), Department: text(e.Department),
		Zone: e.TimeZone, Slack: text(e.SlackHandle), Phone: text(e.Phone), AtOnce: strconv.Itoa(e.MaxConcurrentReviews), Status: e.Status,
	}), nil
}

// readEngineer reads the form.
func readEngineer(v *visit) engineerForm {
	return engineerForm{
		visit: v, ID: airra.EngineerID(v.key()), Name: v.field("name"), Email: v.field("email"), Expertise: v.field("expertise"),
		Department: v.field("department"), Zone: v.field("time_zone"), Slack: v.field("slack"), Phone: v.field("phone"), AtOnce: v.field("at_once"),
		Status: airra.EngineerStatus(v.field("status")),
	}
}

// words are those of a list with commas.
func words(list string) []string {
	all := []string{}
	for word := range strings.SplitSeq(list, ",") {
		if word = strings.TrimSpace(word); word != "" {
			all = append(all, word)
		}
	}
	return all
}

// atOnce is how many things somebody takes at once; 0 when nothing was written.
func (f engineerForm) atOnce() (int, error) {
	if f.AtOnce == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(f.AtOnce)
	if err != nil {
		return 0, airra.Invalid("max_concurrent_reviews", "must be a whole number")
	}
	return n, nil
}

func (w *Web) createEngineer(v *visit) (string, error) {
	f := readEngineer(v)
	n, err := f.atOnce()
	if err == nil {
		_, err = w.opts.Backend.CreateEngineer(v.r.Context(), airra.NewEngineer{
			Name: f.Name, Email: f.Email, Expertise: words(f.Expertise), Department: f.Department, TimeZone: f.Zone, SlackHandle: f.Slack,
			Phone: f.Phone, MaxConcurrentReviews: n,
		})
	}
	return w.engineerSaved(v, f, f.Name+" is added.", err)
}

func (w *Web) saveEngineer(v *visit) (string, error) {
	f := readEngineer(v)
	n, err := f.atOnce()
	if err == nil {
		expertise := words(f.Expertise)
		update := airra.EngineerUpdate{
			Name: &f.Name, Email: &f.Email, Expertise: &expertise, Department: &f.Department, TimeZone: &f.Zone, SlackHandle: &f.Slack, Phone: &f.Phone,
		}
		if n > 0 {
			update.MaxConcurrentReviews = &n
		}
		if f.Status != "" {
			update.Status = &f.Status
		}
		_, err = w.opts.Backend.UpdateEngineer(v.r.Context(), v.key(), update)
	}
	return w.engineerSaved(v, f, f.Name+" is saved.", err)
}

func (w *Web) engineerSaved(v *visit, f engineerForm, said string, err error) (string, error) {
	if err != nil {
		f.Err = err
		return "", w.again(v, err, func(error) (view, error) { return engineerFormView(f), nil })
	}
	w.say(v, said)
	return "/engineers", nil
}

// action is where the form is sent.
func (f engineerForm) action() string {
	if f.ID == "" {
		return "/engineers"
	}
	return "/engineers/" + url.PathEscape(string(f.ID))
}
