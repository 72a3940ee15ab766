package store

import "testing"

func TestTheRangeOfAPrefixIsMadeOfWholeIDs(t *testing.T) {
	t.Parallel()
	const whole = "0193abcd-0000-7000-8000-00000000000a"
	for prefix, want := range map[string][2]string{
		"0193":      {"01930000-0000-0000-0000-000000000000", "0193ffff-ffff-ffff-ffff-ffffffffffff"},
		"0193abcd":  {"0193abcd-0000-0000-0000-000000000000", "0193abcd-ffff-ffff-ffff-ffffffffffff"},
		"0193abcd-": {"0193abcd-0000-0000-0000-000000000000", "0193abcd-ffff-ffff-ffff-ffffffffffff"},
		whole:       {whole, whole},
	} {
		low, high, ok := idRange(prefix)
		if !ok || low != want[0] || high != want[1] {
			t.Errorf("%s: got %s to %s, %v", prefix, low, high, ok)
		}
	}
	for _, prefix := range []string{"0193-", "0193abcd0", "0193abcd--", whole + "0"} {
		if _, _, ok := idRange(prefix); ok {
			t.Errorf("no id begins with %s", prefix)
		}
	}
}
