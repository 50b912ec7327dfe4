package module

import (
	"testing"

	"credential-capture/test/e2e/drive"
)

// followProgram counts the program's starts and rests, in a worker and on the page, and
// waits for the next rest.
const followProgram = `
	window.starts = window.rests = 0;
	{
		const follow = message => { if (message?.op === "rest") rests++; if (message?.name === "start") starts++; };
		const post = Worker.prototype.postMessage;
		Worker.prototype.postMessage = function (message, ...more) { follow(message); return post.call(this, message, ...more); };
		const run = WebAssembly.instantiate;
		WebAssembly.instantiate = (...args) => { starts++; return run(...args); };
	}
	window.idle = () => new Promise(done => setTimeout(done, 700));
`

// TestIdle_restarts ends the idle program: the next call starts another, and a session continues
// with its newest tokens. No call is cut off.
func TestIdle_restarts(t *testing.T) {
	for _, options := range []string{`{idle: 200}`, `{idle: 200, worker: false}`} {
		t.Run(options, func(t *testing.T) {
			p := drive.Module(t, options)
			p.Give(drive.File(t, "large.jpg", drive.Large())) // takes longer than 200 ms
			var got struct {
				First, Starts int
				Done          []string
				Held          int
				Finalized     bool
			}
			p.Eval(followProgram, nil)
			p.Eval(`(async () => {
				const file = document.querySelector("#files").files[0];
				const init = await fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"},
					body: JSON.stringify({credentials: [{category: "ID", type: "ID_CARD"}]})}).then(r => r.json());
				const session = await capture.session(init);
				const {blob} = await capture.fit(file);
				await session.addPart("FRONT", blob);
				const first = starts;
				await idle();
				await session.addPart("BACK", blob);
				await idle();
				await session.finalize();
				const arrived = await fetch("/sandbox/executions/" + init.workflowExecution.id).then(r => r.json());
				return {first, starts, finalized: arrived.finalized,
					done: session.steps.filter(s => s.done).map(s => s.part), held: arrived.credentials[0].parts.length};
			})()`, &got)
			if got.Starts != got.First+2 || len(got.Done) != 2 || got.Held != 2 || !got.Finalized {
				t.Errorf("got %+v, want 2 more starts, and everything sent and finalized", got)
			}
		})
	}
}

// TestIdle_restartsOffline restarts the program without a network.
func TestIdle_restartsOffline(t *testing.T) {
	p := drive.Module(t, `{idle: 200, worker: false}`)
	p.Eval(followProgram, nil)
	p.Give(drive.File(t, "large.jpg", drive.Large()))
	var got struct {
		Action string
		Starts int
	}
	p.Eval(`(async () => {
		const file = document.querySelector("#files").files[0];
		await capture.validate(file);
		await idle();
		window.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
		return {action: (await capture.fit(file)).action, starts};
	})()`, &got)
	if got.Action != "downscaled" || got.Starts != 1 {
		t.Errorf("got %+v", got)
	}
}

// TestIdle_infinity never ends the program.
func TestIdle_infinity(t *testing.T) {
	p := drive.Module(t, `{idle: Infinity, worker: false}`)
	p.Eval(followProgram, nil)
	var starts int
	p.Eval(`(async () => { await capture.stats(); await idle(); await capture.stats(); return starts; })()`, &starts)
	if starts != 0 {
		t.Errorf("%d starts", starts)
	}
}

func TestIdle_invalid(t *testing.T) {
	p := drive.Module(t, "{}")
	for _, wrong := range []string{`0`, `-1`, `NaN`, `"5"`, `null`} {
		var o drive.Outcome[any]
		p.Eval(`outcome(module.load({idle: `+wrong+`}))`, &o)
		if o.Code != "bad_option" || o.Field != "idle" {
			t.Errorf("%s: got %+v, want bad_option", wrong, o)
		}
	}
}

// TestIdle_close closes the module while the program is ended.
func TestIdle_close(t *testing.T) {
	p := drive.Module(t, `{idle: 200}`)
	p.Eval(`window.ended = 0; { const end = Worker.prototype.terminate; Worker.prototype.terminate = function () { ended++; return end.call(this); }; }`, nil)
	p.Eval(followProgram, nil)
	var got struct {
		Ended int
		Name  string
	}
	p.Eval(`(async () => {
		await capture.stats();
		await idle();
		capture.close();
		const {name} = await outcome(capture.stats());
		return {ended, name};
	})()`, &got)
	if got.Ended != 1 || got.Name != "AbortError" {
		t.Errorf("got %+v", got)
	}
}
