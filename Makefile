# Credential Capture. `make run` and `make test` need only Go, make and git: each
# does all its own set-up. Nothing that is built is committed.
#
#   make run     build, then serve the page with the sandbox at http://127.0.0.1:8080
#   make run HTTPS=1  the same for phones on the same Wi-Fi, with a self-signed certificate
#   make test    every test: native, the same code as wasm in a browser, the page end to end
#   make lint    gofmt, vet and staticcheck for both targets, types of web/
#   make screenshots  every screen, both themes, phone and desktop, English and Arabic → build/screens
#   make bench   ours beside what else there is, in a real browser → build/results/bench.json (needs npm)
#   make engines  the built page's self-test in Chromium, Firefox and WebKitGTK → build/results/engines.json
#   make dist    the package that others install → dist/; dist-check looks at it as they would (needs npm)
#   make contract  checks our client and our sandbox against docs/openapi.yaml (needs npm)
#   make accuracy  how often the guidance is right → build/results/accuracy.json
#   make hostile  thousands of files that mean no good → build/results/hostile.json
#   make soak    200 captures in one page, and what stays in memory → build/results/soak.json
#   make faults  everything that may go wrong on the way, with every operation → build/results/faults.json
#   make load    many sessions upload at once, among clients that mean no good → build/results/load.json
#   make audit   known vulnerabilities of what is used here → build/results/audit.json
#   make fuzz    every fuzz target for FUZZTIME (10s each); fuzz-keep adds what it found
#   make clean   remove what was built

GO        ?= go
ADDR      ?= $(if $(HTTPS),:8443,127.0.0.1:8080)
FUZZTIME  ?= 10s
FUZZ_PKGS ?= $$($(GO) list ./... | grep -v /test/e2e)
FUZZKEEP  ?= 3
# Limits in bytes of brotli -q 11: capture.wasm, and the scripts, style and one language of a page.
MAX_WASM := 1035000
MAX_PAGE := 40000
# Functions that aren't inlined weigh a tenth less, compressed. Measured: only the
# checksums of PNG (hash/crc32) lose time by it.
LEAN    := -gcflags='all=-l' -gcflags='hash/crc32='

# The version of it all is said once.
VERSION := $(shell sed -n "s/^export const version = '\(.*\)';/\1/p" web/capture/messages.js)

BIN     := build/bin
WASM    := web/capture.wasm
# With Go's own codecs, for browsers whose canvas can't be trusted; see wasm/codec.go.
FALLBACK := web/fallback.wasm
EXEC_JS := web/capture/wasm_exec.js
JS_ENV  := GOOS=js GOARCH=wasm
# What runs as wasm too: everything the browser gets.
JS_PKGS := ./apiclient ./imageproc ./imageproc/container/... ./imageproc/gocodec ./internal/canvas ./fault ./internal/jsbridge ./wasm
WASM_SRC := $(shell find wasm imageproc apiclient fault internal/jsbridge internal/canvas -name '*.go' ! -name '*_test.go') go.mod go.sum
# The race detector needs a C compiler; without one the tests run all the same.
# But not for what computes pixel after pixel, alone or in parts that share nothing: it would take ten times as long.
ALONE   := imageproc/guidance/document imageproc/guidance/face imageproc/guidance/frame imageproc/guidance imageproc/guidance/quality test/scene/docscene test/scene/facescene tools/accuracy
RACE    := $(shell command -v cc >/dev/null 2>&1 && echo -race)
SUM     := $(BIN)/gotestsum --format pkgname --hide-summary=skipped

.DELETE_ON_ERROR:
.PHONY: run build test test-native test-wasm test-e2e screenshots lint lint-types accuracy bench engines hostile soak faults load audit fuzz fuzz-keep clean dist dist-check contract

run: build
	@exec build/serve -addr $(ADDR) $(if $(HTTPS),-https) $(FLAGS)

build: build/web.stamp build/serve

$(WASM): $(WASM_SRC) Makefile web/capture/messages.js
	$(JS_ENV) $(GO) build -trimpath -ldflags='-s -w -X main.version=$(VERSION)' $(LEAN) -o $@ ./wasm

$(FALLBACK): $(WASM_SRC) Makefile web/capture/messages.js
	$(JS_ENV) $(GO) build -trimpath -ldflags='-s -w -X main.version=$(VERSION)' -tags gocodec -o $@ ./wasm

# The loader belongs to the toolchain that built the wasm: another version's breaks at start.
$(EXEC_JS): $(WASM)
	@mkdir -p $(@D)
	cp "$$($(GO) env GOROOT)/lib/wasm/wasm_exec.js" $@

# What is served: web/ minified, bundled and compressed, with the pictures of /selftest.html.
build/web.stamp: $(WASM) $(FALLBACK) $(EXEC_JS) $(BIN)/pack $(shell find web -type f ! -name '*.wasm')
	@$(BIN)/pack -max-wasm $(MAX_WASM) -max-page $(MAX_PAGE) -to build/web web
	@touch $@

