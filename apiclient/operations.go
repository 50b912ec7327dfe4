package apiclient

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"credential-capture/fault"
)

// File is one picture or document to upload.
type File struct {
	// Name is the file name that the service receives. The default, such as
	// "front.jpg", reveals nothing about the person.
	Name string
	// Type is "image/jpeg", "image/png" or, for documents, "application/pdf".
	Type    string
	Content Content
}

// CallOptions are the options of one call. Nil means the defaults.
type CallOptions struct {
	// OnProgress receives the bytes of the body that have been sent. Each attempt
	// starts again at 0. It isn't called after the call has returned, and must not
	// block.
	OnProgress func(sent, total int64)

	// Rules are those of SubmitData. Default: DefaultRules.
	Rules Rules

	// Deprecated: Progress is the former name of OnProgress.
	Progress func(sent, total int64)
}

func (o *CallOptions) onProgress() func(sent, total int64) {
	switch {
	case o == nil:
		return nil
	case o.OnProgress == nil:
		return o.Progress
	}
	return o.OnProgress
}

// Answer is the result of an upload.
type Answer struct {
	Step     Step
	Part     string // the service's id of the part, "" if it sent none
	Method   string // POST, or PUT if it replaced an existing part
	Attempts int    // requests made
}

// pictureParts take one picture each.
var pictureParts = []Part{PartFront, PartBack, PartFace}

// AddPart uploads a picture for PartFront, PartBack or PartFace: a JPEG or PNG of
// at most 15,000,000 bytes. It replaces an existing one.
func (s *Session) AddPart(ctx context.Context, part Part, f File, o *CallOptions) (*Answer, error) {
	return s.sendPicture(ctx, addPart, methodPost, part, f, o)
}

// UpdatePart replaces a picture that AddPart has uploaded.
func (s *Session) UpdatePart(ctx context.Context, part Part, f File, o *CallOptions) (*Answer, error) {
	return s.sendPicture(ctx, updatePart, methodPut, part, f, o)
}

func (s *Session) sendPicture(ctx context.Context, op operation, method string, part Part, f File, o *CallOptions) (*Answer, error) {
	c, err := s.newCall(op, method, part, pictureParts...)
	if err != nil {
		return nil, err
	}
	if c.body, err = formOf(c.part, []File{f}); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return c.do(ctx, o)
}

// DeletePart deletes a picture for good.
func (s *Session) DeletePart(ctx context.Context, part Part, o *CallOptions) error {
	return s.sendDelete(ctx, deletePart, part, o, pictureParts...)
}

// SubmitData validates prepared data and submits it.
func (s *Session) SubmitData(ctx context.Context, d *PreparedData, o *CallOptions) (*Answer, error) {
	var rules Rules
	if o != nil {
		rules = o.Rules
	}
	if err := rules.Validate(d); err != nil {
		return nil, fmt.Errorf("%s: %w", submitData, err)
	}
	c, err := s.newCall(submitData, methodPost, PartPreparedData, PartPreparedData)
	if err != nil {
		return nil, err
	}
	b := d.encode()
	c.body = payload{"application/json", []Content{Bytes(b)}, int64(len(b))}
	c.private = true
	return c.do(ctx, o)
}

// UploadDocument uploads one PDF, or the pages of a document as pictures, in order.
// Part is PartDocument or "", or the ID of a Step. Pages are appended to those that
// this session has uploaded before.
func (s *Session) UploadDocument(ctx context.Context, part Part, files []File, o *CallOptions) (*Answer, error) {
	c, err := s.newCall(uploadDocument, methodPost, part, PartDocument)
	if err != nil {
		return nil, err
	}
	if err := checkDocument(files, s.kindOf(c.cred)); err != nil {
		return nil, fmt.Errorf("%s: %w", uploadDocument, err)
	}
	if c.body, err = formOf(c.part, files); err != nil {
		return nil, fmt.Errorf("%s: %w", uploadDocument, err)
	}
	c.files, c.pdf = len(files), files[0].Type == pdfType
	return c.do(ctx, o)
}

// DeletePages deletes all pages of a document for good. Part is as in
// UploadDocument.
func (s *Session) DeletePages(ctx context.Context, part Part, o *CallOptions) error {
	return s.sendDelete(ctx, deletePages, part, o, PartDocument)
}

func (s *Session) sendDelete(ctx context.Context, op operation, part Part, o *CallOptions, allowed ...Part) error {
	c, err := s.newCall(op, methodDelete, part, allowed...)
	if err != nil {
		return err
	}
	_, err = c.do(ctx, o)
	return err
}

// Finalize starts the processing of the workflow, which can't be changed
// afterwards. It waits for the calls in progress. On a finalized session it does
// nothing.
func (s *Session) Finalize(ctx context.Context) error {
	release, err := s.acquireAll(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", finalize, err)
	}
	defer release()
	if s.isFinalized() {
		return nil
	}
	c := &call{s: s, op: finalize, method: methodPut}
	_, err = c.runUncertain(ctx)
	return err
}

func (s *Session) isFinalized() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.finalized
}

