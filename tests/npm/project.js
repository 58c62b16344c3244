// An empty project that has the package and nothing else, a server for what lies in it, and a browser that looks.

import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = new URL('../../', import.meta.url).pathname;

/** What `./run --npm` packed. */
export const TARBALL = readdirSync(join(ROOT, 'target/npm')).filter((name) => name.endsWith('.tgz')).map((name) => join(ROOT, 'target/npm', name))[0];

/** The files of a sample of the page's. @param {string} name */
export const sample = (name) => ['hea', 'dat', 'atr'].map((end) => join(ROOT, `www/samples/${name}.${end}`));

/** @param {string} folder */
export function install(folder) {
  // It needs nothing else, so that nobody has to be asked for it.
  execFileSync('npm', ['install', '--offline', '--no-save', '--no-audit', '--no-fund', TARBALL], { cwd: folder, stdio: 'pipe' });
}

/**
 * A project of its own, with an example in it.
 * @param {string} [example]
 */
export function project(example) {
  const folder = mkdtempSync(join(tmpdir(), 'ecglass-npm-'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  if (example) cpSync(join(ROOT, 'npm/examples', example), folder, { recursive: true });
  install(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Lays a sample into a folder under another name, which its header has too.
 * @param {string} folder
 * @param {string} from
 * @param {string} to
 */
export function copySample(folder, from, to) {
  for (const path of sample(from)) copyFileSync(path, join(folder, `${to}${path.slice(-4)}`));
  const header = join(folder, `${to}.hea`);
  writeFileSync(header, readFileSync(header, 'utf8').replaceAll(from, to));
}

const TYPES = { html: 'text/html', js: 'text/javascript', css: 'text/css', json: 'application/json', wasm: 'application/wasm' };

/**
 * @param {string} folder
 * @param {Record<string, string>} [headers]
 * @param {Record<string, string>} [pages] made ones, by their path; what is no script is HTML, whatever it is called
 */
export async function serve(folder, headers = {}, pages = {}) {
  /** @type {string[]} */
  const asked = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).replace(/\/$/, '/index.html');
    asked.push(path);
    const file = join(folder, path);
    const bytes = pages[path] ?? (existsSync(file) ? readFileSync(file) : null);
    const end = pages[path] && !path.endsWith('.js') ? 'html' : path.slice(path.lastIndexOf('.') + 1);
    const type = TYPES[/** @type {keyof typeof TYPES} */ (end)] ?? 'application/octet-stream';
    if (bytes === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type, ...headers }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What a canvas shows: of a copy, since browsers mind if what is drawn is read back. @param {string} canvas an expression */
export const pixelsOf = (canvas) => `(() => {
  const canvas = ${canvas};
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
})()`;

/** Whether a canvas shows more than an even colour. @param {string} canvas an expression */
export const inked = (canvas) => `(() => {
  const { data } = (${pixelsOf(canvas)});
  const colours = new Set();
  for (let at = 0; at < data.length; at += 4) colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
  return colours.size > 8;
})()`;
