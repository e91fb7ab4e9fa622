import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What a static host needs beside the pages. With the two headers a page is cross-origin isolated: memory can be shared
 * with workers, so that training uses every core and Stop is heard at once. Netlify and Cloudflare Pages read
 * `_headers`; on a host that sends none (GitHub Pages) pages run, too, in the way that needs no shared memory.
 */
export function writeHosting(target: string): void {
  writeFileSync(join(target, "_headers"), headers);
  // GitHub Pages would leave out files whose names begin with "_".
  writeFileSync(join(target, ".nojekyll"), "");
}

const headers = `/*
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Embedder-Policy: require-corp
  Cross-Origin-Resource-Policy: same-origin
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
`;
