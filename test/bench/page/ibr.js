import createReducer from '/peer/image-blob-reduce/dist/image-blob-reduce.browser.min.mjs';

let reducer;

export async function prepare() {
  reducer = createReducer();
}

export async function run(file, {maxSide}) {
  return {blob: await reducer.toBlob(file, {max: maxSide})};
}
