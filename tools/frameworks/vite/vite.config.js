import {svelte} from '@sveltejs/vite-plugin-svelte';
import react from '@vitejs/plugin-react';
import vue from '@vitejs/plugin-vue';
import {defineConfig} from 'vite';
import solid from 'vite-plugin-solid';

const app = process.env.VITE_APP ?? 'vanilla.ts';
const [name] = app.split('.');
const plugins = {react: [react()], vue: [vue()], svelte: [svelte()], solid: [solid()]};
// Your server answers pages of its own host only, so Vite keeps the Host header.
const server = {target: process.env.SERVER ?? 'http://127.0.0.1:8080', changeOrigin: false};

export default defineConfig({
  base: '/app/',
  build: {outDir: `out/${name}`},
  plugins: plugins[name] ?? [],
  ...(name === 'preact' && {oxc: {jsx: {runtime: 'automatic', importSource: 'preact'}}}),
  server: {proxy: {'/session': server, '/api': server}},
});
