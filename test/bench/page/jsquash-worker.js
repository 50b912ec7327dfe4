import decode from '/peer/@jsquash/jpeg/decode.js';
import encode from '/peer/@jsquash/jpeg/encode.js';

onmessage = async ({data: {file, want}}) => {
  try {
    let pixels = await decode(await file.arrayBuffer(), {preserveOrientation: true});
    const scale = want.maxSide / Math.max(pixels.width, pixels.height);
    if (scale < 1) {
      const {default: resize} = await import('/peer/@jsquash/resize/index.js');
      pixels = await resize(pixels, {width: Math.round(pixels.width * scale), height: Math.round(pixels.height * scale)});
    }
    postMessage({blob: new Blob([await encode(pixels, {quality: 90})], {type: 'image/jpeg'})});
  } catch (error) {
    postMessage({error: String(error?.message ?? error)});
  }
};
