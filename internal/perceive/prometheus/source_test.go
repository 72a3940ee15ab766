package prometheus_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive/prometheus"
	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// answering is a source over a server that always gives the same answer.
func answering(t *testing.T, status int, body string) *prometheus.Source {
	t.Helper()
	return over(t, "", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

// over is a source over a server, with user information in its URL.
func over(t *testing.T, userInfo string, handler http.HandlerFunc) *prometheus.Source {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	source, err := prometheus.New(prometheus.Options{URL: strings.Replace(server.URL, "://", "://"+userInfo, 1)})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestAMatrixBecomesSeries(t *testing.T) {
	t.Parallel()
	source := answering(t, 200, `{"status":"success","data":{"resultType":"matrix","result":[
		{"metric":{"__name__":"up","service":"a"},"values":[[1795435200,"1"],[1795435215.5,"2.5e3"], [1795435230,"NaN"],[1795435245,"+Inf"]]},
		{"metric":{},"values":[]},
		{"metric":{"service":"h"},"histograms":[[1795435200,{"count":"1"}]]}]}}`)
	got, err := source.QueryRange(t.Context(), "up", noon, noon, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	want := []airra.Series{
		{Labels: map[string]string{"__name__": "up", "service": "a"}, Points: []airra.Point{
			{At: time.Unix(1795435200, 0).UTC(), Value: 1}, {At: time.UnixMilli(1795435215500).UTC(), Value: 2500},
		}},
		{Labels: map[string]string{}, Points: []airra.Point{}},
		{Labels: map[string]string{"service": "h"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheRequestIsWhatTheAPIExpects(t *testing.T) {
	t.Parallel()
	var got url.Values
	var path, user, password string
	source := over(t, "operator:s3cret@", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got, path = r.PostForm, r.Method+" "+r.URL.Path
		user, password, _ = r.BasicAuth()
		_, _ = io.WriteString(w, `{"status":"success","data":{"resultType":"matrix","result":[]}}`)
	})
	if _, err := source.QueryRange(t.Context(), `up{a="b"}`, noon, noon.Add(time.Minute+time.Millisecond), 15*time.Second); err != nil {
		t.Fatal(err)
	}
	want := url.Values{"query": {`up{a="b"}`}, "start": {"1795435200.000"}, "end": {"1795435260.001"}, "step": {"15"}}
	if diff := cmp.Diff(want, got); diff != "" || path != "POST /api/v1/query_range" || user != "operator" || password != "s3cret" {
		t.Errorf("%s as %q with %q (-want +got):\n%s", path, user, password, diff)
	}
}

func TestEveryFailureHasItsCodeAndKeepsTheSecret(t *testing.T) {
	t.Parallel()
	refuse := func(status int, body string) func(*testing.T) *prometheus.Source {
		return func(t *testing.T) *prometheus.Source {
			t.Helper()
			return over(t, "operator:s3cret@", func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, body)
			})
		}
	}
	tests := []struct {
		name   string
		source func(t *testing.T) *prometheus.Source
		code   airra.Code
		words  string
	}{
		{"a wrong query", refuse(400, `{"status":"error","errorType":"bad_data","error":"parse error"}`), airra.CodeInvalid, "is not accepted"},
		{"a query that cannot be evaluated", refuse(422, `{"status":"error","error":"too many samples"}`), airra.CodeInvalid, "is not accepted"},
		{"a server in trouble", refuse(503, `{"status":"error","error":"timeout"}`), airra.CodeUnavailable, "answered 503"},
		{"wrong credentials", refuse(401, `Unauthorized`), airra.CodeUnavailable, "refuses the credentials"},
		{"a page of somebody else", refuse(200, `<html>`), airra.CodeUnavailable, "not in the form of its API"},
		{"an empty object", refuse(200, `{}`), airra.CodeUnavailable, "not in the form of its API"},
		{"an answer cut off", refuse(200, `{"status":"success","data":{"resultType":"matrix","result":[{"val`), airra.CodeUnavailable, "not in the form of its API"},
		{"another kind of result", refuse(200, `{"status":"success","data":{"resultType":"vector","result":[]}}`), airra.CodeUnavailable, `with a "vector"`},
		{"values of another shape", refuse(200, `{"status":"success","data":{"resultType":"matrix","result":[{"values":[[1,2]]}]}}`), airra.CodeUnavailable, "not in the form of its API"},
		{"nobody there", func(t *testing.T) *prometheus.Source {
			t.Helper()
			source, err := prometheus.New(prometheus.Options{URL: "http://operator:s3cret@127.0.0.1:1"})
			if err != nil {
				t.Fatal(err)
			}
			return source
		}, airra.CodeUnavailable, "does not answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			source := tt.source(t)
			_, err := source.QueryRange(t.Context(), "up", noon, noon, time.Second)
			if airra.ErrorCode(err) != tt.code || !strings.Contains(airra.ErrorMessage(err), tt.words) {
				t.Errorf("%s: %v", airra.ErrorCode(err), err)
			}
			check := source.Check(t.Context())
			if check.State != airra.CheckDown || check.Name != "metrics" || check.Kind != "Prometheus" || !check.Required {
				t.Errorf("%+v", check)
			}
			for _, text := range []string{err.Error(), check.Detail, fmt.Sprintf("%+v", err)} {
				if strings.Contains(text, "s3cret") || strings.Contains(text, "operator") {
					t.Errorf("credentials in %q", text)
				}
			}
		})
	}
}

func TestACheckNamesTheServerThatAnswers(t *testing.T) {
	t.Parallel()
	check := answering(t, 200, `{"status":"success","data":{"resultType":"matrix","result":[]}}`).Check(t.Context())
	if check.State != airra.CheckUp || !strings.HasPrefix(check.Detail, "http://127.0.0.1:") {
		t.Errorf("%+v", check)
	}
}

func TestACallerWhoGivesUpIsNotKept(t *testing.T) {
	t.Parallel()
	released := make(chan struct{})
	source := over(t, "", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-released:
		case <-r.Context().Done():
		}
	})
	t.Cleanup(func() { close(released) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := source.QueryRange(ctx, "up", noon, noon, time.Second); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "localhost:9090", "ftp://host", "http://", "http://[::1", "://x"} {
		if _, err := prometheus.New(prometheus.Options{URL: address}); airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(`[[1795435200,"1"],[1795435215.5,"2.5e3"]]`)
	f.Add(`[ [ 1 , "NaN" ] ]`)
	f.Add(`[[1,"1"],]`)
	f.Add(`[[1,"1"][2,"2"]]`)
	f.Add(`[]`)
	f.Add(`null`)
	f.Add(`"x"`)
	f.Add(`[[1e999,"0x1p-2"]]`)
	f.Fuzz(func(t *testing.T, values string) {
		source := answering(t, 200, `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":`+values+`}]}}`)
		series, err := source.QueryRange(t.Context(), "up", noon, noon, time.Second)
		if err != nil && airra.ErrorCode(err) == airra.CodeInternal {
			t.Errorf("%q: %v", values, err)
		}
		for _, s := range series {
			for _, p := range s.Points {
				if p.Value != p.Value || p.At.Location() != time.UTC {
					t.Errorf("%q gives %v", values, p)
				}
			}
		}
	})
}
