package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

const (
	rotationsPath = "/api/v1/on-call/rotations"
	paymentsPath  = rotationsPath + "/" + weekID
)

func TestRotationsAreListed(t *testing.T) {
	t.Parallel()
	off := rotation()
	off.Name, off.IsActive, off.Service, off.Team = "nights", false, nil, ptr("core")
	ask := exchange{method: "GET", target: rotationsPath, answer: []airra.Rotation{rotation(), off}}
	server := record(t, ask, engineersAsked())
	person := shell{tty: true, width: 120}.run(t, server.server.URL, "oncall", "rotation", "list", "--color", "never")
	wants(t, "what a person reads", `
NAME      LEVEL    SERVICE          MEMBERS                   STATE       TIME_ZONE
payments  primary  payment-service  Alice Chen, Bob Martinez  ● active    Europe/Berlin
nights    primary  all              Alice Chen, Bob Martinez  ⊘ inactive  Europe/Berlin
`, "\n"+person.out)
	server = record(t, ask)
	pipe := shell{}.run(t, server.server.URL, "oncall", "rotation", "list", "--no-headers")
	members := aliceID + "," + bobID
	wants(t, "what a pipe reads", typed{0, "payments\tprimary\tpayment-service\t" + members + "\tactive\tEurope/Berlin\nnights\tprimary\t\t" + members + "\tinactive\tEurope/Berlin\n", ""}, pipe)
	server = record(t, ask)
	wants(t, "names", typed{0, "payments\nnights\n", ""}, shell{}.run(t, server.server.URL, "oncall", "rotation", "list", "-o", "name"))
	ask.answer = []airra.Rotation{}
	server = record(t, ask)
	empty := shell{tty: true}.run(t, record(t, ask, engineersAsked()).server.URL, "oncall", "rotation", "list")
	wants(t, "none", typed{0, "", "There is no rotation. Begin with: airra oncall rotation set --example\n"}, empty)
	wants(t, "none in a pipe", typed{0, "[]\n", ""}, shell{}.run(t, server.server.URL, "oncall", "rotation", "list", "-o", "json"))
}

func TestARotationIsRead(t *testing.T) {
	t.Parallel()
	ask := exchange{method: "GET", target: rotationsPath + "/payments", answer: rotation()}
	server := record(t, ask, engineersAsked())
	person := shell{tty: true}.run(t, server.server.URL, "oncall", "rotation", "view", "payments", "--color", "never")
	wants(t, "the screen", `
payments  ● active  primary for payment-service  Europe/Berlin

week
  turns    Alice Chen → Bob Martinez
  each     week from 2026-03-02, handing over at 09:00

office
  turns    Bob Martinez
  each     2 days from 2026-03-02, handing over at 09:00, until 2026-12-31
  only     Mon–Fri 09:00–17:00
`, "\n"+person.out)
	server = record(t, ask)
	pipe := shell{}.run(t, server.server.URL, "oncall", "rotation", "view", "payments")
	for _, line := range []string{"name\tpayments\n", "layer_1_members\t" + aliceID + "," + bobID + "\n", "layer_2_only\tMon–Fri 09:00–17:00\n"} {
		if !strings.Contains(pipe.out, line) {
			t.Errorf("%q is missing in:\n%s", line, pipe.out)
		}
	}
	server = record(t, refusing("GET", rotationsPath+"/none", "", problem(http.StatusNotFound, airra.CodeNotFound, "there is no rotation none", "")))
	wants(t, "none", typed{3, "", "airra: there is no rotation none.\n"}, shell{}.run(t, server.server.URL, "oncall", "rotation", "view", "none"))
}

