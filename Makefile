# `make help` prints the targets from their ## comments.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo 0.1.0-dev)
LDFLAGS := -s -w -X github.com/airra/airra/internal/airra.Version=$(VERSION)
TOOL    := go tool -modfile=tools/go.mod

# SQLite is C that was translated to Go and computes with raw pointers. Checking each
# of them is a third of a run. The race detector watches it all the same: code that it
# passes by may hide an atomic from it, and then it reports races that are none.
FOREIGN := -gcflags=modernc.org/...=-d=checkptr=0

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/airrad and bin/airra, static and stripped
	CGO_ENABLED=0 go build -trimpath -ldflags "$(LDFLAGS)" -o bin/ ./cmd/airrad ./cmd/airra

.PHONY: run
run: build ## build both and start airrad here, with the demo services
	@./bin/airrad

.PHONY: test
test: deps lint ## install what is missing, lint, then run every test with -race
	CGO_ENABLED=1 go test -race $(FOREIGN) -timeout 12m ./...

.PHONY: deps
deps: ## install what the tests need (apt as root), or say what is missing
	@./.ci/deps

.PHONY: lint
lint: ## run the linters and check the formatting
	$(TOOL) golangci-lint run ./...

.PHONY: format
format: ## format the code the way lint wants it
	$(TOOL) gofumpt -w cmd internal migrations tui

.PHONY: bench
bench: ## measure how fast and how small it is, against what was promised
	CGO_ENABLED=0 go run ./internal/bench

.PHONY: golden
golden: ## write the golden files anew; read the diff before committing it
	UPDATE=1 go test ./...

.PHONY: record
record: ## record anew what a real airrad answers the cockpit, then write its goldens anew
	RECORD=1 go test -count=1 -run '^TestRecord$$' ./tui
	UPDATE=1 go test -count=1 -run '^(TestScreens|TestCaptures)$$' ./tui

.PHONY: pictures
pictures: ## write what every page looks like, at two widths and in both themes, to docs/pictures
	mkdir -p docs/pictures
	PICTURES=$(CURDIR)/docs/pictures go test -count=1 -run '^(TestEveryPageIsWholeEverywhere|TestAPageIsAcknowledgedByItsLink)$$' ./internal/web

.PHONY: vendored
vendored: ## fetch anew, with npm, what the web page and its tests carry of others
	./internal/web/vendored

.PHONY: completions
completions: build ## write completions/ anew
	mkdir -p completions
	./bin/airra completion bash >completions/airra.bash
	./bin/airra completion zsh >completions/airra.zsh
	./bin/airra completion fish >completions/airra.fish
	./bin/airra completion powershell >completions/airra.ps1

.PHONY: release-check
release-check: ## prove the release configuration with a snapshot build
	$(TOOL) goreleaser check
	$(TOOL) goreleaser release --snapshot --clean --skip=publish

.PHONY: clean
clean: ## remove what was built
	rm -rf bin dist
