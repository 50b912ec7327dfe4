package contract

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/test/must"
)

var update = flag.Bool("update", false, "write what is generated from the rules of apiclient")

// seed is the API reference's example of each field. "string" stands there for any text.
var seed = []struct {
	path    string
	example any
}{
	{"suffix", "Mr, Mrs, Ms"}, {"firstName", "string"}, {"middleName", "string"}, {"lastName", "string"}, {"sex", "M"},
	{"dateOfBirth", aDate}, {"socialSecurityNumber", "string"}, {"nationality", "string"}, {"email", "string"},
	{"phoneNumber", "2134445678"}, {"phoneNumber2", "3109992939"}, {"personalNumber", "string"},
	{"address.line1", "string"}, {"address.line2", "string"}, {"address.line3", "string"}, {"address.line4", "string"},
	{"address.line5", "string"}, {"address.postalCode", "string"}, {"address.city", "string"},
	{"address.subdivision", "string"}, {"address.country", "string"},
	{"id.issuingDate", aDate}, {"id.expiryDate", aDate}, {"id.idNumber", "string"}, {"id.type", "PASSPORT"}, {"id.subType", "TAX_ID"},
	{"kyc.registrationDate", "2021-9-17"}, {"kyc.registrationIpAddress", "string"},
	{"bank.paymentMethod", "string"}, {"bank.binNumber", "string"}, {"bank.lastDigits", "string"}, {"bank.accountNumber", "string"},
	{"bank.routingNumber", "string"}, {"bank.amount", 0.0}, {"bank.currency", "string"}, {"bank.transactionTime", "2021-09-17T10:00:00Z"},
	{"bank.transactionId", "string"}, {"bank.ipAddress", "string"},
	{"business.name", "string"}, {"business.city", "string"}, {"business.address", "string"}, {"business.state", "string"},
	{"business.country", "string"}, {"business.registrationNumber", "string"}, {"business.searchId", "string"},
	{"business.kybCapabilities", []any{"ADVERSE_MEDIA"}},
}

const aDate = "2021-09-17"

// dataOf is prepared data of one field.
func dataOf(t *testing.T, path string, value any) string {
	t.Helper()
	var data any = value
	names := strings.Split(path, ".")
	for _, name := range slices.Backward(names) {
		data = map[string]any{name: data}
	}
	return string(must.Get(json.Marshal(data))(t))
}

// problemOf returns the client's message about a value, "" for a valid one.
func problemOf(t *testing.T, path string, value any) string {
	t.Helper()
	_, err := apiclient.ParsePreparedData([]byte(dataOf(t, path, value)))
	var e *fault.Error
	if errors.As(err, &e) {
		if e.Field != path {
			t.Errorf("%s: the problem is one of %s", path, e.Field)
		}
		return e.Message
	}
	return ""
}

// fieldRule is the rule of a field as its answers show it.
type fieldRule struct {
	text    string // for people
	max     int    // characters; 0 where others bind
	digits  []int
	options []string
}

var (
	oneOf  = regexp.MustCompile(`^must be one of (.+)$`)
	digits = regexp.MustCompile(`^must be (\d+) to (\d+) digits$`)
)

// ruleOf finds a field's rule by trying values.
func ruleOf(t *testing.T, path string, example any) (r fieldRule) {
	t.Helper()
	if _, isText := example.(string); !isText {
		r.text = problemOf(t, path, map[string]any{"bank.amount": -1, "business.kybCapabilities": []string{"adverse media"}}[path])
		return r
	}
	r.text = problemOf(t, path, "\x01")
	if m := oneOf.FindStringSubmatch(r.text); m != nil {
		r.options = strings.Split(m[1], ", ")
	}
	if m := digits.FindStringSubmatch(r.text); m != nil {
		for _, n := range m[1:] {
			limit, _ := strconv.Atoi(n)
			r.digits = append(r.digits, limit)
		}
	}
	if strings.Contains(r.text, "ISO 4217") {
		for _, code := range words("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 3) {
			if problemOf(t, path, code) == "" {
				r.options = append(r.options, code)
			}
		}
	}
	valid := map[string]string{"has a control character": "1", "must be an e-mail address": "a@" + strings.Repeat(strings.Repeat("b", 60)+".", 4)}[r.text]
	if valid == "" {
		return r
	}
	r.max = len(valid) + sort.Search(1000, func(n int) bool { return problemOf(t, path, valid+strings.Repeat("1", n+1)) != "" })
	switch {
	case strings.Contains(r.text, "control"):
		r.text = fmt.Sprintf("must be printable, at most %d characters", r.max)
		if problem := problemOf(t, path, "a"); problem == "has no digit" {
			r.text += ", with a digit"
		}
	default:
		r.text += fmt.Sprintf(", at most %d bytes", r.max)
	}
	return r
}

// words lists all words of n letters.
func words(letters string, n int) []string {
	all := []string{""}
	for range n {
		var longer []string
		for _, word := range all {
			for _, letter := range letters {
				longer = append(longer, word+string(letter))
			}
		}
		all = longer
	}
	return all
}

