package workflow_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/postmortem"
	"github.com/airra/airra/internal/workflow"
)

// poolWasSmall is a postmortem that is in order.
func poolWasSmall(incident string) airra.NewPostmortem {
	return airra.NewPostmortem{IncidentID: incident, PostmortemText: airra.PostmortemText{ActualRootCause: ptr("The pool was too small."), DurationMinutes: ptr(int64(31))}}
}

func TestAPostmortemFromTheDraftToThePublication(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := airra.WithActor(t.Context(), "ann@example.com")
		ref, _ := h.proposed(t)
		_, err := h.FindPostmortem(ctx, ref)
		if message := wantCode(t, "none yet", err, airra.CodeNotFound); message != "No postmortem found for this incident" {
			t.Errorf("got %q", message)
		}
		before := h.audited(t, h.see(t, ref).ID)
		draft, err := h.DraftPostmortem(ctx, ref)
		must(t, err)
		if draft.Writer != "the record" || draft.Note != "" || !strings.HasPrefix(*draft.ActualRootCause, "Not established: ") || !strings.Contains(draft.Markdown, "# Postmortem of "+ref+": Errors\n") {
			t.Errorf("got %+v", draft)
		}
		if diff := cmp.Diff(before, h.audited(t, draft.IncidentID)); diff != "" {
			t.Errorf("a draft is stored nowhere: %s", diff)
		}
		read, problems := postmortem.Read(draft.Markdown)
		if len(problems) > 0 {
			t.Errorf("the draft is a document that can be read: %v", problems)
		}
		read.ActualRootCause, read.AdditionalNotes = ptr("The pool was too small."), ptr("password=hunter2hunter2")
		created, err := h.CreatePostmortem(ctx, airra.NewPostmortem{IncidentID: ref, PostmortemText: read})
		must(t, err)
		if created.Published || created.PublishedAt != nil || created.Author != "ann@example.com" || created.IncidentRef != ref || *created.AdditionalNotes != "password=[REDACTED]" {
			t.Errorf("got %+v", created)
		}
		h.clock.move(time.Hour)
		published, err := h.UpdatePostmortem(ctx, ref, airra.PostmortemText{Published: ptr(true)})
		must(t, err)
		if !published.Published || !published.PublishedAt.Equal(start.Add(time.Hour)) || *published.AdditionalNotes != "password=[REDACTED]" {
			t.Errorf("got %+v", published)
		}
		h.clock.move(time.Hour)
		_, err = h.UpdatePostmortem(ctx, created.ID, airra.PostmortemText{Published: ptr(false)})
		must(t, err)
		again, err := h.UpdatePostmortem(ctx, created.ID[:18], airra.PostmortemText{Published: ptr(true), AdditionalNotes: ptr("")})
		must(t, err)
		if !again.PublishedAt.Equal(start.Add(time.Hour)) || again.AdditionalNotes != nil {
			t.Errorf("the first publication counts, got %+v", again)
		}
		must(t, h.DeletePostmortem(ctx, ref))
		_, err = h.FindPostmortem(ctx, created.ID)
		if message := wantCode(t, "gone", err, airra.CodeNotFound); message != "Postmortem not found" {
			t.Errorf("got %q", message)
		}
		story := h.story(t, ref)
		if count(story, airra.EventPostmortemCreated) != 1 || count(story, airra.EventPostmortemPublished) != 2 {
			t.Errorf("got %v", story)
		}
		var rows []string
		for _, row := range h.audited(t, draft.IncidentID) {
			if event, _, _ := strings.Cut(row, " "); strings.HasPrefix(event, "postmortem_") && strings.HasSuffix(row, " ann@example.com") {
				rows = append(rows, strings.TrimPrefix(event, "postmortem_"))
			}
		}
		if got := strings.Join(rows, " "); got != "created updated published updated withdrawn updated published deleted withdrawn" {
			t.Errorf("got %s", got)
		}
	})
}

