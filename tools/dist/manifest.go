package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The tables of the manual that describe the element; their first cells name things.
const (
	attributeTable = "attribute"
	propertyTable  = "property"
	methodTable    = "method"
	eventTable     = "event"
	slotTable      = "slot"
	partTable      = "part"
)

type member struct {
	Kind        string `json:"kind"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Attribute   string `json:"attribute,omitempty"`
	Default     string `json:"default,omitempty"`
}

type named struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Default     string `json:"default,omitempty"`
	FieldName   string `json:"fieldName,omitempty"`
}

type reference struct {
	Name    string `json:"name"`
	Package string `json:"package,omitempty"`
	Module  string `json:"module,omitempty"`
}

type export struct {
	Kind        string    `json:"kind"`
	Name        string    `json:"name"`
	Declaration reference `json:"declaration"`
}

type class struct {
	Kind          string    `json:"kind"`
	Name          string    `json:"name"`
	Description   string    `json:"description"`
	CustomElement bool      `json:"customElement"`
	TagName       string    `json:"tagName"`
	Superclass    reference `json:"superclass"`
	Attributes    []named   `json:"attributes"`
	Members       []member  `json:"members"`
	Events        []named   `json:"events"`
	Slots         []named   `json:"slots"`
	CSSParts      []named   `json:"cssParts"`
	CSSProperties []named   `json:"cssProperties"`
}

type module struct {
	Kind         string   `json:"kind"`
	Path         string   `json:"path"`
	Declarations []class  `json:"declarations"`
	Exports      []export `json:"exports"`
}

// manifest writes custom-elements.json (schema 1.0.0) out of the manual's tables, so
// that what an editor says and what the manual says is one text.
func (d *dist) manifest() error {
	var tables []table
	for _, name := range []string{"embedding.md", "theming.md"} {
		b, err := os.ReadFile(filepath.Join(d.docs, name))
		if err != nil {
			return err
		}
		tables = append(tables, tablesOf(string(b))...)
	}
	c := class{
		Kind: "class", Name: "CredentialCapture", CustomElement: true, TagName: "credential-capture",
		Description: "The whole capture flow as one element.", Superclass: reference{Name: "HTMLElement", Package: "global:"},
	}
	for _, t := range tables {
		if err := c.take(t); err != nil {
			return err
		}
	}
	if len(c.Attributes) == 0 || len(c.Events) == 0 || len(c.Members) == 0 || len(c.Slots) == 0 || len(c.CSSParts) == 0 || len(c.CSSProperties) == 0 {
		return fmt.Errorf("a table of the manual is missing: %+v", c)
	}
	const path = "element/credential-capture.js"
	of := reference{Name: c.Name, Module: path}
	b, err := lines(map[string]any{"schemaVersion": "1.0.0", "modules": []module{
		{"javascript-module", path, []class{c}, []export{{"js", c.Name, of}}},
		{"javascript-module", "define.js", []class{}, []export{{"custom-element-definition", c.TagName, of}}},
	}})
	if err != nil {
		return err
	}
	return d.write("custom-elements.json", b)
}

// take adds what a table names.
func (c *class) take(t table) error {
	for _, row := range t.rows {
		names := codes(row[0])
		if len(names) == 0 && slices.Contains([]string{attributeTable, propertyTable, methodTable, eventTable, slotTable, partTable}, t.head[0]) {
			return fmt.Errorf("a row of %q names nothing: %q", t.head[0], row[0])
		}
		last := row[len(row)-1]
		for _, name := range names {
			switch {
			case t.head[0] == attributeTable:
				c.Attributes = append(c.Attributes, named{name, "One of: " + row[1] + ". " + last, plain(row[2]), fieldOf(name)})
				c.Members = append(c.Members, member{"field", fieldOf(name), last, name, plain(row[2])})
			case t.head[0] == propertyTable && strings.HasPrefix(name, "--"):
				c.CSSProperties = append(c.CSSProperties, named{Name: name, Description: last, Default: plain(row[1])})
			case t.head[0] == propertyTable:
				c.Members = append(c.Members, member{Kind: "field", Name: name, Description: last})
			case t.head[0] == methodTable:
				c.Members = append(c.Members, member{Kind: "method", Name: strings.TrimSuffix(name, "()"), Description: last})
			case t.head[0] == eventTable:
				c.Events = append(c.Events, named{Name: name, Description: row[1] + ". Members: " + last})
			case t.head[0] == slotTable:
				c.Slots = append(c.Slots, named{Name: name, Description: last})
			case t.head[0] == partTable:
				c.CSSParts = append(c.CSSParts, named{Name: name, Description: last})
			}
		}
	}
	return nil
}

// fieldOf is the property of an attribute.
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

var code = regexp.MustCompile("`([^`]+)`")

// codes are the names in a cell.
func codes(cell string) []string {
	var names []string
	for _, m := range code.FindAllStringSubmatch(cell, -1) {
		names = append(names, m[1])
	}
	return names
}

func plain(cell string) string { return strings.ReplaceAll(cell, "`", "") }

// table is one of a Markdown file: its heads and the cells of its rows.
type table struct {
	head []string
	rows [][]string
}

func tablesOf(text string) (list []table) {
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
