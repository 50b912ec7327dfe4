package units

import (
	"strings"
	"testing"
)

// What phones call their cameras. The Apple lists are as their owners reported
// them; what matters is which one a document is sharp with.
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

// TestCameraLens chooses among what is called so, with another camera open.
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
		// Beside a camera that is plain for certain it must lose, and be known to be a rear one.
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
