import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { projectFolder } from "../lessons/catalog.js";
import { policyElement } from "./policy.js";
import type { SearchedPage } from "./search-index.js";

/** Writes the library's reference, every public name with what its source says of it, into a folder of the site. */
export async function writeReference(folder: string): Promise<void> {
  const package_ = createRequire(import.meta.url).resolve("typedoc/package.json");
  const asset = (name: string) => fileURLToPath(new URL(`reference/${name}`, import.meta.url));
  const looks = ["--customCss", asset("reference.css"), "--customJs", asset("reference.js")];
  const command = [join(dirname(package_), "bin", "typedoc"), "--out", folder, "--hideGenerator", ...looks];
  await promisify(execFile)(process.execPath, command, { cwd: join(projectFolder, "lib") });
  for (const name of htmlFiles(folder)) opensAsFile(join(folder, name), folder);
}

const htmlFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));

/**
 * A page that is opened as a file may not use the icons of another: they go into the page. What folds may not hold
 * links, which a screen reader would not find in it: headings keep their addresses and lose the link to themselves.
 */
function opensAsFile(path: string, folder: string): void {
  const icons = readFileSync(join(folder, "assets", "icons.svg"), "utf8").replace(/<\?xml[^>]*>/, "");
  const html = readFileSync(path, "utf8")
    .replace(/href="[^"]*assets\/icons\.svg#/g, 'href="#')
    .replace(/<script [^>]*src="[^"]*assets\/icons\.js"[^>]*><\/script>/, "")
    .replace(/<summary[\s\S]*?<\/summary>/g, (summary) =>
      summary.replace(/<a [^>]*class="tsd-anchor-icon"[\s\S]*?<\/a>/g, ""),
    )
    .replace(/<table[\s\S]*?<\/table>/g, (table) => `<div class="wide">${table}</div>`)
    .replace("<body>", () => `<body><div hidden>${icons}</div>`);
  writeFileSync(
    path,
    html.replace(/<meta charset="utf-8"\/>/i, (charset) => charset + policyElement(html)),
  );
}

/** The reference's pages as a search finds them, each as one: what it is of, and what is said of it. */
export function referencePages(folder: string, site: string): readonly SearchedPage[] {
  return htmlFiles(folder).flatMap((name) => {
    const html = readFileSync(join(folder, name), "utf8");
    const title = /<title>(.*?)<\/title>/s.exec(html)?.[1]?.replace(/ \| .*$/, "") ?? name;
    const words = Array.from(
      html.matchAll(/<div class="tsd-comment[^>]*>([\s\S]*?)<\/div>/g),
      ([, text]) => text,
    );
    const address = relative(site, join(folder, name)).replaceAll("\\", "/");
    return words.length === 0 ? [] : [{ address, title, body: words[0] ?? "", kind: "Reference" }];
  });
}
