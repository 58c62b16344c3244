// The service worker: keeps the site for when there is no network. A new version waits until the page lets it in.

/** Written by the packager: a hash over all that follows. */
const VERSION = 'tree';

/** Written by the packager: what the page needs to open, read and classify. @type {string[]} */
const SHELL = [];

/** @typedef {Event & { waitUntil(work: Promise<unknown>): void }} Lasting */
/** @typedef {Lasting & { request: Request, respondWith(response: Promise<Response>): void }} Fetching */

const CACHE = `ecglass-${VERSION}`;
const worker = /** @type {EventTarget & { skipWaiting(): Promise<void>, clients: { claim(): Promise<void> } }} */ (/** @type {unknown} */ (self));

worker.addEventListener('install', (event) => {
  /** @type {Lasting} */ (event).waitUntil(keep());
});

worker.addEventListener('activate', (event) => {
  /** @type {Lasting} */ (event).waitUntil(clean());
});

worker.addEventListener('message', (event) => {
  if (/** @type {MessageEvent} */ (event).data?.type === 'activate') worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = /** @type {Fetching} */ (event);
  const { origin } = new URL(request.url);
  if (request.method === 'GET' && origin === location.origin) /** @type {Fetching} */ (event).respondWith(answer(request));
});

async function keep() {
  const cache = await caches.open(CACHE);
  // Hashed files may come from the browser's own cache; the page itself must not, or an old one is kept under a new name.
  await cache.addAll(SHELL.map((path) => new Request(path, path.startsWith('assets/') ? {} : { cache: 'reload' })));
}

async function clean() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('ecglass-') && name !== CACHE).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/**
 * What was kept, else the network; a hashed file that comes from there is kept too.
 * @param {Request} request
 */
async function answer(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && new URL(request.url).pathname.includes('/assets/')) await cache.put(request, response.clone());
  return response;
}
