// The document scanner jscanify on raw px, as beside of tools/analysis.
const ready = (async () => {
  const load = (name) => new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), {src: `beside/${name}`, onload: resolve, onerror: reject});
    document.head.append(script);
  });
  await load('opencv.js');
  // Some builds are a promise of the module, others a module that starts later.
  if (window.cv instanceof Promise) window.cv = await window.cv;
  if (!window.cv.Mat) await new Promise((resolve) => { window.cv.onRuntimeInitialized = resolve; });
  await load('jscanify.js');
  return new window.jscanify();
})();

async function beside(pixels, width, height) {
  const scanner = await ready;
  const picture = window.cv.matFromImageData(new ImageData(pixels, width, height));
  const contour = scanner.findPaperContour(picture);
  const corners = contour ? scanner.getCornerPoints(contour) : {};
  picture.delete();
  const quad = [corners.topLeftCorner, corners.topRightCorner, corners.bottomRightCorner, corners.bottomLeftCorner];
  return quad.every(Boolean) ? quad : null;
}
