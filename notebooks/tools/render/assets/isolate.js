// Where the host sends no headers for isolation, a service worker adds them; the page is loaded once more, once.
(() => {
  const key = "gradbook-isolate";
  if (!location.protocol.startsWith("http") || window.crossOriginIsolated || !window.isSecureContext) return;
  if (!navigator.serviceWorker) return;

  function tried() {
    try {
      const before = sessionStorage.getItem(key) !== null;
      sessionStorage.setItem(key, "tried");
      return before;
    } catch {
      return true;
    }
  }

  const root = new URL(document.documentElement.dataset.root || "./", location.href);
  navigator.serviceWorker.register(new URL("service-worker.js", root).href).then(
    () =>
      navigator.serviceWorker.ready.then(() => {
        if (!tried()) location.reload();
      }),
    () => undefined,
  );
})();
