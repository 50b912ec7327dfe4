// Package pageload finds what a page with the element is sent before the first picture can
// be taken and checked, but for the wasm: the promise of docs/features.md about weight is
// about these files. It follows the imports of what is served, so that no list can
// forget one. TestWeight (e2e) holds it to what a browser asks for.
package pageload

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// Capture is what the person meets.
type Capture struct {
	Name     string
	Language string
	Later    []string // modules that come with the session: "choice" of screens/choice.js
}

// Captures are those that the promise holds for: the leanest, and what adds to it.
var Captures = []Capture{
	{"English, the session names the document", "en", nil},
	{"English, with the choice of a document", "en", []string{"choice"}},
	{"German, with the choice of a document", "de", []string{"choice"}},
}

// atOnce finds what a module loads when it is loaded: imports, and URLs beside it.
var atOnce = regexp.MustCompile("(?:\\bfrom|\\bimport|\\bnew URL\\()\\s*[\"'](\\.[^\"']+)[\"']")

// whenNeeded finds what it imports later.
var whenNeeded = regexp.MustCompile("\\bimport\\(\\s*[\"'](\\.[^\"']+)[\"']")

// Files lists the files, by their paths below what is served; read reads one.
func (c Capture) Files(read func(name string) ([]byte, error)) ([]string, error) {
	s := search{capture: c, read: read, seen: map[string]bool{}, found: map[string]bool{}}
	for _, first := range []string{"define.js", "locales/" + c.Language + ".js"} { // the latter's name is put together
		if err := s.add(first); err != nil {
			return nil, err
		}
	}
	for _, name := range c.Later {
		if !s.found[name] {
			return nil, fmt.Errorf("nothing imports %s later", name)
		}
	}
	return s.list, nil
}

type search struct {
	capture Capture
	read    func(name string) ([]byte, error)
	seen    map[string]bool
	found   map[string]bool // of capture.Later
	list    []string
}

// onlyNamed are those that code names, for whoever needs them: programs and what they
// are given, and the scripts that do what few pages ask for.
func onlyNamed(name string) bool {
	switch path.Ext(name) {
	case ".wasm", ".bin":
		return true
	}
	return name == "capture/fallback.js" || name == "capture/analyze.js"
}

func (s *search) add(name string) error {
	if s.seen[name] || onlyNamed(name) {
		return nil
	}
	s.seen[name] = true
	s.list = append(s.list, name)
	content, err := s.read(name)
	if err != nil || path.Ext(name) != ".js" {
		return err
	}
	var next []string
	for _, m := range atOnce.FindAllSubmatch(content, -1) {
		next = append(next, string(m[1]))
	}
	for _, m := range whenNeeded.FindAllSubmatch(content, -1) {
		for _, wanted := range s.capture.Later {
			if strings.HasPrefix(path.Base(string(m[1])), wanted+"-") {
				s.found[wanted] = true
				next = append(next, string(m[1]))
			}
		}
	}
	for _, there := range next {
		if err := s.add(path.Join(path.Dir(name), there)); err != nil {
			return err
		}
	}
	return nil
}