// rotaFile writes a file for a test.
func rotaFile(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "rota.yaml")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestARotationIsWrittenFromAFile(t *testing.T) {
	t.Parallel()
	const body = `{"name":"payments","service":"payment-service","priority":"secondary","time_zone":"Europe/Berlin","is_active":false,
		"layers":[{"name":"week","kind":"weekly","every":2,"start":"2026-03-02","until":"2026-12-31","handoff":"09:00","members":["alice@example.com","Bob"],
		"restrictions":[{"weekdays":[1,2,3,4,5,0],"from":"09:00","until":"17:00"},{"weekdays":[6],"from":"10:00","until":"12:00"}]}]}`
	const yaml = `
name: payments
service: payment-service
priority: secondary
time_zone: Europe/Berlin
is_active: false
layers:
  - name: week
    kind: weekly
    every: 2
    start: 2026-03-02      # YAML would take it for a moment
    until: 2026-12-31
    handoff: 09:00
    members: [alice@example.com, Bob]
    restrictions:
      - {weekdays: [mon-fri, Sunday], from: 09:00, until: "17:00"}
      - {weekdays: sat, from: "10:00", until: "12:00"}
`
	alone := []airra.Rotation{}
	for name, content := range map[string]string{"YAML": yaml, "JSON": body} {
		t.Run(name+" makes one that is new", func(t *testing.T) {
			t.Parallel()
			server := record(t, exchange{method: "GET", target: rotationsPath, answer: alone}, exchange{method: "POST", target: rotationsPath, body: body, status: 201, actor: "jane@example.com", answer: rotation()})
			got := shell{}.run(t, server.server.URL, "oncall", "rotation", "set", "-F", rotaFile(t, content), "-o", "json")
			wants(t, "the end", typed{0, string(encode(t, rotation())) + "\n", "Made. See what follows: airra oncall show \"payments\" --month, airra oncall lint\n"}, got)
		})
	}
	t.Run("one of the same name is replaced, from standard input too", func(t *testing.T) {
		t.Parallel()
		named := rotation()
		named.Name = "PAYMENTS"
		server := record(t, exchange{method: "GET", target: rotationsPath, answer: []airra.Rotation{named}}, exchange{method: "PUT", target: paymentsPath, body: body, actor: "jane@example.com", answer: rotation()})
		got := shell{in: yaml}.run(t, server.server.URL, "oncall", "rotation", "set", "-F", "-", "-o", "name", "--quiet")
		wants(t, "the end", typed{0, "payments\n", ""}, got)
	})
	t.Run("a refusal names every field", func(t *testing.T) {
		t.Parallel()
		p := problem(http.StatusUnprocessableEntity, airra.CodeInvalid, "2 fields are wrong", "")
		p.answer.(map[string]any)["errors"] = []map[string]string{{"location": "body.time_zone", "message": `"Mars" is not a time zone`}, {"location": "body.layers[0].handoff", "message": "must be like 09:00"}}
		server := record(t, exchange{method: "GET", target: rotationsPath, answer: alone}, refusing("POST", rotationsPath, body, p))
		got := shell{}.run(t, server.server.URL, "oncall", "rotation", "set", "-F", rotaFile(t, yaml))
		wants(t, "the end", typed{2, "", "airra: 2 fields are wrong.\n       time_zone: \"Mars\" is not a time zone\n       layers[0].handoff: must be like 09:00\n"}, got)
	})
}

func TestAFileThatIsNoRotation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, says string }{
		"empty":                  {"", "is empty"},
		"only remarks":           {"# nothing\n", "is empty"},
		"no name":                {"layers: []", "has no name"},
		"a list":                 {"- a", "does not fit"},
		"a word that is none":    {"name: a\nlayerz: []", `unknown field "layerz"`},
		"a number for a word":    {"name: 12", "name cannot be a number"},
		"a word for a number":    {"name: a\nlayers: [{every: often}]", "layers.every cannot be a string"},
		"a day that is none":     {"name: a\nlayers: [{restrictions: [{weekdays: [mon, tues-fry]}]}]", "weekdays takes names like mon or mon-fri"},
		"not YAML":               {"name: [", "cannot be read as YAML or JSON"},
		"keys that are no words": {"name: a\n? [1, 2]\n: x", "cannot be read as YAML or JSON"},
		"a heap of aliases":      {bomb(), "cannot be read as YAML or JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := shell{}.run(t, "http://127.0.0.1:1", "oncall", "rotation", "set", "-F", rotaFile(t, test.content))
			if got.code != 2 || got.out != "" || !strings.Contains(got.err, test.says) {
				t.Errorf("ended with %+v", got)
			}
		})
	}
	wants(t, "no file", 2, shell{}.run(t, "http://127.0.0.1:1", "oncall", "rotation", "set").code)
	wants(t, "a file that is not there", 2, shell{}.run(t, "http://127.0.0.1:1", "oncall", "rotation", "set", "-F", "/nonexistent/rota.yaml").code)
}

