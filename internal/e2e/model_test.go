package e2e_test

import (
	"net/http/httptest"
	"strconv"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/airra/airra/internal/reason/llm/llmtest"
)

// modelKey is what the scripted model wants to see.
const modelKey = "sk-e2e-0123456789abcdef"

// models are the scripted models, by the script's directory.
var models sync.Map

// replies are the words a script can use.
var replies = map[string]func() llmtest.Reply{
	"good":      llmtest.Good,
	"malformed": llmtest.Malformed,
	"hostile":   llmtest.HostileReply,
	"hang":      func() llmtest.Reply { return llmtest.Slow(time.Hour) },
	"failing":   llmtest.Failing,
	"toomany":   func() llmtest.Reply { return llmtest.TooMany(time.Second) },
}

// model DIALECT REPLY... starts a scripted model that answers with the replies
// in this order, the last one again and again, and points airrad at it. The
// dialect is chat or messages. At the end of the script the model must have
// nothing to complain about.
func model(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: model chat|messages REPLY...")
	}
	s := &llmtest.Server{Dialect: llmtest.ChatCompletions, Key: modelKey, Forbidden: []string{"hunter2hunter2"}}
	if args[0] == "messages" {
		s.Dialect = llmtest.Messages
	}
	for _, word := range args[1:] {
		reply, ok := replies[word]
		if !ok {
			ts.Fatalf("model: %s is no reply", word)
		}
		s.Script = append(s.Script, reply())
	}
	server := httptest.NewServer(s)
	ts.Defer(func() {
		server.CloseClientConnections()
		server.Close()
		for _, problem := range s.Problems() {
			ts.Logf("the model complains: %s", problem)
		}
	})
	models.Store(ts.Getenv("WORK"), s)
	provider, variable := "openai", "AIRRA_OPENAI_API_KEY"
	if s.Dialect == llmtest.Messages {
		provider, variable = "anthropic", "AIRRA_ANTHROPIC_API_KEY"
	}
	ts.Setenv("AIRRA_LLM_PROVIDER", provider)
	ts.Setenv(variable, modelKey)
	ts.Setenv("AIRRA_LLM_BASE_URL", server.URL)
	ts.Setenv("AIRRA_LLM_MODEL", "scripted-1")
}

// asked N waits until the model was asked that often, and fails when it has
// something to complain about.
func asked(ts *testscript.TestScript, neg bool, args []string) {
	found, ok := models.Load(ts.Getenv("WORK"))
	if neg || !ok || len(args) != 1 {
		ts.Fatalf("usage: model first, then asked N")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	s := found.(*llmtest.Server)
	until(ts, "the model is asked "+args[0]+" times", patience, func() bool { return len(s.Requests()) >= want })
	if got := len(s.Requests()); got != want {
		ts.Fatalf("the model was asked %d times, want %d", got, want)
	}
	if problems := s.Problems(); len(problems) > 0 {
		ts.Fatalf("the model complains: %q", problems)
	}
}
