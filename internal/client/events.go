package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

const (
	// firstPause and longestPause bound the wait before connecting again.
	firstPause   = 200 * time.Millisecond
	longestPause = 5 * time.Second
	// silent is how long a stream may say nothing. The server sends a sign of
	// life every 15 seconds, so three missed ones mean that it is gone.
	silent = 45 * time.Second
	// maxEvent bounds one event.
	maxEvent = 4 << 20
	// FromNow asks for the events that are still to come.
	FromNow int64 = -1
)

// Stream says which events are wanted.
type Stream struct {
	After    int64  // only ids above it, or FromNow
	Incident string // key of the one incident, or empty for all
	// Lost is called when a connection broke and will be made again, with the
	// reason, and not for the attempts that fail then. Nil is allowed.
	Lost func(err error)
	// Back is called when the connection was made again. Nil is allowed.
	Back func()

	lost bool // there is no connection, and Lost was told
}

func (s *Stream) tellLost(err error) {
	if !s.lost && s.Lost != nil {
		s.Lost(err)
	}
	s.lost = true
}

func (s *Stream) tellBack() {
	if s.lost && s.Back != nil {
		s.Back()
	}
	s.lost = false
}

// Events gives the events in the order of their ids, those of the past first,
// until the context ends. A connection that breaks is made again from the last
// id that was seen, so no event is missed and none comes twice. An error is
// given only when trying again cannot help: the context ended, the server
// refused, or it was not there for the first connection.
func (c *Client) Events(ctx context.Context, s Stream) iter.Seq2[airra.Event, error] {
	own := *c
	own.kept = nil // A stream may run beside the calls of a client made by Keeping.
	c = &own
	return func(yield func(airra.Event, error) bool) {
		if err := c.startNow(ctx, &s); err != nil {
			yield(airra.Event{}, err)
			return
		}
		pause := firstPause
		for first := true; ; first = false {
			before := s.After
			stopped, err := c.follow(ctx, &s, yield)
			if stopped {
				return
			}
			if final := fatal(ctx, err, first); final != nil {
				yield(airra.Event{}, final)
				return
			}
			s.tellLost(err)
			if s.After > before {
				pause = firstPause
			}
			if !rest(ctx, pause) {
				yield(airra.Event{}, context.Cause(ctx))
				return
			}
			pause = min(2*pause, longestPause)
		}
	}
}

// startNow replaces FromNow by the id that is the newest one now. Letting the
// server decide was rejected: a connection that breaks before its first event
// would then resume at a later "now" and lose what lies between.
func (c *Client) startNow(ctx context.Context, s *Stream) error {
	if s.After != FromNow {
		return nil
	}
	last, err := c.LastEventID(ctx)
	if err == nil {
		s.After = last
	}
	return err
}

// fatal gives the error that ends the stream, or nil when connecting again is
// the answer.
func fatal(ctx context.Context, err error, first bool) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var own *airra.Error
	if errors.As(err, &own) && (first || own.Code != airra.CodeUnavailable) {
		return own
	}
	return nil
}

// rest waits, a little shorter or longer each time so that the readers of a
// server that restarted do not come back in one wave.
func rest(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause/2 + rand.N(pause))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// follow reads one connection to its end. The first result says that the
// reader wants no more.
func (c *Client) follow(ctx context.Context, s *Stream, yield func(airra.Event, error) bool) (bool, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	bound := c.patience(quickAnswer)
	watchdog := time.AfterFunc(bound, func() { cancel(&silentError{after: bound}) })
	defer watchdog.Stop()

	body, err := c.connect(ctx, *s)
	if err != nil {
		return false, err
	}
	defer body.Close() //nolint:errcheck // Nothing was written, so a failing close loses nothing.
	watchdog.Reset(silent)
	s.tellBack()
	lines := bufio.NewScanner(body)
	lines.Buffer(make([]byte, 0, 16<<10), maxEvent)
	var data []byte
	for lines.Scan() {
		watchdog.Reset(silent)
		line := lines.Bytes()
		if value, ok := bytes.CutPrefix(line, []byte("data:")); ok {
			data = append(data, bytes.TrimPrefix(value, []byte(" "))...)
			continue
		}
		if len(line) > 0 || len(data) == 0 {
			continue
		}
		event, err := decodeEvent(data)
		data = data[:0]
		if err != nil {
			return false, c.foreign(http.StatusOK, err)
		}
		if event.ID <= s.After {
			continue
		}
		s.After = event.ID
		if !yield(event, nil) {
			return true, nil
		}
	}
	return false, errors.Join(io.ErrUnexpectedEOF, lines.Err())
}

func decodeEvent(data []byte) (airra.Event, error) {
	var event airra.Event
	err := json.Unmarshal(data, &event)
	return event, err
}

// connect opens the stream. It has no timeout of its own: the watchdog ends a
// connection that is not answered and one on which nothing happens.
func (c *Client) connect(ctx context.Context, s Stream) (io.ReadCloser, error) {
	q := url.Values{}
	if s.Incident != "" {
		q.Set("incident", s.Incident)
	}
	resp, err := c.http.R().SetContext(ctx).SetDoNotParseResponse(true).
		SetHeader("Accept", "text/event-stream").
		SetHeader("Last-Event-ID", strconv.FormatInt(s.After, 10)).
		SetQueryParamsFromValues(q).
		Get(prefix + "/events")
	if err != nil {
		return nil, c.away(ctx, err)
	}
	body := resp.RawBody()
	if resp.StatusCode() == http.StatusOK && strings.HasPrefix(resp.Header().Get("Content-Type"), "text/event-stream") {
		return body, nil
	}
	defer body.Close() //nolint:errcheck // Nothing was written, so a failing close loses nothing.
	text, err := io.ReadAll(io.LimitReader(body, maxEvent))
	if err != nil {
		return nil, c.away(ctx, err)
	}
	answer := &Answer{Status: resp.StatusCode(), Header: resp.Header(), Body: text}
	if refused := answer.refusal(c.server); refused != nil {
		return nil, refused
	}
	return nil, c.foreign(answer.Status, nil)
}

// EventsAfter gives the events that are there now. The API offers them as a
// stream, so it is read up to the newest id that the status names.
func (c *Client) EventsAfter(ctx context.Context, f airra.EventFilter) ([]airra.Event, error) {
	last, err := c.LastEventID(ctx)
	if err != nil || last <= f.After {
		return nil, err
	}
	if f.Incident != "" {
		return c.incidentEvents(ctx, f)
	}
	var events []airra.Event
	for event, err := range c.Events(ctx, Stream{After: f.After}) {
		if err != nil {
			return nil, err
		}
		events = append(events, event)
		if event.ID >= last || len(events) == eventLimit(f) {
			break
		}
	}
	return events, nil
}

// incidentEvents reads the timeline, because a stream of one incident does not
// tell when it has come to the newest id of all.
func (c *Client) incidentEvents(ctx context.Context, f airra.EventFilter) ([]airra.Event, error) {
	timeline, err := c.Timeline(ctx, string(f.Incident))
	if err != nil {
		return nil, err
	}
	var events []airra.Event
	for _, event := range timeline.Events {
		if event.ID > f.After && len(events) < eventLimit(f) {
			events = append(events, event)
		}
	}
	return events, nil
}

func eventLimit(f airra.EventFilter) int {
	if f.Limit <= 0 {
		return 1000
	}
	return f.Limit
}
