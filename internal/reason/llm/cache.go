package llm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"
)

const (
	cacheTTL       = 24 * time.Hour
	maxCachedTemp  = 0.5 // above it a caller wants another answer every time
	cacheKeyPrefix = "llm:"
)

// cacheKey is the SHA-256 of everything that makes the answer: the prompt, the
// model and the temperature, and the server, since two may use one name. Every
// part is preceded by its length, so that no two requests look the same.
func (c *client) cacheKey(r Request) string {
	parts := []string{
		c.config.Provider, c.config.BaseURL, c.config.Model,
		strconv.FormatFloat(c.config.Temperature, 'g', -1, 64), strconv.Itoa(c.config.MaxTokens),
		r.System, string(r.Schema),
	}
	for _, m := range r.Messages {
		parts = append(parts, m.Role, m.Text)
	}
	hash := sha256.New()
	for _, part := range parts {
		hash.Write([]byte(strconv.Itoa(len(part)) + ":" + part)) // a hash never fails to write
	}
	return cacheKeyPrefix + hex.EncodeToString(hash.Sum(nil))
}

// cached looks the answer up. A cache that fails is a cache that has nothing.
func (c *client) cached(ctx context.Context, key string) (Response, bool) {
	if c.config.Cache == nil || c.config.Temperature > maxCachedTemp {
		return Response{}, false
	}
	bytes, ok, err := c.config.Cache.Get(ctx, key)
	if err != nil {
		c.config.Log.WarnContext(ctx, "model cache cannot be read", "err", err)
	}
	var kept Response
	if err != nil || !ok || json.Unmarshal(bytes, &kept) != nil || kept.Text == "" {
		return Response{}, false
	}
	return Response{Text: kept.Text, Model: kept.Model, Cached: true}, true
}

func (c *client) keep(ctx context.Context, key string, r Response) {
	if c.config.Cache == nil || c.config.Temperature > maxCachedTemp || r.Text == "" {
		return
	}
	bytes, err := json.Marshal(r)
	if err == nil {
		err = c.config.Cache.Set(ctx, key, bytes, cacheTTL)
	}
	if err != nil {
		c.config.Log.WarnContext(ctx, "model cache cannot be written", "err", err)
	}
}
