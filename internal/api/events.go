package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/airra/airra/internal/airra"
)

const (
	eventsPath = "/events"

	// lookEvery is how often a stream looks for events unasked, because an
	// announcement may be lost.
	lookEvery = 2 * time.Second
	// beatEvery is how often a silent stream says that it lives, so that
	// proxies keep it and clients notice when it is dead.
	beatEvery = 15 * time.Second
	// patience is how long a client may take to accept what it is sent.
	patience = 10 * time.Second
	// eventBatch is how many events are read at once.
	eventBatch = 500
)

// eventQuery chooses events and where to begin.
type eventQuery struct {
	LastEventID string `header:"Last-Event-ID" maxLength:"19" doc:"The id of the last event that was seen; wins over after"`
	After       string `query:"after" maxLength:"19" doc:"The same for clients that cannot set a header; without either the stream begins now"`
	Incident    string `query:"incident" maxLength:"64" doc:"Only events of one incident"`
	Types       string `query:"types" maxLength:"1000" doc:"Only these event types, with commas"`
}

// registerEvents adds the stream. It is resumed after the id that was seen
// last and then misses nothing, since ids grow in the order of commits.
func (s *server) registerEvents() {
	op := get(eventsPath, "stream-events", "Follow the timeline of all incidents as server-sent events", "events")
	op.Responses = map[string]*huma.Response{"200": {
		Description: "id: the event's id, event: its event_type, data: the event as JSON",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	register(s, op, func(ctx context.Context, in *eventQuery) (*huma.StreamResponse, error) {
		stream, err := s.openStream(ctx, in)
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			r, w := humago.Unwrap(hc)
			s.serveStream(r.Context(), w, stream)
		}}, nil
	})
}

// eventStream is one client's place in the timeline.
type eventStream struct {
	incident airra.IncidentID
	types    []string
	after    int64
	blind    bool // the last look failed, and that is in the log
}

func (s *server) openStream(ctx context.Context, in *eventQuery) (*eventStream, error) {
	stream := &eventStream{types: words(in.Types)}
	var err error
	if stream.incident, err = s.incidentID(ctx, in.Incident); err != nil {
		return nil, err
	}
	field, text := "header.Last-Event-ID", in.LastEventID
	if text == "" {
		field, text = "query.after", in.After
	}
	if text == "" {
		// The status names this id too, but it asks every part how it is, and
		// a thousand streams that come back at once would ask a thousand times.
		if stream.after, err = s.opts.Backend.LastEventID(ctx); err != nil {
			return nil, err
		}
		return stream, nil
	}
	stream.after, err = strconv.ParseInt(text, 10, 64)
	if err != nil || stream.after < 0 {
		return nil, airra.Invalid(field, "must be the id of an event: a whole number, not negative")
	}
	return stream, nil
}

// serveStream sends events until the client leaves, the server stops, or the
// client does not take what it is sent.
func (s *server) serveStream(ctx context.Context, w http.ResponseWriter, stream *eventStream) {
	a, ok := w.(*answer)
	if !ok {
		panic("an event stream needs an answer that can stream")
	}
	s.metrics.streams.Inc()
	defer s.metrics.streams.Dec()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var announced <-chan int64
	if s.opts.Bus != nil {
		announced = s.opts.Bus.Listen(ctx)
	}
	look, beat := time.NewTicker(lookEvery), time.NewTicker(beatEvery)
	defer look.Stop()
	defer beat.Stop()

	out := newStreamWriter(a)
	err := out.send(": connected\nretry: 2000\n\n")
	for err == nil {
		if err = s.forward(ctx, stream, out); err != nil {
			break
		}
		select {
		case <-ctx.Done():
			return
		case <-s.opts.Stopping:
			return
		case _, open := <-announced:
			if !open {
				announced = nil
			}
		case <-look.C:
		case <-beat.C:
			err = out.send(": heartbeat\n\n")
		}
	}
	s.log.DebugContext(ctx, "event stream dropped", "request_id", requestID(ctx), "err", err)
}

// forward sends all events behind the stream's place. A database that does not
// answer for a moment is no reason to end the stream: the next look tries again.
func (s *server) forward(ctx context.Context, stream *eventStream, out *streamWriter) error {
	for {
		events, err := s.opts.Backend.EventsAfter(ctx, airra.EventFilter{
			Incident: stream.incident, After: stream.after, Limit: eventBatch,
		})
		if err != nil {
			if ctx.Err() == nil && !stream.blind {
				stream.blind = true
				s.log.WarnContext(ctx, "events cannot be read, trying on", "request_id", requestID(ctx), "err", err)
			}
			return nil
		}
		stream.blind = false
		text, err := stream.take(events)
		if err != nil {
			return err
		}
		if err := out.send(text); err != nil {
			return err
		}
		if len(events) < eventBatch {
			return nil
		}
	}
}

// take moves on over the events and gives the wanted ones in the wire format.
func (e *eventStream) take(events []airra.Event) (string, error) {
	var text []byte
	for i := range events {
		event := &events[i]
		e.after = max(e.after, event.ID)
		if len(e.types) > 0 && !slices.Contains(e.types, string(event.Type)) {
			continue
		}
		data, err := json.Marshal(event)
		if err != nil {
			return "", fmt.Errorf("write event %d: %w", event.ID, err)
		}
		text = fmt.Appendf(text, "id: %d\nevent: %s\ndata: %s\n\n", event.ID, event.Type, data)
	}
	return string(text), nil
}

// streamWriter writes to one client with a deadline for each piece.
type streamWriter struct {
	a       *answer
	control *http.ResponseController
}

// newStreamWriter begins the stream. The server's time-outs for whole requests
// do not fit one that is meant to last.
func newStreamWriter(a *answer) *streamWriter {
	out := &streamWriter{a: a, control: http.NewResponseController(a.ResponseWriter)}
	h := a.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	_ = out.control.SetReadDeadline(time.Time{}) // A writer without deadlines has none to lift.
	a.stream()
	return out
}

func (o *streamWriter) send(text string) error {
	if text == "" {
		return nil
	}
	_ = o.control.SetWriteDeadline(time.Now().Add(patience)) // A writer without deadlines cannot be slow either.
	if _, err := o.a.Write([]byte(text)); err != nil {
		return fmt.Errorf("send to client: %w", err)
	}
	if err := o.control.Flush(); err != nil {
		return fmt.Errorf("flush to client: %w", err)
	}
	return nil
}
