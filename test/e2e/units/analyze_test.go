package units

import (
	"testing"
)

// TestAnalyze_pace changes between full and small frames by the time that they take.
func TestAnalyze_pace(t *testing.T) {
	tabled(t, "../capture/analyze.js", `frames => {
		const pace = m.createPace();
		return frames.flatMap(([count, ms]) => { for (let i = 0; i < count; i++) pace.after(ms); return pace.side; }).join(" ");
	}`, []row{
		{"fast enough", []any{[]any{[]any{50, 20}}}, "640"},
		{"one slow frame", []any{[]any{[]any{9, 10}, []any{1, 45}}}, "640 640"},
		{"slow", []any{[]any{[]any{8, 21}}}, "320"},
		{"not yet", []any{[]any{[]any{7, 21}}}, "640"},
		{"small frames aren't quick enough to go back", []any{[]any{[]any{8, 21}, []any{50, 5}}}, "320 320"},
		{"they are", []any{[]any{[]any{8, 21}, []any{8, 4.9}}}, "320 640"},
		{"the second time it takes longer", []any{[]any{[]any{8, 21}, []any{8, 4.9}, []any{8, 21}, []any{31, 4.9}, []any{1, 4.9}}}, "320 640 320 320 640"},
	})
}
