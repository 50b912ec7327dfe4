package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// exported is what a package's exports say of one entry.
type exported struct {
	Types   string `json:"types,omitempty"`
	Default string `json:"default"`
}

// entries are what may be imported, in the order in which they are written.
var entries = []struct {
	name string
	exported
}{
	{".", exported{"./capture.d.ts", "./capture.js"}},
	{"./define", exported{"./define.d.ts", "./define.js"}},
	{"./element", exported{"./element/credential-capture.d.ts", "./element/credential-capture.js"}},
	{"./capture.wasm", exported{Default: "./capture.wasm"}},
	{"./integrity.json", exported{Default: "./integrity.json"}},
	{"./custom-elements.json", exported{Default: "./custom-elements.json"}},
	{"./package.json", exported{Default: "./package.json"}},
}

// describe writes package.json and the package's own README.
func (d *dist) describe() error {
	exports := new(strings.Builder)
	for i, e := range entries {
		b, err := json.Marshal(e.exported)
		if err != nil {
			return err
		}
		comma := ","
		if i == len(entries)-1 {
			comma = ""
		}
		fmt.Fprintf(exports, "\n    %q: %s%s", e.name, b, comma)
	}
	// Written as text because the order of exports and conditions has a meaning, which a
	// map would lose.
	about := fmt.Sprintf(`{
  "name": "credential-capture",
  "version": %q,
  "description": "Captures identity documents, selfies and papers in the browser, checks them, makes them fit and uploads them: all on the person's device.",
  "keywords": ["identity verification", "kyc", "document capture", "selfie", "webassembly", "web component"],
  "license": "UNLICENSED",
  "type": "module",
  "sideEffects": ["./define.js"],
  "main": "./capture.js",
  "types": "./capture.d.ts",
  "exports": {%s
  },
  "customElements": "custom-elements.json"
}
`, d.version, exports)
	if !json.Valid([]byte(about)) {
		return fmt.Errorf("package.json is no JSON:\n%s", about)
	}
	if err := d.write("package.json", []byte(about)); err != nil {
		return err
	}
	return d.write("README.md", []byte(readme))
}

const readme = `# credential-capture

Captures identity documents, selfies and papers from the camera or a file, says at once whether they will do, makes them
fit, uploads them as credential parts and finalizes the workflow. Nothing is loaded from elsewhere, nothing is reported
anywhere, there is no key.

<!-- run: element -->
` + "```html" + `
<script type="module" src="/node_modules/credential-capture/define.js"></script>
<credential-capture session-url="/session"></credential-capture>
` + "```" + `

With a bundler that leaves workers and wasm alone, or from any static host: copy this folder as it is, keep its names, and
serve .wasm as application/wasm. Beside each .wasm lie its .br and .gz. cdn/ holds the same under a name that changes with
the content (cdn/manifest.json), to be cached for good; integrity.json has the checksum of every file.

<!-- run: imports -->
` + "```js" + `
import {load} from 'credential-capture'; // the module without the element
import {CredentialCapture} from 'credential-capture/element'; // the class; 'credential-capture/define' defines it
` + "```" + `

Types are beside the code; custom-elements.json describes the element to editors. What others wrote, and their licences:
THIRD-PARTY-LICENSES.txt.
`
