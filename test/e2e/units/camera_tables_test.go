package units

import (
	"encoding/json"
	"fmt"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// tabled runs a JavaScript function over rows of arguments, in a real browser with
// the page's own modules, and compares what it returns.
func tabled(t *testing.T, module, function string, rows []row) {
	t.Helper()
	p := drive.Shared(t, "0")
	args := make([][]any, len(rows))
	for i, r := range rows {
		args[i] = r.args
	}
	b := must.Get(json.Marshal(args))(t)
	got := drive.Value[[]any](p, fmt.Sprintf(`import("/source/element/%s").then(m => Promise.all(%s.map(async args => await (%s)(...args) ?? null)))`, module, b, function))
	for i, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if fmt.Sprint(got[i]) != fmt.Sprint(r.want) {
				t.Errorf("got %v, want %v", got[i], r.want)
			}
		})
	}
}

type row struct {
	name string
	args []any
	want any
}

// TestCameraStates_table has every state with every event.
func TestCameraStates_table(t *testing.T) {
	happenings := []string{"open", "opened", "late", "hide", "show", "fail", "close"}
	want := map[string][]string{
		"off":     {"opening", "", "", "", "", "", ""},
		"opening": {"opening", "live", "late", "paused", "", "failed", "off"},
		"late":    {"opening", "live", "", "paused", "", "failed", "off"},
		"live":    {"opening", "", "", "paused", "", "failed", "off"},
		"paused":  {"opening", "", "", "", "opening", "", "off"},
		"failed":  {"opening", "", "", "", "", "", "off"},
	}
	var rows []row
	for state, next := range want {
		for i, h := range happenings {
			rows = append(rows, row{state + " " + h, []any{state, h}, next[i]})
		}
	}
	tabled(t, "camera/state.js", `(state, happening) => m.after(state, happening) ?? ""`, rows)
}

// TestCameraLadder_order lists the constraints in their order.
func TestCameraLadder_order(t *testing.T) {
	tabled(t, "camera/choose.js", `(...args) => m.ladder(...args).map(c => [c.deviceId?.exact ?? c.facingMode.ideal, c.width?.ideal ?? 0, c.resizeMode?.ideal ?? ""].join(" ")).join(", ")`, []row{
		{"no device", []any{"environment"}, "environment 3840 , environment 1920 , environment 0 "},
		{"unscaled where that can be said", []any{"user", nil, map[string]bool{"resizeMode": true}}, "user 3840 none, user 1920 none, user 0 "},
		{"a device, then whatever looks there", []any{"environment", "x"}, "x 3840 , x 1920 , x 0 , environment 3840 , environment 1920 , environment 0 "},
	})
}

// TestCameraBrowsers names browsers by what they say they are.
func TestCameraBrowsers(t *testing.T) {
	const (
		iphone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
		android = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
		windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
		mac     = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15"
	)
	tabled(t, "camera/trouble.js", `m.browserOf`, []row{
		{"Chrome", []any{windows + "Chrome/140.0.0.0 Safari/537.36", 0}, "chrome"},
		{"Chrome on Android", []any{android + "Chrome/140.0.0.0 Mobile Safari/537.36", 5}, "chrome_android"},
		{"Safari on iOS", []any{iphone + "Version/18.5 Mobile/15E148 Safari/604.1", 5}, "safari_ios"},
		{"Safari on an iPad", []any{mac, 5}, "safari_ios"},
		{"Safari on macOS", []any{mac, 0}, "safari_macos"},
		{"Chrome on iOS", []any{iphone + "CriOS/140.0.0.0 Mobile/15E148 Safari/604.1", 5}, "ios"},
		{"Firefox on iOS", []any{iphone + "FxiOS/140.0 Mobile/15E148 Safari/605.1.15", 5}, "ios"},
		{"Firefox", []any{"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", 0}, "firefox"},
		{"Firefox on Android", []any{"Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", 5}, "firefox_android"},
		{"Edge", []any{windows + "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", 0}, "edge"},
		{"Samsung Internet", []any{android + "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", 5}, "samsung"},
		{"Facebook on iOS", []any{iphone + "Mobile/15E148 [FBAN/FBIOS;FBAV/500.0;FBDV/iPhone16,1]", 5}, "inapp"},
		{"Instagram on Android", []any{"Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 Instagram 350.0", 5}, "inapp"},
		{"LINE", []any{iphone + "Mobile/15E148 Safari Line/14.0.0", 5}, "inapp"},
		{"WeChat", []any{iphone + "Mobile/15E148 MicroMessenger/8.0.50", 5}, "inapp"},
		{"some app on iOS", []any{iphone + "Mobile/15E148", 5}, "inapp"},
		{"some app on Android", []any{"Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36", 5}, "inapp"},
		{"something else", []any{"curl/8", 0}, ""},
	})
}

