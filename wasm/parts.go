//go:build js && wasm

package main

import (
	"context"
	"syscall/js"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// addPart is (key, part, file, options) → PartAnswer.
func (a *app) addPart(ctx context.Context, c *call) (any, error) {
	return a.sendPicture(ctx, c, (*apiclient.Session).AddPart, imageproc.PictureLimits())
}

// updatePart is (key, part, file, options) → PartAnswer.
func (a *app) updatePart(ctx context.Context, c *call) (any, error) {
	limits := imageproc.PictureLimits()
	limits.MinSide = 1 // the API reference has no lower limit here
	return a.sendPicture(ctx, c, (*apiclient.Session).UpdatePart, limits)
}

// sender is AddPart or UpdatePart.
type sender func(*apiclient.Session, context.Context, apiclient.Part, apiclient.File, *apiclient.CallOptions) (*apiclient.Answer, error)

func (a *app) sendPicture(ctx context.Context, c *call, send sender, limits imageproc.Limits) (any, error) {
	return a.onSession(c, 3, func(s *apiclient.Session, _ apiclient.Part) (any, error) {
		part, err := c.text(1, "part")
		if err != nil {
			return nil, err
		}
		blob, err := c.file(2)
		if err != nil {
			return nil, err
		}
		f, err := checkedFile(ctx, blob, limits)
		if err != nil {
			return nil, err
		}
		answer, err := send(s, ctx, apiclient.Part(part), f, c.uploadOptions())
		return encodeAnswer(answer), err
	})
}

// deletePart is (key, part, options).
func (a *app) deletePart(ctx context.Context, c *call) (any, error) {
	return a.onSession(c, 2, func(s *apiclient.Session, _ apiclient.Part) (any, error) {
		part, err := c.text(1, "part")
		if err != nil {
			return nil, err
		}
		return nil, s.DeletePart(ctx, apiclient.Part(part), nil)
	})
}

// submitData is (key, data, options) → PartAnswer: data is JSON.
func (a *app) submitData(ctx context.Context, c *call) (any, error) {
	return a.onSession(c, 2, func(s *apiclient.Session, _ apiclient.Part) (any, error) {
		text, err := c.text(1, "data")
		if err != nil {
			return nil, err
		}
		o := readOptions(c.arg(2), "", "rules")
		rules := apiclient.Rules(o.text("rules"))
		if o.err != nil {
			return nil, o.err
		}
		data, err := rules.Parse([]byte(text))
		if err != nil {
			return nil, err
		}
		answer, err := s.SubmitData(ctx, data, &apiclient.CallOptions{Rules: rules})
		return encodeAnswer(answer), err
	}, "rules")
}

// uploadDocument is (key, files, {step}) → PartAnswer.
func (a *app) uploadDocument(ctx context.Context, c *call) (any, error) {
	return a.onSession(c, 2, func(s *apiclient.Session, step apiclient.Part) (any, error) {
		files, err := documentFiles(ctx, c.arg(1))
		if err != nil {
			return nil, err
		}
		answer, err := s.UploadDocument(ctx, step, files, c.uploadOptions())
		return encodeAnswer(answer), err
	}, "step")
}

// deletePages is (key, {step}).
func (a *app) deletePages(ctx context.Context, c *call) (any, error) {
	return a.onSession(c, 1, func(s *apiclient.Session, step apiclient.Part) (any, error) {
		return nil, s.DeletePages(ctx, step, nil)
	}, "step")
}

// finalize is (key, options).
func (a *app) finalize(ctx context.Context, c *call) (any, error) {
	return a.onSession(c, 1, func(s *apiclient.Session, _ apiclient.Part) (any, error) {
		return nil, s.Finalize(ctx)
	})
}

// documentFiles validates the files of a document.
func documentFiles(ctx context.Context, list js.Value) ([]apiclient.File, error) {
	all, err := blobs(list)
	if err != nil {
		return nil, err
	}
	files := make([]apiclient.File, len(all))
	for i, blob := range all {
		if files[i], err = checkedFile(ctx, blob, documentLimits()); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// checkedFile validates a file before the upload, because the service reports a broken
// picture only hours later. The media type is that of the content, not of the Blob.
func checkedFile(ctx context.Context, blob *jsbridge.Blob, limits imageproc.Limits) (apiclient.File, error) {
	report, err := imageproc.Validate(ctx, blob, limits)
	if err != nil {
		return apiclient.File{}, err
	}
	if !report.OK() {
		p := report.Problems[0]
		return apiclient.File{}, &fault.Error{Code: p.Code, Message: p.Message, Details: p.Details}
	}
	return apiclient.File{Type: report.Format.MIME(), Content: blob}, nil
}

// uploadOptions forwards progress to the page if it has a listener.
func (c *call) uploadOptions() *apiclient.CallOptions {
	if absent(c.progress) {
		return nil
	}
	return &apiclient.CallOptions{OnProgress: func(sent, total int64) {
		c.report(map[string]any{"sent": sent, "total": total})
	}}
}
