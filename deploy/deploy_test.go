// Package deploy tests the files for a production server against the server: flags, variables,
// headers and metrics must exist.
package deploy

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"credential-capture/internal/devserver"
	"credential-capture/internal/gateway"
	"credential-capture/internal/observe"
	"credential-capture/test/must"
)

// documents parses a YAML file. Repeated keys are errors.
func documents(t *testing.T, path string) (all []map[string]any) {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(must.Read(t, path)))
	for {
		var one map[string]any
		switch err := d.Decode(&one); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, one)
	}
}

// at follows a path such as spec.template.0.name.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				t.Fatalf("there is no %v", path)
			}
			v = l[step]
		}
		if v == nil {
			t.Fatalf("there is no %v", path)
		}
	}
	return v
}

func TestKubernetes(t *testing.T) {
	byKind := map[string]map[string]any{}
	for _, d := range documents(t, "kubernetes.yaml") {
		kind, _ := d["kind"].(string)
		if d["apiVersion"] == nil || kind == "" || at(t, d, "metadata", "name") != "credential-capture" || byKind[kind] != nil {
			t.Errorf("a document that is nothing, or twice: %v", d)
		}
		byKind[kind] = d
	}
	for _, kind := range []string{"ServiceAccount", "Deployment", "Service", "Ingress", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"} {
		if byKind[kind] == nil {
			t.Fatalf("there is no %s", kind)
		}
	}
	pod := at(t, byKind["Deployment"], "spec", "template", "spec")
	c := at(t, pod, "containers", 0)
	for name, v := range map[string][2]any{
		"nobody":                {at(t, pod, "securityContext", "runAsNonRoot"), true},
		"no token of the copy":  {at(t, pod, "automountServiceAccountToken"), false},
		"read-only":             {at(t, c, "securityContext", "readOnlyRootFilesystem"), true},
		"no more rights":        {at(t, c, "securityContext", "allowPrivilegeEscalation"), false},
		"no capabilities":       {at(t, c, "securityContext", "capabilities", "drop", 0), "ALL"},
		"live":                  {at(t, c, "livenessProbe", "httpGet", "path"), "/healthz"},
		"ready":                 {at(t, c, "readinessProbe", "httpGet", "path"), "/readyz"},
		"the service's port":    {at(t, byKind["Service"], "spec", "ports", 0, "targetPort"), at(t, c, "ports", 0, "name")},
		"what is scaled":        {at(t, byKind["HorizontalPodAutoscaler"], "spec", "scaleTargetRef", "kind"), "Deployment"},
		"the pods":              {at(t, byKind["Service"], "spec", "selector", "app"), at(t, byKind["Deployment"], "spec", "template", "metadata", "labels", "app")},
		"secrets not for all":   {at(t, pod, "volumes", 0, "secret", "defaultMode"), 0o440},
		"memory has a limit":    {at(t, c, "resources", "limits", "memory"), "192Mi"},
		"a body's largest size": {at(t, byKind["Ingress"], "metadata", "annotations", "nginx.ingress.kubernetes.io/proxy-body-size"), "16m"},
	} {
		if v[0] != v[1] {
			t.Errorf("%s: %v, want %v", name, v[0], v[1])
		}
	}
	args := at(t, c, "args").([]any)
	// The back end calls the Service by its name, and people share the ingress controller's address.
	for _, arg := range []any{"-host=" + at(t, byKind["Service"], "metadata", "name").(string), "-balancer=10.0.0.0/8"} {
		if !slices.Contains(args, arg) {
			t.Errorf("the server doesn't get %s", arg)
		}
	}
	drain := 5 * time.Second
	for _, arg := range args {
		known(t, "kubernetes.yaml", arg.(string))
		if after, is := strings.CutPrefix(arg.(string), "-drain="); is {
			d := must.Get(time.ParseDuration(after))(t)
			drain = d
		}
	}
	grace := time.Duration(at(t, pod, "terminationGracePeriodSeconds").(int)) * time.Second
	stop := time.Duration(at(t, c, "lifecycle", "preStop", "sleep", "seconds").(int)) * time.Second
	if grace <= stop+drain {
		t.Errorf("it is killed after %v, while it drains until %v", grace, stop+drain)
	}
	variables := variables(t)
	for i := range at(t, c, "env").([]any) {
		if name := at(t, c, "env", i, "name").(string); name != "GOMEMLIMIT" && !variables[name] {
			t.Errorf("the server doesn't read %s", name)
		}
	}
}

// known fails for a flag that the server doesn't have.
func known(t *testing.T, where, arg string) {
	t.Helper()
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	if devserver.Flags().Lookup(name) == nil {
		t.Errorf("%s: the server has no flag %s", where, arg)
	}
}

// variables returns the names that a gateway reads from the environment.
func variables(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{devserver.StorePassword: true}
	template, err := gateway.ParseTemplate([]byte(must.Read(t, "account.json")))
	must.Succeed(t, err)
	_, err = gateway.New(gateway.Config{API: "emea-1", Account: template, Getenv: func(name string) string {
		names[name] = true
		switch name {
		case "CREDENTIALS_CLIENT_ID", "CREDENTIALS_CLIENT_SECRET", "CREDENTIALS_SESSION_KEY":
			return strings.Repeat("a", 64)
		}
		return ""
	}})
	must.Succeed(t, err)
	return names
}

