import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { katexStyles } from "gradbook-kernel/render";
import { policyElement } from "./policy.js";

/**
 * A page of the site with all that it loads in it: one file to mail. Words of the glossary keep their notes; what leads
 * to other pages is no link any more.
 */
export function singleFile(
  page: string,
  { folder, target }: { readonly folder: string; readonly target: string },
): string {
  const read = (address: string) => readFileSync(join(target, posix.join(folder, address)), "utf8");
  const picture = (address: string) => readFileSync(join(target, posix.join(folder, address)), "base64");
  const glossary = `<script>${inert(read("../assets/glossary.js"))}</script>`;
  const html = page
    .replace(
      /<img src="([^":]+\.png)"/g,
      (_, address: string) => `<img src="data:image/png;base64,${picture(address)}"`,
    )
    .replace(/<link rel="stylesheet" href="([^"]+)">/g, (_, address: string) =>
      address.includes("/katex/") ? `<style>${katexStyles(page)}</style>` : `<style>${read(address)}</style>`,
    )
    .replace(
      /<script src="([^"]+\/theme\.js)"><\/script>/,
      (_, address: string) => `<script>${read(address)}</script>`,
    )
    // Deferred scripts run when the page is read: so do inline ones at its end.
    .replace(
      "</body>",
      () =>
        `${glossary}\n${deferred(page)
          .map((address) => `<script>${inert(read(address))}</script>`)
          .join("\n")}\n</body>`,
    )
    .replace(/<script src="[^"]+" defer><\/script>\n?/g, "")
    .replace(
      /<header class="bar">[\s\S]*?<\/header>/,
      '<button type="button" id="theme" aria-label="Colors: automatic">◐</button>',
    )
    .replace(/<nav class="around"[\s\S]*?<\/nav>/, "")
    .replace("<body>", '<body class="single-lesson">')
    .replace(/<a ([^>]*)href="([^"#:][^":]*)"/g, (_, before: string, address: string) => {
      const word = /glossary\.html#([^"]+)$/.exec(address)?.[1];
      return word === undefined
        ? `<a ${before}`
        : `<a ${before}class="word" tabindex="0" data-word="${word}"`;
    });
  // Live cells load what no single file has.
  const still = html.replace(/<script src="[^"]+\/live\/[^>]*><\/script>\n?/g, "");
  return still.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, () => policyElement(still));
}

function deferred(page: string): readonly string[] {
  const scripts = Array.from(page.matchAll(/<script src="([^"]+)" defer>/g), ([, address]) => address!);
  // There is nothing to search, and nothing to keep.
  return scripts.filter((address) => !/\/(?:search-box|offline)\.js$/.test(address));
}

/** A script's text as it may stand between tags. */
function inert(source: string): string {
  return source.replaceAll("</script", "<\\/script");
}
