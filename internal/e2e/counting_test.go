package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/testservers"
)

// How much is counted.
const (
	countedIncidents = 1000
	countedKills     = 12
	countedKey       = "key-of-the-count"
)

// Two real daemons share a database, a thousand incidents page three people each in
// steps of a second or two, and all the while one daemon after the other is killed.
// In the end every page has arrived, under its own key, and no more pages came twice
// than processes were killed; and the record says the same as the receiver.
func TestNoPageIsLostWhileDaemonsAreKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it starts servers")
	}
	c := newCount(t)
	daemons := []*killable{c.daemon(t), c.daemon(t)}
	c.policy(t)

	var group sync.WaitGroup
	stop := make(chan struct{})
	group.Go(func() { c.report(t, stop) })
	kills := c.kill(t, daemons)
	close(stop)
	group.Wait()

	c.settle(t)
	ids := c.incidents(t)
	got := c.received(t)
	t.Logf("%d incidents, %d keys, %d deliveries, %d kills", len(ids), len(got), total(got), kills)
	if len(ids) < countedIncidents {
		t.Fatalf("only %d incidents were reported", len(ids))
	}
	c.compare(t, ids, got)
	if surplus := total(got) - len(got); surplus > kills {
		t.Errorf("%d pages came twice, and only %d processes were killed", surplus, kills)
	}
	c.explain(t, ids, got)
}

// counting is everything around the two daemons.
type counting struct {
	database, record, channels, dir string

	mu      sync.Mutex
	servers []string // of the daemons
	made    int
}

func newCount(t *testing.T) *counting {
	t.Helper()
	dir := t.TempDir()
	c := &counting{database: testservers.Postgres(t), record: filepath.Join(dir, "received"), dir: dir, channels: filepath.Join(dir, "channels.yaml")}
	script := filepath.Join(dir, "recorder")
	write(t, script, 0o700, "#!/bin/sh\nread -r message\nprintf '%s\\n' \"$AIRRA_NOTIFY_KEY\" >>"+c.record+"\n")
	write(t, c.channels, 0o600, "channels:\n  recorder:\n    command: ["+script+"]\n")
	return c
}

func write(t *testing.T, path string, mode os.FileMode, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// killable is a daemon that is started again after it was killed.
type killable struct {
	start   func() *exec.Cmd
	process *exec.Cmd
	server  string
}

func (c *counting) daemon(t *testing.T) *killable {
	t.Helper()
	port := testservers.FreePort(t)
	address := fmt.Sprintf("127.0.0.1:%d", port)
	data := filepath.Join(c.dir, "data", fmt.Sprint(port))
	k := &killable{server: "http://" + address}
	k.start = func() *exec.Cmd {
		cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "airrad")
		cmd.Env = append(os.Environ(),
			"AIRRA_HTTP_ADDR="+address, "AIRRA_DATA_DIR="+data, "AIRRA_DATABASE_URL="+c.database, "AIRRA_API_KEY="+countedKey,
			"AIRRA_DEMO=false", "AIRRA_LLM_PROVIDER=offline", "AIRRA_CHANNELS_FILE="+c.channels, "AIRRA_PAGE_BUNDLE=1000000/1s",
			"AIRRA_SENDERS=1", "AIRRA_LOG_LEVEL=error",
		)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Errorf("start a daemon: %v", err)
		}
		return cmd
	}
	k.process = k.start()
	t.Cleanup(k.kill)
	c.mu.Lock()
	c.servers = append(c.servers, k.server)
	c.mu.Unlock()
	waitFor(t, k.server+" is ready", func() bool { return status(k.server+"/ready") == http.StatusOK })
	return k
}

// kill ends the process as a lost machine does, without a word.
func (k *killable) kill() {
	_ = k.process.Process.Kill() // It may have ended by itself.
	_ = k.process.Wait()
}

// kill kills one daemon after the other, at odd moments, and gives how many it was.
func (c *counting) kill(t *testing.T, daemons []*killable) int {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	for n := range countedKills {
		tick := time.NewTimer(time.Duration(900+random.IntN(1600)) * time.Millisecond)
		<-tick.C
		k := daemons[n%len(daemons)]
		k.kill()
		k.process = k.start()
	}
	return countedKills
}

// policy pages three people in three steps of a second or two.
func (c *counting) policy(t *testing.T) {
	t.Helper()
	var p airra.NewPolicy
	for n, level := range airra.OnCallLevels {
		p.Steps = append(p.Steps, airra.NewStep{Targets: []string{string(level)}, Channels: []string{"recorder"}, WaitSeconds: 1 + n%2})
	}
	if _, err := c.ask(t.Context(), c.servers[0], http.MethodPut, "/api/v1/escalation-policies", p); err != nil {
		t.Fatal(err)
	}
}

