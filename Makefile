# Everything that the project checks can be run from here; `make help` lists it.
# Tools are built from the modules in tools/, so only Go is needed.

BUF   := go tool -modfile=tools/buf/go.mod buf
TOOLS := go tool -modfile=tools/go.mod
FUZZTIME ?= 6s
TWINTIME ?= 60s

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.PHONY: build
build: ## Build the one static binary, ./pecete
	CGO_ENABLED=0 go build -trimpath -o pecete ./cmd/pecete

.PHONY: serve
serve: ## Start the service and score sample messages
	go run ./cmd/pecete serve --sample

.PHONY: test
test: ## Run the tests of the service and the examples (.ci/run has all)
	go test ./...

.PHONY: race
race: ## Run the same tests under the race detector
	go test -race -timeout 20m ./...

.PHONY: e2e
e2e: ## Test the playground in Chromium, where there is one
	test/playground/run

.PHONY: lint
lint: ## gofmt, go vet, staticcheck, buf lint
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -d $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go -C bench vet ./...
	go -C test vet ./...
	go -C test/playground vet ./...
	$(TOOLS) staticcheck ./...
	go -C bench tool -modfile=../tools/go.mod staticcheck ./...
	go -C test tool -modfile=../tools/go.mod staticcheck ./...
	go -C test/playground tool -modfile=../../tools/go.mod staticcheck ./...
	go -C packaging vet ./...
	go -C packaging tool -modfile=../tools/go.mod staticcheck ./...
	$(BUF) lint
	$(BUF) format -d --exit-code proto

.PHONY: examples
examples: ## Run the client examples of all languages, installing what they need
	.ci/examples

.PHONY: vuln
vuln: ## Look for known vulnerabilities, where the database can be reached
	.ci/vulncheck

.PHONY: fuzz
fuzz: ## Fuzz every target for FUZZTIME, the engine against its twin for TWINTIME
	go -C test run ./fuzzing -each $(FUZZTIME) -twin $(TWINTIME)

.PHONY: fuzz-night
fuzz-night: ## Fuzz through a night
	go -C test run ./fuzzing -each 10m -twin 6h

.PHONY: bench
bench: ## Benchmark the engine
	go test -run '^$$' -bench . ./classifier

.PHONY: bench-report
bench-report: bench-peers ## Measure everything and everybody, write docs/performance.md (10 minutes)
	go -C bench run . -out ../docs

.PHONY: bench-short
bench-short: bench-peers ## The same in two minutes, roughly
	go -C bench run . -mode short -command 'make bench-short' -out ../docs

.PHONY: bench-smoke
bench-smoke: ## Test the benchmarks; fail if the engine got worse by what is recorded
	go -C bench test ./...
	out=$$(mktemp -d) && go -C bench run . -mode smoke -command 'make bench-smoke' -out $$out -against ../docs && rm -r $$out

.PHONY: bench-page
bench-page: ## Write docs/performance.md again from the recorded results
	go -C bench run . -render -out ../docs

.PHONY: bench-peers
bench-peers: ## Unpack Debian's RE2, Hyperscan and Vectorscan for the benchmarks
	bench/native/fetch

STRAIN  := soak overload sigterm failover malformed reload rotation
RESULTS := $(CURDIR)/docs/reliability/results.json

.PHONY: reliability
reliability: $(STRAIN:%=reliability-%) reliability-fuzzing reliability-page ## Put the service under strain for two hours, write docs/reliability.md

.PHONY: $(STRAIN:%=reliability-%) reliability-fuzzing
$(STRAIN:%=reliability-%) reliability-fuzzing:
	go -C test run ./$(@:reliability-%=%) -record $(RESULTS)

.PHONY: reliability-short
reliability-short: build ## The same in three minutes, without noting the figures
	set -e; for program in $(STRAIN); do go -C test run ./$$program -short -binary $(CURDIR)/pecete; done

.PHONY: reliability-page
reliability-page: ## Write docs/reliability.md again from the noted figures
	go -C test run ./page

# What is put to the proof with Debian's Postfix, which .ci/postfix installs; the mails of
# all kinds are tests in test/milter. docs/mail.md has what it found.
MAIL         := restart sizing
MAIL_RESULTS := $(CURDIR)/docs/mail/results.json

.PHONY: mail
mail: $(MAIL:%=mail-%) mail-page ## Put the door for mail under load with a real Postfix (10 minutes), write docs/mail.md

.PHONY: $(MAIL:%=mail-%)
$(MAIL:%=mail-%): build
	.ci/postfix
	go -C test run ./milter/$(@:mail-%=%) -binary $(CURDIR)/pecete -record $(MAIL_RESULTS) -command 'make $@'

