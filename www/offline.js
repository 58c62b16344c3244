// The service worker: the site without a network, and a new version of it.

/**
 * The site works offline after one visit; a new version waits until the person lets it in.
 * @param {(letIn: () => void) => void} offered a new version waits
 */
export async function keepOffline(offered) {
  if (!('serviceWorker' in navigator)) return;
  let isOffered = false;
  const registration = await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
  const offer = () => {
    // Without a controller this is the first visit: nothing older is being shown.
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    isOffered = true;
    offered(() => registration.waiting?.postMessage({ type: 'activate' }));
  };
  offer();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (isOffered) location.reload();
  });
}
