package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

func channels() []airra.ChannelInfo {
	return []airra.ChannelInfo{
		{Name: "email", Kind: airra.KindEmail, Configured: true, Target: "smtp.example.com"},
		{Name: "sms", Kind: airra.KindExec},
		{Name: "pager", Kind: airra.KindWebhook, Configured: true, Target: "hooks.example.com", DisabledAt: ptr(now), DisabledReason: "410 Gone"},
	}
}

func TestChannelsAreListed(t *testing.T) {
	t.Parallel()
	list := exchange{method: "GET", target: "/api/v1/notifications/channels", answer: channels()}
	server := record(t, list, list)
	person := shell{tty: true, width: 80}.run(t, server.server.URL, "notify", "channel", "list", "--color", "never")
	wants(t, "a person", `
NAME   KIND     STATE        TARGET             REASON
email  email    ● ready      smtp.example.com
sms    exec     ◎ simulated
pager  webhook  ✗ disabled   hooks.example.com  410 Gone
`, "\n"+person.out)
	pipe := shell{}.run(t, server.server.URL, "notify", "channel", "list", "--no-headers")
	wants(t, "a pipe", "email\temail\tready\tsmtp.example.com\t\nsms\texec\tsimulated\t\t\npager\twebhook\tdisabled\thooks.example.com\t410 Gone\n", pipe.out)
}

func TestTheSecretOfAWebhookIsShownWholeAndOnce(t *testing.T) {
	t.Parallel()
	secret := "whsec_" + strings.Repeat("abcd", 10)
	add := func(body, secret string) exchange {
		return exchange{
			method: "POST", target: "/api/v1/notifications/channels", actor: "jane@example.com", body: body, status: 201,
			answer: airra.ChannelInfo{Name: "pager", Kind: airra.KindWebhook, Configured: true, Target: "hooks.example.com", Secret: secret},
		}
	}
	const made = `{"name":"pager","url":"https://hooks.example.com/x"}`
	const advice = "Keep the secret: it is shown only this once. The receiver checks with it that a message is ours.\n"
	words := []string{"notify", "channel", "add", "pager", "https://hooks.example.com/x"}
	server := record(t, add(made, secret), add(made, secret), add(made, secret))
	narrow := shell{tty: true, width: 40}.run(t, server.server.URL, append(words, "--color", "never")...)
	wants(t, "a narrow terminal", typed{0, "pager  webhook  ● ready  hooks.example.…\nsecret  " + secret + "\n", advice}, narrow)
	script := shell{}.run(t, server.server.URL, append(words, "-q", ".secret")...)
	wants(t, "a script", typed{0, secret + "\n", advice}, script)
	pipe := shell{}.run(t, server.server.URL, append(words, "--quiet", "--no-headers")...)
	wants(t, "a pipe", typed{0, "name\tpager\nkind\twebhook\nstate\tready\nconfigured\ttrue\ntarget\thooks.example.com\nsecret\t" + secret + "\n", ""}, pipe)

	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("whsec_mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	server = record(t, add(`{"name":"pager","url":"https://hooks.example.com/x","secret":"whsec_mine"}`, ""))
	own := shell{tty: true}.run(t, server.server.URL, append(words, "--secret-file", file, "--color", "never")...)
	wants(t, "a secret of one's own is not shown", typed{0, "pager  webhook  ● ready  hooks.example.com\n", ""}, own)
}

func TestChannelsAreTakenAway(t *testing.T) {
	t.Parallel()
	list := exchange{method: "GET", target: "/api/v1/notifications/channels", answer: channels(), always: true}
	remove := exchange{method: "DELETE", target: "/api/v1/notifications/channels/pager", actor: "jane@example.com", status: http.StatusNoContent, answer: ""}
	server := record(t, list, remove)
	person := shell{tty: true, inTTY: true, in: "yes\n"}.run(t, server.server.URL, "notify", "channel", "rm", "pager", "--color", "never")
	wants(t, "a person", typed{0, "pager  removed\n", "Nothing will be sent to pager any more. Take it away? [y/N] "}, person)
	server = record(t, list, remove)
	script := shell{}.run(t, server.server.URL, "notify", "channel", "rm", "pager", "nosuch", "-y", "-q", ".[].target")
	wants(t, "a script", typed{3, "hooks.example.com\n", "airra: there is no channel nosuch.\n       See: airra notify channel list\n"}, script)
	server = record(t, list, refusing("DELETE", "/api/v1/notifications/channels/email", "", problem(http.StatusConflict, airra.CodeConflict, "email is set up by the settings of airrad", "")))
	fixed := shell{}.run(t, server.server.URL, "notify", "channel", "rm", "email", "-y")
	wants(t, "one that is not ours", typed{5, "", "airra: email is set up by the settings of airrad.\n"}, fixed)
}