// TestPreparedData_table compares what is generated from the rules of the client, or writes it with
// -update: the table of docs/prepared-data.md, x-rule in openapi.yaml, and the form's rules.js. The
// reference's example of each field must pass the sandbox and openapi.yaml, and the client but for the
// rules that the table calls ours.
func TestPreparedData_table(t *testing.T) {
	page := must.Get(os.ReadFile("../../web/element/form/fields.js"))(t)
	description := must.Get(os.ReadFile("../../docs/openapi.yaml"))(t)
	accepts := sandboxOf(t)
	var table, script strings.Builder
	for _, field := range seed {
		path, example := field.path, field.example
		rule := ruleOf(t, path, example)
		schema := propertyOf(t, description, path)
		whole := dataOf(t, path, example)
		if problem := schemaProblem(schema, example); problem != "" {
			t.Errorf("%s: openapi.yaml refuses the example: %s", path, problem)
		}
		if status := accepts(whole); status != http.StatusOK {
			t.Errorf("%s: the sandbox answers %d to the example", path, status)
		}
		if _, err := apiclient.ReferenceRules.Parse([]byte(whole)); err != nil {
			t.Errorf("%s: the client with the reference's rules refuses the example: %v", path, err)
		}
		if text, isText := example.(string); isText && text == "string" {
			if status := accepts(dataOf(t, path, strings.Repeat("x", 300))); status != http.StatusOK {
				t.Errorf("%s: the sandbox answers %d to any text", path, status)
			}
		}
		client := "ours: " + strings.TrimPrefix(rule.text, "must be ")
		if referenceHas(schema) && rule.max == 0 {
			client = "exact: " + strings.TrimPrefix(rule.text, "must be ")
		}
		if problemOf(t, path, example) != "" {
			client += "; the example needs `rules: 'reference'`"
		}
		kind := regexp.MustCompile(`'` + regexp.QuoteMeta(path) + `': \{kind: '(\w+)'(.*)\}`).FindStringSubmatch(string(page))
		if kind == nil {
			t.Errorf("the form has no field %s", path)
			continue
		}
		shown, _ := json.Marshal(example)
		openAPI := "exact: any text"
		if schema.says() != "" {
			openAPI = "exact: " + schema.says()
		}
		fmt.Fprintf(&table, "| `%s` | `%s` | %s | exact | %s | %s |\n", path, shown, client, openAPI, formRule(t, kind[1], kind[2]))
		fmt.Fprintf(&script, "  '%s': {%s},\n", path, rule.script())
		description = withRule(description, path, rule.text)
	}
	if known := len(regexp.MustCompile(`: \{kind: '`).FindAllString(string(page), -1)); known != len(seed) {
		t.Errorf("the form has %d fields, the reference %d", known, len(seed))
	}
	minYear := sort.Search(9999, func(year int) bool {
		return problemOf(t, "dateOfBirth", fmt.Sprintf("%04d-01-01", year)) == ""
	})
	generated(t, "../../web/element/form/rules.js", fmt.Sprintf(`/** What values must be: generated from the client's rules by go test ./tools/contract -run TestPreparedData_table -update. */

/** The earliest year of a date. */
export const minYear = %d;

/** `+"`max`: characters; `digits`: minimum and maximum number of them; `options`: all values"+`. @type {Record<string, {max?: number, digits?: [number, number], options?: string[]}>} */
export const rules = {
%s};
`, minYear, script.String()))
	generated(t, "../../docs/openapi.yaml", string(description))
	docs := must.Get(os.ReadFile("../../docs/prepared-data.md"))(t)
	const begin, end = "<!-- generated: begin -->\n", "<!-- generated: end -->"
	before, rest, _ := strings.Cut(string(docs), begin)
	_, after, found := strings.Cut(rest, end)
	if !found {
		t.Fatal("docs/prepared-data.md has no place for the table")
	}
	heading := "| field | the reference's example | client | sandbox | openapi.yaml | form |\n|---|---|---|---|---|---|\n"
	generated(t, "../../docs/prepared-data.md", before+begin+heading+table.String()+end+after)
}

// generated compares a file with what it should be, or writes it with -update.
func generated(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	switch {
	case string(got) == want:
	case *update:
		must.Succeed(t, os.WriteFile(path, []byte(want), 0o644))
	default:
		t.Errorf("%s isn't what the rules say (%v): run go test ./tools/contract -run TestPreparedData_table -update", path, err)
	}
}

func (r fieldRule) script() string {
	switch {
	case r.digits != nil:
		return fmt.Sprintf("digits: [%d, %d]", r.digits[0], r.digits[1])
	case len(r.options) > 10:
		text := "options: `"
		for i, option := range r.options {
			text += option + map[bool]string{true: "\n    ", false: " "}[i%30 == 29]
		}
		return strings.TrimSpace(text) + "`.split(/\\s+/)"
	case r.options != nil:
		return "options: ['" + strings.Join(r.options, "', '") + "']"
	case r.max > 0:
		return "max: " + strconv.Itoa(r.max)
	}
	return ""
}

// formRule is what the form demands beyond the client's rule.
func formRule(t *testing.T, kind, rest string) string {
	t.Helper()
	rule, known := map[string]string{
		"text": "exact", "email": "exact", "country": "exact: a choice, sent as alpha-3", "phone": "ours: with a calling code, sent as E.164",
		"date": "exact: three fields, sent as YYYY-MM-DD", "choice": "exact: a choice", "currency": "exact: a choice", "amount": "exact",
		"time": "exact: sent in UTC", "list": "exact: commas or blanks between",
	}[kind]
	if !known {
		t.Errorf("the form's kind %s has no text here", kind)
	}
	if strings.Contains(rest, "past: true") {
		rule = "ours: not after today; " + strings.TrimPrefix(rule, "exact: ")
	}
	return rule
}
