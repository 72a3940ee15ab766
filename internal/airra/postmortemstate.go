package airra

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The statuses of action items that mean something to the product. Any other word is
// kept as it is, and the item counts as open.
const (
	ItemOpen       = "open"
	ItemInProgress = "in_progress"
	ItemDone       = "done"
	ItemDropped    = "dropped"
)

// DefaultItemPriority is the priority of an item that was given none.
const DefaultItemPriority = "medium"

// The members that an update can take away although their zero means something.
const (
	WithoutUsersAffected = "users_affected"
	WithoutRevenue       = "revenue_impact_usd"
	WithoutAICorrect     = "ai_hypothesis_correct"
)

// The bounds of what people write into a postmortem, in characters.
const (
	MinRootCause       = 10
	MaxRootCause       = 2000
	MaxItemDescription = 500
	MaxItemWord        = 255    // owner, due date, priority, status
	MaxPostmortemText  = 10_000 // every other text, and every entry of a list
	MaxPostmortemList  = 200    // entries of a list
)

// Open says whether somebody still has to do it.
func (i ActionItem) Open() bool { return i.Status != ItemDone && i.Status != ItemDropped }

// Due gives the first moment of the day on which it is due, when that is a date.
func (i ActionItem) Due() (time.Time, bool) {
	if i.DueDate == nil {
		return time.Time{}, false
	}
	due, err := time.Parse(time.DateOnly, strings.TrimSpace(*i.DueDate))
	return due, err == nil
}

// Overdue says whether its day has passed and it is still open. Words are never
// overdue, since nobody knows what "next sprint" was.
func (i ActionItem) Overdue(now time.Time) bool {
	due, ok := i.Due()
	return ok && i.Open() && !now.UTC().Before(due.AddDate(0, 0, 1))
}

// Text gives what people wrote, for showing it and for writing it anew.
func (p *Postmortem) Text() PostmortemText {
	return PostmortemText{
		ActualRootCause: &p.ActualRootCause, ContributingFactors: p.ContributingFactors, DetectionDelayReason: p.DetectionDelayReason,
		DurationMinutes: &p.DurationMinutes, UsersAffected: p.UsersAffected, RevenueImpactUSD: p.RevenueImpactUSD, WhatWentWell: p.WhatWentWell,
		WhatWentWrong: p.WhatWentWrong, LessonsLearned: p.LessonsLearned, ActionItems: p.ActionItems, PreventionMeasures: p.PreventionMeasures,
		DetectionImprovements: p.DetectionImprovements, ResponseImprovements: p.ResponseImprovements, AIHypothesisCorrect: p.AIHypothesisCorrect,
		AIEvaluationNotes: p.AIEvaluationNotes, AdditionalNotes: p.AdditionalNotes, Published: &p.Published,
	}
}

// Write takes over what somebody wrote. The first publication has its moment kept,
// also when the postmortem is withdrawn later.
func (p *Postmortem) Write(t PostmortemText, now time.Time) {
	set(&p.ActualRootCause, t.ActualRootCause)
	set(&p.DurationMinutes, t.DurationMinutes)
	for _, text := range []struct{ of, to **string }{
		{&t.DetectionDelayReason, &p.DetectionDelayReason}, {&t.AIEvaluationNotes, &p.AIEvaluationNotes}, {&t.AdditionalNotes, &p.AdditionalNotes},
	} {
		if *text.of != nil {
			*text.to = optional(**text.of)
		}
	}
	p.UsersAffected = orWithout(p.UsersAffected, t.UsersAffected, t, WithoutUsersAffected)
	p.RevenueImpactUSD = orWithout(p.RevenueImpactUSD, t.RevenueImpactUSD, t, WithoutRevenue)
	p.AIHypothesisCorrect = orWithout(p.AIHypothesisCorrect, t.AIHypothesisCorrect, t, WithoutAICorrect)
	for to, of := range map[*[]string][]string{
		&p.ContributingFactors: t.ContributingFactors, &p.WhatWentWell: t.WhatWentWell, &p.WhatWentWrong: t.WhatWentWrong,
		&p.LessonsLearned: t.LessonsLearned, &p.PreventionMeasures: t.PreventionMeasures,
		&p.DetectionImprovements: t.DetectionImprovements, &p.ResponseImprovements: t.ResponseImprovements,
	} {
		if of != nil || *to == nil {
			*to = append([]string{}, of...)
		}
	}
	if t.ActionItems != nil || p.ActionItems == nil {
		p.ActionItems = numbered(p.ActionItems, t.ActionItems, now)
	}
	set(&p.Published, t.Published)
	if p.Published && p.PublishedAt == nil {
		p.PublishedAt = &now
	}
	p.UpdatedAt = now
}

func set[T any](to, of *T) {
	if of != nil {
		*to = *of
	}
}

func orWithout[T any](old, new *T, t PostmortemText, name string) *T {
	switch {
	case slices.Contains(t.Without, name):
		return nil
	case new != nil:
		return new
	default:
		return old
	}
}

