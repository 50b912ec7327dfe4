package docs

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"sync"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// maxFilm limits an animation in a document, bytes.
const maxFilm = 300_000

// film records how a card comes closer, is captured and reviewed, and writes docs/screens/NAME.webp. The machine is given
// more time than the film shows: for the approach, and for the check.
func film(p *drive.Page, name string) {
	t := p.T
	t.Helper()
	var mu sync.Mutex
	var frames []frame
	chromedp.ListenTarget(p.Ctx, func(event any) {
		if e, ok := event.(*cdppage.EventScreencastFrame); ok {
			mu.Lock()
			defer mu.Unlock()
			picture, err := base64.StdEncoding.DecodeString(e.Data)
			if err == nil {
				frames = append(frames, frame{picture, float64(e.Metadata.Timestamp.Time().UnixMicro()) / 1e3})
			}
			go chromedp.Run(p.Ctx, cdppage.ScreencastFrameAck(e.SessionID))
		}
	})
	var times struct{ Begin, Framed, Taken, Review, End float64 } // ms of the system's clock
	p.Do("record", cdppage.StartScreencast().WithFormat(cdppage.ScreencastFormatJpeg).WithQuality(95))
	p.Eval(`(async () => {
		const Begin = Date.now(), Framed = Begin + 7000, after = ms => new Promise(done => setTimeout(done, ms));
		stage.away = () => (1 - Math.min(1, Math.max(0, Date.now() - Begin - 2000) / (Framed - Begin - 2000))) ** 2;
		const step = async (screen) => {
			for (const {dataset} = document.querySelector("credential-capture"); dataset.screen !== screen;) await after(20);
			return Date.now();
		};
		const root = `+drive.InElement+`;
		while (!root.querySelector(".taken")) await after(20);
		await after(500); // the tick
		const Taken = Date.now(), Review = await step("review");
		await after(1900);
		return {Begin, Framed, Taken, Review, End: Date.now()};
	})()`, &times)
	p.Do("stop", cdppage.StopScreencast())
	mu.Lock()
	defer mu.Unlock()
	t.Logf("%d frames, times %+v", len(frames), times)
	times.Framed = min(times.Framed, times.Taken-500) // it may be captured before
	all := spaced(frames, []span{
		{times.Begin, times.Framed, 2000, 120},
		{times.Framed, times.Taken, min(2000, times.Taken-times.Framed), 120},
		{times.Taken, times.Review, min(240, times.Review-times.Taken), 240},
		{times.Review + 300, times.End, 1800, 450}, // without its arrival
	})
	on := easel(t)
	for quality := int64(80); ; quality -= 10 {
		a := animation{}
		for _, f := range all {
			a.add(t, render(on, []panel{{picture: f.picture, size: image.Pt(int(phone.Width), int(phone.Height))}}, .6, quality), f.ms)
		}
		if b := a.bytes(); len(b) <= maxFilm {
			t.Logf("%d frames of quality %d", len(all), quality)
			write(t, name, b)
			return
		}
	}
}

// frame is a picture of the window, JPEG.
type frame struct {
	picture []byte
	at      float64 // ms of the system's clock
}

// shown is a frame and how long it is shown, ms.
type shown struct {
	picture []byte
	ms      int
}

// span is a time of the recording that takes some ms of the film, with a frame every so many of these.
type span struct {
	from, to, ms float64
	every        int
}

// spaced takes the frames of the spans; one that stands still is shown for longer.
func spaced(frames []frame, spans []span) (all []shown) {
	i := 0
	for _, s := range spans {
		for ms := 0.0; ms < s.ms; ms += float64(s.every) {
			for at := s.from + (s.to-s.from)*ms/s.ms; i+1 < len(frames) && frames[i+1].at <= at; {
				i++
			}
			if n := len(all); n > 0 && bytes.Equal(all[n-1].picture, frames[i].picture) {
				all[n-1].ms += s.every
			} else {
				all = append(all, shown{frames[i].picture, s.every})
			}
		}
	}
	return all
}

// animation is a WebP of several pictures (RFC 9649): each keeps its chunks, without those of a file.
type animation struct {
	width, height int
	frames        bytes.Buffer
}

// add appends a WebP file as a frame.
func (a *animation) add(t *testing.T, webp []byte, ms int) {
	t.Helper()
	var chunks bytes.Buffer
	for rest := webp[12:]; len(rest) >= 8; {
		size := int(binary.LittleEndian.Uint32(rest[4:]))
		whole := rest[:8+size+size&1]
		switch kind := string(rest[:4]); kind {
		case "VP8X":
			a.width, a.height = 1+uint24(rest[12:]), 1+uint24(rest[15:])
		case "ALPH", "VP8 ", "VP8L":
			chunks.Write(whole)
		}
		rest = rest[len(whole):]
	}
	if a.width == 0 {
		t.Fatalf("a picture without VP8X: %q", webp[:min(40, len(webp))])
	}
	head := make([]byte, 0, 16)
	for _, n := range []int{0, 0, a.width - 1, a.height - 1, ms} {
		head = append(head, byte(n), byte(n>>8), byte(n>>16))
	}
	const noBlending = 2
	a.frames.Write(chunk("ANMF", append(append(head, noBlending), chunks.Bytes()...)))
}

// bytes returns the file: it repeats for ever, on a transparent ground.
func (a *animation) bytes() []byte {
	const animated, alpha = 0x02, 0x10
	size := func(n int) []byte { return []byte{byte(n - 1), byte((n - 1) >> 8), byte((n - 1) >> 16)} }
	head := append(append([]byte{animated | alpha, 0, 0, 0}, size(a.width)...), size(a.height)...)
	body := append([]byte("WEBP"), chunk("VP8X", head)...)
	body = append(body, chunk("ANIM", make([]byte, 6))...)
	return chunk("RIFF", append(body, a.frames.Bytes()...))
}

func chunk(kind string, content []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(content)))
	out = append(out, content...)
	if len(content)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