// bomb is a small file whose aliases would fill all memory.
func bomb() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		last, this := string(rune('a'+i-1)), string(rune('a'+i))
		b.WriteString(this + "0: &" + this + "0 [" + strings.TrimSuffix(strings.Repeat("*"+last+"0, ", 9), ", ") + "]\n")
	}
	return b.String()
}

func TestTheExampleOfARotationIsOne(t *testing.T) {
	t.Parallel()
	example := shell{}.run(t, "", "oncall", "rotation", "set", "--example")
	server := record(t, exchange{method: "GET", target: rotationsPath, answer: []airra.Rotation{}}, exchange{method: "POST", target: rotationsPath, status: 201, answer: rotation(), body: `{
		"name":"payments","service":"payment-service","priority":"primary","time_zone":"Europe/Berlin","layers":[
		{"name":"week","kind":"weekly","every":1,"start":"2026-03-02","handoff":"09:00","members":["alice@example.com","bob@example.com","david@example.com"]},
		{"name":"office hours","kind":"daily","handoff":"09:00","members":["maria@example.com"],"restrictions":[{"weekdays":[1,2,3,4,5],"from":"09:00","until":"17:00"}]}]}`})
	if got := (shell{in: example.out}).run(t, server.server.URL, "oncall", "rotation", "set", "-F", "-"); got.code != 0 {
		t.Errorf("ended with %+v", got)
	}
}

func TestARotationThatWasReadCanBeWrittenBack(t *testing.T) {
	t.Parallel()
	const body = `{"name":"payments","service":"payment-service","priority":"primary","time_zone":"Europe/Berlin","is_active":true,"layers":[
		{"name":"week","kind":"weekly","every":1,"start":"2026-03-02","handoff":"09:00","members":["` + aliceID + `","` + bobID + `"]},
		{"name":"office","kind":"daily","every":2,"start":"2026-03-02","until":"2026-12-31","handoff":"09:00","members":["` + bobID + `"],"restrictions":[{"weekdays":[1,2,3,4,5],"from":"09:00","until":"17:00"}]}]}`
	for _, format := range []string{"yaml", "json"} {
		server := record(t, exchange{method: "GET", target: rotationsPath + "/payments", answer: rotation()}, rotationsAsked(), exchange{method: "PUT", target: paymentsPath, body: body, answer: rotation()})
		read := shell{}.run(t, server.server.URL, "oncall", "rotation", "view", "payments", "-o", format)
		written := shell{in: read.out}.run(t, server.server.URL, "oncall", "rotation", "set", "-F", "-")
		if read.code != 0 || written.code != 0 {
			t.Errorf("%s: read with %+v, written with %+v", format, read, written)
		}
	}
}

func TestRemovingARotationAsks(t *testing.T) {
	t.Parallel()
	found := exchange{method: "GET", target: rotationsPath + "/payments", answer: rotation()}
	server := record(t, found)
	if got := (shell{}).run(t, server.server.URL, "oncall", "rotation", "rm", "payments"); got.code != 2 || !strings.Contains(got.err, "--yes is missing") {
		t.Errorf("without a yes it ended with %+v", got)
	}
	gone := exchange{method: "DELETE", target: paymentsPath, status: http.StatusNoContent, answer: ""}
	server = record(t, found, gone)
	got := shell{tty: true, inTTY: true, in: "yes\n"}.run(t, server.server.URL, "oncall", "rotation", "rm", "payments", "--color", "never")
	wants(t, "the end", typed{0, "payments  removed\n", "Nobody will have a turn in payments any more. Take it away? [y/N] "}, got)
	server = record(t, found, gone)
	wants(t, "a script", typed{0, "payments\n", ""}, shell{}.run(t, server.server.URL, "oncall", "rotation", "rm", "payments", "-y", "-q", ".name"))
}
