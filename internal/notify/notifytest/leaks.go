package notifytest

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// AssertLeaksNoSecret fails the test when a secret can be read out of any of the
// values: receipts, failures and descriptions of channels. It looks where people and
// logs do, and down the chain of causes, for the secret as it is and encoded.
func AssertLeaksNoSecret(t testing.TB, secrets []string, values ...any) {
	t.Helper()
	for _, value := range values {
		for _, shown := range shownAs(value) {
			for _, secret := range secrets {
				if form := leak(shown, secret); form != "" {
					t.Errorf("%T holds the secret %q: %s", value, form, shown)
				}
			}
		}
	}
}

// shownAs lists the ways in which a value gets out.
func shownAs(value any) []string {
	shown := []string{fmt.Sprintf("%v", value), fmt.Sprintf("%+v", value)}
	if raw, err := json.Marshal(value); err == nil {
		shown = append(shown, string(raw))
	}
	err, _ := value.(error)
	for ; err != nil; err = errors.Unwrap(err) {
		shown = append(shown, err.Error(), fmt.Sprintf("%#v", err))
	}
	return shown
}

// leak gives the form in which a text holds a secret, or nothing.
func leak(text, secret string) string {
	raw := []byte(secret)
	for _, form := range []string{
		secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw),
	} {
		if form != "" && strings.Contains(text, form) {
			return form
		}
	}
	return ""
}
