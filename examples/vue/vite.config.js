import vue from '@vitejs/plugin-vue';
import {defineConfig} from 'vite';

export default defineConfig({
  base: './',
  build: {target: 'es2022', outDir: '../../build/examples/vue', emptyOutDir: true},
  // See ../react/vite.config.js.
  optimizeDeps: {exclude: ['credential-capture']},
  plugins: [vue({template: {compilerOptions: {isCustomElement: (tag) => tag === 'credential-capture'}}})],
});
