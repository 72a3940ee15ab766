package cli

import (
	"fmt"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// notificationCell shows a status. One that was only simulated stands out, because
// nobody has got it.
func notificationCell(s airra.NotificationStatus) cell {
	hue := plain
	switch s {
	case airra.NotificationFailed:
		hue = alarm
	case airra.NotificationSimulated:
		hue = amber
	case airra.NotificationAcknowledged:
		hue = good
	case airra.NotificationCancelled:
		hue = faint
	}
	c := cell{data: string(s), text: glyphed(look.Notification, s), look: hue}
	if s == airra.NotificationAcknowledged {
		c.short = look.Notification(s) + " acked"
	}
	return c
}

func pagingCell(s airra.PagingState) cell {
	hue := plain
	switch s {
	case airra.PagingActive:
		hue = amber
	case airra.PagingExhausted:
		hue = alarm
	case airra.PagingPaused:
		hue = good
	case airra.PagingStopped:
		hue = faint
	}
	return cell{data: string(s), text: glyphed(look.Paging, s), look: hue}
}

// slaCell says whether a message was answered within its target, or how long there
// is left. What was never sent has no target to keep.
func slaCell(n airra.Notification, now time.Time) cell {
	target := time.Duration(n.SLATargetSeconds) * time.Second
	switch {
	case n.SLAMet != nil && *n.SLAMet:
		return cell{data: "met", text: "met" + responseText(n, " in "), look: good}
	case n.SLAMet != nil || target > 0 && n.Overdue(now):
		return cell{data: "missed", text: "missed (target " + exact(target) + ")", short: "missed", look: amber}
	case n.SentAt != nil && target > 0 && awaitsAnswer(n.Status):
		return cell{data: "due", text: "due in " + span(n.SentAt.Add(target).Sub(now))}
	default:
		return cell{text: "–", look: faint}
	}
}

// awaitsAnswer says whether somebody can have the message who has not answered yet.
func awaitsAnswer(s airra.NotificationStatus) bool {
	return s == airra.NotificationSent || s == airra.NotificationDelivered
}

// responseText is how long the answer took, behind a word, or nothing.
func responseText(n airra.Notification, before string) string {
	if n.ResponseTimeSeconds == nil {
		return ""
	}
	return before + span(time.Duration(*n.ResponseTimeSeconds)*time.Second)
}

// exact is a duration that somebody has set, in the largest unit that keeps all of
// it: a wait of 90 seconds is not a minute.
func exact(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d >= time.Minute && d%time.Minute == 0:
		return fmt.Sprintf("%d min", d/time.Minute)
	default:
		return fmt.Sprintf("%d s", d/time.Second)
	}
}

// shortID is as much of an id as a screen needs: its moment and a part of its
// chance, which name one thing alone wherever an id is taken.
func shortID[S ~string](id S) string {
	const enough = len("0198f000-0000-7abc")
	if len(id) > enough {
		return string(id[:enough])
	}
	return string(id)
}

// idCell is an id in full for programs and shortened for people.
func idCell[S ~string](id S) cell { return cell{data: string(id), text: shortID(id), look: accent} }
