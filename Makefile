# Credential Capture. `make run`, `make build` and `make test` need only Go, make and git.
# Nothing that is built is committed. `make help` lists the targets.

GO   ?= go
ADDR ?= $(if $(HTTPS),:8443,127.0.0.1:8080)
# Limit of capture.wasm in bytes of brotli -q 11. That of a page is in tools/pageload.
MAX_WASM := 866000
# Functions that aren't inlined weigh a tenth less, compressed. Measured: only the
# checksums of PNG (hash/crc32) lose time by it.
LEAN     := -gcflags='all=-l' -gcflags='hash/crc32='
VERSION  := $(shell sed -n "s/^export const version = '\(.*\)';/\1/p" web/capture/messages.js)

# URL that package.json names, such as of the copy that you publish.
REPOSITORY ?=

BIN      := build/bin
WASM     := web/capture.wasm
# With Go's own codecs, for browsers whose canvas can't be trusted; see wasm/codec.go.
FALLBACK := web/fallback.wasm
EXEC_JS  := web/capture/wasm_exec.js
JS_ENV   := GOOS=js GOARCH=wasm
# What runs as wasm: what touches JavaScript. The tests of ./wasm run imageproc with the Go codec.
JS_PKGS := ./apiclient ./internal/canvas ./internal/jsbridge ./wasm
WASM_SRC := $(shell find wasm imageproc apiclient fault internal/jsbridge internal/canvas -name '*.go' ! -name '*_test.go') go.mod go.sum
export GO JS_PKGS VERSION

.DELETE_ON_ERROR:
.PHONY: help run build test check lint bench screenshots dist clean tools browser

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1|/p' Makefile | while IFS='|' read -r target text; do printf '%-28s %s\n' "$$target" "$$text"; done
	@sed -n 's/^# \([a-z-]*\): /make check NAME=\1|/p' .ci/check | while IFS='|' read -r target text; do printf '%-28s %s\n' "$$target" "$$text"; done

run: build ## build, then serve the page with the sandbox at http://127.0.0.1:8080; HTTPS=1 for phones on the same Wi-Fi
	@exec build/serve -addr $(ADDR) $(if $(HTTPS),-https) $(FLAGS)

build: build/web.stamp build/serve ## build/web, which is what is served, and build/serve

test: browser tools ## every test: native, as wasm in a browser, and the page end to end
	@.ci/test

check: build browser tools dist ## what takes longer than a test, or only NAME="…" of it
	@.ci/check $(NAME)

lint: $(EXEC_JS) ## gofmt, vet and staticcheck for both targets, and the types of web/ where there is npm
	@.ci/lint

bench: build browser ## time, memory and quality beside other packages → build/results/bench.json; BENCH_ROUNDS=5, BENCH_DOCS=1 writes docs/benchmarks.* (npm)
	@.ci/packages test/bench
	@command -v djpeg cjpeg >/dev/null || .ci/apt libjpeg-turbo-progs || true
	PATH="$(CURDIR)/build/browser:$$PATH" $(GO) run ./test/bench $(if $(BENCH_DOCS),-docs)

screenshots: build browser ## the pictures of README.md and docs/ → docs/screens
	PATH="$(CURDIR)/build/browser:$$PATH" SWEEP=screenshots $(GO) test -count=1 -v -run '^TestDocsPictures$$' ./test/e2e/docs

dist: build ## the package that others install → dist/
	$(GO) run ./tools/dist -version $(VERSION) -repository "$(REPOSITORY)"

clean: ## remove what was built
	rm -rf build dist $(WASM) $(FALLBACK) $(EXEC_JS)

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
	@$(BIN)/pack -max-wasm $(MAX_WASM) -to build/web web
	@touch $@

build/serve: serve.go go.mod go.sum $(shell find internal imageproc fault -name "*.go" ! -name "*_test.go")
	$(GO) build -o $@ .

$(BIN)/pack: $(wildcard tools/pack/*.go tools/pageload/*.go tools/selftest/*.go test/testpic/*.go) $(WASM_SRC)
	$(GO) build -o $@ ./tools/pack

# What runs tests: Go programs of this module or in go.mod.
tools: $(BIN)/wasmexec $(BIN)/wasmbrowsertest $(BIN)/gotestsum

$(BIN)/wasmexec: $(wildcard tools/wasmexec/*.go internal/sandbox/*.go test/faultserver/*.go) go.mod
	$(GO) build -o $@ ./tools/wasmexec

$(BIN)/wasmbrowsertest: go.mod
	$(GO) build -o $@ github.com/agnivade/wasmbrowsertest

$(BIN)/gotestsum: go.mod
	$(GO) build -o $@ gotest.tools/gotestsum

# A browser under a name that the drivers look for, wherever it is installed.
browser: build/browser/chromium
build/browser/chromium:
	@mkdir -p $(@D)
	@browser="$$(.ci/find-browser.sh)" && ln -sf "$$browser" $@