// newCall resolves part and checks that the operation allows it. "" is the one part of
// an operation that allows no other.
func (s *Session) newCall(op operation, method string, part Part, allowed ...Part) (*call, error) {
	if part == "" && len(allowed) == 1 {
		part = allowed[0]
	}
	cred, part, err := s.target(part)
	if err == nil && indexOf(allowed, part) < 0 {
		err = fault.New(fault.BadOption, "this operation is not for %s", part).On("part")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return &call{s: s, op: op, cred: cred, part: part, method: method}, nil
}

// do runs the call once it has its credential's slot.
func (c *call) do(ctx context.Context, o *CallOptions) (*Answer, error) {
	c.progress = o.onProgress()
	select {
	case <-c.cred.slot:
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: %w", c.op, ctx.Err())
	}
	defer func() { c.cred.slot <- struct{}{} }()
	if c.s.isFinalized() {
		refused := fault.New(fault.Conflict, "the workflow is finalized")
		refused.Status = statusConflict // as the service refuses it, after all bytes
		return nil, fmt.Errorf("%s: %w", c.op, refused)
	}
	answer, err := c.runUncertain(ctx)
	if err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	a := &Answer{Part: clean(answer.part), Method: c.method, Attempts: c.sent}
	if st := c.cred.step(c.part); st != nil {
		a.Step = c.cred.publicStep(*st)
	}
	return a, nil
}

// runUncertain runs the call with the uncertainty of earlier calls, and records its
// own.
func (c *call) runUncertain(ctx context.Context) (wireAnswer, error) {
	c.s.loadState(c)
	answer, err := c.run(ctx)
	if err == nil {
		return answer, nil
	}
	if c.uncertain {
		c.s.markUncertain(c)
	}
	return answer, fmt.Errorf("%s: %w", c.op, err)
}

// acquireAll takes the slots of all credentials in order. Other callers hold at most
// one slot, so there is no deadlock.
func (s *Session) acquireAll(ctx context.Context) (release func(), err error) {
	s.mu.Lock()
	all := slices.Clone(s.credentials)
	s.mu.Unlock()
	var held []*credential
	release = func() {
		for _, c := range held {
			c.slot <- struct{}{}
		}
	}
	for _, c := range all {
		select {
		case <-c.slot:
			held = append(held, c)
		case <-ctx.Done():
			release()
			return nil, ctx.Err()
		}
	}
	return release, nil
}

func (s *Session) kindOf(c *credential) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.kind.value
}

// Bytes is Content that is in memory.
type Bytes []byte

// ReadAt implements io.ReaderAt.
func (b Bytes) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off >= int64(len(b)) {
		return 0, io.EOF
	}
	n := copy(p, b[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Size is the length in bytes.
func (b Bytes) Size() int64 { return int64(len(b)) }

// endings maps the media types that the API accepts to file name extensions. No
// other type gets into a header.
var endings = map[string]string{
	"image/jpeg":      ".jpg",
	"image/png":       ".png",
	"application/pdf": ".pdf",
}

const pdfType = "application/pdf"

// checkDocument checks the number and the types of a document's files.
func checkDocument(files []File, kind string) error {
	limit := maxPages
	if kind == creditCard {
		limit = maxCreditCardPages
	}
	if len(files) > limit {
		return fault.New(fault.TooManyPages, "too many pages").With("pages", len(files)).With("limit", limit)
	}
	for _, f := range files {
		if f.Type == pdfType && len(files) > 1 {
			return fault.New(fault.MixedDocument, "a document is pictures, or one single PDF")
		}
	}
	return nil
}

// formOf builds a multipart/form-data body (RFC 7578): literal bytes before, between
// and after the files, whose own bytes are not copied.
func formOf(part Part, files []File) (payload, error) {
	total := int64(0)
	for i := range files {
		if err := checkFile(part, &files[i]); err != nil {
			return payload{}, err
		}
		if total += files[i].Content.Size(); total > maxUpload {
			return payload{}, fault.New(fault.TooLarge, "more than can be uploaded").With("limit", maxUpload)
		}
	}
	if len(files) == 0 {
		return payload{}, fault.New(fault.Empty, "no file")
	}
	// 128 random bits: no file contains the boundary by chance.
	boundary := fmt.Sprintf("credential-capture-%016x%016x", rand.Uint64(), rand.Uint64())
	p := payload{contentType: "multipart/form-data; boundary=" + boundary}
	delimiter := "--" + boundary
	for i, f := range files {
		p.add(Bytes(delimiter + "\r\nContent-Disposition: form-data; name=\"" + fileField +
			"\"; filename=\"" + fileName(part, i, len(files), f) +
			"\"\r\nContent-Type: " + f.Type + "\r\n\r\n"))
		p.add(f.Content)
		delimiter = "\r\n--" + boundary
	}
	p.add(Bytes(delimiter + "--\r\n"))
	return p, nil
}

func (p *payload) add(c Content) {
	p.content = append(p.content, c)
	p.size += c.Size()
}

func checkFile(part Part, f *File) error {
	if f.Content == nil || f.Content.Size() <= 0 {
		return fault.New(fault.Empty, "the file is empty")
	}
	if endings[f.Type] == "" || f.Type == pdfType && part != PartDocument {
		return fault.New(fault.UnsupportedFormat, "%s takes no such type", part)
	}
	// Checked for each file, so that the sum in formOf can't overflow.
	if f.Content.Size() > maxUpload {
		return fault.New(fault.TooLarge, "more than can be uploaded").With("limit", maxUpload)
	}
	return nil
}

// maxName limits the file name without its extension, in bytes.
const maxName = 64

// fileName keeps the ASCII letters, digits, hyphens and underscores of f.Name, or
// names the file after its part, and appends the extension of its type. The result
// is safe inside the quotes of a header.
func fileName(part Part, i, n int, f File) string {
	given := f.Name
	if slash := strings.LastIndexAny(given, `/\`); slash >= 0 {
		given = given[slash+1:]
	}
	if dot := strings.LastIndexByte(given, '.'); dot > 0 {
		given = given[:dot]
	}
	var kept strings.Builder
	for j := 0; j < len(given) && kept.Len() < maxName; j++ {
		if c := given[j]; c == '-' || c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			kept.WriteByte(c)
		}
	}
	name := kept.String()
	if name == "" {
		name = partName(part)
		if n > 1 {
			name += "-" + strconv.Itoa(i+1)
		}
	}
	return name + endings[f.Type]
}