func TestAnIncidentHasOnePostmortem(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ref := h.report(t)
		_, err := h.CreatePostmortem(t.Context(), poolWasSmall(ref))
		must(t, err)
		_, err = h.CreatePostmortem(t.Context(), poolWasSmall(ref))
		if message := wantCode(t, "a second one", err, airra.CodeBadRequest); message != "Postmortem already exists for this incident" {
			t.Errorf("got %q", message)
		}
		_, err = h.CreatePostmortem(t.Context(), poolWasSmall("INC-99"))
		if message := wantCode(t, "of nothing", err, airra.CodeNotFound); message != "Incident not found" {
			t.Errorf("got %q", message)
		}
		story := h.story(t, ref)
		if count(story, airra.EventPostmortemCreated) != 1 {
			t.Errorf("what was refused is not told: %v", story)
		}
	})
}

func TestListsOfAPostmortemAreReplacedWhole(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	n := poolWasSmall(h.report(t))
	n.WhatWentWell, n.LessonsLearned, n.UsersAffected = []string{"a", "b"}, []string{"c"}, ptr(int64(0))
	p, err := h.CreatePostmortem(ctx, n)
	must(t, err)
	p, err = h.UpdatePostmortem(ctx, p.ID, airra.PostmortemText{WhatWentWell: []string{}})
	must(t, err)
	if len(p.WhatWentWell) != 0 || len(p.LessonsLearned) != 1 || p.UsersAffected == nil || *p.UsersAffected != 0 {
		t.Errorf("got %+v", p)
	}
	p, err = h.UpdatePostmortem(ctx, p.ID, airra.PostmortemText{Without: []string{airra.WithoutUsersAffected}})
	must(t, err)
	if p.UsersAffected != nil {
		t.Errorf("got %v", *p.UsersAffected)
	}
}

func TestAnActionItemHasALifeOfItsOwn(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	ref := h.report(t)
	_, err := h.CreatePostmortem(ctx, poolWasSmall(ref))
	must(t, err)
	save := func(i airra.ActionItem) *airra.Postmortem {
		t.Helper()
		p, err := h.SaveActionItem(ctx, ref, i)
		must(t, err)
		return p
	}
	save(airra.ActionItem{Description: "Raise the limit", Owner: "ann"})
	p := save(airra.ActionItem{Description: "Tell Bob", Owner: "ann", DueDate: ptr("2026-12-01"), Priority: "high"})
	want := []airra.ActionItem{
		{Number: 1, Description: "Raise the limit", Owner: "ann", Priority: "medium", Status: airra.ItemOpen},
		{Number: 2, Description: "Tell Bob", Owner: "ann", DueDate: ptr("2026-12-01"), Priority: "high", Status: airra.ItemOpen},
	}
	if diff := cmp.Diff(want, p.ActionItems); diff != "" {
		t.Error(diff)
	}
	done := p.ActionItems[1]
	done.Status = airra.ItemDone
	p = save(done)
	if at := p.ActionItems[1].DoneAt; at == nil || !at.Equal(start) || p.ActionItems[0].DoneAt != nil {
		t.Errorf("got %+v", p.ActionItems)
	}
	h.clock.move(time.Hour)
	p, err = h.UpdatePostmortem(ctx, ref, airra.PostmortemText{ActionItems: []airra.ActionItem{{Number: 2, Description: "Tell Bob", Owner: "bob", Status: airra.ItemDone}, {Description: "New", Owner: "bob"}}})
	must(t, err)
	if p.ActionItems[0].Number != 2 || !p.ActionItems[0].DoneAt.Equal(start) || p.ActionItems[1].Number != 3 {
		t.Errorf("numbers and the moment stay when others go, got %+v", p.ActionItems)
	}
	open, err := h.FindPostmortems(ctx, airra.PostmortemFilter{OpenItems: true})
	must(t, err)
	if len(open) != 1 {
		t.Errorf("got %d", len(open))
	}
	dropped := p.ActionItems[1]
	dropped.Status = airra.ItemDropped
	save(dropped)
	if open, err = h.FindPostmortems(ctx, airra.PostmortemFilter{OpenItems: true}); err != nil || len(open) != 0 {
		t.Errorf("nothing is open any more: %d, %v", len(open), err)
	}
	_, err = h.SaveActionItem(ctx, ref, airra.ActionItem{Number: 9, Description: "x", Owner: "y"})
	wantCode(t, "an item that is not there", err, airra.CodeNotFound)
	_, err = h.SaveActionItem(ctx, ref, airra.ActionItem{Description: "x"})
	wantCode(t, "an item of nobody", err, airra.CodeInvalid)
}

