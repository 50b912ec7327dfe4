/** The version that the page, the worker and the wasm must share; the build reads it from here. The messages' types are in messages.d.ts. */
export const version = '1.0.0-rc.1';
