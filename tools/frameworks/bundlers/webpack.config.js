import path from 'node:path';

export default {
  mode: 'production',
  entry: './src/element.js',
  output: {path: path.resolve('out/webpack'), filename: 'main.js', publicPath: 'auto'},
  // The rule of most projects. The package brings its style in its scripts.
  module: {rules: [{test: /\.css$/, use: ['style-loader', 'css-loader']}]},
  performance: {hints: false},
};
