package api_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
)

const calendarText = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

// feeds is an airra.FeedReader with one calendar.
type feeds struct {
	text string
	fail error
}

func (f *feeds) ReadFeed(_ context.Context, token string) ([]byte, error) {
	if f.fail == nil && token != goodToken {
		return nil, airra.Errorf(airra.CodeNotFound, "the feed %s was revoked", token)
	}
	return []byte(f.text), f.fail
}

func TestACalendarIsReadByItsToken(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *api.Options) { o.Feeds = &feeds{text: calendarText} })
	for _, path := range []string{"", ".ics", "/", ".ics/"} {
		w := b.stranger("GET", "/ical/v1/"+goodToken+path, "")
		if w.Code != 200 || w.Body.String() != calendarText || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
			t.Errorf("%q: %d %s %s", path, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
		for name, want := range map[string]string{"Cache-Control": "private, max-age=300", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	}
}

func TestACalendarThatIsKnownIsNotSentAgain(t *testing.T) {
	t.Parallel()
	source := &feeds{text: calendarText}
	b := setup(t, func(o *api.Options) { o.Feeds = source })
	const path = "/ical/v1/" + goodToken
	tag := b.stranger("GET", path, "").Header().Get("ETag")
	if !strings.HasPrefix(tag, `"`) || !strings.HasSuffix(tag, `"`) || len(tag) < 10 {
		t.Fatalf("tag %q", tag)
	}
	for held, known := range map[string]bool{tag: true, "W/" + tag: true, `"x", ` + tag: true, "*": true, "": false, `"x"`: false, strings.Trim(tag, `"`): false} {
		w := b.stranger("GET", path, "", "If-None-Match", held)
		if (w.Code == 304) != known || (w.Body.Len() == 0) != known {
			t.Errorf("held %q: %d with %d bytes", held, w.Code, w.Body.Len())
		}
		if w.Header().Get("ETag") != tag || w.Header().Get("Cache-Control") == "no-store" {
			t.Errorf("held %q: %v", held, w.Header())
		}
	}
	source.text += "X"
	if w := b.stranger("GET", path, "", "If-None-Match", tag); w.Code != 200 || w.Header().Get("ETag") == tag {
		t.Errorf("after a change: %d, tag %s", w.Code, w.Header().Get("ETag"))
	}
}

func TestNoCalendarLooksLikeAnyOther(t *testing.T) {
	t.Parallel()
	const path = "/ical/v1/revoked.ics"
	off := setup(t).stranger("GET", path, "")
	unknown := setup(t, func(o *api.Options) { o.Feeds = &feeds{text: calendarText} }).stranger("GET", path, "")
	for _, w := range []struct {
		code int
		text string
	}{{off.Code, off.Body.String()}, {unknown.Code, unknown.Body.String()}} {
		if w.code != 404 || w.text != "there is no calendar at this address\n" {
			t.Errorf("%d %s", w.code, w.text)
		}
	}
	if unknown.Header().Get("Content-Type") != "text/plain; charset=utf-8" || unknown.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%v", unknown.Header())
	}
	b := setup(t, func(o *api.Options) { o.Feeds = &feeds{fail: errors.New("password=hunter2")} })
	b.problem(b.stranger("GET", path, ""), 500, airra.CodeInternal)
}