// report reports incidents until there are enough, to whichever daemon answers. A
// report whose answer was lost may have been stored; what counts is what is there.
func (c *counting) report(t *testing.T, stop <-chan struct{}) {
	pace := time.NewTicker(20 * time.Millisecond)
	defer pace.Stop()
	stopped := false
	for n := 0; c.made < countedIncidents || !stopped; n++ {
		select {
		case <-stop:
			stopped, stop = true, nil
		case <-pace.C:
		}
		if c.made >= countedIncidents {
			continue
		}
		i := airra.NewIncident{Title: fmt.Sprintf("Incident %d", n), Description: "counted", Severity: airra.SeverityHigh, AffectedService: "order-service"}
		if _, err := c.ask(t.Context(), c.servers[n%2], http.MethodPost, "/api/v1/incidents", i); err == nil {
			c.made++
		}
	}
}

// ask makes one request.
func (c *counting) ask(ctx context.Context, server, method, path string, body any) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return request(ctx, countedKey, server, method, path, body)
}

// settle waits until nobody waits for anything any more.
func (c *counting) settle(t *testing.T) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	waitFor(t, "every paging is exhausted and every page sent", func() bool {
		var open int
		err := conn.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM pagings WHERE state = 'active') + (SELECT count(*) FROM incidents) - (SELECT count(*) FROM pagings)
			+ (SELECT count(*) FROM notifications WHERE status IN ('pending', 'sending'))`).Scan(&open)
		return err == nil && open == 0
	})
}

// incidents lists the ids of what was reported.
func (c *counting) incidents(t *testing.T) []airra.IncidentID {
	t.Helper()
	var ids []airra.IncidentID
	for cursor := ""; ; {
		body, err := c.ask(t.Context(), c.servers[0], http.MethodGet, "/api/v1/incidents?page_size=100&cursor="+cursor, nil)
		if err != nil {
			t.Fatal(err)
		}
		var page airra.Page[airra.Incident]
		if err := json.Unmarshal(body, &page); err != nil {
			t.Fatal(err)
		}
		for _, i := range page.Items {
			ids = append(ids, i.ID)
		}
		if cursor = page.NextCursor; cursor == "" {
			return ids
		}
	}
}

// received counts what the receiver got, by key.
func (c *counting) received(t *testing.T) map[string]int {
	t.Helper()
	content, err := os.ReadFile(c.record)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, key := range strings.Fields(string(content)) {
		got[key]++
	}
	return got
}

func total(got map[string]int) (sum int) {
	for _, n := range got {
		sum += n
	}
	return sum
}

// compare holds the keys against those that the incidents and the policy make.
func (c *counting) compare(t *testing.T, ids []airra.IncidentID, got map[string]int) {
	t.Helper()
	expected := map[string]bool{}
	for _, id := range ids {
		for step, who := range []string{"alice.chen", "bob.martinez", "david.kim"} {
			expected[airra.PageKey{IncidentID: id, Step: step, Contact: "recorder:" + who + "@example.com", Attempt: 1}.String()] = true
		}
	}
	for key := range expected {
		if got[key] == 0 {
			t.Errorf("lost: %s", key)
		}
	}
	for key := range got {
		if !expected[key] {
			t.Errorf("nobody asked for %s", key)
		}
	}
}

// explain holds the record, as anybody can ask for it, against the receiver.
func (c *counting) explain(t *testing.T, ids []airra.IncidentID, got map[string]int) {
	t.Helper()
	for _, id := range ids {
		body, err := c.ask(t.Context(), c.servers[0], http.MethodGet, "/api/v1/incidents/"+string(id)+"/pages", nil)
		if err != nil {
			t.Fatal(err)
		}
		var x airra.PageExplanation
		if err := json.Unmarshal(body, &x); err != nil {
			t.Fatal(err)
		}
		if len(x.Pages) != 3 || x.Paging == nil || x.Paging.State != airra.PagingExhausted {
			t.Errorf("%s: %d pages: %s", id, len(x.Pages), x.Summary)
		}
		for _, p := range x.Pages {
			if p.Status != airra.NotificationSent || got[p.Key] == 0 || got[p.Key] > 1 && !p.PossiblyTwice {
				t.Errorf("%s is %s, possibly twice %v, and came %d times", p.Key, p.Status, p.PossiblyTwice, got[p.Key])
			}
		}
	}
}
