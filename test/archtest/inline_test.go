package archtest

import (
	"regexp"
	"strings"
	"testing"

	"credential-capture/test/must"
)

// These tests keep out what the Content-Security-Policy forbids before a browser has to:
// code and style within pages, and text that could become markup or code.

// inline finds what a page may not have within itself.
var inline = map[string]*regexp.Regexp{
	"a script with text":  regexp.MustCompile(`(?i)<script\b[^>]*>\s*[^<\s]`),
	"a style element":     regexp.MustCompile(`(?i)<style\b`),
	"a style attribute":   regexp.MustCompile(`(?i)<[^>]*\sstyle\s*=`),
	"a handler":           regexp.MustCompile(`(?i)<[^>]*\son[a-z]+\s*=`),
	"a javascript: link":  regexp.MustCompile(`(?i)javascript:`),
	"something elsewhere": regexp.MustCompile(`(?i)\b(?:src|href)\s*=\s*["']?(?:https?:)?//`),
}

// markup finds what makes markup or code of text in a script.
var markup = map[string]*regexp.Regexp{
	"markup out of text":  regexp.MustCompile(`\b(?:innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|parseFromString|setHTMLUnsafe|srcdoc)\b|document\.write`),
	"code out of text":    regexp.MustCompile(`\beval\(|\bnew Function\b|\bset(?:Timeout|Interval)\(\s*['"` + "`" + `]`),
	"what all pages hear": regexp.MustCompile(`postMessage\([^()]*,\s*['"]\*['"]`),
	"cookies":             regexp.MustCompile(`document\.cookie|\bcookieStore\b`),
	"a log":               regexp.MustCompile(`console\.(?:log|info|debug|dir|table|trace|warn)\b`),
}

// without comments: they may speak of all that.
var comment = regexp.MustCompile(`(?s)/\*.*?\*/|(?m)^\s*//.*$|<!--.*?-->`)

// violations names the rules that a text breaks.
func violations(text string, rules map[string]*regexp.Regexp) (found []string) {
	text = comment.ReplaceAllString(text, "")
	for name, rule := range rules {
		if at := rule.FindString(text); at != "" {
			found = append(found, name+": "+at)
		}
	}
	return found
}

func TestNothingIsInline(t *testing.T) {
	for _, path := range sources(t, ".html") {
		if strings.HasPrefix(path, "tools/") || strings.HasPrefix(path, "test/") {
			continue // measuring stands, which nobody is served
		}
		for _, v := range violations(must.Read(t, path), inline) {
			t.Errorf("%s has %s", path, v)
		}
	}
	for _, path := range sources(t, ".js") {
		if !strings.HasPrefix(path, "web/") {
			continue
		}
		for _, v := range violations(must.Read(t, path), markup) {
			t.Errorf("%s has %s", path, v)
		}
	}
}

// TestViolations has one text for each rule that breaks it, and near misses.
func TestViolations(t *testing.T) {
	for _, tt := range []struct {
		text  string
		rules map[string]*regexp.Regexp
		found bool
	}{
		{`<script type="module" src="/define.js"></script>`, inline, false},
		{`<script src="/define.js">alert(1)</script>`, inline, true},
		{`<script>alert(1)</script>`, inline, true},
		{`<script type="module">import "/x.js"</script>`, inline, true},
		{`<SCRIPT type="importmap">{}</SCRIPT>`, inline, true},
		{`<link rel="stylesheet" href="/demo/page.css">`, inline, false},
		{`<style>a{}</style>`, inline, true},
		{`<p style="color: red">`, inline, true},
		{`<p data-style="x" class="on">`, inline, false},
		{`<img src="x" onerror=alert(1)>`, inline, true},
		{`<a href="javascript:alert(1)">`, inline, true},
		{`<script src="https://cdn.example/x.js"></script>`, inline, true},
		{`<img src=//cdn.example/x.png>`, inline, true},
		{`<!-- <script>alert(1)</script> -->`, inline, false},
		{`element.innerHTML = text`, markup, true},
		{`element.textContent = text`, markup, false},
		{`/** Makes elements without innerHTML. */`, markup, false},
		{`new DOMParser().parseFromString(text, 'text/html')`, markup, true},
		{`eval(text)`, markup, true},
		{`capture.retrieval(text)`, markup, false},
		{`new Function(text)`, markup, true},
		{`setTimeout('go()', 1)`, markup, true},
		{`setTimeout(() => go(), 1)`, markup, false},
		{`parent.postMessage(message, '*')`, markup, true},
		{`parent.postMessage(message, host)`, markup, false},
		{`document.cookie = 'a=b'`, markup, true},
		{`console.log(token)`, markup, true},
		{`console.error(text)`, markup, false},
	} {
		if got := violations(tt.text, tt.rules); (len(got) > 0) != tt.found {
			t.Errorf("%s: %q", tt.text, got)
		}
	}
}

// tooNew finds interfaces that browsers which README promises lack. Each is newer than
// Chrome 90, Firefox 114 or Safari 15.
var tooNew = map[string]*regexp.Regexp{
	"static functions": regexp.MustCompile(`\b(?:URL\.(?:canParse|parse)|Object\.(?:hasOwn|groupBy)|Map\.groupBy|Promise\.(?:withResolvers|try)|Array\.fromAsync|AbortSignal\.(?:any|timeout|abort))\b`),
	"methods":          regexp.MustCompile(`\.(?:at|findLast|findLastIndex|toSorted|toSpliced|toReversed|throwIfAborted|checkVisibility|showPopover|hidePopover|togglePopover|isSubsetOf|isSupersetOf|symmetricDifference)\(`),
	"global functions": regexp.MustCompile(`\b(?:structuredClone|reportError|crypto\.randomUUID)\(`),
}

func TestWeb_usesOldInterfacesOnly(t *testing.T) {
	for _, path := range sources(t, ".js") {
		if !strings.HasPrefix(path, "web/") {
			continue
		}
		for _, v := range violations(must.Read(t, path), tooNew) {
			t.Errorf("%s uses what old browsers lack: %s", path, v)
		}
	}
	for text, found := range map[string]bool{
		"URL.canParse(text)": true, "Object.hasOwn(o, key)": true, "list.at(-1)": true, "reportError(error)": true, "structuredClone(o)": true,
		"o.hasOwnProperty(key)": false, "format(text)": false, "crypto.randomUUID?.()": false, "AbortSignal.timeout(5)": true, "list.flat()": false,
	} {
		if got := violations(text, tooNew); (len(got) > 0) != found {
			t.Errorf("%s: %q", text, got)
		}
	}
}
