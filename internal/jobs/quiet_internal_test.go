package jobs

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRiverSaysTheSameThingOnceAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log := slog.New(newQuiet(slog.NewTextHandler(&out, nil)))
		for range 100 {
			log.Error("cannot fetch", "err", "refused")
			log.With("queue", "analysis").Error("cannot fetch")
		}
		log.Warn("something else")
		log.Info("inside")
		if got := strings.Count(out.String(), "\n"); got != 2 {
			t.Errorf("got %d lines, want 2:\n%s", got, &out)
		}
		<-time.After(quietFor) // moves the clock of the bubble
		log.Error("cannot fetch")
		if got := strings.Count(out.String(), "\n"); got != 3 {
			t.Errorf("got %d lines, want 3", got)
		}
	})
}
