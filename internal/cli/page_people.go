package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// me stands for the one who acts, wherever a command takes an engineer.
const me = "@me"

// person gives the engineer that an argument names.
func (a *App) person(name string) (string, error) {
	if name == me {
		return a.actor()
	}
	return name, nil
}

// engineerKey is person for the filters of lists: the API takes any name of somebody
// where the domain has an id.
func (a *App) engineerKey(name string) (airra.EngineerID, error) {
	name, err := a.person(name)
	return airra.EngineerID(name), err
}

// forPeople says whether a table or a screen will be read by a person.
func (a *App) forPeople() bool {
	return a.onScreen() || a.OutTTY && a.global.output == "wide"
}

// onScreen says whether a command that has a screen of its own will show it.
func (a *App) onScreen() bool {
	return a.OutTTY && a.global.output == "" && a.global.jq == "" && len(a.global.fields) == 0
}

// roll knows the names of people by their ids. It is for screens only: whom it does
// not know keeps the id.
type roll map[airra.EngineerID]string

// rollCall asks who there is. Names are a kindness, so a server that does not tell
// them takes nothing else away.
func (a *App) rollCall(ctx context.Context, c *client.Client) roll {
	names := roll{}
	if !a.forPeople() {
		return names
	}
	list, err := gather(c, 0, func(c *client.Client, p airra.PageRequest) (airra.Page[airra.Engineer], error) {
		return c.FindEngineers(ctx, airra.EngineerFilter{Page: p})
	})
	if err != nil {
		return names
	}
	for _, e := range list.values {
		names[e.ID] = e.Name
	}
	return names
}

func (r roll) name(id airra.EngineerID) string {
	if name, ok := r[id]; ok {
		return oneLine(name)
	}
	return oneLine(shortID(id))
}

// completesFlag gives a flag its completion. It has to be done where the flag is
// made, since the same name means different things in different commands.
func completesFlag(cmd *cobra.Command, flag string, complete completer) {
	_ = cmd.RegisterFlagCompletionFunc(flag, complete) // It fails only for a flag that is not there.
}

// completePeople completes engineers by their e-mail addresses.
func completePeople(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		page, err := c.FindEngineers(ctx, airra.EngineerFilter{Page: airra.PageRequest{PageSize: airra.MaxPageSize}})
		values := make([]string, len(page.Items))
		for i, e := range page.Items {
			values[i] = described(e.Email, e.Name)
		}
		return values, err
	})
}

// completeChannels completes the channels that the server knows.
func completeChannels(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		channels, err := c.Channels(ctx)
		values := make([]string, len(channels))
		for i, channel := range channels {
			values[i] = described(channel.Name, string(channel.Kind))
		}
		return values, err
	})
}
