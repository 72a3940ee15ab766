package notify

import (
	"context"
	"maps"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// Senders are all channels by name: the fixed ones, which the server's settings set
// up, and the webhooks, which come with each message because people add and remove
// them while the server runs.
type Senders struct {
	fixed   map[string]Channel
	webhook func(airra.WebhookChannel) Channel
}

// standard are the channels that are always listed, set up or not.
var standard = []airra.ChannelInfo{
	{Name: airra.ChannelEmail, Kind: airra.KindEmail},
	{Name: airra.ChannelSlack, Kind: airra.KindSlack},
	{Name: airra.ChannelSMS, Kind: airra.KindExec},
}

// NewSenders joins the channels. The function makes the channel of a webhook; it may
// be nil where there are none. Two channels of one name are a mistake in the wiring.
func NewSenders(fixed []Channel, webhook func(airra.WebhookChannel) Channel) *Senders {
	s := &Senders{fixed: map[string]Channel{}, webhook: webhook}
	for _, channel := range fixed {
		name := channel.Info().Name
		if s.fixed[name] != nil {
			panic("notify: two channels are called " + name)
		}
		s.fixed[name] = channel
	}
	return s
}

// Send gives a message to a channel: to the webhook when one is given, else to the
// fixed one of that name. Where nothing is set up under the name, nothing is sent
// and the receipt says so; that must never be taken for a message that has left.
func (s *Senders) Send(ctx context.Context, name string, hook *airra.WebhookChannel, m Message) (Receipt, error) {
	channel := s.fixed[name]
	if hook != nil && s.webhook != nil {
		channel = s.webhook(*hook)
	}
	if channel == nil || !channel.Info().Configured {
		return Receipt{Simulated: true, Answer: name + " is not set up"}, nil
	}
	m.Channel = name
	return channel.Send(ctx, m)
}

// Infos lists the fixed channels: e-mail, Slack and SMS whether they are set up or
// not, then the others by name.
func (s *Senders) Infos() []airra.ChannelInfo {
	infos := make([]airra.ChannelInfo, 0, len(standard)+len(s.fixed))
	names := map[string]bool{}
	for _, info := range standard {
		if channel := s.fixed[info.Name]; channel != nil {
			info = channel.Info()
		}
		names[info.Name] = true
		infos = append(infos, info)
	}
	for _, name := range slices.Sorted(maps.Keys(s.fixed)) {
		if !names[name] {
			infos = append(infos, s.fixed[name].Info())
		}
	}
	return infos
}
