package oncall

import "github.com/airra/airra/internal/airra"

// Address is where a channel reaches an engineer: e-mail at the e-mail address, Slack
// by the handle, and everything else, text messages first of all, by the phone number.
// Who has neither handle nor number is named by the e-mail address, which everybody
// has.
func Address(e *airra.Engineer, channel string) string {
	if e == nil {
		return ""
	}
	own := e.Phone
	switch channel {
	case airra.ChannelEmail:
		own = nil
	case airra.ChannelSlack:
		own = e.SlackHandle
	}
	if own != nil && *own != "" {
		return *own
	}
	return e.Email
}

// Contact names an address on a channel, as it is proven and counted:
// email:alice@example.com.
func Contact(channel, address string) string { return channel + ":" + address }
