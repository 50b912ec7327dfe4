package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing/fstest"
	"time"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
	"credential-capture/internal/devserver"
)

// nativeFlag makes this program judge files that it reads from stdin, as a process that may
// crash.
const nativeFlag = "-native"

// native is such a process. The zero value starts one when it is needed.
type native struct {
	work    string
	timeout time.Duration
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	log     bytes.Buffer
}

type request struct {
	N          int
	Path, Kind string
}

// judge fits a file natively.
func (n *native) judge(i int, f *file) ours {
	if err := n.start(); err != nil {
		return ours{Outcome: "crashed", Detail: err.Error()}
	}
	type answer struct {
		line []byte
		err  error
	}
	answers := make(chan answer, 1)
	go func(out *bufio.Reader) {
		line, err := out.ReadBytes('\n')
		answers <- answer{line, err}
	}(n.out)
	_ = json.NewEncoder(n.in).Encode(request{i, f.Path, f.Kind})
	select {
	case a := <-answers:
		var o ours
		if a.err == nil {
			a.err = json.Unmarshal(a.line, &o)
		}
		if a.err == nil {
			o.Output = found(n.work, i, "native")
			return o
		}
		n.stop()
		return ours{Outcome: "crashed", Detail: n.crash()}
	case <-time.After(n.timeout):
		n.stop()
		return ours{Outcome: "hung"}
	}
}

func (n *native) start() (err error) {
	if n.cmd != nil {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, nativeFlag, n.work)
	n.log.Reset()
	cmd.Stderr = &n.log
	if n.in, err = cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	n.out, n.cmd = bufio.NewReader(out), cmd
	return cmd.Start()
}

func (n *native) stop() {
	if n.cmd != nil {
		_ = n.in.Close()
		_ = n.cmd.Process.Kill()
		_ = n.cmd.Wait()
		n.cmd = nil
	}
}

// crash returns the first line that the process wrote as it ended.
func (n *native) crash() string {
	line, _, _ := strings.Cut(strings.TrimSpace(n.log.String()), "\n")
	return line
}

// serveNative answers each request with a line of JSON, and writes outputs to the folder.
func serveNative(work string) {
	answers := json.NewEncoder(os.Stdout)
	for requests := json.NewDecoder(os.Stdin); ; {
		var r request
		if err := requests.Decode(&r); err != nil {
			return
		}
		content, err := os.ReadFile(r.Path)
		if err != nil {
			return
		}
		_ = answers.Encode(fitNative(work, r, content))
	}
}

func fitNative(work string, r request, content []byte) (o ours) {
	ctx := context.Background()
	limits, part := imageproc.PictureLimits(), apiclient.PartFront
	if r.Kind == "pdf" {
		limits, part = imageproc.DocumentLimits(), apiclient.PartDocument
	}
	limits.MinSide = 1
	src := bytes.NewReader(content)
	validated, err := imageproc.Validate(ctx, src, limits)
	if err != nil {
		return ours{Outcome: string(fault.CodeOf(err)), Detail: err.Error()}
	}
	o.OK, o.Fixable = validated.OK(), validated.Fatal() == nil
	for _, p := range validated.Problems {
		o.Problems = append(o.Problems, string(p.Code))
	}
	options := &imageproc.FitOptions{Limits: limits}
	fitted, err := imageproc.Fit(ctx, src, gocodec.New(), options)
	if err != nil {
		o.Outcome, o.Detail = string(fault.CodeOf(err)), err.Error()
		return o
	}
	o.Outcome, o.Action = "taken", string(fitted.Action)
	o.Width, o.Height = fitted.Info.Upright()
	if r.Kind == "pdf" {
		o.Pages = fitted.Info.Pages
	}
	out, err := io.ReadAll(io.NewSectionReader(fitted.Output, 0, fitted.Output.Size()))
	if err != nil {
		o.Outcome, o.Detail = "crashed", err.Error()
		return o
	}
	if !bytes.Equal(out, content) {
		_ = os.WriteFile(filepath.Join(work, fmt.Sprintf("%d.native.%s", r.N, fitted.Info.Format)), out, 0o600)
	}
	if r.Kind == "pdf" || max(o.Width, o.Height) >= imageproc.DefaultMinSide {
		if err := upload(ctx, part, fitted.Info.Format, out); err != nil {
			o.Sandbox = err.Error()
		}
	}
	return o
}

// upload sends an output to a sandbox of its own.
func upload(ctx context.Context, part apiclient.Part, format imageproc.Format, out []byte) error {
	site, err := devserver.Handler(devserver.Config{Root: fs.FS(fstest.MapFS{})})
	if err != nil {
		return err
	}
	server := httptest.NewServer(site)
	defer server.Close()
	category := `{"category":"ID","type":"ID_CARD"}`
	if part == apiclient.PartDocument {
		category = `{"category":"DOCUMENT","type":"UB"}`
	}
	resp, err := http.Post(server.URL+"/session", "application/json", strings.NewReader(`{"credentials":[`+category+`]}`))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	init, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	client, err := apiclient.New(apiclient.Config{})
	if err != nil {
		return err
	}
	session, err := client.Session(init)
	if err != nil {
		return err
	}
	sent := apiclient.File{Content: bytes.NewReader(out), Type: format.MIME()}
	if part == apiclient.PartDocument {
		_, err = session.UploadDocument(ctx, part, []apiclient.File{sent}, nil)
	} else {
		_, err = session.AddPart(ctx, part, sent, nil)
	}
	return err
}

// found returns the name of an output, "" if there is none.
func found(work string, i int, by string) string {
	names, _ := filepath.Glob(filepath.Join(work, fmt.Sprintf("%d.%s.*", i, by)))
	if len(names) == 0 {
		return ""
	}
	return names[0]
}
