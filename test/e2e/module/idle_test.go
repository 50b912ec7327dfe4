package module

import (
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// followProgram counts the program's starts, in a worker and on the page, and the workers
// that are terminated. idle waits until the idle time of 10 ms has passed after a call.
const followProgram = `
	window.starts = window.terminated = 0;
	window.later = setTimeout;
	{
		const post = Worker.prototype.postMessage, terminate = Worker.prototype.terminate, instantiate = WebAssembly.instantiate;
		Worker.prototype.postMessage = function (message, ...more) { if (message?.name === "start") starts++; return post.call(this, message, ...more); };
		Worker.prototype.terminate = function () { terminated++; return terminate.call(this); };
		WebAssembly.instantiate = (...args) => { starts++; return instantiate(...args); };
		let passed;
		window.setTimeout = (f, ms, ...args) => later(ms === 10 ? () => { f(); passed?.(); } : f, ms, ...args);
		window.idle = () => new Promise(done => { passed = done; });
	}
`

// TestIdle ends the idle program: the next call starts another, also without a network, and a
// session continues with its newest tokens. A call that takes longer than the idle time isn't
// cut off. While the program is ended, the module can be closed.
func TestIdle(t *testing.T) {
	for _, options := range []string{`{idle: 10}`, `{idle: 10, worker: false}`} {
		t.Run(options, func(t *testing.T) {
			p := drive.Module(t, options)
			p.Give(drive.File(t, "card.jpg", drive.Card()))
			p.Eval(followProgram, nil)
			var got struct {
				First, Starts, Held int
				Done                []string
				Finalized           bool
			}
			p.Eval(`(async () => {
				const file = document.querySelector("#files").files[0];
				const init = await fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"},
					body: JSON.stringify({credentials: [{category: "ID", type: "ID_CARD"}]})}).then(r => r.json());
				const session = await capture.session(init);
				const {blob} = await capture.fit(file, {limits: {maxSide: 800}});
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
			var ended struct {
				Action, Name       string
				Starts, Terminated int
			}
			p.Eval(`(async () => {
				await capture.stats();
				await idle();
				window.starts = 0;
				const online = fetch;
				window.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
				const {action} = await capture.fit(document.querySelector("#files").files[0], {limits: {maxSide: 800}});
				window.fetch = online;
				await idle();
				capture.close();
				const {name} = await outcome(capture.stats());
				return {action, starts, terminated, name};
			})()`, &ended)
			workers := 1
			if strings.Contains(options, "worker: false") {
				workers = 0
			}
			if ended.Action != "downscaled" || ended.Starts != 1 || ended.Terminated != workers || ended.Name != "AbortError" {
				t.Errorf("offline, then closed: got %+v", ended)
			}
		})
	}
}

// TestIdle_infinity never ends the program.
func TestIdle_infinity(t *testing.T) {
	p := drive.SharedModule(t, "{worker: false}")
	p.Eval(followProgram, nil)
	drive.Is(p, "starts", `(async () => {
		const endless = await module.load({idle: Infinity, worker: false});
		await endless.stats();
		await new Promise(done => later(done, 50));
		await endless.stats();
		endless.close();
		return starts;
	})()`, 1)
}
