package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/internal/config"
	"github.com/airra/airra/internal/daemon"
)

const testKey = "key-of-the-test"

// site is a real airrad, and the API to arrange what its pages show.
type site struct {
	url string
	api airra.Backend
}

// startSite runs an airrad with the demo off, so that nothing happens by itself.
func startSite(t testing.TB, environ ...string) *site {
	t.Helper()
	return startSiteWith(t, nil, environ...)
}

func startSiteWith(t testing.TB, options []daemon.Option, environ ...string) *site {
	t.Helper()
	cfg, _, err := config.Load(append([]string{
		"AIRRA_HTTP_ADDR=127.0.0.1:0", "AIRRA_DATA_DIR=" + t.TempDir(), "AIRRA_API_KEY=" + testKey, "AIRRA_DEMO=false", "AIRRA_GENERATOR_INTERVAL=0",
	}, environ...))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan daemon.Info, 1), make(chan error, 1)
	go func() {
		ended <- daemon.Run(ctx, cfg, slog.New(slog.DiscardHandler), append(options, daemon.WithReady(func(i daemon.Info) { ready <- i }))...)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case info := <-ready:
		api, err := client.New(client.Options{Server: info.URL, APIKey: testKey})
		if err != nil {
			t.Fatal(err)
		}
		return &site{url: info.URL, api: api}
	case err := <-ended:
		t.Fatalf("the daemon ended: %v", err)
		return nil
	}
}

// browser is one Chromium for all tests of this package; each test has a profile of its
// own in it.
var browser = sync.OnceValues(func() (context.Context, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("chromium is not installed: apt-get install chromium (%w)", err)
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Headless, chromedp.NoFirstRun}
	for _, flag := range []string{"disable-quic", "disable-component-update", "disable-background-networking", "disable-sync", "disable-dev-shm-usage"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator)
	return ctx, chromedp.Do(ctx)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if ctx, err := browser(); err == nil {
		_ = chromedp.Cancel(ctx)
	}
	os.Exit(code)
}

// tab is one page of one test.
type tab struct {
	testing.TB
	*site
	ctx context.Context

	mu       sync.Mutex
	problems []string // what the console and the security policy complained about
}

// openTab opens an empty tab in a new profile. What the page complains about on its
// console fails the test: an inline style that the policy refuses, a script that threw.
func (s *site) openTab(t testing.TB) *tab {
	t.Helper()
	all, err := browser()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(all, chromedp.WithNewBrowserContext())
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(func() { stop(); cancel() })
	b := &tab{TB: t, site: s, ctx: ctx}
	b.do(chromedp.Navigate("about:blank"))
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) hear(event any) {
	text := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		if text = e.ExceptionDetails.Text; e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type != runtime.ConsoleAPICalledTypeError && e.Type != runtime.ConsoleAPICalledTypeWarning {
			return
		}
		for _, arg := range e.Args {
			text += " " + string(arg.Value) + arg.Description
		}
	default:
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problems = append(b.problems, text)
}

// quiet fails the test when the page complained.
func (b *tab) quiet() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, problem := range b.problems {
		b.Errorf("the page complains: %s", problem)
	}
	b.problems = nil
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// open goes to a page of the site.
func (b *tab) open(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.url + path))
}

// signIn goes to a page by way of the form.
func (b *tab) signIn(name, path string) {
	b.Helper()
	b.open(path)
	b.fill("#name", name)
	b.fill("#key", testKey)
	b.submit("main form")
}

func (b *tab) fill(selector, value string) {
	b.Helper()
	b.do(chromedp.SetValue(chromedp.CSS(selector), value))
}

func (b *tab) click(selector string) {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// submit sends a form and waits for the page that follows.
func (b *tab) submit(form string) { b.Helper(); b.press(form + " [type=submit]") }

// press clicks something that leads to another page, and waits for it.
func (b *tab) press(selector string) {
	b.Helper()
	b.eval("window.stale = true")
	b.click(selector)
	b.until("!window.stale && document.readyState === 'complete'")
}

// text gives what is read in an element.
func (b *tab) text(selector string) string {
	b.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf("(document.querySelector(%s) || {innerText: '(nothing is %s)'}).innerText", quote(selector), strings.ReplaceAll(selector, "'", ""))))
	if err != nil {
		b.Fatal(err)
	}
	return text
}

// eval runs a script for what it does.
func (b *tab) eval(script string) {
	b.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](script)); err != nil {
		b.Fatal(err)
	}
}

// until waits for a condition, and says what was on the page when it did not come. A
// page may go away in the middle of a question, which is then asked of the next one.
func (b *tab) until(condition string) {
	b.Helper()
	var err error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline) && b.ctx.Err() == nil; {
		_, err = chromedp.Run(b.ctx, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(time.Until(deadline)), chromedp.WithPollingInterval(20*time.Millisecond)))
		if err == nil {
			return
		}
	}
	b.Fatalf("it never came that %s: %v\n%s", condition, err, b.text("body"))
}

// reads waits until an element says something.
func (b *tab) reads(selector, text string) {
	b.Helper()
	b.until(fmt.Sprintf("(document.querySelector(%s)?.innerText ?? '').includes(%s)", quote(selector), quote(text)))
}

func quote(text string) string {
	quoted, _ := json.Marshal(text) // Texts do not fail.
	return string(quoted)
}
