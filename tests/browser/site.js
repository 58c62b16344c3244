// Starts the project's own server over dist/ (or another folder) and stops it again.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
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

const TYPES = { html: 'text/html', js: 'text/javascript', css: 'text/css', json: 'application/json', wasm: 'application/wasm', svg: 'image/svg+xml' };

/**
 * dist/ from a host that hands out some files otherwise than they were built: damaged, or of another release.
 * @param {(path: string, bytes: Buffer) => Buffer | string} alter
 */
export async function serveAltered(alter) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).replace(/\/$/, '/index.html');
    try {
      const bytes = alter(path, readFileSync(join(ROOT, 'dist', path)));
      const type = TYPES[/** @type {keyof typeof TYPES} */ (path.slice(path.lastIndexOf('.') + 1))] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
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

/** The same as the published tables have it: every number as C's %.18e writes it. @param {number} rows */
export function publishedTable(rows) {
  const written = (/** @type {string} */ number) => Number(number).toExponential(18).replace(/(?<=e[+-])(?=\d$)/, '0');
  return table(rows).replace(/[^,\n]+/g, written);
}
