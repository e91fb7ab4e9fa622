import MiniSearch from "minisearch";
import { type SearchEntry, searchOptions } from "./search-options.js";

/**
 * The search of a page: loaded when the box is first touched, together with the index (search-index.js), which lies
 * ready in `window.gradbookSearchIndex`.
 */
declare global {
  interface Window {
    gradbookSearchIndex?: string;
  }
}

const MOST = 12;

const box = document.querySelector<HTMLInputElement>("#search")!;
const results = document.querySelector<HTMLElement>("#search-results")!;
const root = document.documentElement.dataset.root ?? "";
const index = MiniSearch.loadJSON<SearchEntry>(window.gradbookSearchIndex ?? "", searchOptions);

function show(): void {
  const words = box.value.trim();
  const found = words === "" ? [] : index.search(words).slice(0, MOST);
  const links = found.map(({ id, title, page }) => {
    const link = document.createElement("a");
    link.href = `${root}${id}`;
    const where = document.createElement("small");
    where.textContent = page;
    link.append(title, " ", where);
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  const list = document.createElement("ul");
  list.append(...links);
  const words_ = found.length === 0 ? "Nothing found" : `${found.length} found`;
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.textContent = words_;
  results.replaceChildren(status, list);
  results.hidden = words === "";
}

/** The arrow keys go from the box through what was found and back. */
function move(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    results.hidden = true;
    box.focus();
  }
  if (step === undefined) return;
  const stops = [box, ...results.querySelectorAll<HTMLElement>("a")];
  const next = stops[stops.indexOf(document.activeElement as HTMLElement) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

box.addEventListener("input", show);
box.closest("search")!.addEventListener("keydown", (event) => move(event as KeyboardEvent));
document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest("search")) results.hidden = true;
});
show();
