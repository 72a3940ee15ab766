package reason

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// The kinds of changes.
const (
	changeDeployment    = "deployment"
	changeConfiguration = "configuration"
	changeFeatureFlag   = "feature_flag"
	changeMigration     = "migration"
	changeCampaign      = "campaign"
	changeOther         = "other"
)

// changeWords name a change in a sentence.
var changeWords = map[string]string{
	changeDeployment:    "Deployment",
	changeConfiguration: "Configuration change",
	changeFeatureFlag:   "Feature flag change",
	changeMigration:     "Migration",
	changeCampaign:      "Campaign",
	changeOther:         "Reported before",
}

// halfLife is the time in which a change loses half of its weight as a suspect.
// Most faults of a release show within minutes of traffic, some with the next
// busy hour, hardly any the day after.
const halfLife = 90 * time.Minute

// undated is the weight of a change whose time nobody told.
const undated = 0.4

// nearness weighs a change by how long before the first sign it was made. What
// was made afterwards weighs nothing.
func nearness(f facts, change airra.Change) float64 {
	if change.At == nil {
		return undated
	}
	lag := f.onset.Sub(*change.At)
	if lag < -simultaneous {
		return 0
	}
	return 0.95 * math.Exp2(-max(0, lag.Hours())/halfLife.Hours())
}

// changeRelevance says how far a change points to a category.
func changeRelevance(f facts, category string, change airra.Change) float64 {
	near := nearness(f, change)
	own := change.Service == "" || change.Service == f.service
	switch {
	case !own && !slices.Contains(f.upstreams, change.Service):
		return 0
	case change.Kind == changeCampaign:
		return only(category == airra.CategoryTrafficSpike, near)
	case change.Kind == changeOther:
		return only(category == hinted(f, change.Summary), 0.8*near)
	case !own:
		return only(category == outsideCategory(change.Service), 0.8*near)
	case category == airra.CategoryDeploymentIssue:
		return near
	case category == airra.CategoryDatabaseIssue:
		return only(change.Kind == changeMigration, 0.8*near)
	case category == airra.CategoryMemoryLeak:
		return only(ripened(f, change), 0.5)
	}
	return 0
}

func only(applies bool, relevance float64) float64 {
	if applies {
		return relevance
	}
	return 0
}

// outsideCategory is the cause that a change of a needed service would be.
func outsideCategory(service airra.ServiceName) string {
	if isDatabase(service) {
		return airra.CategoryDatabaseIssue
	}
	return airra.CategoryDependency
}

// ripened: a leak that a release brought needs hours to show, so for a leak,
// and for nothing else, an older release is a better suspect than a fresh one.
func ripened(f facts, change airra.Change) bool {
	if change.Kind != changeDeployment || change.At == nil {
		return false
	}
	age := f.onset.Sub(*change.At)
	return age >= time.Hour && age <= 48*time.Hour
}

// hintWords read a free text for what it is about. The names of the needed
// services come first, since they are certain.
var hintWords = []struct{ category, words string }{
	{airra.CategoryDatabaseIssue, "database postgres postgresql mysql mongo mongodb sql replica"},
	{airra.CategoryNetworkIssue, "network dns packet connectivity"},
	{airra.CategoryDependency, "gateway provider upstream external dependency partner vendor api"},
	{airra.CategoryTrafficSpike, "campaign promotion sale traffic surge"},
}

func hinted(f facts, text string) string {
	lower := strings.ToLower(text)
	for _, name := range f.upstreams {
		if strings.Contains(lower, strings.ToLower(string(name))) {
			return outsideCategory(name)
		}
	}
	words := tokens(text)
	for _, line := range hintWords {
		for word := range strings.FieldsSeq(line.words) {
			if slices.Contains(words, word) {
				return line.category
			}
		}
	}
	return ""
}

// pointedAtByChange says whether a recent change makes a cause worth
// considering although it was not itself seen. For a leak it does not: without
// memory rising there is none.
func pointedAtByChange(f facts, known cause) bool {
	if known.category == airra.CategoryMemoryLeak {
		return false
	}
	_, relevance := nearestChange(f, known.category)
	return relevance >= negligible
}

// nearestChange is the change that points to a category most.
func nearestChange(f facts, category string) (best airra.Change, relevance float64) {
	for _, change := range f.changes {
		if r := changeRelevance(f, category, change); r > relevance {
			best, relevance = change, r
		}
	}
	return best, relevance
}

// observeChanges cites the change that points to the cause, or else the one
// that explains the same signs better, or came too late to explain anything.
func observeChanges(f facts, c *claim) {
	if change, relevance := nearestChange(f, c.category); relevance >= negligible &&
		(c.category != airra.CategoryMemoryLeak || len(c.roots) > 0) {
		note := "."
		if c.category == airra.CategoryMemoryLeak {
			note = ", and a leak needs hours to show."
		}
		c.support(evidenceChange, change.Kind, told(f, change)+note, relevance, "")
		return
	}
	if change, relevance := nearestChange(f, airra.CategoryDeploymentIssue); relevance >= 0.3 && c.shadow > 0 {
		c.object(evidenceChange, change.Kind, told(f, change)+", which may be the reason instead.", c.shadow*relevance, "")
	}
	if c.category == airra.CategoryDeploymentIssue {
		objectLateChange(f, c)
	}
}

// objectLateChange clears a change that was made after the first sign.
func objectLateChange(f facts, c *claim) {
	for _, change := range f.changes {
		own := change.Service == "" || change.Service == f.service
		if own && change.At != nil && change.Kind != changeCampaign && change.Kind != changeOther &&
			f.onset.Sub(*change.At) < -simultaneous {
			c.object(evidenceChange, change.Kind, told(f, change)+", so it cannot have caused it.", .9, "")
			return
		}
	}
}

// told is a change as a clause. The summary is foreign text.
func told(f facts, change airra.Change) string {
	text := changeWords[change.Kind]
	if text == "" {
		text = changeWords[changeOther]
	}
	if change.Service != "" && change.Service != f.service {
		text += " of " + string(change.Service)
	}
	text += ": " + strings.TrimRight(Sanitize(change.Summary), ". ")
	if change.At == nil {
		return text + ", at an unknown time"
	}
	lag := f.onset.Sub(*change.At)
	if lag < 0 {
		return fmt.Sprintf("%s, %s after the first sign", text, span(lag))
	}
	return fmt.Sprintf("%s, %s before the first sign", text, span(lag))
}
