package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// actionInWords is an action in one line.
func (m *Model) actionInWords(act airra.Action) string {
	clock, _ := m.slaClock(act)
	return fmt.Sprintf("%s, %s %s for %s, risk %s %.2f, %s, %s", look.Line(act.Ref), look.Line(look.Words(act.ActionType)), look.Line(string(act.TargetService)),
		look.Line(act.IncidentRef), look.Line(string(act.RiskLevel)), act.RiskScore, clock, look.Line(look.Words(act.ExecutionMode)))
}

// actionWords are the actions of an incident, each with all that a decision needs.
func (s *incidentScreen) actionWords(m *Model) []string {
	if len(s.actions()) == 0 {
		return []string{"Nothing is proposed."}
	}
	var lines []string
	for _, act := range s.actions() {
		lines = append(lines, m.actionStory(act, s.detail)...)
	}
	return lines
}

// actionStory is what the cockpit shows of an action, without its keys.
func (m *Model) actionStory(act airra.Action, d *airra.IncidentDetail) []string {
	lines := []string{"Action " + m.actionInWords(act) + "."}
	lines = append(lines, wrap(act.Description, unbroken)...)
	lines = append(lines, m.actionFacts(act, d, unbroken)...)
	return append(lines, "What will happen: "+strings.Join(consequences(act), " "))
}

func (a *approvals) words(m *Model) []string {
	if len(a.queue(m)) == 0 {
		return []string{"Nothing waits for a decision."}
	}
	return []string{fmt.Sprintf("%d to decide, %d to execute. A number tells all about one; then approve, reject or execute decide about it.", len(m.data.pending), len(a.approved))}
}

func (a *approvals) listed(m *Model) []offer {
	queue := a.queue(m)
	rows := make([]offer, len(queue))
	for n, act := range queue {
		rows[n] = offer{text: m.actionInWords(act), do: func(p *prompter, _ string) error { return a.look(p, act.ID) }}
	}
	return rows
}

// look chooses an action and tells all about it.
func (a *approvals) look(p *prompter, id airra.ActionID) error {
	queue := a.queue(p.m)
	at := slices.IndexFunc(queue, func(act airra.Action) bool { return act.ID == id })
	if at < 0 {
		p.say("That one does not wait any more; again tells what does.")
		return nil
	}
	a.cursor.index, a.cursor.id = at, string(id)
	p.pump(a.want(p.m))
	p.sayAll(p.m.actionStory(queue[at], a.details[queue[at].IncidentID]))
	return nil
}

func (a *approvals) offers(*Model) []offer {
	all := decisionOffers(func(m *Model) []airra.Action {
		queue := a.queue(m)
		slices.SortStableFunc(queue, func(x, y airra.Action) int { return a.place(x) - a.place(y) })
		return queue
	})
	return append(all, offer{word: "open", text: "opens the incident of the chosen one", do: func(p *prompter, _ string) error {
		if act := a.chosen(p.m); act != nil {
			return p.open(act.IncidentRef)
		}
		p.say("Nothing waits for a decision.")
		return nil
	}})
}

// place puts the action that was chosen before all others.
func (a *approvals) place(act airra.Action) int {
	if string(act.ID) == a.cursor.id {
		return 0
	}
	return 1
}

// decisionOffers are the three words that decide about one of some actions. Each opens
// the dialog of the cockpit; none decides by itself.
func decisionOffers(among func(m *Model) []airra.Action) []offer {
	decides := func(key string, fits ...airra.ActionStatus) func(p *prompter, rest string) error {
		return func(p *prompter, rest string) error {
			p.pump(p.m.freshen())
			p.pump(p.m.screenNow().load(p.m)) // Somebody else may have decided meanwhile.
			act, rest := actionMeant(among(p.m), rest, fits)
			if act == nil {
				p.say("There is no such action here.")
				return nil
			}
			cmd, _ := p.m.decisionKey(tea.KeyPressMsg{Code: []rune(key)[0], Text: key}, act)
			if r, refuses := p.m.dialog().(*refusal); refuses {
				r.reason = rest
			}
			return p.run(cmd)
		}
	}
	return []offer{
		{word: "approve", key: "y", text: "approves an action, after a question; nothing runs by that", write: true, do: decides("y", airra.ActionPendingApproval)},
		{word: "reject", key: "n", text: "rejects an action, with a reason", write: true, do: decides("n", airra.ActionPendingApproval, airra.ActionApproved)},
		{word: "execute", key: "X", text: "runs an approved action, after a question", write: true, do: decides("X", airra.ActionApproved)},
	}
}

// actionMeant is the action that was named, or without a name the first that fits.
func actionMeant(all []airra.Action, rest string, fits []airra.ActionStatus) (*airra.Action, string) {
	name, behind, _ := strings.Cut(rest, " ")
	for n := range all {
		if strings.EqualFold(all[n].Ref, name) {
			return &all[n], strings.TrimSpace(behind)
		}
	}
	if len(name) > 4 && strings.EqualFold(name[:4], "ACT-") {
		return nil, ""
	}
	for n := range all {
		if slices.Contains(fits, all[n].Status) {
			return &all[n], rest
		}
	}
	if len(all) == 0 {
		return nil, ""
	}
	return &all[0], rest
}
