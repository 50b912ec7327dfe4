package contract

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"credential-capture/apiclient"
)

func TestDescription_hasFieldsOfPreparedData(t *testing.T) {
	b, err := os.ReadFile(description)
	if err != nil {
		t.Fatal(err)
	}
	_, described, found := strings.Cut(string(b), "\n    PreparedData:\n")
	if !found {
		t.Fatal("the description has no PreparedData")
	}
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^ +(\w+):( \{.*\})?$`).FindAllStringSubmatch(described, -1) {
		if m[1] != "properties" {
			got = append(got, m[1])
		}
	}
	want := fieldsOf(reflect.TypeFor[apiclient.PreparedData]())
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("described: %v\nsent:      %v", got, want)
	}
}

func fieldsOf(of reflect.Type) (names []string) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
		if field.Type.Kind() == reflect.Struct {
			names = append(names, fieldsOf(field.Type)...)
		}
	}
	return names
}
