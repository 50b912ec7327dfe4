package imageproc

import "credential-capture/fault"

// Report is what Validate found: what the file is, and everything that stands
// between it and an upload.
type Report struct {
	Info
	Problems []Problem // empty when the file may go as it is
}

// Problem is one reason why a file can't be uploaded as it is.
type Problem struct {
	Code    fault.Code
	Message string         // for developers
	Fixable bool           // Fit mends it
	Details map[string]any // figures: what is, what may be
}

// OK reports whether the file may be uploaded as it is.
func (r *Report) OK() bool { return len(r.Problems) == 0 }

// Fatal returns the first problem that Fit can't mend, as an error; nil when
// there is none.
func (r *Report) Fatal() error {
	for _, p := range r.Problems {
		if !p.Fixable {
			return &fault.Error{Code: p.Code, Message: p.Message, Details: p.Details}
		}
	}
	return nil
}
