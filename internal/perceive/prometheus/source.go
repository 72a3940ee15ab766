// Package prometheus is the metrics source over a remote Prometheus, or any
// server that speaks its query API.
//
// The API's official client was rejected for one reason: it decodes every value
// into a tree of its own types first, and a monitor that asks for ten thousand
// series every fifteen seconds feels that. What is needed of the API is one
// request and one shape of answer.
package prometheus

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Options is what a Source needs. Zero values take the defaults beside them.
type Options struct {
	URL     string        // http(s)://[user:password@]host[:port][/path]
	Timeout time.Duration // of one request; 30 s
	Client  *http.Client  // http.DefaultClient when nil
}

// Source asks a remote Prometheus. It keeps no state: whether the server is up
// is learned by asking.
type Source struct {
	base     url.URL // without credentials
	userInfo *url.Userinfo
	timeout  time.Duration
	client   *http.Client
}

// kind is how the source calls itself in checks.
const kind = "Prometheus"

// New makes a source. It fails with airra.CodeInvalid for a URL that is none.
func New(options Options) (*Source, error) {
	base, err := url.Parse(options.URL)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, airra.Invalid("prometheus_url", "must look like http://host:9090")
	}
	s := &Source{userInfo: base.User, timeout: options.Timeout, client: options.Client}
	base.User, base.RawQuery, base.Fragment = nil, "", ""
	s.base = *base
	if s.timeout <= 0 {
		s.timeout = 30 * time.Second
	}
	if s.client == nil {
		s.client = http.DefaultClient
	}
	return s, nil
}

// QueryRange evaluates expr on the server. Times are sent in milliseconds, the
// finest that Prometheus knows.
func (s *Source) QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) ([]airra.Series, error) {
	return s.ask(ctx, "query_range", url.Values{
		"query": {expr}, "start": {seconds(from)}, "end": {seconds(to)},
		"step": {strconv.FormatFloat(step.Seconds(), 'f', -1, 64)},
	})
}

// Check asks the server for a constant, which shows that it answers, that the
// credentials are right and that it evaluates queries.
func (s *Source) Check(ctx context.Context) airra.Check {
	check := airra.Check{Name: "metrics", Kind: kind, State: airra.CheckUp, Required: true, Detail: s.base.String() + " answers", URL: s.base.String()}
	now := time.Unix(0, 0)
	if _, err := s.QueryRange(ctx, "vector(1)", now, now, time.Second); err != nil {
		check.State, check.Detail = airra.CheckDown, airra.ErrorMessage(err)
	}
	return check
}

func (s *Source) ask(ctx context.Context, path string, form url.Values) ([]airra.Series, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	target := s.base.JoinPath("api", "v1", path).String()
	// A POST, since a query that names hundreds of services is too long for a URL.
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", "airra")
	if s.userInfo != nil {
		password, _ := s.userInfo.Password()
		request.SetBasicAuth(s.userInfo.Username(), password)
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, s.unavailable("does not answer", err)
	}
	defer func() { _ = response.Body.Close() }() // an answer that was read has nothing left to fail
	return s.read(response)
}

func seconds(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', 3, 64)
}

// unavailable says that the server is of no use now. The URL in it has no
// credentials: they travel in a header.
func (s *Source) unavailable(what string, cause error) *airra.Error {
	err := airra.Errorf(airra.CodeUnavailable, "Prometheus at %s %s", s.base.String(), what)
	err.Hint, err.Err = "check AIRRA_PROMETHEUS_URL and that the server runs", cause
	return err
}
