package e2e

import "testing"

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

// TestProgramRests lets the program go for want of calls: the next call has a fresh one,
// and a session goes on there with its newest tokens. A call is never cut off by it.
func TestProgramRests(t *testing.T) {
	for _, options := range []string{`{idle: 200}`, `{idle: 200, worker: false}`} {
		t.Run(options, func(t *testing.T) {
			p := module(t, options)
			p.give(file(t, "large.jpg", large().bytes())) // takes longer than 200 ms
			var got struct {
				First, Starts int
				Done          []string
				Held          int
				Finalized     bool
			}
			p.eval(followProgram, nil)
			p.eval(`(async () => {
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

// TestProgramThatRestedNeedsNoNetwork: who is offline for a while takes pictures all the same.
func TestProgramThatRestedNeedsNoNetwork(t *testing.T) {
	p := module(t, `{idle: 200, worker: false}`)
	p.eval(followProgram, nil)
	p.give(file(t, "large.jpg", large().bytes()))
	var got struct {
		Action string
		Starts int
	}
	p.eval(`(async () => {
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

// TestProgramNeverRests: Infinity is for hosts that mind the tenth of a second.
func TestProgramNeverRests(t *testing.T) {
	p := module(t, `{idle: Infinity, worker: false}`)
	p.eval(followProgram, nil)
	var starts int
	p.eval(`(async () => { await capture.stats(); await idle(); await capture.stats(); return starts; })()`, &starts)
	if starts != 0 {
		t.Errorf("%d starts", starts)
	}
}

func TestIdleIsANumber(t *testing.T) {
	p := module(t, "{}")
	for _, wrong := range []string{`0`, `-1`, `NaN`, `"5"`, `null`} {
		var o outcome[any]
		p.eval(`outcome(module.load({idle: `+wrong+`}))`, &o)
		if o.Code != "bad_option" || o.Field != "idle" {
			t.Errorf("%s: got %+v, want bad_option", wrong, o)
		}
	}
}

// TestCloseWhileTheProgramRests ends the worker that waits for the next program.
func TestCloseWhileTheProgramRests(t *testing.T) {
	p := module(t, `{idle: 200}`)
	p.eval(`window.ended = 0; { const end = Worker.prototype.terminate; Worker.prototype.terminate = function () { ended++; return end.call(this); }; }`, nil)
	p.eval(followProgram, nil)
	var got struct {
		Ended int
		Name  string
	}
	p.eval(`(async () => {
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
