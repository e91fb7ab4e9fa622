import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { browserBundle } from "../live/browser-bundle.js";

/**
 * What a static host needs beside the pages. With the two headers a page is cross-origin isolated: memory can be shared
 * with workers, so that training uses every core and Stop is heard at once. Netlify and Cloudflare Pages read
 * `_headers`; for a host that sends none (GitHub Pages) the service worker adds them, from the second page on, and on
 * every host it keeps what was opened for when there is no network. It is written last: it knows the site's files.
 */
export async function writeHosting(target: string): Promise<void> {
  writeFileSync(join(target, "_headers"), headers);
  // GitHub Pages would leave out files whose names begin with "_".
  writeFileSync(join(target, ".nojekyll"), "");
  writeFileSync(join(target, "service-worker.js"), await serviceWorker(target));
}

const headers = `/*
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Embedder-Policy: require-corp
  Cross-Origin-Resource-Policy: same-origin
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
`;

/** What the service worker leaves alone: nothing is run there, and it is large, or the same once more. */
const passedOver = /^(?:reference|slides|single)\/|^(?:_headers|\.nojekyll|service-worker\.js)$/;
/** What is kept when it was used, and is not part of the whole course as it is kept. */
const onlyUsed = /^assets\/live\/data\//;

async function serviceWorker(target: string): Promise<string> {
  const all = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(target, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((file) => !passedOver.test(file))
    .sort();
  const files = all.filter((file) => !onlyUsed.test(file));
  const hash = createHash("sha256");
  let bytes = 0;
  for (const file of all) {
    const text = readFileSync(join(target, file));
    hash.update(`${file}\0`).update(text);
    // As a host sends it; fonts are packed already.
    if (!onlyUsed.test(file))
      bytes += file.endsWith(".woff2") ? text.length : gzipSync(text, { level: 1 }).length;
  }
  const used = all.filter((file) => onlyUsed.test(file));
  const course = { version: hash.digest("hex").slice(0, 16), files, used, bytes };
  return browserBundle(fileURLToPath(new URL("front/service-worker.ts", import.meta.url)), {
    define: { COURSE: JSON.stringify(course) },
  });
}
