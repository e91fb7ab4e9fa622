import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { createMarkdown, wholeHtml } from "gradbook-kernel/render";
import { projectFolder } from "../lessons/catalog.js";
import { pageAddress, type Site } from "./lesson-body.js";
import { renderPage } from "./page.js";

/** The documents of the packages that are pages of the site, too, by their place in the project. */
export const guides: ReadonlyMap<string, string> = new Map([
  ["kernel/README.md", "guide/kernel"],
  ["kernel/HOW_IT_WORKS.md", "guide/how-the-kernel-works"],
  ["lib/README.md", "guide/library"],
  ["lib/PERFORMANCE.md", "guide/performance"],
]);

export interface Guide {
  readonly name: string;
  readonly title: string;
  readonly body: string;
  readonly html: string;
}

/** A document of a package as a page. Its links lead to the other guides and to the lessons, and else nowhere. */
export function guidePage(path: string, name: string, { code, pages }: Site): Guide {
  const highlight = (text: string, language: string) => code.render(text, { language });
  const page = createMarkdown({ highlight, clean: wholeHtml, brokenFormulas: "show" }).page({
    link: (address) => guideAddress(address, posix.dirname(path), pages),
  });
  const source = readFileSync(join(projectFolder, path), "utf8");
  const body = `<section class="prose">\n${unlinked(page.render(source))}</section>`;
  const title = page.headings.find(({ level }) => level === 1)?.text ?? name;
  const html = renderPage({ title, description: title, body, headings: page.headings, root: "../" });
  return { name, title, body, html };
}

/** Where a link of a document leads from its page in `guide/`; empty where the site has no such page. */
function guideAddress(address: string, folder: string, pages: ReadonlySet<string>): string {
  if (address.startsWith("#")) return address;
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(address) ?? [];
  const target = posix.join(folder, path);
  const guide = guides.get(target);
  if (guide !== undefined) return `../${guide}.html${rest}`;
  const lesson = pageAddress(posix.relative("notebooks", target), ".", pages);
  return lesson.endsWith(".html") && existsSync(join(projectFolder, target)) ? `../${lesson}${rest}` : "";
}

/** What leads to a file that is not on the site is said, and is no link. */
function unlinked(html: string): string {
  return html.replace(/<a href="">([\s\S]*?)<\/a>/g, "$1");
}
