#!/usr/bin/env node
/** The command: says of files what a page would say, as one line of JSON each. */
import {readFile} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {load} from './capture.js';

const usage = `usage: credential-capture check [--part FRONT|BACK|FACE|DOCUMENT] [--pixels] [--fixable] FILE...

Prints a line of JSON for each file: the report of validate(), which capture.d.ts documents, and the file's name.
--part     what the files are for; default FRONT
--pixels   count the pixels of a JPEG too
--fixable  accept what fit() can fix
The status is 0 if all files can be uploaded, 1 if one can't, and 2 if one can't be read or the command is wrong.`;

const [accepted, refused, failed] = [0, 1, 2];

/** @param {string[]} args */
async function check(args) {
  const {values: {part, pixels, fixable, help}, positionals: [command, ...names]} = parseArgs({
    args, allowPositionals: true, options: {part: {type: 'string'}, pixels: {type: 'boolean'}, fixable: {type: 'boolean'}, help: {type: 'boolean', short: 'h'}},
  });
  if (help || command !== 'check' || !names.length) throw new Error(usage);
  const capture = await load();
  let status = accepted;
  for (const name of names) {
    try {
      const report = await capture.validate(new Blob([await readFile(name)]), {part, pixels});
      console.log(JSON.stringify({file: name, ...report}, inOrder));
      if (!report.ok && !(fixable && report.fixable)) status = Math.max(status, refused);
    } catch (error) {
      console.error(`${name}: ${error.message}`);
      status = failed;
    }
  }
  capture.close();
  return status;
}

/** Sorts members, whose order differs from run to run. @param {string} _ @param {any} value */
function inOrder(_, value) {
  return value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value;
}

process.exitCode = await check(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  return failed;
});
