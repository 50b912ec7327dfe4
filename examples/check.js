/**
 * Checks the built package: npm's linters, a typed page, two bundlers. The bundles are in build/examples, where the
 * end-to-end tests use them.
 */
import {spawnSync} from 'node:child_process';

const checks = [
  ['publint', '../dist', '--strict'],
  ['attw', '--pack', '../dist', '--profile', 'esm-only', '--exclude-entrypoints', './capture.wasm', '--quiet'],
  ['tsc', '-p', 'typed'],
  ['vite', 'build', 'react', '--logLevel', 'warn'],
  ['vite', 'build', 'vue', '--logLevel', 'warn'],
];
let failed = 0;
for (const [tool, ...args] of checks) {
  const {status} = spawnSync('npx', ['--no-install', tool, ...args], {stdio: 'inherit'});
  console.log(`${status === 0 ? 'passed' : 'FAILED'}: ${tool} ${args.join(' ')}`);
  if (status !== 0) failed++;
}
process.exitCode = failed ? 1 : 0;
