package camera

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// permit answers the browser's prompt for the camera until the test ends, for every site.
func permit(p *drive.Page, setting cdpbrowser.PermissionSetting) {
	p.T.Helper()
	inBrowser := func(what string, do func(context.Context, cdp.BrowserContextID) error) {
		p.Do(what, chromedp.ActionFunc(func(ctx context.Context) error {
			info, err := target.GetTargetInfo().Do(ctx)
			if err != nil {
				return err
			}
			return do(cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser), info.BrowserContextID)
		}))
	}
	inBrowser("answer the prompt", func(ctx context.Context, id cdp.BrowserContextID) error {
		return cdpbrowser.SetPermission(&cdpbrowser.PermissionDescriptor{Name: "camera"}, setting).WithBrowserContextID(id).Do(ctx)
	})
	p.T.Cleanup(func() {
		inBrowser("forget the answer", func(ctx context.Context, id cdp.BrowserContextID) error {
			return cdpbrowser.ResetPermissions().WithBrowserContextID(id).Do(ctx)
		})
	})
}

// TestCamera_busy fails with the error of a camera that another program uses.
func TestCamera_busy(t *testing.T) {
	p := withFakes(t, frontCamera)
	p.Eval(`(() => {
		const devices = navigator.mediaDevices;
		window.real = devices.getUserMedia.bind(devices);
		window.asked = 0;
		devices.getUserMedia = async () => { asked++; throw new DOMException("Could not start video source", "NotReadableError"); };
	})()`, nil)
	p.StartWith("SELFIE")
	p.Press("camera")
	p.ProblemIs("camera_busy", "Close other programs")
	drive.Is(p, "calls of getUserMedia: in 4K, in 1080p, in any size, and all again", "asked", 6)
	// A driver that can't do 4K is another matter: the next rung does.
	p.Eval(`navigator.mediaDevices.getUserMedia = async c => { if (c.video.width?.ideal > 2000) throw new DOMException("", "NotReadableError"); return real(c); }`, nil)
	p.Press("retry")
	p.Live()
}

// TestCamera_insecureOrigin opens the camera's screen over http.
func TestCamera_insecureOrigin(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Expect("http://" + drive.InsecureHost)
	p.Expect("Cross-Origin-Opener-Policy header has been ignored")
	p.Do("open it over http", chromedp.Navigate(strings.Replace(drive.Site.URL, "127.0.0.1", drive.InsecureHost, 1)))
	p.OnScreen("start")
	p.Eval(`Promise.all([import("/source/element/screens/camera.js"), import("/source/element/ui/catalog.js")]).then(async ([{cameraScreen}, {Catalog, language}]) => {
		const view = {words: new Catalog(await language("en"), {}, "en"), say() {}, focus() {}, settings: () => ({camera: "auto"}), state: {steps: []}, send() {}, uploadStatus: {show() {}, status: "", bars: "", notices: ""}};
		const screen = cameraScreen(view, {step: {id: "x", part: "FRONT", type: "ID_CARD"}});
		document.body.replaceChildren(screen.element);
		screen.enter();
	})`, nil)
	p.ProblemIs("camera_insecure", "https")
	p.Wait("a file can be chosen", drive.Button("choose-file"))
}

// TestCamera_framePolicy shows the page in a frame with and without the camera's permission
// policy.
func TestCamera_framePolicy(t *testing.T) {
	for _, tt := range []struct{ allow, want string }{{"", "camera_policy"}, {"camera", ""}} {
		t.Run("allow="+tt.allow, func(t *testing.T) {
			p := drive.Open(t, drive.Options{Camera: drive.CameraAsked})
			permit(p, cdpbrowser.PermissionSettingGranted)
			outer := framing(t, tt.allow)
			p.Expect("request to another origin")
			p.Expect("Permissions policy violation: camera")
			p.Do("open the other site", chromedp.Navigate(outer))
			in := frame(p)
			for _, action := range []string{"start", "camera"} {
				in(until(drive.Button(action)))
				in(drive.Button(action) + `.click()`)
			}
			if tt.want == "" {
				in(until(drive.InElement + `.querySelector('[data-camera="live"]')`))
				p.Do("leave before the sites end", chromedp.Navigate("about:blank"))
				return
			}
			in(until(drive.InElement + `.querySelector('[data-code]')`))
			if got := in(drive.InElement + `.querySelector("[data-code]").dataset.code`); got != `"`+tt.want+`"` {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			in(until(drive.Button("choose-file")))
		})
	}
}

func until(condition string) string {
	return fmt.Sprintf(`(async () => { while (!(%s)) await new Promise(done => setTimeout(done, 20)); })()`, condition)
}

// framing starts a site whose page shows ours in a frame. Ours allows that to
// nobody, so it comes through a proxy that takes this one rule out.
func framing(t *testing.T, allow string) string {
	t.Helper()
	proxy := drive.Forward(t, drive.Site.URL)
	proxy.ModifyResponse = func(r *http.Response) error {
		policy := r.Header.Get("Content-Security-Policy")
		r.Header.Set("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors *", 1))
		r.Header.Del("Cross-Origin-Resource-Policy")
		return nil
	}
	inner := drive.Host(t, proxy)
	return drive.Host(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><link rel="icon" href="data:,"><iframe width="400" height="700" allow="%s" src="%s"></iframe>`, allow, inner)
	}))
}

// frame returns what evaluates JavaScript in the page's only frame.
func frame(p *drive.Page) func(js string) string {
	p.T.Helper()
	var world runtime.ExecutionContextID
	p.Do("enter the frame", chromedp.ActionFunc(func(ctx context.Context) error {
		tree, err := cdppage.GetFrameTree().Do(ctx)
		if err != nil {
			return err
		}
		if len(tree.ChildFrames) != 1 {
			return fmt.Errorf("%d frames", len(tree.ChildFrames))
		}
		world, err = cdppage.CreateIsolatedWorld(tree.ChildFrames[0].Frame.ID).Do(ctx)
		return err
	}))
	return func(js string) (value string) {
		p.T.Helper()
		p.Do("evaluate in the frame", chromedp.ActionFunc(func(ctx context.Context) error {
			object, exception, err := runtime.Evaluate(js).WithContextID(world).WithAwaitPromise(true).WithReturnByValue(true).Do(ctx)
			if err != nil {
				return err
			}
			if exception != nil {
				return exception
			}
			value = string(object.Value)
			return nil
		}))
		return value
	}
}

// TestCamera_inAppBrowser opens the page in an app's browser.
func TestCamera_inAppBrowser(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraAsked, View: drive.Phone})
	permit(p, cdpbrowser.PermissionSettingDenied)
	p.Agent("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 350.0")
	p.StartWith("SELFIE")
	p.Press("camera")
	p.ProblemIs("camera_inapp", "Open in browser")
	p.Wait("the phone's own camera can be used", drive.Button("camera-app"))
	p.Wait("a file can be chosen", drive.Button("choose-file"))
	drive.Is(p, "the camera that the app opens for a face", drive.InElement+`.querySelector("input[capture]").getAttribute("capture")`, "user")
}
