package apiclient

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"credential-capture/fault"
)

// File is one picture or document to upload.
type File struct {
	// Name is what the service is told it is called. Files on people's devices have
	// telling names; the default, such as "front.jpg", has none.
	Name string
	// Type is "image/jpeg", "image/png" or, for documents, "application/pdf".
	Type    string
	Content Content
}

// CallOptions go with one call. Nil means none.
type CallOptions struct {
	// Progress is told how much of the body has been sent, in bytes. It starts
	// again at 0 with each attempt, is never called after the call has returned,
	// and must not block.
	Progress func(sent, total int64)
}

// Answer says what became of a part.
type Answer struct {
	Step     Step
	Part     string // the service's id of the part, "" when it gave none
	Method   string // POST, or PUT when it replaced what was there
	Attempts int    // requests made for it
}

// pictureParts are the classifiers that take one picture.
var pictureParts = []string{"FRONT", "BACK", "FACE"}

// AddPart uploads a picture: a JPEG or PNG of at most 15,000,000 bytes. Target is
// FRONT, BACK or FACE when one credential only asks for it, else the id of a Step.
// What is there already is replaced.
func (s *Session) AddPart(ctx context.Context, target string, f File, o *CallOptions) (*Answer, error) {
	return s.sendPicture(ctx, addPart, methodPost, target, f, o)
}

// UpdatePart replaces a picture that was added before.
func (s *Session) UpdatePart(ctx context.Context, target string, f File, o *CallOptions) (*Answer, error) {
	return s.sendPicture(ctx, updatePart, methodPut, target, f, o)
}

func (s *Session) sendPicture(ctx context.Context, op operation, method, target string, f File, o *CallOptions) (*Answer, error) {
	c, err := s.newCall(op, method, target, pictureParts...)
	if err != nil {
		return nil, err
	}
	if c.body, err = formOf(c.part, []File{f}); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return c.do(ctx, o)
}

// DeletePart deletes a picture. What is deleted can't be brought back.
func (s *Session) DeletePart(ctx context.Context, target string, o *CallOptions) error {
	c, err := s.newCall(deletePart, methodDelete, target, pictureParts...)
	if err != nil {
		return err
	}
	_, err = c.do(ctx, o)
	return err
}

// SubmitData validates prepared data and submits it.
func (s *Session) SubmitData(ctx context.Context, d *PreparedData, o *CallOptions) (*Answer, error) {
	if err := d.Validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", submitData, err)
	}
	c, err := s.newCall(submitData, methodPost, partData, partData)
	if err != nil {
		return nil, err
	}
	b := d.encode()
	c.body = payload{"application/json", []Content{Bytes(b)}, int64(len(b))}
	c.private = true
	return c.do(ctx, o)
}

