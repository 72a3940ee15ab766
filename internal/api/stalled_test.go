package api_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/airra/airra/internal/api"
)

// A client that announces a body and keeps most of it back gets its answer, and
// the connection is closed behind it.
func TestAClientThatNeverFinishesItsBodyIsAnswered(t *testing.T) {
	t.Parallel()
	const with, wrong = "X-API-Key: " + key + "\r\n", "X-API-Key: another\r\n"
	for _, c := range []struct {
		name, line, headers string
		status              int
		detail              string
	}{
		{"another method", "POST /health", "", 405, "GET"},
		{"an open path", "GET /health", "", 200, ""},
		{"an open path that is none", "POST /nothing", "", 404, "nothing"},
		{"no key", "POST /api/v1/incidents", "", 401, "Missing API key"},
		{"a wrong key", "POST /api/v1/incidents", wrong, 403, "Invalid API key"},
		{"a path that is no text", "POST /api/v1/%ff", with, 422, "path"},
		{"a body of another format", "POST /api/v1/incidents", with + "Content-Type: text/html\r\n", 415, "application/json"},
		{"the page of a link", "POST " + goodLink, "", 200, "is acknowledged"},
		{"a token that never comes", "POST " + acknowledgePath, "", 400, "did not arrive in time"},
		{"the right key", "POST /api/v1/incidents", with, 400, "did not arrive in time"},
		{"the right key and a wrong path", "POST /api/v1/nothing", with, 400, "did not arrive in time"},
	} {
		for framing, body := range map[string]string{
			"of known length": "Content-Length: 100\r\n\r\n{", "in chunks": "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
			"on demand": "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n",
		} {
			t.Run(c.name+", "+framing, func(t *testing.T) {
				t.Parallel()
				response, text := stall(t, c.line+" HTTP/1.1\r\nHost: x\r\n"+c.headers+body)
				if response.StatusCode != c.status || !strings.Contains(text, c.detail) {
					t.Errorf("%s: %s", response.Status, text)
				}
				if !response.Close {
					t.Errorf("the answer does not say that the connection ends: %v", response.Header)
				}
			})
		}
	}
}

// A body that came but was not read ends the connection too, because whether
// all of it came is not looked at: that would be waiting before the answer.
func TestARefusalDoesNotWaitForTheBody(t *testing.T) {
	t.Parallel()
	response, text := stall(t, "POST /api/v1/incidents HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
	if response.StatusCode != 401 || !response.Close {
		t.Errorf("%s, closes %v: %s", response.Status, response.Close, text)
	}
}

// stall sends the beginning of a request and reads until the server hangs up.
func stall(t *testing.T, request string) (*http.Response, string) {
	t.Helper()
	b := setup(t, func(o *api.Options) { o.BodyPatience = 100 * time.Millisecond })
	server := httptest.NewServer(b.handler)
	connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = connection.Close() // First, because the server waits for its clients.
		server.Close()
	})
	_ = connection.SetDeadline(time.Now().Add(20 * time.Second)) // So that a server that waits for ever fails the test.
	if _, err := io.WriteString(connection, request); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(connection)
	response, err := http.ReadResponse(reader, nil)
	for err == nil && response.StatusCode == http.StatusContinue {
		response, err = http.ReadResponse(reader, nil)
	}
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.ReadByte(); !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the connection stays open: %v", err)
	}
	return response, string(text)
}
