package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var channelStories = []story{
	{"a channel comes back and is its name", channelComesBack},
	{"of racing saves of a channel one wins", channelSavesRace},
}

func channelComesBack(t *testing.T, s Store) {
	if none, err := s.WebhookChannels(t.Context()); err != nil || none == nil || len(none) != 0 {
		t.Errorf("got %v, %v", none, err)
	}
	for i, words := range hostile {
		want := Channel(fmt.Sprint("c", i, words), at)
		want.URL, want.Secret, want.CreatedBy = words, words, words
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.InsertWebhookChannel(ctx, want) })
		want.AllowPrivate, want.DisabledAt, want.DisabledReason = true, pointer(at.Add(time.Minute)), words
		wantFilled(t, want)
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveWebhookChannel(ctx, want) })
		got, err := s.WebhookChannel(t.Context(), want.Name)
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 2 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.DeleteWebhookChannel(ctx, want.Name) })
	}
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		must(t, tx.InsertWebhookChannel(ctx, Channel("zulip", at)))
		return tx.InsertWebhookChannel(ctx, Channel("Discord", at))
	})
	all, err := s.WebhookChannels(t.Context())
	must(t, err)
	if len(all) != 2 || all[0].Name != "Discord" || all[1].Name != "zulip" {
		t.Errorf("by name, in any case, got %+v", all)
	}
	if got, err := s.WebhookChannel(t.Context(), "DISCORD"); err != nil || got.Name != "Discord" {
		t.Errorf("got %v, %v", got, err)
	}
	err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertWebhookChannel(t.Context(), Channel("discord", at)) })
	wantMessage(t, err, airra.CodeBadRequest, "a channel with the name discord exists already")
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.DeleteWebhookChannel(ctx, "discord") })
	err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.DeleteWebhookChannel(t.Context(), "discord") })
	wantMessage(t, err, airra.CodeNotFound, "Channel not found")
	_, err = s.WebhookChannel(t.Context(), "discord")
	wantMessage(t, err, airra.CodeNotFound, "Channel not found")
}

func channelSavesRace(t *testing.T, s Store) {
	channel := Channel("ops", at)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.InsertWebhookChannel(ctx, channel) })
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, i int) error {
		mine := *channel
		mine.DisabledReason = fmt.Sprint("racer ", i)
		return tx.SaveWebhookChannel(ctx, &mine)
	})
}