build/serve: $(shell find internal/devserver internal/gateway internal/handover internal/middleware internal/observe internal/sandbox imageproc fault -name '*.go' ! -name '*_test.go') serve.go go.mod go.sum
	@mkdir -p build
	$(GO) build -o $@ .

$(BIN)/pack: $(wildcard tools/pack/*.go tools/pageload/*.go tools/selftest/*.go test/testpic/*.go) $(WASM_SRC)
	$(GO) build -o $@ ./tools/pack

$(BIN)/wasmexec: $(shell find tools/wasmexec internal/sandbox -name '*.go' 2>/dev/null) go.mod
	$(GO) build -o $@ ./tools/wasmexec

$(BIN)/wasmbrowsertest: go.mod
	$(GO) build -o $@ github.com/agnivade/wasmbrowsertest

$(BIN)/gotestsum: go.mod
	$(GO) build -o $@ gotest.tools/gotestsum

# A browser under a name that the drivers look for, wherever it is installed.
build/browser/chromium:
	@mkdir -p $(@D)
	@browser="$$(.ci/find-browser.sh)" && ln -sf "$$browser" $@

WITH_BROWSER = PATH="$(CURDIR)/build/browser:$$PATH"

test: test-native test-wasm test-e2e
	@cat build/results/tests-*.txt | awk '{n += $$1} END {print n " tests passed, 0 failed: native, as wasm in the browser, and the page end to end"}'

test-native: build $(BIN)/gotestsum
	@mkdir -p build/results
	$(SUM) --jsonfile build/results/native.json -- $(RACE) -timeout 10m $$($(GO) list ./... | grep -v -e /e2e/ $(ALONE:%=-e '/%$$'))
	$(SUM) --jsonfile build/results/native-alone.json -- -timeout 10m $(ALONE:%=./%)
	@cat build/results/native.json build/results/native-alone.json | grep -c '"Action":"pass".*"Test":' > build/results/tests-native.txt

test-wasm: build/browser/chromium $(BIN)/wasmexec $(BIN)/wasmbrowsertest $(BIN)/gotestsum
	@mkdir -p build/results
	$(WITH_BROWSER) $(SUM) --jsonfile build/results/wasm.json --raw-command -- env $(JS_ENV) $(GO) test -tags gocodec -json -timeout 10m -p 1 -exec="$(CURDIR)/$(BIN)/wasmexec" $(JS_PKGS)
	@grep -c '"Action":"pass".*"Test":' build/results/wasm.json > build/results/tests-wasm.txt

test-e2e: build build/browser/chromium $(BIN)/gotestsum
	@mkdir -p build/results
	$(WITH_BROWSER) $(SUM) --jsonfile build/results/e2e.json -- -count=1 -timeout 20m -p 2 ./test/e2e/...
	@grep -c '"Action":"pass".*"Test":' build/results/e2e.json > build/results/tests-e2e.txt

screenshots: build build/browser/chromium
	@rm -rf build/screens
	$(WITH_BROWSER) SWEEP=pictures $(GO) test -count=1 -timeout 20m -run '^(TestScreens|TestDocsPictures)$$' ./test/e2e/a11y ./test/e2e/docs
	@ls build/screens | wc -l | awk '{print $$1 " pictures in build/screens"}'

# The package that others install.
dist: build
	$(GO) run ./tools/dist -version $(VERSION) -from build/web -docs docs -to dist

# What a stranger would find wrong with it: npm's linters, a typed page, bundlers, a second build
# somewhere else, which must be the same to the byte, the README's way from an
# empty folder, and every block of code in the documents.
dist-check: dist examples/node_modules/.package-lock.json test/bench/node_modules/.package-lock.json build/browser/chromium
	@rm -rf build/again && mkdir -p build/again
	@git archive HEAD | tar -x -C build/again
	@$(MAKE) --no-print-directory -C build/again dist >build/again.log || { cat build/again.log; exit 1; }
	@diff -r dist build/again/dist && echo "a second build of HEAD is the same to the byte"
	cd examples && npm run --silent check
	$(WITH_BROWSER) $(GO) test -count=1 -timeout 5m -run '^(TestNewcomer|TestSnippets)$$' ./test/e2e/docs
	@cat build/results/newcomer.json

examples/node_modules/.package-lock.json: examples/package.json examples/package-lock.json
	cd examples && npm ci --silent --no-audit --no-fund
	@touch $@

# Checks our client and our sandbox with tools that know docs/openapi.yaml only.
contract: build build/browser/chromium tools/contract/node_modules/.package-lock.json
	CONTRACT=1 $(GO) test -count=1 -timeout 5m ./tools/contract
	$(WITH_BROWSER) $(GO) test -count=1 -timeout 5m -run '^TestPage_conformsToDescription$$' ./test/e2e/flow

tools/contract/node_modules/.package-lock.json: tools/contract/package.json tools/contract/package-lock.json
	cd tools/contract && npm ci --silent --no-audit --no-fund
	@touch $@

lint: lint-types
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "gofmt would change these"; exit 1; }
	$(GO) vet ./...
	$(JS_ENV) $(GO) vet -tags gocodec $(JS_PKGS)
	$(GO) build -o $(BIN)/staticcheck honnef.co/go/tools/cmd/staticcheck
	$(BIN)/staticcheck ./...
	$(JS_ENV) $(BIN)/staticcheck -tests=false $(JS_PKGS)
	$(JS_ENV) $(BIN)/staticcheck -tags gocodec $(JS_PKGS)

# Types are checked where there is Node; CI has it. What ships needs none.
lint-types: $(EXEC_JS)
	@if command -v npm >/dev/null 2>&1; then \
		cd tools/tsc && npm ci --silent --no-audit --no-fund && npm run --silent check; \
	elif [ -n "$(CI)" ]; then echo "lint: CI needs Node for the types of web/" >&2; exit 1; \
	else echo "lint: Node is not installed, the types of web/ are not checked"; fi

# BENCH_ROUNDS=N runs of each tool (5); BENCH_DOCS=1 writes docs/benchmarks.* too.
bench: build build/browser/chromium test/bench/node_modules/.package-lock.json
	$(WITH_BROWSER) $(GO) run ./test/bench $(if $(BENCH_DOCS),-docs)

# What ours is measured beside.
test/bench/node_modules/.package-lock.json: test/bench/package.json test/bench/package-lock.json
	@command -v npm >/dev/null 2>&1 || { echo "make bench compares with packages that npm brings, and npm is not installed: install Node.js with npm (Debian: apt-get install npm), then run make bench again." >&2; exit 1; }
	cd test/bench && npm ci --silent --no-audit --no-fund
	@touch $@

# /selftest.html in every engine that Debian packages; missing ones are installed.
engines: build build/browser/chromium
	@.ci/install-engines.sh
	@mkdir -p build/results
	$(WITH_BROWSER) $(GO) run ./tools/engines -web build/web -json build/results/engines.json

# The whole corpus of malformed files, natively; make test takes a sample.
hostile:
	$(GO) test -count=1 -timeout 30m -run '^TestCorpus_endsInACode$$' ./test/hostile -args -whole -json "$(CURDIR)/build/results/hostile.json"

# SOAK=N captures in one page; what is in memory after each.
SOAK ?= 200
soak: build build/browser/chromium
	@mkdir -p build/results
	$(WITH_BROWSER) $(GO) run ./tools/soak -web build/web -captures $(SOAK) -json build/results/soak.json

# How good the guidance is, over painted scenes whose truth is known, and how quick.
accuracy: $(WASM) $(EXEC_JS) build/browser/chromium
	@mkdir -p build/results
	$(WITH_BROWSER) $(GO) run ./tools/accuracy -time -json build/results/accuracy.json

# Every operation with every fault at every point of its request; make test does it too, without the table.
faults:
	cd apiclient && $(GO) test -count=1 -timeout 10m -run '^TestFaultMatrix$$' -args -faults "$(CURDIR)/build/results/faults.json"

# SESSIONS=N upload at once (200); THROUGH=proxy, or tls: by a server that stands before the service.
load: build
	$(GO) run ./tools/load -json build/results/load$(if $(THROUGH),-$(THROUGH)).json $(if $(SESSIONS),-sessions $(SESSIONS)) $(if $(THROUGH),-through $(THROUGH))

# Asks Go's and npm's databases. One that doesn't answer is said so, and fails with REQUIRE=1 only.
audit:
	@mkdir -p build/results
	@$(GO) run ./tools/audit -json build/results/audit.json $(if $(REQUIRE),-require)

# Two targets at a time, one core each.
fuzz:
	@for pkg in $(FUZZ_PKGS); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do echo "$$pkg $$target"; done; \
	done | xargs -L 1 -P 2 sh -c 'echo "fuzz $$0 $$1"; \
		GOMAXPROCS=1 $(GO) test -run "^$$" -fuzz "^$$1\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s $$0 || exit 255'

# What fuzzing has found lies in Go's cache, by package; the smallest finds of each target
# move into the repository, from where every machine, and plain go test, goes on. What the
# cache has of targets that aren't here is of another branch.
fuzz-keep:
	@cache="$$($(GO) env GOCACHE)/fuzz/$$($(GO) list -m)"; [ -d "$$cache" ] || exit 0; \
	find "$$cache" -type d -name 'Fuzz*' | sort | while read -r found; do \
		target="$$(basename "$$found")"; pkg="$${found#"$$cache"/}"; pkg="$${pkg%/*}"; \
		grep -qs "^func $$target(" "$$pkg"/*_test.go || continue; \
		kept="$$pkg/testdata/fuzz/$$target"; \
		ls -Sr "$$found" | while read -r seed; do [ -e "$$kept/$$seed" ] || echo "$$seed"; done | head -n $(FUZZKEEP) | \
			while read -r seed; do mkdir -p "$$kept" && cp "$$found/$$seed" "$$kept/" && echo "kept $$kept/$$seed"; done; \
	done

clean:
	rm -rf build $(WASM) $(FALLBACK) $(EXEC_JS)
