// Starts the project's own server over dist/ (or another folder) and stops it again.

import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = new URL('../../', import.meta.url).pathname;

/** The driver and the command line, as `./test` built them. */
export const TOOLS = process.env.ECGLASS_TOOLS ?? join(ROOT, 'target/tools/ecglass-tools');
export const ECGLASS = process.env.ECGLASS_BIN ?? join(ROOT, 'target/debug/ecglass');

/**
 * @param {{ under?: string, port?: number }} [options]
 * @returns {Promise<{ url: string, port: number, stop: () => Promise<void> }>}
 */
export async function serve({ under = '/', port = 0 } = {}) {
  const child = spawn(TOOLS, ['run', '--port', String(port), '--under', under], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (piece) => {
      said += piece;
      const found = said.match(/http:\/\/\S+/);
      if (found) resolve(found[0]);
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  return {
    url,
    port: Number(new URL(url).port),
    stop: () =>
      new Promise((resolve) => {
        child.on('exit', () => resolve());
        child.kill();
      }),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'ecglass-drop-'));

/**
 * A file to be dropped, on disk.
 * @param {string} name
 * @param {string | Uint8Array} content
 */
export function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** @param {number} rows */
export function table(rows) {
  const line = (/** @type {number} */ i) => `${Array.from({ length: 187 }, (_, k) => (k < 90 ? ((Math.sin(i + k / 7) + 1) / 2).toFixed(4) : '0')).join(',')},${i % 5}\n`;
  const hundred = Array.from({ length: 100 }, (_, i) => line(i));
  return Array.from({ length: rows }, (_, i) => hundred[i % 100]).join('');
}