// TestCameraErrors_codes maps what a browser throws to a code and a place.
func TestCameraErrors_codes(t *testing.T) {
	here := func(change map[string]any) map[string]any {
		all := map[string]any{"secure": true, "supported": true, "allowed": true, "framed": false, "permission": "denied", "browser": "chrome"}
		for k, v := range change {
			all[k] = v
		}
		return all
	}
	type m = map[string]any
	tabled(t, "camera/trouble.js", `(name, message, here) => { const e = m.explain({name, message}, {...here, allowed: here.allowed ?? undefined}); return (e.code + " " + e.where).trim(); }`, []row{
		{"refused for good", []any{"NotAllowedError", "", here(nil)}, "camera_denied chrome"},
		{"refused once", []any{"NotAllowedError", "", here(m{"permission": "prompt"})}, "camera_denied once"},
		{"refused by the system", []any{"NotAllowedError", "Permission denied by system", here(nil)}, "camera_denied system"},
		{"refused, and nothing is known", []any{"NotAllowedError", "", here(m{"permission": nil, "browser": "", "allowed": nil})}, "camera_denied"},
		{"an old name", []any{"PermissionDeniedError", "", here(nil)}, "camera_denied chrome"},
		{"a page whose policy forbids it", []any{"NotAllowedError", "", here(m{"allowed": false})}, "camera_policy"},
		{"a frame in a browser that tells nothing of policies", []any{"NotAllowedError", "", here(m{"allowed": nil, "framed": true})}, "camera_policy"},
		{"a frame that may, refused", []any{"NotAllowedError", "", here(m{"framed": true})}, "camera_denied chrome"},
		{"an app's browser", []any{"NotAllowedError", "", here(m{"browser": "inapp"})}, "camera_inapp"},
		{"an app's browser without cameras", []any{"TypeError", "", here(m{"browser": "inapp", "supported": false})}, "camera_inapp"},
		{"http", []any{"TypeError", "", here(m{"secure": false, "supported": false})}, "camera_insecure"},
		{"no getUserMedia", []any{"TypeError", "", here(m{"supported": false})}, "camera_unsupported"},
		{"no camera", []any{"NotFoundError", "", here(nil)}, "camera_none"},
		{"none that does", []any{"OverconstrainedError", "", here(nil)}, "camera_none"},
		{"in use", []any{"NotReadableError", "", here(nil)}, "camera_busy"},
		{"in use, in Firefox", []any{"AbortError", "", here(nil)}, "camera_busy"},
		{"anything else", []any{"Error", "", here(nil)}, "camera_lost"},
	})
}

// TestCameraErrors_messages has a message for every code.
func TestCameraErrors_messages(t *testing.T) {
	var rows []row
	for _, code := range []string{"insecure", "unsupported", "policy", "inapp", "denied", "none", "busy", "timeout", "lost"} {
		rows = append(rows, row{code, []any{"problem.camera_" + code}, true})
	}
	for _, where := range []string{"once", "system", "chrome", "chrome_android", "safari_ios", "safari_macos", "ios", "firefox", "firefox_android", "edge", "samsung"} {
		rows = append(rows, row{where, []any{"problem.camera_denied." + where}, true})
	}
	tabled(t, "../locales/en.js", `key => /^[^|]+\.\|.+ file instead\.$/.test(m.default[key])`, rows)
}

// TestCameraGuide_form has the frame's proportions for each part and kind of document.
func TestCameraGuide_form(t *testing.T) {
	tabled(t, "screens/guide.js", `(part, type) => {
		const [w, h] = m.forms[m.formOf({part, type})];
		return (w / h).toFixed(2);
	}`, []row{
		{"ID-1, front", []any{"FRONT", "ID_CARD"}, "1.59"},
		{"ID-1, back", []any{"BACK", "DRIVING_LICENSE"}, "1.59"},
		{"ID-3", []any{"FRONT", "PASSPORT"}, "1.42"},
		{"A4", []any{"DOCUMENT", ""}, "0.71"},
		{"face", []any{"FACE", ""}, "0.75"},
	})
}
