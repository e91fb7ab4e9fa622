// Over http the site's service worker isolates pages where their host does not, and keeps what was opened for when there
// is no network. On the course's map the reader may keep all of it.
(() => {
  const workers = navigator.serviceWorker;
  // A file has none, nor has a page that came over an open line. At an address of this computer alone another program may
  // answer tomorrow, and would find the worker in its place.
  const isLocal = /^(?:localhost|127\.|\[::1\])/.test(location.hostname);
  if (!workers || !/^https?:$/.test(location.protocol) || isLocal) return;
  const root = document.documentElement.dataset.root;
  // Without it the pages run, too.
  addEventListener("load", () => workers.register(`${root}service-worker.js`).catch(() => {}));

  const place = document.getElementById("keep");
  if (!place) return;
  const [button, status] = place.children;

  async function ask(type) {
    const { active } = await workers.ready;
    const channel = new MessageChannel();
    channel.port1.addEventListener("message", ({ data }) => show(data));
    channel.port1.start();
    active.postMessage({ type }, [channel.port2]);
  }

  function show({ files, kept, bytes, problem }) {
    const all = kept === files;
    button.hidden = all;
    button.textContent = `Keep the whole course here (${(bytes / 1e6).toFixed(1)} MB)`;
    const words = all ? "The whole course is kept here: it opens without a network." : "";
    status.textContent = problem ?? (button.disabled && !all ? `${kept} of ${files} files…` : words);
    if (all || problem !== undefined) button.disabled = false;
    place.hidden = false;
  }

  button.addEventListener("click", () => {
    button.disabled = true;
    ask("keep");
  });
  ask("size");
})();
