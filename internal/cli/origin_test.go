package cli_test

import (
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

func TestAnIncidentThatIsNotRealSaysSoBeforeItsTitle(t *testing.T) {
	t.Parallel()
	simulated, generated := incident142(), incident141()
	simulated.Origin, generated.Origin = airra.OriginSimulated, airra.OriginGenerated
	real := incident142()
	real.Ref = "INC-143"
	list := shell{tty: true}.run(t, record(t, listing(simulated, generated, real)).server.URL, "incident", "list", "--color", "never")
	for _, want := range []string{"≈ simulated  Error rate 18x", "✧ generated  Latency p95 1.2"} {
		if !strings.Contains(list.out, want) {
			t.Errorf("%q is missing in\n%s", want, list.out)
		}
	}
	if strings.Contains(list.out, "≈ real") || strings.Count(list.out, "simulated") != 1 {
		t.Errorf("got\n%s", list.out)
	}
	pipe := shell{}.run(t, record(t, listing(simulated)).server.URL, "incident", "list", "-o", "csv")
	if !strings.Contains(pipe.out, ",Error rate 18x normal,") || !strings.HasSuffix(pipe.out, ",simulated\n") {
		t.Errorf("a title in a pipe is not as it was given: %s", pipe.out)
	}
}

func TestAnOriginThatDoesNotExistIsRefused(t *testing.T) {
	t.Parallel()
	got := shell{}.run(t, "http://127.0.0.1:1", "incident", "list", "--origin", "dreamt")
	if got.code != 2 || !strings.Contains(got.err, "--origin takes real, simulated, generated") {
		t.Errorf("got %+v", got)
	}
}

func TestTheScreenSaysHowRealItsIncidentIs(t *testing.T) {
	t.Parallel()
	d := detail142()
	d.Origin = airra.OriginGenerated
	person := shell{tty: true}.run(t, record(t, view142(d)...).server.URL, "incident", "view", "INC-142", "--color", "never")
	if !strings.Contains(person.out, "payment-service  ✧ generated   opened 4 min ago") {
		t.Errorf("got\n%s", person.out)
	}
	pipe := shell{}.run(t, record(t, view142(d)[0]).server.URL, "incident", "view", "INC-142")
	if !strings.Contains(pipe.out, "origin\tgenerated\n") {
		t.Errorf("got\n%s", pipe.out)
	}
}
