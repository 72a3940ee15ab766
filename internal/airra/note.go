package airra

import "time"

// RetractWithin is how long after it was written a note can be taken back.
const RetractWithin = 10 * time.Minute

// The metadata of a note that was taken back, and of the event that tells of it.
const (
	noteRetractedAt = "retracted_at"
	noteEvent       = "event_id"
)

// Retract takes a note back. Its row stays where it is and says so, but its text goes,
// also from the database: a password that was pasted into the wrong window must not be
// found by looking deeper. Only who wrote it may do that, and only while it is new,
// because others have acted on what they read.
func (e *Event) Retract(by string, now time.Time) error {
	switch {
	case e.Type != EventComment:
		return Conflict(string(e.Type), "event %d of %s is no note", e.ID, e.IncidentRef)
	case e.Retracted():
		return Conflict(noteRetractedState, "note %d of %s was already retracted", e.ID, e.IncidentRef)
	case e.Actor != by:
		return Errorf(CodeDenied, "note %d of %s is by %s, and only they can retract it", e.ID, e.IncidentRef, e.Actor)
	case now.Sub(e.At) > RetractWithin:
		return Conflict(string(e.Type), "note %d of %s is older than %d minutes and stays", e.ID, e.IncidentRef, int(RetractWithin.Minutes()))
	}
	e.Description = "Note retracted by " + by
	e.Metadata = map[string]any{noteRetractedAt: now.Format(time.RFC3339)}
	return nil
}

// noteRetractedState is the state that a second retraction finds.
const noteRetractedState = "retracted"

// Retracted says whether the event is a note that was taken back.
func (e *Event) Retracted() bool {
	_, retracted := e.Metadata[noteRetractedAt]
	return e.Type == EventComment && retracted
}

// RetractionOf is the metadata of the event that tells of a retraction. Who has already
// read the note finds by it which one to forget.
func RetractionOf(note Event) map[string]any { return map[string]any{noteEvent: note.ID} }
