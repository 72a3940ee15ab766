package cli

import (
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// expectedUser reads --expect, of which there is only one kind.
func expectedUser(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	name, value, _ := strings.Cut(text, "=")
	if value = strings.TrimSpace(value); name != "user" || value == "" {
		return "", usagef("Like: --expect user=alice@example.com", "--expect takes user=NAME, not %q", text)
	}
	return value, nil
}

// mismatch compares who would be paged first with who was expected.
func mismatch(m airra.Simulation, expected string) error {
	if expected == "" {
		return nil
	}
	first := firstPaged(m)
	person, err := personMeant(m, expected)
	if err != nil {
		return err
	}
	if person != nil && slices.ContainsFunc(first, func(p airra.SimulatedPage) bool { return p.Engineer.ID == person.ID }) {
		return nil
	}
	if len(first) == 0 {
		return &exitError{code: ExitCondition, message: "expected the first page to go to " + expected + ", but nobody would be paged", hint: "See the gaps: airra oncall lint"}
	}
	return &exitError{
		code: ExitCondition, message: "expected the first page to go to " + expected + ", but it would go to " + recipients(first),
		hint: first[0].Why.Sentence,
	}
}

// firstPaged are the pages of the first step that has any.
func firstPaged(m airra.Simulation) []airra.SimulatedPage {
	for _, step := range m.Steps {
		if len(step.Pages) > 0 {
			return step.Pages
		}
	}
	return nil
}

func recipients(pages []airra.SimulatedPage) string {
	var names []string
	for _, p := range pages {
		if !slices.Contains(names, p.Engineer.Name) {
			names = append(names, p.Engineer.Name)
		}
	}
	return strings.Join(names, " and ")
}

// personMeant finds who was expected among those who would be paged at all: by the
// whole name, address or id, or else by a part that fits one of them only. It is nil
// when that person would never be paged.
func personMeant(m airra.Simulation, name string) (*airra.Engineer, error) {
	var parts []airra.Engineer
	for _, step := range m.Steps {
		for _, p := range step.Pages {
			e := p.Engineer
			if string(e.ID) == name || strings.EqualFold(e.Name, name) || strings.EqualFold(e.Email, name) {
				return &e, nil
			}
			part := strings.Contains(strings.ToLower(e.Name+"\n"+e.Email), strings.ToLower(name))
			if part && !slices.ContainsFunc(parts, func(other airra.Engineer) bool { return other.ID == e.ID }) {
				parts = append(parts, e)
			}
		}
	}
	switch len(parts) {
	case 0:
		return nil, nil //nolint:nilnil // Nobody of that name is paged, which is an answer and no failure.
	case 1:
		return &parts[0], nil
	default:
		return nil, usagef("Give the e-mail address.", "--expect user=%s fits %s and %s", name, parts[0].Name, parts[1].Name)
	}
}
