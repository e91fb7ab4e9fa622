/**
 * What a lesson's page or slides load at once: buttons at its cells, fields for answers, and what the reader has written
 * before. Everything else, the kernel, the checker, the editor, comes with the first touch.
 */
import type { Engine } from "../contract.js";
import { Bar } from "./bar.js";
import { element } from "./elements.js";
import { lessonProgress } from "./lesson-progress.js";
import { loadScript } from "./load-script.js";
import { readNotebookFile } from "./notebook-file.js";
import { type CellActions, LiveCell } from "./page-cell.js";
import { livePlace } from "./place.js";
import { browserStore, passingStore, Work } from "./work.js";

const script = document.currentScript as HTMLScriptElement;
const base = new URL(".", script.src).href;
const lesson = script.dataset.lesson ?? "";
const place = livePlace();

const store = browserStore();
/** Slides begin as the course has them every time, and leave alone what was written in the lesson itself. */
const isOnSlides = script.dataset.slides !== undefined;
const work = new Work(isOnSlides ? passingStore() : store, lesson);
const cells: LiveCell[] = [];
let engine: Promise<Engine> | undefined;

const actions: CellActions = {
  run: (cell) => void withEngine((live) => live.run([cell])),
  runFrom: (cell) => void withEngine((live) => live.run(cells.slice(cells.indexOf(cell)))),
  edit: (cell, at) => void withEngine((live) => live.edit(cell, at)),
  changed: (cell) => void engine?.then((live) => live.refresh(cell)),
  addBelow: (cell) => {
    const id = `own-${Date.now().toString(36)}`;
    work.writeOwn({ id, after: cell.id, source: "" });
    actions.edit(addOwn({ id, after: cell.id, source: "" }));
  },
  remove: (cell) => {
    work.removeOwn(cell.id);
    cells.splice(cells.indexOf(cell), 1);
    cell.element.remove();
  },
};

const bar = new Bar({
  runAll: () => void withEngine((live) => live.run(cells)),
  stop: () => void withEngine((live) => live.stop()),
  restart: () => void withEngine((live) => live.restart()),
  save: () => void withEngine((live) => download(live.notebook())),
  open: (file) => void open(file),
  reset,
});

document.head.append(element("link", { rel: "stylesheet", href: `${base}live.css` }));
for (const section of document.querySelectorAll<HTMLElement>("section.cell")) {
  const original = section.querySelector("pre")?.textContent ?? "";
  cells.push(new LiveCell({ element: section, original, work, actions }));
}
for (const cell of cells) cell.restore();
for (const own of work.own) addOwn(own);
work.setLostAside(new Set(cells.map(({ id }) => id)));
showAside();
const main = document.querySelector("main")!;
(main.querySelector(":scope > nav.around") ?? main.lastElementChild)?.before(bar.element);
bar.say(isOnSlides ? "These slides run. What you change lasts until they are closed." : whatIsKept());
showProgress();

function whatIsKept(): string {
  return store.lasts
    ? "This page runs. What you write is kept in this browser."
    : "This page runs. This browser keeps nothing: save what you write.";
}

/** Loads what runs cells, once. */
function withEngine(act: (live: Engine) => unknown): Promise<void> {
  if (engine === undefined) {
    bar.say("Loading what runs this page…");
    engine = start();
    engine.catch((error: Error) => {
      engine = undefined;
      bar.say(`This page could not be made to run: ${error.message}`);
    });
  }
  return engine.then(
    (live) => void act(live),
    () => {},
  );
}

async function start(): Promise<Engine> {
  await Promise.all(
    ["front.js", "session.js", "types.js", `lessons/${lesson}.js`].map((file) => loadScript(base + file)),
  );
  const { front, session, types, lesson: own } = place.parts;
  if (!front || !session || !types || !own) throw new Error("a script of the page brought nothing");
  const page = {
    lesson,
    cells: () => cells,
    say: (words: string) => bar.say(words),
    busy: (isBusy: boolean) => bar.busy(isBusy),
    ran: showProgress,
  };
  bar.say("");
  return front(page, { lesson: own, session, types, base });
}

/** Puts a cell of the reader's own behind another. */
function addOwn({ id, after, source }: { id: string; after: string; source: string }): LiveCell {
  const before = cells.findIndex((cell) => cell.id === after);
  const at = before < 0 ? cells.length - 1 : before;
  const section = element(
    "section",
    { className: "cell live-own", id: `cell-${id}` },
    element("pre", { className: "shiki", tabIndex: 0 }, element("code", { textContent: source })),
  );
  cells[at]?.element.after(section);
  const cell = new LiveCell({ element: section, original: "", work, actions, after });
  cells.splice(at + 1, 0, cell);
  if (source !== "") cell.take(source);
  return cell;
}

/** What was written for an earlier state of the course stays to be read. */
function showAside(): void {
  if (work.aside.length === 0) return;
  const all = work.aside.map((source) => element("pre", { textContent: source }));
  const summary = element("summary", { textContent: "What you wrote for an earlier version of this lesson" });
  document.querySelector("main")?.append(element("details", { className: "live-aside" }, summary, ...all));
}

function showProgress(): void {
  if (isOnSlides) return;
  const exercises = cells.filter(({ element: section }) => section.classList.contains("exercise")).length;
  const words = lessonProgress(store, { lesson, exercises });
  const heading = document.querySelector("main h1");
  const known = document.querySelector(".live-progress");
  if (words === "") known?.remove();
  else if (known) known.textContent = words;
  else heading?.after(element("p", { className: "live-progress", textContent: words }));
}

function download(notebook: string): void {
  const address = URL.createObjectURL(new Blob([notebook], { type: "application/x-ipynb+json" }));
  element("a", { href: address, download: `${lesson.split("/").at(-1)}.ipynb` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Takes the answers of a notebook: of cells by their ids, and those that somebody has added. */
async function open(file: File): Promise<void> {
  try {
    const found = readNotebookFile(await file.text(), new Set(cells.map(({ id }) => id)));
    for (const { id, source } of found.cells) cells.find((cell) => cell.id === id)?.take(source);
    for (const own of found.own) {
      const known = cells.find((cell) => cell.id === own.id);
      if (known) known.take(own.source);
      else {
        work.writeOwn(own);
        addOwn(own);
      }
    }
    bar.say(`Took ${found.cells.length} cells of ${file.name}, and ${found.own.length} that were added.`);
  } catch (error) {
    bar.say(`${file.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function reset(): void {
  const question =
    "Put this lesson back as it was at the beginning? What you wrote in it is lost; what you have solved stays known.";
  if (!confirm(question)) return;
  for (const cell of [...cells]) {
    if (cell.isOwn) actions.remove(cell);
    else if (cell.source !== cell.original) cell.take(cell.original);
  }
  work.reset();
  document.querySelector(".live-aside")?.remove();
  bar.say("The lesson is as it was at the beginning.");
}