func TestTwoWhoWriteOneItemAtOnceBothHaveTheirs(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ref := h.report(t)
		_, err := h.CreatePostmortem(t.Context(), poolWasSmall(ref))
		must(t, err)
		errs := make(chan error)
		for range 4 {
			go func() {
				_, err := h.SaveActionItem(t.Context(), ref, airra.ActionItem{Description: "x", Owner: "ann"})
				errs <- err
			}()
		}
		for range 4 {
			must(t, <-errs)
		}
		p, err := h.FindPostmortem(t.Context(), ref)
		must(t, err)
		var numbers []int
		for _, i := range p.ActionItems {
			numbers = append(numbers, i.Number)
		}
		if diff := cmp.Diff([]int{1, 2, 3, 4}, slices.Sorted(slices.Values(numbers))); diff != "" {
			t.Error(diff)
		}
	})
}

// editor stands for the model that words a draft.
type editor struct {
	fail error
	hang bool
}

func (editor) Name() string { return "an editor" }

func (e editor) Reword(ctx context.Context, t airra.PostmortemText) (airra.PostmortemText, error) {
	if e.hang {
		<-ctx.Done()
		return t, ctx.Err()
	}
	t.ActualRootCause = ptr("Said better.")
	return t, e.fail
}

func TestADraftIsWordedByTheModelOrByTheRecord(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		editor       editor
		writer, note string
	}{
		"worded":  {editor{}, "an editor", ""},
		"refused": {editor{fail: airra.Errorf(airra.CodeUnavailable, "the editor is away")}, "the record", "the editor is away, so this is what the record tells."},
		"foreign": {editor{fail: errors.New("key sk-123")}, "the record", "internal error, so this is what the record tells."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := onOne(t, func(p *workflow.Parts) { p.Wording = tt.editor })
			draft, err := h.DraftPostmortem(t.Context(), h.report(t))
			must(t, err)
			better := *draft.ActualRootCause == "Said better."
			if draft.Writer != tt.writer || draft.Note != tt.note || better != (tt.note == "") || strings.Contains(draft.Markdown, "Said better.") != better {
				t.Errorf("got %+v", draft)
			}
		})
	}
	h := onOne(t, func(p *workflow.Parts) { p.Wording = editor{hang: true} })
	ref := h.report(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.DraftPostmortem(ctx, ref); err == nil {
		t.Error("who has left is answered nothing")
	}
}

// A draft that was stored as it came says that nobody knows the cause. Published it would
// be believed more than anything.
func TestWhatIsNotEstablishedIsNotPublished(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ref, _ := h.proposed(t)
		n := poolWasSmall(ref)
		n.ActualRootCause = ptr("Not established: nobody has named a cause.")
		_, err := h.CreatePostmortem(t.Context(), n)
		must(t, err)
		_, err = h.UpdatePostmortem(t.Context(), ref, airra.PostmortemText{Published: ptr(true)})
		if airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("got %v", err)
		}
		_, err = h.UpdatePostmortem(t.Context(), ref, airra.PostmortemText{Published: ptr(true), ActualRootCause: ptr("The pool was too small.")})
		must(t, err)
	})
}

