package postmortem

import (
	"strings"

	"github.com/airra/airra/internal/airra"
)

// section is one heading of the document. Exactly one of text, list and special says
// what stands under it.
type section struct {
	title   string
	also    []string // what people call it, too
	text    func(t *airra.PostmortemText) **string
	list    func(t *airra.PostmortemText) *[]string
	special string
}

// The sections that are neither a text nor a list.
const (
	impact      = "impact"
	timeline    = "timeline"
	actionItems = "action items"
	verdict     = "verdict"
)

// sections are the headings in their order. Writing and reading go by this one table.
var sections = []section{
	{title: "Root cause", also: []string{"actual root cause", "cause"}, text: func(t *airra.PostmortemText) **string { return &t.ActualRootCause }},
	{title: "Contributing factors", also: []string{"factors"}, list: func(t *airra.PostmortemText) *[]string { return &t.ContributingFactors }},
	{title: "Detection delay", also: []string{"detection"}, text: func(t *airra.PostmortemText) **string { return &t.DetectionDelayReason }},
	{title: "Impact", special: impact},
	{title: "Timeline", special: timeline},
	{title: "What went well", list: func(t *airra.PostmortemText) *[]string { return &t.WhatWentWell }},
	{title: "What went wrong", also: []string{"what went poorly"}, list: func(t *airra.PostmortemText) *[]string { return &t.WhatWentWrong }},
	{title: "Lessons learned", also: []string{"lessons"}, list: func(t *airra.PostmortemText) *[]string { return &t.LessonsLearned }},
	{title: "Action items", also: []string{"actions", "todo"}, special: actionItems},
	{title: "Prevention", also: []string{"prevention measures"}, list: func(t *airra.PostmortemText) *[]string { return &t.PreventionMeasures }},
	{title: "Detection improvements", list: func(t *airra.PostmortemText) *[]string { return &t.DetectionImprovements }},
	{title: "Response improvements", list: func(t *airra.PostmortemText) *[]string { return &t.ResponseImprovements }},
	{title: "Was the analysis right", also: []string{"ai evaluation", "analysis"}, special: verdict},
	{title: "Notes", also: []string{"additional notes"}, text: func(t *airra.PostmortemText) **string { return &t.AdditionalNotes }},
}

// sectionNamed finds a section by its heading, in any case and by its other names.
func sectionNamed(heading string) (section, bool) {
	heading = strings.ToLower(strings.Trim(heading, " #:?*"))
	for _, s := range sections {
		if heading == strings.ToLower(s.title) {
			return s, true
		}
		for _, name := range s.also {
			if heading == name {
				return s, true
			}
		}
	}
	return section{}, false
}
