import { escapeHtml, type Heading } from "gradbook-kernel/render";
import { type Elsewhere, policyElement } from "./policy.js";

/** A link to another page of the course. */
export interface PageLink {
  readonly address: string;
  readonly title: string;
}

export interface PageOptions {
  readonly title: string;
  readonly description: string;
  readonly body: string;
  readonly headings?: readonly Heading[];
  /** From this page to the site's top folder: `""` or `"../"`. */
  readonly root: string;
  readonly previous?: PageLink | undefined;
  readonly next?: PageLink | undefined;
  /** Pages with charts load the one copy of Plotly beside them. */
  readonly charts?: boolean;
  /** What makes the page live: a script of the live parts, and the lesson that it is to run. */
  readonly live?: { readonly script: "boot" | "map"; readonly lesson?: string };
  /** What it may ask elsewhere. Default: nothing. */
  readonly elsewhere?: Elsewhere;
}

/** What every page loads, in the order in which it runs. */
const common = ["scroll", "notebook", "copy", "course", "search-box", "glossary-notes", "offline"];

/**
 * A whole page. Every address is relative and every script classic, since the pages are opened as files,
 * where browsers load no modules and where nothing may be fetched.
 */
export function renderPage(options: PageOptions): string {
  const { title, description, body, headings = [], root, previous, next, charts = false, live } = options;
  const scripts = [...(charts ? ["pictures", "plotly.min"] : []), ...common];
  const sections = headings.filter((heading) => heading.level === 2);
  return `<!doctype html>
<html lang="en" data-root="${root}">
<head>
<meta charset="utf-8">
${policyElement(body, options.elsewhere)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · gradbook</title>
<meta name="description" content="${escapeHtml(description)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}assets/katex/katex.min.css">
<link rel="stylesheet" href="${root}assets/page.css">
<link rel="stylesheet" href="${root}assets/course.css">
<script src="${root}assets/theme.js"></script>
${scripts.map((name) => `<script src="${root}assets/${name}.js" defer></script>`).join("\n")}
${live ? `<script src="${root}assets/live/${live.script}.js"${live.lesson ? ` data-lesson="${live.lesson}"` : ""} defer></script>\n` : ""}</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar">
<a class="home" href="${root}index.html">gradbook</a>
<nav aria-label="Course"><a href="${root}index.html">Course map</a> <a href="${root}glossary.html">Glossary</a></nav>
<search hidden><input type="search" id="search" placeholder="Search ( / )" aria-label="Search the course" autocomplete="off"><div id="search-results" hidden></div></search>
<button type="button" id="theme" aria-label="Colors: automatic">◐</button>
</header>
<div class="columns">
${sections.length > 1 ? contents(sections) : ""}<main id="content" tabindex="-1">
${body}
<nav class="around" aria-label="Previous and next lesson">
${previous ? around("previous", "← Previous", previous) : "<span></span>"}
${next ? around("next", "Next →", next) : "<span></span>"}
</nav>
</main>
</div>
<div id="type-note" role="status" hidden></div>
<div id="word-note" role="status" hidden></div>
</body>
</html>
`;
}

function contents(sections: readonly Heading[]): string {
  const items = sections.map(
    ({ id, text }) => `<li><a href="#${encodeURIComponent(id)}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="contents" aria-label="On this page"><ol>\n${items.join("\n")}\n</ol></nav>\n`;
}

function around(relation: string, label: string, { address, title }: PageLink): string {
  return `<a rel="${relation === "next" ? "next" : "prev"}" class="${relation}" href="${address}"><small>${label}</small><br>${escapeHtml(title)}</a>`;
}
