package cli

import (
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/postmortem"
	"github.com/airra/airra/tui"
)

// postmortemPaper lets the cockpit edit postmortems as the Markdown that "airra
// postmortem edit" has.
func postmortemPaper() *tui.Paper {
	return &tui.Paper{
		Write: func(d airra.IncidentDetail, events []airra.Event, p airra.Postmortem) string {
			return postmortem.Markdown(postmortem.Document{PostmortemText: p.Text(), Incident: d.Incident, Events: events, Author: p.Author})
		},
		Read: readPaper,
	}
}

// readPaper gives what of a document was changed. What the person left alone is not said
// again, since somebody else may have changed it meanwhile.
func readPaper(before, after string) (airra.PostmortemText, error) {
	text, problems := postmortem.Read(after)
	if len(problems) > 0 {
		return airra.PostmortemText{}, airra.Errorf(airra.CodeInvalid, "%s", problems[0])
	}
	if before == "" {
		return text, nil
	}
	was, _ := postmortem.Read(before)
	return postmortem.Changed(was, text), nil
}