.PHONY: mail-short
mail-short: build ## The same in a minute, without noting the figures
	.ci/postfix
	set -e; for program in $(MAIL); do go -C test run ./milter/$$program -short -binary $(CURDIR)/pecete; done

.PHONY: mail-page
mail-page: ## Write docs/mail.md again from the noted figures
	go -C test run ./page -results ../docs/mail/results.json -page ../docs/mail.md

# What is put to the proof with Debian's Squid and c-icap's client, which .ci/proxies
# unpacks. docs/icap.md has what it found.
ICAP         := cases c-icap crowd large restart sizing
ICAP_RESULTS := $(CURDIR)/docs/icap/results.json

.PHONY: icap
icap: $(ICAP:%=icap-%) icap-page ## Put the ICAP door to the proof with real proxies (20 minutes), write docs/icap.md

.PHONY: $(ICAP:%=icap-%)
$(ICAP:%=icap-%): build
	.ci/proxies
	go -C test run ./icap/$(subst -,,$(@:icap-%=%)) -binary $(CURDIR)/pecete -record $(ICAP_RESULTS) -command 'make $@'

.PHONY: icap-short
icap-short: build ## The same in two minutes, without noting the figures
	.ci/proxies
	set -e; for program in $(ICAP); do go -C test run ./icap/$$(echo $$program | tr -d -) -short -binary $(CURDIR)/pecete; done

.PHONY: icap-page
icap-page: ## Write docs/icap.md again from the noted figures
	go -C test run ./page -results ../docs/icap/results.json -page ../docs/icap.md

.PHONY: alerts
alerts: ## Check the alert rules and the dashboard with promtool
	packaging/prometheus/check

.PHONY: rules
rules: ## Check and test the built-in rules
	go run ./cmd/pecete rules test

# The labelled messages that rules are measured with but never improved on, and the
# day they are judged as of, so that the figures of a later day are the same. Those
# that hide what they hold are measured apart.
EVAL       := go run ./cmd/pecete eval --today 2026-11-25
EVAL_FILES  = $(sort $(wildcard testdata/eval/*.test.jsonl))
EVAL_OPEN   = $(EVAL) $(EVAL_FILES) --skip-kind dodge/
EVAL_DODGES = $(EVAL) $(EVAL_FILES) --kind dodge/ --by-kind-detector --kind-parts 2

.PHONY: eval
eval: ## Measure the labelled messages; fail if a figure fell below the recorded one
	$(EVAL_OPEN) --against testdata/eval/recorded.json
	$(EVAL_DODGES) --against testdata/eval/recorded.dodges.json

.PHONY: eval-record
eval-record: ## Record the figures of the labelled messages, also in docs/
	$(EVAL_OPEN) --record testdata/eval/recorded.json
	$(EVAL_DODGES) --record testdata/eval/recorded.dodges.json
	go test ./docs -run TestConsoleBlocks -update >/dev/null
	go test ./docs -run 'TestConsoleBlocks|TestAccuracyPage'

.PHONY: eval-report
eval-report: ## Write what make eval measures to evaluation.html, with plots
	$(EVAL_OPEN) --by-kind --worst 50 --html evaluation.html

.PHONY: docs
docs: ## Write docs/detectors.md from the built-in rules
	go run ./cmd/pecete rules doc >docs/detectors.md.new
	mv docs/detectors.md.new docs/detectors.md

.PHONY: generate
generate: ## Write the Go code of the contract, and its OpenAPI document
	$(BUF) generate

.PHONY: check-generate
check-generate: generate ## Fail if the generated code is not what is committed
	git diff --exit-code -- proto api/web/openapi.json

.PHONY: breaking
breaking: ## Fail if the contract breaks callers
	$(BUF) breaking proto --against proto/baseline.txtpb

.PHONY: baseline
baseline: breaking ## Record the contract that callers may now rely on
	$(BUF) build proto --exclude-source-info -o proto/baseline.txtpb

# What is given to others. A release is of a commit: what is in no commit is left
# out. See docs/packaging.md.
RELEASE := go -C packaging run ./release -source .. -out ../dist

.PHONY: release
release: ## Build archives, Debian packages, bills of materials and SHA256SUMS into dist/
	$(RELEASE)

.PHONY: deb
deb: ## Build the Debian packages into dist/
	$(RELEASE) -kinds deb -platforms linux/amd64,linux/arm64

.PHONY: sbom
sbom: ## Write the bills of materials into dist/
	$(RELEASE) -kinds sbom

.PHONY: image
image: ## Build the container image, where there is an engine
	packaging/image

.PHONY: packaging-check
packaging-check: image ## Test the packages: install, start, build twice, check the manifests
	go -C packaging test -count=1 ./...
