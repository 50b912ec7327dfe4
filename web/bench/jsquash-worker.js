/** @param {string} path of a module in the folder of the packages */
const peer = (path) => import(`/peer/@jsquash/${path}`);

onmessage = async (/** @type {MessageEvent<{file: File, want: import('./tools.js').Want}>} */ {data: {file, want}}) => {
  try {
    const [{default: decode}, {default: encode}] = await Promise.all([peer('jpeg/decode.js'), peer('jpeg/encode.js')]);
    let pixels = await decode(await file.arrayBuffer(), {preserveOrientation: true});
    const scale = want.maxSide / Math.max(pixels.width, pixels.height);
    if (scale < 1) {
      const {default: resize} = await peer('resize/index.js');
      pixels = await resize(pixels, {width: Math.round(pixels.width * scale), height: Math.round(pixels.height * scale)});
    }
    postMessage({blob: new Blob([await encode(pixels, {quality: 90})], {type: 'image/jpeg'})});
  } catch (error) {
    postMessage({error: String(/** @type {any} */ (error)?.message ?? error)});
  }
};
