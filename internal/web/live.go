package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/airra/airra/internal/airra"
)

const (
	livePath = "/live"

	// beatEvery is how often a silent stream says that it lives. The page says that it
	// is stale when two of these did not come.
	beatEvery = 10 * time.Second
	// calm is the least time between two changes that one page is told of: in a storm a
	// page that asked for itself at every event would do nothing else.
	calm = time.Second
	// patience is how long a browser may take to accept what it is sent.
	patience = 10 * time.Second
)

// registerLive adds the event stream of a page. It says only that something changed,
// and up to which event; the page then asks for itself. So there is one way in which
// anything is drawn, and the stream holds nothing that would have to be escaped.
func (w *Web) registerLive() { w.mux.HandleFunc("GET "+livePath, w.signedIn(w.live)) }

func (w *Web) live(v *visit) error {
	stream, err := w.openStream(v)
	if err != nil {
		return err
	}
	w.metrics.streams.Inc()
	defer w.metrics.streams.Dec()
	defer w.news.listen()()
	h := v.rw.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	_ = stream.control.SetReadDeadline(time.Time{}) // A writer without deadlines has none to lift.
	if err := w.follow(v.r.Context(), v.session.Expires, stream); err != nil {
		w.log.DebugContext(v.r.Context(), "page left its stream", "request_id", requestID(v.r.Context()), "err", err)
	}
	return nil
}

// pageStream is one page's place in the news.
type pageStream struct {
	rw       http.ResponseWriter
	control  *http.ResponseController
	incident airra.IncidentID
	after    int64
}

// openStream reads where a page stands. A browser that comes back says itself how far
// it got; that wins over what the page was made with.
func (w *Web) openStream(v *visit) (*pageStream, error) {
	query := v.r.URL.Query()
	text := query.Get("after")
	if again := v.r.Header.Get("Last-Event-ID"); again != "" {
		text = again
	}
	after, err := strconv.ParseInt(text, 10, 64)
	if err != nil || after < 0 {
		return nil, airra.Invalid("after", "must be the id of an event")
	}
	return &pageStream{
		rw: v.rw, control: http.NewResponseController(v.rw), after: after, incident: airra.IncidentID(query.Get("incident")),
	}, nil
}

// follow tells of changes until the page is left, the server stops, or the session ends.
func (w *Web) follow(ctx context.Context, until time.Time, stream *pageStream) error {
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	over := time.NewTimer(until.Sub(w.now()))
	defer over.Stop()
	var rest <-chan time.Time // not nil while the page is left in peace
	if err := stream.send("event: beat\ndata: 0\nretry: 1000\n\n"); err != nil {
		return err
	}
	for {
		changed, last, more := w.news.since(stream.after, stream.incident)
		if rest != nil {
			more = nil
		} else {
			stream.after = last
			if changed {
				if err := stream.send(fmt.Sprintf("id: %d\nevent: changed\ndata: %d\n\n", last, last)); err != nil {
					return err
				}
				rest = time.After(calm)
				continue
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-w.opts.Stopping:
			return nil
		case <-over.C:
			return nil
		case <-more:
		case <-rest:
			rest = nil
		case <-beat.C:
			if err := stream.send("event: beat\ndata: 0\n\n"); err != nil {
				return err
			}
		}
	}
}

func (s *pageStream) send(text string) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(patience)) // A writer without deadlines cannot be slow either.
	if _, err := s.rw.Write([]byte(text)); err != nil {
		return fmt.Errorf("send to page: %w", err)
	}
	if err := s.control.Flush(); err != nil {
		return fmt.Errorf("flush to page: %w", err)
	}
	return nil
}
