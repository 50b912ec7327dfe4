import vue from '@vitejs/plugin-vue';
import {defineConfig} from 'vite';

// The development server forwards /session and the API to `make run`, which serves a sandbox of both. It accepts requests
// with its own Host header only, so the browser's is passed on.
const server = {target: process.env.SERVER ?? 'http://127.0.0.1:8080', changeOrigin: false};

export default defineConfig({
  base: './',
  build: {target: 'es2022', outDir: '../../build/examples/vue', emptyOutDir: true},
  server: {
    proxy: {'/session': server, '/api': server},
    fs: {allow: ['..', '../../dist']}, // only needed because the package is linked from outside this folder
  },
  plugins: [vue({template: {compilerOptions: {isCustomElement: (tag) => tag === 'credential-capture'}}})],
});
