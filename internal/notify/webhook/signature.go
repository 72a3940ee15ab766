package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"time"

	"github.com/airra/airra/internal/notify"
)

// headers identify, date and sign a request. The id is the key of the message; a
// receiver that has seen it drops the repetition. Keys have dots in them, which also
// stand between what is signed, but no dot can be taken for another: what lies
// between the last two is a number of seconds, and a body begins with a brace.
func headers(key []byte, m notify.Message, body []byte, now time.Time) map[string]string {
	id, seconds := notify.SafeKey(m.Key), strconv.FormatInt(now.Unix(), 10)
	mac := hmac.New(sha256.New, key)
	for _, part := range []string{id, ".", seconds, "."} {
		mac.Write([]byte(part))
	}
	mac.Write(body)
	return map[string]string{
		"webhook-id":        id,
		"webhook-timestamp": seconds,
		"webhook-signature": "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	}
}
