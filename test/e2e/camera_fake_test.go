package e2e

// fakeCameras replaces the browser's cameras by canvases that can be turned, lit
// and pulled out: fakes is a list of {deviceId, label, facing, able, width, height,
// paint}, opened the list of what was opened, with its track.
const fakeCameras = `(() => {
	window.fakes = [];
	window.opened = [];
	const media = navigator.mediaDevices;
	media.enumerateDevices = async () => fakes.map(f => ({kind: "videoinput", deviceId: f.deviceId, label: opened.length ? f.label : "", getCapabilities: () => ({})}));
	const quarters = (c, w, h) => ["#d22", "#2a2", "#22d", "#dd2"].forEach((colour, i) => { c.fillStyle = colour; c.fillRect(i % 2 * w / 2, (i >> 1) * h / 2, w / 2, h / 2); });
	media.getUserMedia = async ({video}) => {
		const id = video.deviceId?.exact;
		const fake = id ? fakes.find(f => f.deviceId === id) : fakes.find(f => f.facing === video.facingMode?.ideal) ?? fakes[0];
		if (!fake) throw new DOMException("", id ? "OverconstrainedError" : "NotFoundError");
		const canvas = document.createElement("canvas");
		const paint = () => {
			const [w, h] = [fake.width ?? 1280, fake.height ?? 720];
			if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, {width: w, height: h});
			const c = canvas.getContext("2d");
			(fake.paint ?? quarters)(c, w, h);
			c.fillStyle = "#888"; // something moves, or there are no new frames
			c.fillRect(performance.now() / 20 % w, 0, 4, 4);
			if (track.readyState === "live") setTimeout(paint, 40);
		};
		const stream = canvas.captureStream(25);
		const [track] = stream.getVideoTracks();
		const set = {};
		track.getSettings = () => ({deviceId: fake.deviceId, facingMode: fake.facing, width: canvas.width, height: canvas.height, ...set});
		track.getCapabilities = () => fake.able ?? {};
		track.applyConstraints = async ({advanced: [wanted]}) => { if (fake.refuses) throw new DOMException("", "OverconstrainedError"); Object.assign(set, wanted); };
		opened.push({deviceId: fake.deviceId, track, set, canvas});
		paint();
		return stream;
	};
})()`