// UploadDocument uploads one PDF, or the pages of a document as pictures, in
// order. Target is DOCUMENT or "", or the id of a Step. Pages that this session
// has uploaded before stay, and the new ones come after them.
func (s *Session) UploadDocument(ctx context.Context, target string, files []File, o *CallOptions) (*Answer, error) {
	c, err := s.newCall(uploadDocument, methodPost, orDocument(target), partDocument)
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

// DeletePages deletes all pages of a document. They can't be brought back.
func (s *Session) DeletePages(ctx context.Context, target string, o *CallOptions) error {
	c, err := s.newCall(deletePages, methodDelete, orDocument(target), partDocument)
	if err != nil {
		return err
	}
	_, err = c.do(ctx, o)
	return err
}

// Finalize starts the workflow; nothing can be changed afterwards. It waits for
// the calls under way. On a session that is finalized it does nothing.
func (s *Session) Finalize(ctx context.Context) error {
	release, err := s.allTurns(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", finalize, err)
	}
	defer release()
	s.mu.Lock()
	finalized := s.finalized
	s.mu.Unlock()
	if finalized {
		return nil
	}
	c := &call{s: s, op: finalize, method: methodPut}
	_, err = c.runInDoubt(ctx)
	return err
}

func orDocument(target string) string {
	if target == "" {
		return partDocument
	}
	return target
}

// newCall finds the target and makes sure that the operation is meant for it.
func (s *Session) newCall(op operation, method, target string, allowed ...string) (*call, error) {
	cred, part, err := s.target(target)
	if err == nil && !slices.Contains(allowed, part) {
		err = fault.New(fault.BadOption, "this operation is not for %s", part).On("part")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return &call{s: s, op: op, cred: cred, part: part, method: method}, nil
}

// do makes the call when its credential's turn comes.
func (c *call) do(ctx context.Context, o *CallOptions) (*Answer, error) {
	if o != nil {
		c.progress = o.Progress
	}
	select {
	case <-c.cred.turn:
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: %w", c.op, ctx.Err())
	}
	defer func() { c.cred.turn <- struct{}{} }()
	answer, err := c.runInDoubt(ctx)
	if err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	a := &Answer{Part: clean(answer.Part.ID), Method: c.method, Attempts: c.sent}
	if st := c.cred.step(c.part); st != nil {
		a.Step = c.cred.describe(*st)
	}
	return a, nil
}

// runInDoubt makes the call with what is known of earlier ones, and leaves behind
// what the next ones should know.
func (c *call) runInDoubt(ctx context.Context) (wireAnswer, error) {
	c.s.begin(c)
	answer, err := c.run(ctx)
	if err == nil {
		return answer, nil
	}
	if c.lost {
		c.s.doubt(c)
	}
	return answer, fmt.Errorf("%s: %w", c.op, err)
}

// allTurns waits for every credential's turn, in the session's order. Whoever else
// holds one holds no more than one, so that nobody waits in a circle.
func (s *Session) allTurns(ctx context.Context) (release func(), err error) {
	s.mu.Lock()
	all := slices.Clone(s.credentials)
	s.mu.Unlock()
	var held []*credential
	release = func() {
		for _, c := range held {
			c.turn <- struct{}{}
		}
	}
	for _, c := range all {
		select {
		case <-c.turn:
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

// Bytes is Content in memory.
type Bytes []byte

// ReadAt is io.ReaderAt's.
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

// endings maps the types that the API takes. No other type gets into a header.
var endings = map[string]string{
	"image/jpeg":      ".jpg",
	"image/png":       ".png",
	"application/pdf": ".pdf",
}

const pdfType = "application/pdf"

// checkDocument checks what can be told without looking into the files: how many
// there are and of which kinds.
func checkDocument(files []File, kind string) error {
	most := maxPages
	if kind == creditCard {
		most = maxCreditCardPages
	}
	if len(files) > most {
		return fault.New(fault.TooManyPages, "too many pages").With("pages", len(files)).With("limit", most)
	}
	for _, f := range files {
		if f.Type == pdfType && len(files) > 1 {
			return fault.New(fault.MixedDocument, "a document is pictures, or one single PDF")
		}
	}
	return nil
}

// formOf makes a multipart/form-data body (RFC 7578) around the files: a few
// literal bytes before, between and after them; their own bytes stay where they
// are.
func formOf(part string, files []File) (payload, error) {
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
	id, err := uuid.NewRandom()
	if err != nil {
		return payload{}, fault.Wrap(fault.Internal, err, "no random numbers")
	}
	// 122 random bits don't occur in a file by chance.
	boundary := "credential-capture-" + id.String()
	p := payload{contentType: "multipart/form-data; boundary=" + boundary}
	lead := "--" + boundary
	for i, f := range files {
		p.add(Bytes(lead + "\r\nContent-Disposition: form-data; name=\"" + fileField +
			"\"; filename=\"" + fileName(part, i, len(files), f) +
			"\"\r\nContent-Type: " + f.Type + "\r\n\r\n"))
		p.add(f.Content)
		lead = "\r\n--" + boundary
	}
	p.add(Bytes(lead + "--\r\n"))
	return p, nil
}

func (p *payload) add(c Content) {
	p.content = append(p.content, c)
	p.size += c.Size()
}

func checkFile(part string, f *File) error {
	if f.Content == nil || f.Content.Size() <= 0 {
		return fault.New(fault.Empty, "the file is empty")
	}
	if endings[f.Type] == "" || f.Type == pdfType && part != partDocument {
		return fault.New(fault.UnsupportedFormat, "%s takes no such type", part)
	}
	// Per file, so that a sum can't overflow.
	if f.Content.Size() > maxUpload {
		return fault.New(fault.TooLarge, "more than can be uploaded").With("limit", maxUpload)
	}
	return nil
}

// maxName is the length, in bytes, of what is kept of a given name.
const maxName = 64

// fileName keeps letters, digits and hyphens of a given name, or names the file by
// what it is, and gives it the ending of its type. Nothing that it returns can end
// a header's quotes or line.
func fileName(part string, i, n int, f File) string {
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
		name = strings.ToLower(part)
		if n > 1 {
			name += "-" + strconv.Itoa(i+1)
		}
	}
	return name + endings[f.Type]
}
