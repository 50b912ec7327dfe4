/** Checks the built package: npm's linters and a typed page. */
import {spawnSync} from 'node:child_process';

const checks = [
  ['publint', '../dist', '--strict'],
  ['attw', '--pack', '../dist', '--profile', 'esm-only', '--exclude-entrypoints', './capture.wasm', '--quiet'],
  ['tsc', '-p', 'typed'],
];
let failed = 0;
for (const [tool, ...args] of checks) {
  const {status} = spawnSync('npx', ['--no-install', tool, ...args], {stdio: 'inherit'});
  console.log(`${status === 0 ? 'passed' : 'FAILED'}: ${tool} ${args.join(' ')}`);
  if (status !== 0) failed++;
}
process.exitCode = failed ? 1 : 0;
