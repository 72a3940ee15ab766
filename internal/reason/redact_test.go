package reason_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/airra/airra/internal/reason"
)

// planted is a secret in the middle of a text, and the part that must not
// survive.
var planted = []struct{ name, text, secret string }{
	{"cloud access key", "using AKIA" + "IOSFODNN7EXAMPLE in eu-west-1", "IOSFODNN7EXAMPLE"},
	{"cloud secret key", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY done", "wJalrXUtnFEMI"},
	{"password", "login with password=hunter2 failed", "hunter2"},
	{"password after a colon", "Password: correct-horse, retry", "correct-horse"},
	{"password in quotes", `{"password": "two words"}`, "two words"},
	{"secret", "client_secret=abcdefgh12345 rejected", "abcdefgh12345"},
	{"api key", "api-key: 0123456789abcdef sent", "0123456789abcdef"},
	{"bearer token", "Authorization: Bearer abcdefghijklmnopqrstuvwxyz.0123", "abcdefghijklmnop"},
	{"token", "token=abcdefghijklmnopqrstuv in the query", "abcdefghijklmnopqrstuv"},
	{"private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----", "MIIEow"},
	{"unfinished private key", "-----BEGIN PRIVATE KEY-----\nMIIEow and then the log ends", "MIIEow"},
	{"database address", "connect postgres://app:s3cr3t@db:5432/x failed", "s3cr3t"},
	{"queue address", "redis://:s3cr3t@cache:6379/0", "s3cr3t"},
	{"long hex", "hash: 0123456789abcdef0123456789abcdef", "0123456789abcdef"},
	{"provider key", "key gsk_abcdefghijklmnop1234 is wrong", "abcdefghijklmnop1234"},
	{"short password in a connection string", "Server=db;Uid=app;Pass=hunter2;", "hunter2"},
	{"password variable", "DB_PASS=hunter2 in the env", "hunter2"},
	{"password as an option", "mysql -u root -phunter2 shop", "hunter2"},
	{"password after an option", "psql --password hunter2", "hunter2"},
	{"header with a colon", "X-Api-Key: hunter2", "hunter2"},
	{"header without one", "sent X-Api-Key hunter2", "hunter2"},
	{"short token in an address", "GET /a?access_token=hunter2&b=c", "hunter2"},
	{"signature in an address", "GET /a?b=c&sig=hunter2", "hunter2"},
	{"session", "cookie session=hunter2; path=/", "hunter2"},
	{"short bearer token", "Bearer hunter2 was sent", "hunter2"},
	{"secret in a sentence", "the client_secret is hunter2", "hunter2"},
	{"password in an order", "please set pwd hunter2 on it", "hunter2"},
	{"signed token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123", "eyJzdWIiOiIxMjM0In0"},
}

func TestSecretsAreTakenOut(t *testing.T) {
	t.Parallel()
	for _, tt := range planted {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			once := reason.Redact(tt.text)
			if strings.Contains(once, tt.secret) || !strings.Contains(once, "[REDACTED]") {
				t.Errorf("%q became %q", tt.text, once)
			}
			if twice := reason.Redact(once); twice != once {
				t.Errorf("redacting again made %q of %q", twice, once)
			}
		})
	}
}

func TestOrdinaryWordsStay(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "memory rose to 8 GiB", "v2.5.0: renamed env vars", "http://payment-service:8080/health answers 503",
		"token bucket is empty", "the secret of the cache", "INC-142 looked the same", "see https://example.com/a?b=c",
		"the bearer token expired", "X-Api-Key header missing", "the client_secret is missing", "the password is wrong", "the token is stale",
		"session: 3 expired", "all tests pass: 12 of 12", "bypass=true", "mysql -P 3306 -u root", "--password is required", "significant=3",
	} {
		if got := reason.Redact(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestDocumentsKeepTheirBytes(t *testing.T) {
	t.Parallel()
	for _, document := range []string{
		``, `null`, `{}`, `{"b": 1.50,"a":[1e3 , "x", null ],  "é":"\u00e9"}`, "  {\n\t\"a\" : \"b\"\n}  ", `{"a":1,"a":2}`, `12345678901234567890`,
	} {
		if got := reason.RedactJSON(json.RawMessage(document)); string(got) != document {
			t.Errorf("%s became %s", document, got)
		}
	}
}

func TestOnlyTheSecretStringsOfADocumentChange(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, document, want string }{
		{
			"a secret in a text", `{"b": 1.50, "note":"password=hunter2 used", "a":[ 2 ]}`,
			`{"b": 1.50, "note":"password=[REDACTED] used", "a":[ 2 ]}`,
		},
		{"a member that says so", `{"db_password" : "plain", "n":1}`, `{"db_password" : "[REDACTED]", "n":1}`},
		{"elements below such a member", `{"secrets":["a","b"],"x":"c"}`, `{"secrets":["[REDACTED]","[REDACTED]"],"x":"c"}`},
		{"objects below such a member", `{"credentials":{"user":"u","n":3},"x":"c"}`, `{"credentials":{"user":"[REDACTED]","n":3},"x":"c"}`},
		{"a number under a secret's name", `{"pwd": 1234,"n":[5],"pins":{"secret":[1 , 2]}}`, `{"pwd": "[REDACTED]","n":[5],"pins":{"secret":["[REDACTED]" , "[REDACTED]"]}}`},
		{"names that only contain one", `{"compass":"x","signal":"x","sessions":"x","password_count_of":{"n":3},"max_tokens":4,"monkey":"x"}`, `{"compass":"x","signal":"x","sessions":"x","password_count_of":{"n":3},"max_tokens":4,"monkey":"x"}`},
		{"a secret as a key", `{"redis://:s3cr3t@h":1}`, `{"redis://:[REDACTED]@h":1}`},
		{"no JSON", `password=hunter2 {`, `password=[REDACTED] {`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := string(reason.RedactJSON(json.RawMessage(tt.document))); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestNamesOfSecretsAreKnown(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"pwd", "pass", "db_pass", "passwd", "refresh_token", "github_token", "encryption_key", "ssh_key", "private_key",
		"session", "sig", "dbPass", "refreshToken",
	} {
		if got := string(reason.RedactJSON(json.RawMessage(`{"` + name + `":"hunter2"}`))); got != `{"`+name+`":"[REDACTED]"}` {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func FuzzRedactJSON(f *testing.F) {
	f.Add(`{"a":["password=x",{"token":"abc"}],"b":1e9}`)
	f.Add(`"\ud800 password=\"x\""`)
	f.Fuzz(func(t *testing.T, document string) {
		got := reason.RedactJSON(json.RawMessage(document))
		if json.Valid([]byte(document)) && !json.Valid(got) {
			t.Errorf("%q became invalid: %q", document, got)
		}
	})
}
