package units

import (
	"encoding/json"
	"fmt"
	"strings"
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

// Labels of phones' cameras; those of Apple as their owners reported them.
const (
	iphonePro = "Front Camera|Back Triple Camera|Back Dual Wide Camera|Back Ultra Wide Camera|Back Dual Camera|Back Camera|Back Telephoto Camera"
	iphonePr2 = "전면 카메라|후면 트리플 카메라|후면 듀얼 와이드 카메라|후면 울트라 와이드 카메라|후면 듀얼 카메라|후면 카메라|후면 망원 카메라"
	iphoneJa  = "前面カメラ|背面デュアル広角カメラ|背面超広角カメラ|背面カメラ|デスクビューカメラ"
	iphoneJa2 = "前面カメラ|背面カメラ|背面望遠カメラ|背面超広角カメラ"
	iphoneDe  = "Frontkamera|Rückseitige Ultra-Weitwinkelkamera|Rückseitige Telefotokamera|Rückseitige Dual-Weitwinkelkamera|Rückkamera"
	iphoneEs  = "Cámara frontal|Cámara trasera dual con gran angular|Cámara trasera ultra gran angular|Cámara trasera con teleobjetivo|Cámara trasera"
	iphoneFr  = "Caméra avant|Double caméra grand angle arrière|Caméra ultra grand-angle arrière|Caméra arrière"
	iphoneZh  = "前置相機|後置雙廣角相機|後置超廣角相機|後置望遠相機|後置相機"
	// A language that the table has no words of: the shortest name of a side is the plain camera's.
	iphoneTh = "กล้องด้านหน้า|กล้องด้านหลังมุมกว้างพิเศษ|กล้องด้านหลัง"
	pixel    = "camera2 1, facing front|camera2 3, facing front|camera2 2, facing back|camera2 0, facing back"
	laptop   = "Integrated IR Camera (0bda:5570)|OBS Virtual Camera|Integrated Webcam (0bda:5571)"
)

// TestCameraLens chooses a camera by its label, with another one open.
func TestCameraLens(t *testing.T) {
	tabled(t, "camera/lens.js", `(names, facing, open, extra = {}) => {
		const devices = names.split("|").map(label => ({deviceId: label, label, getCapabilities: () => extra[label] ?? {}}));
		return m.betterCamera(devices, facing, open) ?? "";
	}`, []row{
		{"three lenses: the one with a macro", []any{iphonePro, "environment", "Back Camera"}, "Back Triple Camera"},
		{"three lenses, Korean", []any{iphonePr2, "environment", "후면 카메라"}, "후면 트리플 카메라"},
		{"two lenses, Japanese", []any{iphoneJa, "environment", "背面デュアル広角カメラ"}, "背面カメラ"},
		{"not the telephoto, Japanese", []any{iphoneJa2, "environment", "背面望遠カメラ"}, "背面カメラ"},
		{"German", []any{iphoneDe, "environment", "Rückseitige Telefotokamera"}, "Rückkamera"},
		{"Spanish", []any{iphoneEs, "environment", "Cámara trasera dual con gran angular"}, "Cámara trasera"},
		{"French", []any{iphoneFr, "environment", "Caméra ultra grand-angle arrière"}, "Caméra arrière"},
		{"Chinese", []any{iphoneZh, "environment", "後置超廣角相機"}, "後置相機"},
		{"words that aren't known", []any{iphoneTh, "environment", "กล้องด้านหลังมุมกว้างพิเศษ"}, "กล้องด้านหลัง"},
		{"it is open already", []any{iphoneJa, "environment", "背面カメラ"}, ""},
		{"Android's first", []any{pixel, "environment", "camera2 2, facing back"}, "camera2 0, facing back"},
		{"Android opened the front", []any{pixel, "environment", "camera2 1, facing front"}, "camera2 0, facing back"},
		{"a selfie is the browser's choice", []any{pixel, "user", "camera2 3, facing front"}, ""},
		{"nothing is allowed yet", []any{"|", "environment"}, ""},
		{"known before one is open", []any{pixel, "environment"}, "camera2 0, facing back"},
		{"not the infrared one", []any{laptop, "user", "Integrated IR Camera (0bda:5570)"}, "Integrated Webcam (0bda:5571)"},
		{"not a virtual one", []any{laptop, "environment", "OBS Virtual Camera"}, "Integrated Webcam (0bda:5571)"},
		{"what was chosen in the prompt", []any{"Webcam A|Webcam B", "environment", "Webcam B"}, ""},
		{"by what they can do", []any{"a|b|c", "environment", "a", map[string]any{
			"a": map[string]any{"facingMode": []string{"environment"}, "width": map[string]any{"max": 4000}, "height": map[string]any{"max": 3000}},
			"b": map[string]any{"facingMode": []string{"environment"}, "focusMode": []string{"continuous"}, "width": map[string]any{"max": 1920}, "height": map[string]any{"max": 1080}},
			"c": map[string]any{"facingMode": []string{"user"}},
		}}, "b"},
	})
}

// TestCameraLens_languages knows Apple's names of the dual wide and of the plain camera in all
// its languages.
func TestCameraLens_languages(t *testing.T) {
	dual := strings.Split("Cameră dublă cu obiectiv superangular spate|מצלמה כפולה רחבה אחורית|Артқы қос кең бұрышты камера|Câmara grande angular dupla traseira|Πίσω διπλή ευρεία κάμερα|後置雙廣角鏡頭相機|Задна двойна широкоъгълна камера|Càmera dual posterior amb gran angular|Zadná duálna širokouhlá kamera|كاميرا خلفية مزدوجة عريضة|Задняя двойная широкоугольная камера|Задня здвоєна ширококутна камера|Cámara amplia posterior doble|Dwikamera Lebar Belakang|Tylny dwuobiektywowy aparat szerokokątny|Dubbel vidvinkelkamera på baksidan|Hátsó, kettős, széles látószögű kamera|후면 듀얼 와이드 카메라|Double caméra grand angle arrière|Fotocamera doppia con grandangolo (posteriore)|Zadní duální širokoúhlý fotoaparát|Çift Geniş Kamera Arka Yüzü|Laajakulmainen kaksoistakakamera|Rückseitige Dual-Weitwinkelkamera|बैक ड्युअल वाइड कैमरा|后置双广角镜头|Câmera Dupla Grande-Angular Traseira|กล้องคู่ด้านหลังมุมกว้าง|Kamera Lebar Belakang Ganda|Dobbelt vidvinkelkamera bak|Camera kép rộng mặt sau|背面デュアル広角カメラ|Stražnja dvostruka široka kamera", "|")
	plain := strings.Split("후면 카메라|後置相機|Задна камера|後置鏡頭|Camera mặt sau|Hátoldali kamera|Cámara trasera|Back Camera|Kamera på baksidan|Πίσω κάμερα|Bagsidekamera|Zadná kamera|Fotocamera (posteriore)|Câmara traseira|מצלמה אחורית|Takakamera|Rückkamera|Caméra arrière|Zadní fotoaparát|Артқы камера|Tylny aparat|बैक कैमरा|Hátsó kamera|Camera aan achterzijde|Kamera Belakang|Stražnja kamera|الكاميرا الخلفية|Càmera del darrere|กล้องด้านหลัง|Cameră spate|Kamera, bagside|背面カメラ|Задня камера|Arka Kamera|后置相机|Камера на задней панели|Kamera bak|Câmera de Trás", "|")
	var rows []row
	for _, name := range dual {
		// It is known as a rear camera, and a plain one is preferred.
		rows = append(rows, row{name, []any{name, "camera 0, facing back, plain and simple as can be, with a name that is longer than any of Apple's names"}, "other"})
	}
	for _, name := range plain {
		rows = append(rows, row{name, []any{name, "Back Dual"}, "name"})
	}
	tabled(t, "camera/lens.js", `(name, other) => {
		const devices = [{deviceId: "name", label: name}, {deviceId: "other", label: other}];
		return m.facingOf(devices[0]) === "environment" ? m.betterCamera(devices, "environment") : "not a rear camera";
	}`, rows)
}

// TestAccept_files lists the types that the file dialog offers on each system.
func TestAccept_files(t *testing.T) {
	const all = "image/jpeg,image/png,image/webp,image/gif,image/bmp,image/tiff"
	tabled(t, "screens/parts.js", `m.acceptOf`, []row{
		{"iOS hands out JPEG where HEIC isn't asked for", []any{"iPhone Safari", false}, all},
		{"Chrome on Android offers the camera", []any{"Android Chrome", true}, all + ",image/heic,image/heif,image/avif,application/pdf,android/allowCamera"},
		{"Firefox on Android does anyway", []any{"Android Firefox", false}, all + ",image/heic,image/heif,image/avif"},
		{"a desktop", []any{"Windows", true}, all + ",image/heic,image/heif,image/avif,application/pdf"},
	})
}

// TestGuidance_announcements analyzes frames with a clock of its own: what is announced to a
// screen reader, and how many ms after the start.
func TestGuidance_announcements(t *testing.T) {
	codes := func(count int, code string) []any { return []any{count, code} }
	tabled(t, "camera/guidance.js", `(interval, frames) => navigator.locks.request("clock", async () => {
		const real = performance.now, began = 5000, said = [];
		let now = began, done;
		performance.now = () => now;
		const codes = frames.flatMap(([count, code]) => Array(count).fill(code)), ended = new Promise(resolve => { done = resolve; });
		const analyze = async () => {
			const code = codes.shift();
			if (!code) { live.stop(); done(); }
			now += interval;
			return {code, ready: false};
		};
		const live = new m.LiveGuidance({
			words: {text: key => key}, capture: async () => ({analyze}), settings: () => ({autoCapture: true}),
			say: text => said.push(now - began + " " + text.replace("guidance.", "")),
		}, {part: "FRONT"}, {
			video: {readyState: 4, HAVE_CURRENT_DATA: 2, videoWidth: 640, paused: true, requestVideoFrameCallback() {}},
			view: document.createElement("div"), hint: document.createElement("p"), stage: document.createElement("div"),
		});
		live.start();
		await ended.finally(() => { performance.now = real; });
		return said.join(", ");
	})`, []row{
		{"the first after the camera's own", []any{100, []any{codes(25, "blurred")}}, "2000 blurred"},
		{"just before the interval ends", []any{1999, []any{codes(2, "blurred")}}, "3998 blurred"},
		{"the advice of the moment, not each", []any{1000, []any{codes(1, "blurred"), codes(1, "too_far"), codes(2, "tilted"), codes(2, "ok")}}, "2000 too_far, 4000 tilted, 6000 ok"},
		{"help after 10 s, and the advice isn't repeated", []any{1000, []any{codes(14, "blurred")}}, "2000 blurred, 11000 help"},
		{"help waits for the advice before it, and advice for help", []any{1000, []any{codes(9, "blurred"), codes(5, "too_far")}}, "2000 blurred, 10000 too_far, 12000 help"},
		{"advice after help", []any{1000, []any{codes(11, "blurred"), codes(3, "too_far")}}, "2000 blurred, 11000 help, 13000 too_far"},
	})
}

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
