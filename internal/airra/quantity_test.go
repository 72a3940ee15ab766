package airra_test

import (
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func TestQuantitiesAreWrittenForPeople(t *testing.T) {
	t.Parallel()
	for _, q := range []struct {
		value float64
		unit  string
		want  string
	}{
		{9, "err/s", "9 err/s"},
		{0.31, "s", "310 ms"},
		{1.234, "s", "1.23 s"},
		{310, "ms", "310 ms"},
		{0.8, "ratio", "80 %"},
		{2147483648, "bytes", "2 GiB"},
		{1023.9, "bytes", "1 KiB"},
		{512, "B", "512 B"},
		{15000000, "count", "15 million"},
		{999.7, "", "1000"},
		{2000000, "", "2 million"},
		{-4.2, "", "-4.2"},
		{45, "/s", "45/s"},
		{98.5, "percent", "98.5 %"},
	} {
		if got := airra.Quantity(q.value, q.unit); got != q.want {
			t.Errorf("%g %s: got %q, want %q", q.value, q.unit, got, q.want)
		}
	}
}

func TestDurationsAreWrittenInTheTwoUnitsThatMatter(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0 s", 40 * time.Second: "40 s", 15 * time.Minute: "15 min", 89*time.Minute + 31*time.Second: "1 h 30 min",
		2 * time.Hour: "2 h", 76 * time.Hour: "3 d 4 h", 48 * time.Hour: "2 d", -time.Minute: "1 min",
	} {
		if got := airra.Lasting(d); got != want {
			t.Errorf("%v is written %q, not %q", d, got, want)
		}
	}
}