// numbered gives every item a number of its own and the moment at which it was done.
// A number that an item has stays, so that "item 2" means the same thing tomorrow.
func numbered(old, items []ActionItem, now time.Time) []ActionItem {
	next, taken := 1, map[int]bool{}
	for _, i := range slices.Concat(old, items) {
		next = max(next, i.Number+1)
	}
	all := []ActionItem{}
	for _, i := range items {
		if i.Number <= 0 || taken[i.Number] {
			i.Number, next = next, next+1
		}
		taken[i.Number] = true
		i.Status, i.Priority = orWord(i.Status, ItemOpen), orWord(i.Priority, DefaultItemPriority)
		if i.DueDate != nil && *i.DueDate == "" {
			i.DueDate = nil
		}
		i.DoneAt = doneAt(old, i, now)
		all = append(all, i)
	}
	return all
}

func orWord(word, otherwise string) string {
	if word == "" {
		return otherwise
	}
	return word
}

func doneAt(old []ActionItem, i ActionItem, now time.Time) *time.Time {
	if i.Status != ItemDone {
		return nil
	}
	for _, before := range old {
		if before.Number == i.Number && before.DoneAt != nil {
			return before.DoneAt
		}
	}
	return &now
}

// PutItem adds an item, or replaces the one of its number. It fails with CodeNotFound
// when there is none of that number.
func (p *Postmortem) PutItem(item ActionItem, now time.Time) error {
	items := slices.Clone(p.ActionItems)
	at := slices.IndexFunc(items, func(i ActionItem) bool { return i.Number == item.Number })
	switch {
	case item.Number == 0:
		items = append(items, item)
	case at < 0:
		return Errorf(CodeNotFound, "Action item %d not found", item.Number)
	default:
		items[at] = item
	}
	p.ActionItems, p.UpdatedAt = numbered(p.ActionItems, items, now), now
	return nil
}

// Check finds what is out of bounds, and names every field of it.
func (t PostmortemText) Check() error {
	bad := &Error{Code: CodeInvalid}
	add := func(wrong bool, field, message string) {
		if wrong {
			bad.Fields = append(bad.Fields, FieldError{Field: field, Message: message})
		}
	}
	if t.ActualRootCause != nil {
		n := utf8.RuneCountInString(*t.ActualRootCause)
		add(n < MinRootCause || n > MaxRootCause, "actual_root_cause", "must have 10 to 2000 characters")
	}
	add(t.DurationMinutes != nil && *t.DurationMinutes < 0, "duration_minutes", "must not be negative")
	add(t.UsersAffected != nil && *t.UsersAffected < 0, "users_affected", "must not be negative")
	add(t.RevenueImpactUSD != nil && !(*t.RevenueImpactUSD >= 0), "revenue_impact_usd", "must not be negative")
	for field, text := range map[string]*string{"detection_delay_reason": t.DetectionDelayReason, "ai_evaluation_notes": t.AIEvaluationNotes, "additional_notes": t.AdditionalNotes} {
		add(text != nil && utf8.RuneCountInString(*text) > MaxPostmortemText, field, "is too long")
	}
	for field, list := range t.Lists() {
		add(len(*list) > MaxPostmortemList, field, "has too many entries")
		add(slices.ContainsFunc(*list, func(s string) bool { return utf8.RuneCountInString(s) > MaxPostmortemText }), field, "has an entry that is too long")
	}
	add(len(t.ActionItems) > MaxPostmortemList, "action_items", "has too many entries")
	for _, i := range t.ActionItems {
		i.check(add)
	}
	if len(bad.Fields) == 0 {
		return nil
	}
	slices.SortStableFunc(bad.Fields, func(a, b FieldError) int { return strings.Compare(a.Field, b.Field) })
	bad.Message = bad.Fields[0].Field + ": " + bad.Fields[0].Message
	return bad
}

// Check finds what is out of bounds in one item.
func (i ActionItem) Check() error { return PostmortemText{ActionItems: []ActionItem{i}}.Check() }

func (i ActionItem) check(add func(wrong bool, field, message string)) {
	n := utf8.RuneCountInString(i.Description)
	add(n < 1 || n > MaxItemDescription, "action_items.description", "must have 1 to 500 characters")
	add(i.Owner == "", "action_items.owner", fmt.Sprintf("must not be empty; the item %.40q has none", i.Description))
	add(i.Number < 0, "action_items.number", "must not be negative")
	due := ""
	set(&due, i.DueDate)
	for field, word := range map[string]string{"owner": i.Owner, "due_date": due, "priority": i.Priority, "status": i.Status} {
		add(utf8.RuneCountInString(word) > MaxItemWord, "action_items."+field, "is too long")
	}
}

// Lists gives the lists of sentences by their JSON names.
func (t *PostmortemText) Lists() map[string]*[]string {
	return map[string]*[]string{
		"contributing_factors": &t.ContributingFactors, "what_went_well": &t.WhatWentWell, "what_went_wrong": &t.WhatWentWrong,
		"lessons_learned": &t.LessonsLearned, "prevention_measures": &t.PreventionMeasures,
		"detection_improvements": &t.DetectionImprovements, "response_improvements": &t.ResponseImprovements,
	}
}

// Texts gives the texts by their JSON names.
func (t *PostmortemText) Texts() map[string]**string {
	return map[string]**string{
		"actual_root_cause": &t.ActualRootCause, "detection_delay_reason": &t.DetectionDelayReason,
		"ai_evaluation_notes": &t.AIEvaluationNotes, "additional_notes": &t.AdditionalNotes,
	}
}
