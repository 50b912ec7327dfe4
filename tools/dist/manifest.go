package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// item is an attribute, member, event, slot, part or CSS property of the element.
type item struct {
	Kind        string `json:"kind,omitempty"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Attribute   string `json:"attribute,omitempty"`
	Type        *typed `json:"type,omitempty"`
	Default     string `json:"default,omitempty"`
	FieldName   string `json:"fieldName,omitempty"`
}

// typed is a type as TypeScript writes it.
type typed struct {
	Text string `json:"text"`
}

// class is the declaration of the element.
type class struct {
	Kind          string            `json:"kind"`
	Name          string            `json:"name"`
	Description   string            `json:"description"`
	CustomElement bool              `json:"customElement"`
	TagName       string            `json:"tagName"`
	Superclass    map[string]string `json:"superclass"`
	Attributes    []item            `json:"attributes"`
	Members       []item            `json:"members"`
	Events        []item            `json:"events"`
	Slots         []item            `json:"slots"`
	CSSParts      []item            `json:"cssParts"`
	CSSProperties []item            `json:"cssProperties"`
}

// manifest writes custom-elements.json (Custom Elements Manifest, schema 1.0.0) from the
// tables of the manual, so that editors and the manual say the same.
func (d *dist) manifest() error {
	c := class{
		Kind: "class", Name: "CredentialCapture", CustomElement: true, TagName: "credential-capture",
		Description: "The whole capture flow as one element.", Superclass: map[string]string{"name": "HTMLElement", "package": "global:"},
	}
	for _, name := range []string{"embedding.md", "theming.md"} {
		b, err := os.ReadFile(filepath.Join(d.docs, name))
		if err != nil {
			return err
		}
		for _, t := range parseTables(string(b)) {
			if err := c.add(t); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	for _, list := range [][]item{c.Attributes, c.Members, c.Events, c.Slots, c.CSSParts, c.CSSProperties} {
		if len(list) == 0 {
			return fmt.Errorf("the manual lacks a table: %+v", c)
		}
	}
	types, err := os.ReadFile(filepath.Join(d.types, "element/credential-capture.d.ts"))
	if err != nil {
		return err
	}
	if err := c.addTypes(string(types)); err != nil {
		return err
	}
	const element = "element/credential-capture.js"
	module := func(path, kind, name string, declarations ...class) map[string]any {
		export := map[string]any{"kind": kind, "name": name, "declaration": map[string]string{"name": c.Name, "module": element}}
		return map[string]any{"kind": "javascript-module", "path": path, "declarations": declarations, "exports": []any{export}}
	}
	return d.writeJSON("custom-elements.json", map[string]any{"schemaVersion": "1.0.0", "modules": []any{
		module(element, "js", c.Name, c), module("define.js", "custom-element-definition", c.TagName, []class{}...),
	}})
}

// add adds the rows of a table whose first column is headed attribute, property, method,
// event, slot or part. Names are in backquotes in the first column, the description is the
// last one. Other tables are ignored.
func (c *class) add(t table) error {
	if !slices.Contains([]string{"attribute", "property", "method", "event", "slot", "part"}, t.head[0]) {
		return nil
	}
	for _, row := range t.rows {
		names := backquoted.FindAllStringSubmatch(row[0], -1)
		if len(names) == 0 {
			return fmt.Errorf("a row of the %s table has no name: %q", t.head[0], row[0])
		}
		last := row[len(row)-1]
		for _, m := range names {
			name := m[1]
			switch {
			case t.head[0] == "attribute":
				c.Attributes = append(c.Attributes, item{Name: name, Description: "One of: " + row[1] + ". " + last, Default: plain(row[2]), FieldName: fieldOf(name)})
				c.Members = append(c.Members, item{Kind: "field", Name: fieldOf(name), Description: last, Attribute: name, Default: plain(row[2])})
			case strings.HasPrefix(name, "--"):
				c.CSSProperties = append(c.CSSProperties, item{Name: name, Description: last, Default: plain(row[1])})
			case t.head[0] == "property":
				c.Members = append(c.Members, item{Kind: "field", Name: name, Description: last})
			case t.head[0] == "method":
				c.Members = append(c.Members, item{Kind: "method", Name: strings.TrimSuffix(name, "()"), Description: last})
			case t.head[0] == "event":
				c.Events = append(c.Events, item{Name: name, Description: row[1] + ". Members: " + last})
			case t.head[0] == "slot":
				c.Slots = append(c.Slots, item{Name: name, Description: last})
			case t.head[0] == "part":
				c.CSSParts = append(c.CSSParts, item{Name: name, Description: last})
			}
		}
	}
	return nil
}

// member matches a field, accessor, method or event of the element's types.
var member = regexp.MustCompile(`(?m)^  (?:get )?(\w+)(\(\))?: (.+);$`)

// addTypes adds the types of attributes, members and events.
func (c *class) addTypes(declarations string) error {
	types := map[string]*typed{}
	for _, m := range member.FindAllStringSubmatch(declarations, -1) {
		types[m[1]] = &typed{strings.TrimPrefix(m[3], "CredentialCaptureMethods['"+m[1]+"']")}
	}
	_, objects, _ := strings.Cut(declarations, "interface CredentialCaptureMethods {")
	for _, m := range member.FindAllStringSubmatch(objects[:strings.Index(objects, "\n}")], -1) {
		types[m[1]] = &typed{m[3]}
	}
	for _, list := range [][]item{c.Attributes, c.Members, c.Events} {
		for i := range list {
			name := list[i].Name
			if list[i].FieldName != "" {
				name = list[i].FieldName
			}
			if list[i].Type = types[name]; list[i].Type == nil || list[i].Type.Text == "" {
				return fmt.Errorf("the types have no %s", name)
			}
		}
	}
	return nil
}

// fieldOf returns the property that reflects an attribute.
func fieldOf(attribute string) string {
	name, isURL := strings.CutSuffix(attribute, "-url")
	words := strings.Split(name, "-")
	for i := 1; i < len(words); i++ {
		words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
	}
	if isURL {
		words = append(words, "URL")
	}
	return strings.Join(words, "")
}

var backquoted = regexp.MustCompile("`([^`]+)`")

func plain(cell string) string { return strings.ReplaceAll(cell, "`", "") }

// table is a Markdown table.
type table struct {
	head []string
	rows [][]string
}

func parseTables(text string) (list []table) {
	var t *table
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			t = nil
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case t == nil:
			list = append(list, table{head: cells})
			t = &list[len(list)-1]
		case strings.HasPrefix(cells[0], "---") || strings.HasPrefix(cells[0], ":--"):
		case len(cells) == len(t.head):
			t.rows = append(t.rows, cells)
		}
	}
	return list
}

// message matches a message of a language.
var message = regexp.MustCompile(`(?m)^  ('[^']+'): `)

// messages writes the types of the languages, which all have the keys of English.
func (d *dist) messages() error {
	for _, name := range []string{"locales/en", "locales/form/en"} {
		text, err := os.ReadFile(filepath.Join(d.types, filepath.FromSlash(name+".js")))
		if err != nil {
			return err
		}
		var keys []string
		for _, m := range message.FindAllStringSubmatch(string(text), -1) {
			keys = append(keys, m[1])
		}
		if len(keys) < 10 {
			return fmt.Errorf("%s.js has %d messages only", name, len(keys))
		}
		types := "/** Texts of the interface by their keys, as every language has them. */\ndeclare const messages: Record<\n  | " +
			strings.Join(keys, "\n  | ") + ",\n  string\n>;\nexport default messages;\n"
		if err := d.write(name+".d.ts", []byte(types)); err != nil {
			return err
		}
	}
	return nil
}
