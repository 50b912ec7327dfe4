package drive

// record keeps what the element tells its host: each event with the SHA-256 of its
// blobs, "" of a file that is gone, and the execution of each session that the page asked for.
const record = `(() => {
	window.recorded = [];
	window.executions = [];
	const hex = buffer => [...new Uint8Array(buffer)].map(b => b.toString(16).padStart(2, "0")).join("");
	const hash = blob => blob.arrayBuffer().then(bytes => crypto.subtle.digest("SHA-256", bytes)).then(hex, () => "");
	for (const type of ["ready", "captured", "read", "part", "problem", "handover", "finalized", "cancel"]) {
		addEventListener(type, e => {
			const blobs = e.blobs ?? (e.blob ? [e.blob] : []);
			recorded.push(Promise.all(blobs.map(hash)).then(sha256 => ({
				type, sha256, part: e.step?.part ?? "", action: e.action ?? "", code: e.code ?? "",
				execution: e.workflowExecution?.id ?? "", sizes: blobs.map(b => b.size),
			})));
		});
	}
	const real = window.fetch;
	window.fetch = async (...args) => {
		const response = await real(...args);
		if (String(args[0]).endsWith("/session") && response.ok) executions.push((await response.clone().json()).workflowExecution.id);
		return response;
	};
})()`

// event is one of the element's events.
type event struct {
	Type, Part, Action, Code, Execution string
	SHA256                              []string
	Sizes                               []int64
}

// Events returns the element's events of a type so far, in order.
func (p *Page) Events(kind string) []event {
	p.T.Helper()
	var all, some []event
	p.Eval("Promise.all(recorded)", &all)
	for _, e := range all {
		if e.Type == kind {
			some = append(some, e)
		}
	}
	return some
}

// Fired checks how often the element fired an event.
func (p *Page) Fired(kind string, times int) {
	p.T.Helper()
	if n := len(p.Events(kind)); n != times {
		p.T.Errorf("%d events %s, want %d", n, kind, times)
	}
}

// Execution returns the newest workflow execution that the page was given.
func (p *Page) Execution() string {
	p.T.Helper()
	id := Value[string](p, `executions.at(-1) ?? ""`)
	if id == "" {
		p.Fail("the page has no session")
	}
	return id
}
