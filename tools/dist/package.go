package main

import "fmt"

// packageJSON writes package.json and the package's README. The former is written as text:
// resolvers take the first condition that matches, and a Go map has no order.
func (d *dist) packageJSON() error {
	text := fmt.Sprintf(`{
  "name": "credential-capture",
  "version": %q,
  "description": "Captures identity documents, selfies and papers in the browser, checks them, makes them fit and uploads them: all on the person's device.",
  "keywords": ["identity verification", "kyc", "document capture", "selfie", "webassembly", "web component"],
  "license": "MIT",
  "author": "the Credential Capture authors",
  "type": "module",
  "sideEffects": ["./define.js"],
  "main": "./capture.js",
  "types": "./capture.d.ts",
  "exports": {
    ".": {"types": "./capture.d.ts", "default": "./capture.js"},
    "./define": {"types": "./define.d.ts", "default": "./define.js"},
    "./element": {"types": "./element/credential-capture.d.ts", "default": "./element/credential-capture.js"},
    "./capture.wasm": {"default": "./capture.wasm"},
    "./integrity.json": {"default": "./integrity.json"},
    "./custom-elements.json": {"default": "./custom-elements.json"},
    "./package.json": {"default": "./package.json"}
  },
  "customElements": "custom-elements.json"
}
`, d.version)
	if err := d.write("package.json", []byte(text)); err != nil {
		return err
	}
	return d.write("README.md", []byte(readme))
}

const readme = `# credential-capture

Captures identity documents, selfies and papers from the camera or a file, says at once whether they are good enough,
makes them fit, uploads them as credential parts and finalizes the workflow. It loads nothing from elsewhere, reports
nothing to anyone, and needs no key.

<!-- run: element -->
` + "```html" + `
<script type="module" src="/node_modules/credential-capture/define.js"></script>
<credential-capture session-url="/session"></credential-capture>
` + "```" + `

Use a bundler that leaves workers and wasm alone, or copy this folder to any static host: keep the file names, and serve
.wasm as application/wasm. Each .wasm has its .br and .gz next to it. cdn/ holds the same files in a folder that is named
after their content (cdn/manifest.json), to be cached forever; integrity.json has the checksum of every file.

<!-- run: imports -->
` + "```js" + `
import {load} from 'credential-capture'; // the module without the element
import {CredentialCapture} from 'credential-capture/element'; // the class; 'credential-capture/define' defines it
` + "```" + `

Types are next to the code; custom-elements.json describes the element to editors. MIT licence: LICENSE. Third-party
software and its licences: THIRD-PARTY-LICENSES.txt.
`
