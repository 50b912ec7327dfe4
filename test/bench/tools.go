package main

const ours = "credential-capture"

// tool is one that page/page.js knows by its name.
type tool struct {
	name, kind string
	onlyWasm   bool // measured on small pictures only, and once
}

// browserTools lists what runs in the browser. How each is configured stands in its
// file in page/.
func browserTools() []tool {
	return []tool{
		{name: ours, kind: "ours"},
		{name: "browser-image-compression", kind: "peer"},
		{name: "compressorjs", kind: "peer"},
		{name: "image-blob-reduce", kind: "peer"},
		{name: "jsquash", kind: "peer", onlyWasm: true},
		{name: "native, in a worker", kind: "reference"},
	}
}

// toolsFor lists those that take part in a round with a picture. Each round begins
// with another one, so that none always follows the same.
func toolsFor(p *picture, round int) []tool {
	var list []tool
	for _, t := range browserTools() {
		if !t.onlyWasm || p.wasm && round == 0 {
			list = append(list, t)
		}
	}
	n := round % len(list)
	return append(append([]tool{}, list[n:]...), list[:n]...)
}
