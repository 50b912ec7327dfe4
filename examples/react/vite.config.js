import {defineConfig} from 'vite';

// In development: where /session and the API are; `make run` serves a sandbox of both. It answers
// pages of its own name only, so the name that the browser asks for is passed on.
const server = {target: process.env.SERVER ?? 'http://127.0.0.1:8080', changeOrigin: false};

export default defineConfig({
  base: './',
  build: {target: 'es2022', outDir: '../../build/examples/react', emptyOutDir: true},
  // Its worker, wasm and languages lie beside its code and are found by that: in development
  // it must not be bundled somewhere else.
  optimizeDeps: {exclude: ['credential-capture']},
  server: {
    proxy: {'/session': server, '/api': server},
    fs: {allow: ['..', '../../dist']}, // where the package is, here; one in node_modules needs no such line
  },
});