// TestAlerts: each metric exists.
func TestAlerts(t *testing.T) {
	m := observe.NewMetrics()
	m.Upstream("account", "timeout")
	h := (&observe.Observer{Metrics: m}).Handler(func(*http.Request) string { return "session" }, http.NotFoundHandler())
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	metric := regexp.MustCompile(`credential_capture_\w+`)
	for _, path := range []string{"alerts.yaml", "../docs/production.md"} {
		names := metric.FindAllString(must.Read(t, path), -1)
		if len(names) < 5 {
			t.Fatalf("%s has only %v", path, names)
		}
		for _, name := range names {
			if !strings.Contains(w.Body.String(), "# TYPE "+name+" ") && !strings.Contains(w.Body.String(), "\n"+name) {
				t.Errorf("%s: the server has no %s", path, name)
			}
		}
	}
	seen := map[any]bool{}
	for i := range at(t, documents(t, "alerts.yaml")[0], "groups", 0, "rules").([]any) {
		rule := at(t, documents(t, "alerts.yaml")[0], "groups", 0, "rules", i)
		name := at(t, rule, "alert")
		if seen[name] || at(t, rule, "annotations", "summary") == "" || at(t, rule, "labels", "severity") == "" || strings.Count(at(t, rule, "expr").(string), "(") != strings.Count(at(t, rule, "expr").(string), ")") {
			t.Errorf("%v is twice or not whole", name)
		}
		seen[name] = true
	}
}

// TestNginx: files get the server's headers.
func TestNginx(t *testing.T) {
	conf := must.Read(t, "nginx.conf")
	w := httptest.NewRecorder()
	devserver.Secure(http.NotFoundHandler(), nil).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	for name, values := range w.Header() {
		if name == "Content-Type" {
			continue
		}
		if !strings.Contains(conf, values[0]) || !strings.Contains(conf, "add_header "+name+" ") {
			t.Errorf("nginx.conf lacks %s: %s", name, values[0])
		}
	}
	if strings.Count(conf, "{") != strings.Count(conf, "}") {
		t.Error("nginx.conf is not whole")
	}
	if to, from := strings.Count(conf, "proxy_pass http://capture;"), strings.Count(conf, "proxy_set_header X-Forwarded-For $remote_addr;"); to != 3 || from != to {
		t.Errorf("%d places lead to the server, %d with the client's address", to, from)
	}
	if !strings.Contains(conf, "location = /handover {\n      auth_request /signed-in;") {
		t.Error("whoever isn't signed in can make links")
	}
	if !strings.Contains(conf, `location ~ /\.(?!well-known/) { return 404; }`) {
		t.Error("it serves hidden files, such as those of a repository")
	}
}

func TestTemplate(t *testing.T) {
	template := must.Get(gateway.ParseTemplate([]byte(must.Read(t, "account.json"))))(t)
	doc := must.Read(t, "../docs/production.md")
	for _, name := range template.Names() {
		if !strings.Contains(doc, `"`+name+`"`) {
			t.Errorf("docs/production.md doesn't fill %s", name)
		}
	}
}

// TestDockerfile: its toolchain is the module's, and copied files and flags exist.
func TestDockerfile(t *testing.T) {
	file, mod := must.Read(t, "Dockerfile"), must.Read(t, "../go.mod")
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(mod)
	if !strings.Contains(file, "FROM golang:"+version[1]+"-") {
		t.Errorf("go.mod asks for Go %s", version[1])
	}
	for line := range strings.Lines(file) {
		words := strings.Fields(line)
		switch {
		case len(words) > 2 && words[0] == "COPY" && !strings.HasPrefix(words[1], "--from"):
			for _, path := range words[1 : len(words)-1] {
				if _, err := os.Stat("../" + path); err != nil {
					t.Errorf("%s: %v", strings.TrimSpace(line), err)
				}
			}
		case len(words) > 2 && words[0] == "RUN" && words[1] == "make" && !strings.Contains(must.Read(t, "../Makefile"), "\n"+words[2]+":"):
			t.Errorf("make has no %s", words[2])
		}
	}
	for _, m := range regexp.MustCompile(`"(-\w+)"`).FindAllStringSubmatch(file, -1) {
		known(t, "Dockerfile", m[1])
	}
	// The manual makes these files in the repository.
	for _, m := range regexp.MustCompile(`--from-file=([a-z-]+)[ \n]`).FindAllStringSubmatch(must.Read(t, "../docs/production.md"), -1) {
		if !strings.Contains(must.Read(t, "Dockerfile.dockerignore"), "\n"+m[1]+"\n") || !strings.Contains(must.Read(t, "../.gitignore"), "\n/"+m[1]+"\n") {
			t.Errorf("%s becomes part of a layer or a commit", m[1])
		}
	}
	if !bytes.Contains([]byte(file), []byte("USER 65532")) {
		t.Error("it runs as root")
	}
}

// TestManual: its flags and variables exist, and none is missing.
func TestManual(t *testing.T) {
	doc := must.Read(t, "../docs/production.md")
	variables := variables(t)
	for name := range variables {
		if !strings.HasSuffix(name, "_FILE") && !strings.Contains(doc, "| `"+name+"`") {
			t.Errorf("docs/production.md lacks %s", name)
		}
	}
	for _, name := range regexp.MustCompile(`CREDENTIALS_[A-Z_]*[A-Z]`).FindAllString(doc, -1) {
		if !variables[name] {
			t.Errorf("docs/production.md has %s, which the server doesn't read", name)
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `(-[a-z-]+)").FindAllStringSubmatch(doc, -1) {
		known(t, "docs/production.md", m[1])
	}
	devserver.Flags().VisitAll(func(f *flag.Flag) {
		if !regexp.MustCompile("(?m)^\\| [^|]*`-" + f.Name + "`").MatchString(doc) {
			t.Errorf("docs/production.md lacks -%s", f.Name)
		}
	})
}
