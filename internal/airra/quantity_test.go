package airra_test

import (
	"testing"

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
