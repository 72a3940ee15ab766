package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"
)

// streamsHeld is how many open pages one daemon is measured with.
const streamsHeld = 500

// settle is how long a daemon is left alone after its start, for what it does once.
const settle = 10 * time.Second

// webPages are measured with so many incidents in the database.
var webPages = []struct{ name, path string }{
	{"dashboard", "/"},
	{"incidents", "/incidents"},
	{"incidents, one service and status", "/incidents?service=service-7&status=detected"},
	{"incidents, page 200", "/incidents?page=200"},
	{"incidents, text", "/incidents?search=number+77"},
	{"incidents, text of all", "/incidents?search=number"},
	{"incidents, text of none", "/incidents?search=nowhere"},
	{"incidents, text and status", "/incidents?search=number+777&status=detected"},
	{"one incident", "/incidents/INC-77"},
	{"approvals", "/approvals"},
	{"on-call", "/on-call"},
	{"engineers", "/engineers"},
	{"notifications", "/notifications"},
	{"analytics", "/analytics"},
	{"learning", "/learning"},
	{"simulator", "/simulator"},
}

// pagesAndStreams holds many pages open, and then asks for each as a browser does.
func pagesAndStreams(ctx context.Context, p programs, incidents int) (_ []result, err error) {
	d, err := p.start(ctx, "AIRRA_DEMO=false")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(d.fill(ctx, incidents), d.stop()); err != nil {
		return nil, err
	}
	if d, err = p.start(ctx, "AIRRA_DEMO=false"); err != nil { // The storm is over, and its memory is given back.
		return nil, err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	pause(ctx, settle)
	browser, err := d.signIn(ctx)
	if err != nil {
		return nil, err
	}
	resident, woken, err := d.holdStreams(ctx, browser)
	if err != nil {
		return nil, err
	}
	results := []result{
		{name: fmt.Sprintf("resident memory with %d open pages", streamsHeld), value: resident, bound: 100, unit: "MB"},
		{name: "until the last of them knew of an incident", value: woken.Seconds(), unit: "s"},
	}
	largest := 0.0
	for _, page := range webPages {
		took, err := d.pageTimes(ctx, browser, page.path)
		if err != nil {
			return nil, err
		}
		results = append(results, result{name: fmt.Sprintf("web page, %s, p99 with %d incidents", page.name, incidents), value: quantile(took, 0.99), bound: 20, unit: "ms"})
		largest = max(largest, median(took))
	}
	return append(results, result{name: "web page, the largest median of these", value: largest, bound: 20, unit: "ms"}), nil
}

// fill reports what is missing to so many incidents.
func (d *daemon) fill(ctx context.Context, incidents int) error {
	var body []byte
	if _, err := d.get(ctx, "/api/v1/incidents?page_size=1", &body); err != nil {
		return err
	}
	var page struct {
		Total int `json:"total"`
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return err
	}
	if page.Total >= incidents {
		return nil
	}
	_, err := d.report(ctx, incidents-page.Total)
	return err
}

var hiddenToken = regexp.MustCompile(`name="token" value="([^"]+)"`)

// signIn goes through the form.
func (d *daemon) signIn(ctx context.Context) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	browser := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: concurrency}}
	form, err := d.page(ctx, browser, http.MethodGet, "/sign-in", nil)
	if err != nil {
		return nil, err
	}
	token := hiddenToken.FindStringSubmatch(form)
	if token == nil {
		return nil, errors.New("the form for signing in has no token")
	}
	_, err = d.page(ctx, browser, http.MethodPost, "/sign-in", url.Values{"token": {token[1]}, "name": {"bench@example.com"}, "key": {d.key}, "next": {"/approvals"}})
	return browser, err
}

// page asks for a page and gives it.
func (d *daemon) page(ctx context.Context, browser *http.Client, method, path string, form url.Values) (string, error) {
	request, err := http.NewRequestWithContext(ctx, method, d.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Accept", "text/html")
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := browser.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d", path, response.StatusCode)
	}
	return string(content), err
}

func (d *daemon) pageTimes(ctx context.Context, browser *http.Client, path string) ([]time.Duration, error) {
	const warm, reads = 3, 200
	var took []time.Duration
	for n := range warm + reads {
		began := time.Now()
		if _, err := d.page(ctx, browser, http.MethodGet, path, nil); err != nil {
			return nil, err
		}
		if n >= warm {
			took = append(took, time.Since(began))
		}
	}
	return took, nil
}

// holdStreams holds many streams, has something happen, and waits until each was told.
func (d *daemon) holdStreams(ctx context.Context, browser *http.Client) (resident float64, woken time.Duration, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var told atomic.Int64
	for range streamsHeld {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url+"/live?after=0", nil)
		if err != nil {
			return 0, 0, err
		}
		response, err := browser.Do(request) //nolint:bodyclose // The goroutine that listens to it closes it.
		if err != nil {
			return 0, 0, err
		}
		go d.listen(response.Body, &told)
	}
	if err := waitFor(ctx, func() bool { return told.Load() >= streamsHeld }); err != nil {
		return 0, 0, err // Each is told at once of what it missed.
	}
	if resident, err = residentMB(d.command.Process.Pid); err != nil {
		return 0, 0, err
	}
	pause(ctx, 2*time.Second)
	told.Store(0)
	began := time.Now()
	if err := d.post(ctx, browser, 1); err != nil {
		return 0, 0, err
	}
	err = waitFor(ctx, func() bool { return told.Load() >= streamsHeld })
	return resident, time.Since(began), err
}

// listen counts the changes that a stream tells of.
func (d *daemon) listen(body io.ReadCloser, told *atomic.Int64) {
	defer func() { _ = body.Close() }()
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		if lines.Text() == "event: changed" {
			told.Add(1)
		}
	}
}

// waitFor waits for something that comes soon.
func waitFor(ctx context.Context, come func() bool) error {
	for began := time.Now(); !come(); pause(ctx, 5*time.Millisecond) {
		if time.Since(began) > 30*time.Second || ctx.Err() != nil {
			return errors.New("it did not come")
		}
	}
	return nil
}