func TestAPublishedPostmortemJudgesTheFirstHypothesis(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ref, _ := h.proposed(t)
		stands := func() string {
			t.Helper()
			judgements, err := h.Judgements(ctx, ref)
			must(t, err)
			var all []string
			for _, j := range judgements {
				all = append(all, j.Category+" "+string(j.Verdict)+" by "+j.JudgedBy)
			}
			return strings.Join(all, ", ")
		}
		first := h.see(t, ref).Hypotheses[0]
		n := poolWasSmall(ref)
		n.AIHypothesisCorrect = ptr(true)
		_, err := h.CreatePostmortem(ctx, n)
		must(t, err)
		if got := stands(); got != "" {
			t.Errorf("what is not published teaches nothing, got %s", got)
		}
		update := func(text airra.PostmortemText) {
			t.Helper()
			_, err := h.UpdatePostmortem(ctx, ref, text)
			must(t, err)
		}
		update(airra.PostmortemText{Published: ptr(true)})
		if got := stands(); got != first.Category+" confirmed by postmortem" || !h.see(t, ref).Hypotheses[0].Validated {
			t.Errorf("got %q, %+v", got, h.see(t, ref).Hypotheses[0])
		}
		draft, err := h.DraftPostmortem(ctx, ref)
		must(t, err)
		if draft.AIHypothesisCorrect == nil || !*draft.AIHypothesisCorrect || !strings.HasSuffix(*draft.ActualRootCause, "confirmed by postmortem)") {
			t.Errorf("a draft quotes the verdicts, got %+v", draft.PostmortemText)
		}
		update(airra.PostmortemText{AIHypothesisCorrect: ptr(false)})
		if got := stands(); got != first.Category+" rejected by postmortem" || h.see(t, ref).Hypotheses[0].Validated {
			t.Errorf("got %q", got)
		}
		update(airra.PostmortemText{Published: ptr(false)})
		if got := stands(); got != "" {
			t.Errorf("what is withdrawn teaches nothing any more, got %q", got)
		}
		update(airra.PostmortemText{Published: ptr(true)})
		update(airra.PostmortemText{Without: []string{airra.WithoutAICorrect}})
		if got := stands(); got != "" {
			t.Errorf("what it no longer says is taken back, got %q", got)
		}
		_, err = h.JudgeHypothesis(ctx, ref, "1", airra.NewVerdict{Verdict: airra.VerdictConfirmed, By: "ann"})
		must(t, err)
		update(airra.PostmortemText{AIHypothesisCorrect: ptr(true)})
		if got := stands(); got != first.Category+" confirmed by ann" {
			t.Errorf("who said the same first keeps the verdict, got %q", got)
		}
		must(t, h.DeletePostmortem(ctx, ref))
		if got := stands(); got != first.Category+" confirmed by ann" {
			t.Errorf("a verdict by hand outlives the postmortem, got %q", got)
		}
	})
}

func TestThatNothingWasFoundIsNeverJudgedRight(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	i, err := h.CreateIncident(t.Context(), airra.NewIncident{Title: "t", Description: "d", Severity: airra.SeverityLow, AffectedService: "payment-service"})
	must(t, err)
	_, err = h.AnalyzeIncident(t.Context(), i.Ref)
	must(t, err)
	h.work(t)
	if first := h.see(t, i.Ref).Hypotheses[0].Category; first != airra.CategoryInconclusive {
		t.Fatalf("got %s", first)
	}
	n := poolWasSmall(i.Ref)
	n.AIHypothesisCorrect, n.Published = ptr(true), ptr(true)
	_, err = h.CreatePostmortem(t.Context(), n)
	must(t, err)
	judgements, err := h.Judgements(t.Context(), i.Ref)
	must(t, err)
	if len(judgements) != 0 {
		t.Errorf("got %+v", judgements)
	}
}

func TestAPublishedPostmortemIsTrustedMost(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	past, present := h.report(t), h.report(t)
	_, err := h.ResolveIncident(ctx, past, airra.Resolution{By: "ann"})
	must(t, err)
	recalled := func() airra.SimilarIncident {
		t.Helper()
		h.run(t) // Remembering is a job of its own.
		similar, err := h.SimilarIncidents(ctx, present, 5)
		must(t, err)
		if len(similar) != 1 || similar[0].Ref != past {
			t.Fatalf("got %+v", similar)
		}
		return similar[0]
	}
	before := recalled()
	n := poolWasSmall(past)
	n.Published = ptr(true)
	_, err = h.CreatePostmortem(ctx, n)
	must(t, err)
	if now := recalled(); before.Trust >= 1 || now.Trust != 1 || now.Cause != "The pool was too small." {
		t.Errorf("trust %v became %v, cause %q", before.Trust, now.Trust, now.Cause)
	}
	must(t, h.DeletePostmortem(ctx, past))
	if now := recalled(); now.Trust != before.Trust {
		t.Errorf("without the postmortem it is trusted as before, got %v", now.Trust)
	}
}
