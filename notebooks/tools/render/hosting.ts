import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What a static host needs beside the pages. With the two headers a page is cross-origin isolated: memory can be shared
 * with workers, so that training uses every core and Stop is heard at once. Netlify and Cloudflare Pages read
 * `_headers`; a host that sends none (GitHub Pages) is helped by the service worker of assets/isolate.js.
 */
export function writeHosting(target: string): void {
  writeFileSync(join(target, "_headers"), headers);
  // GitHub Pages would leave out files whose names begin with "_".
  writeFileSync(join(target, ".nojekyll"), "");
  writeFileSync(join(target, "service-worker.js"), serviceWorker);
}

const headers = `/*
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Embedder-Policy: require-corp
  Cross-Origin-Resource-Policy: same-origin
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
`;

const serviceWorker = `// Gives the site's own files the headers that its host does not send. It keeps nothing.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== location.origin) return;
  if (request.cache === "only-if-cached" && request.mode !== "same-origin") return;
  event.respondWith(
    fetch(request).then((response) => {
      if (response.status === 0) return response;
      const headers = new Headers(response.headers);
      headers.set("Cross-Origin-Opener-Policy", "same-origin");
      headers.set("Cross-Origin-Embedder-Policy", "require-corp");
      headers.set("Cross-Origin-Resource-Policy", "same-origin");
      const { status, statusText } = response;
      return new Response(response.body, { status, statusText, headers });
    }),
  );
});
`;
