import {defineConfig} from 'vite';

export default defineConfig({
  base: './',
  build: {target: 'es2022', outDir: '../../build/examples/react', emptyOutDir: true},
  // Its worker, wasm and languages lie beside its code and are found by that: in development
  // it must not be bundled somewhere else.
  optimizeDeps: {exclude: ['credential-capture']},
});
