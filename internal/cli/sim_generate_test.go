package cli_test

import (
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

func TestAnIncidentIsInventedOnDemand(t *testing.T) {
	t.Parallel()
	i := incident141()
	i.Origin = airra.OriginGenerated
	generate := exchange{method: "POST", target: "/api/v1/simulator/generate", status: 201, answer: i}
	got := shell{tty: true}.run(t, record(t, generate).server.URL, "sim", "generate", "--color", "never")
	if got.code != 0 || !strings.HasPrefix(got.out, "INC-141 invented  ◍ analyzing") {
		t.Errorf("got %+v", got)
	}
	name := shell{}.run(t, record(t, generate).server.URL, "sim", "generate", "-q", ".origin")
	wants(t, "a script", typed{0, "generated\n", ""}, name)
}

func TestAServerThatInventsNothingSaysSo(t *testing.T) {
	t.Parallel()
	refused := exchange{method: "POST", target: "/api/v1/simulator/generate", status: 503, answer: map[string]any{
		"code": airra.CodeUnavailable, "detail": "this server invents no incidents", "status": 503,
	}}
	got := shell{}.run(t, record(t, refused).server.URL, "sim", "generate")
	if got.code == 0 || !strings.Contains(got.err, "this server invents no incidents") {
		t.Errorf("got %+v", got)
	}
}
