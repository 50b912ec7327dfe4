import resolve from '@rollup/plugin-node-resolve';

export default {input: 'src/assets.js', output: {dir: 'out/rollup', entryFileNames: 'main.js'}, plugins: [resolve()]};
