package contract

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
)

// property is a schema of openapi.yaml.
type property struct {
	Type, Format, Pattern string
	Enum                  []string
	Ref                   string `yaml:"$ref"`
	Rule                  string `yaml:"x-rule"`
	Properties            map[string]property
}

// propertyOf returns the schema of a field.
func propertyOf(t *testing.T, description []byte, path string) property {
	t.Helper()
	var document struct {
		Components struct{ Schemas map[string]property }
	}
	must.Succeed(t, yaml.Unmarshal(description, &document))
	schemas := document.Components.Schemas
	p := schemas["PreparedData"]
	for name := range strings.SplitSeq(path, ".") {
		p = p.Properties[name]
		if p.Ref != "" {
			rule := p.Rule
			p = schemas[p.Ref[strings.LastIndexByte(p.Ref, '/')+1:]]
			p.Rule = rule
		}
	}
	if p.Type == "" {
		t.Fatalf("openapi.yaml has no %s", path)
	}
	return p
}

// referenceHas reports whether the API reference has a rule for a field of text.
func referenceHas(p property) bool { return p.says() != "" && p.Type == "string" }

// says returns the rule of a schema beyond text.
func (p property) says() string {
	if p.Enum != nil {
		return strings.Join(p.Enum, ", ")
	}
	if p.Pattern != "" {
		return "`" + p.Pattern + "`"
	}
	return cmp.Or(p.Format, map[bool]string{true: "", false: p.Type}[p.Type == "string"])
}

var formats = map[string]string{"date": `^\d{4}-\d\d-\d\d$`, "date-time": `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`}

// schemaProblem validates an example by the few keywords that the description uses.
func schemaProblem(p property, example any) string {
	text, isText := example.(string)
	switch {
	case isText != (p.Type == "string"):
		return "is no " + p.Type
	case p.Enum != nil && !slices.Contains(p.Enum, text):
		return "is not in the list"
	case p.Format != "" && !regexp.MustCompile(formats[p.Format]).MatchString(text), p.Pattern != "" && !regexp.MustCompile(p.Pattern).MatchString(text):
		return "is no " + p.says()
	}
	return ""
}

// withRule sets x-rule of a field's line.
func withRule(description []byte, path, rule string) []byte {
	group, name, nested := strings.Cut(path, ".")
	start := strings.Index(string(description), "\n    PreparedData:\n")
	indent := "        "
	if nested {
		start += strings.Index(string(description[start:]), "\n"+indent+group+":\n")
		indent += "    "
	} else {
		name = group
	}
	line := regexp.MustCompile(`(?m)^` + indent + name + `: \{(.*?)(, x-rule: '.*')?\}$`).FindSubmatchIndex(description[start:])
	if line == nil {
		return description
	}
	text := indent + name + ": {" + string(description[start+line[2]:start+line[3]]) + ", x-rule: '" + rule + "'}"
	return slices.Concat(description[:start+line[0]], []byte(text), description[start+line[1]:])
}

// sandboxOf returns what the sandbox answers to prepared data.
func sandboxOf(t *testing.T) func(body string) int {
	t.Helper()
	service := httptest.NewServer(sandbox.New(sandbox.Options{}))
	t.Cleanup(service.Close)
	init, _ := createAccount(t, service.URL)
	type api struct {
		Token string
		Parts struct {
			Data string `json:"prepared_data"`
		}
	}
	var account struct {
		WorkflowExecution struct {
			Credentials []struct {
				Category string
				API      api
			}
		}
	}
	must.Succeed(t, json.Unmarshal(init, &account))
	var now api
	for _, c := range account.WorkflowExecution.Credentials {
		if c.Category == "DATA" {
			now = c.API
		}
	}
	method := http.MethodPost
	return func(body string) int {
		r := must.Get(http.NewRequestWithContext(t.Context(), method, now.Parts.Data, strings.NewReader(body)))(t)
		method = http.MethodPut
		r.Header = http.Header{"Authorization": {"Bearer " + now.Token}, "Content-Type": {"application/json"}, "User-Agent": {"Integrator/1.0"}}
		resp := must.Get(http.DefaultClient.Do(r))(t)
		defer resp.Body.Close()
		var answer struct{ API api }
		if json.NewDecoder(resp.Body).Decode(&answer) == nil && answer.API.Token != "" {
			now.Token = answer.API.Token
		}
		return resp.StatusCode
	}
}
