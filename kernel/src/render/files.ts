import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  describeFailures,
  type FailedCell,
  type Job,
  languageOf,
  type Notebook,
  NotebookError,
  parseNotebook,
  runEach,
  runNotebook,
} from "../notebook/index.js";
import { escapeHtml } from "./escape.js";
import type { Theme } from "./page.js";
import { renderNotebook } from "./render-notebook.js";

export interface RenderFilesOptions {
  /** Whether notebooks of this kernel's languages are run first. */
  readonly execute: boolean;
  /** Milliseconds that a cell may take. Default: no limit. */
  readonly timeout?: number | undefined;
  readonly theme: Theme;
  readonly trust: boolean;
  /** Where the pages go: a folder, or, for one notebook, a file that ends in `.html`. Default: beside the notebooks. */
  readonly output?: string | undefined;
}

/**
 * Writes a page for each notebook. @returns whether all went well; what did not is said on standard error, and its page
 * is written, too, where there is a notebook
 */
export async function renderFiles(files: readonly string[], options: RenderFilesOptions): Promise<boolean> {
  const pages = new Map(files.map((file) => [resolve(file), pagePath(file, options.output)]));
  const notes: string[] = [];
  const jobs = files.map(
    (file): Job => ({ name: file, run: (say) => renderFile(file, { ...options, pages, say, notes }) }),
  );
  const failures = await runEach(jobs, { out: process.stderr });
  for (const note of notes) process.stderr.write(`${note}\n`);
  if (failures.size === 0) return true;
  process.stderr.write(`\n${describeFailures(failures, jobs)}\n`);
  return false;
}

interface Rendering extends RenderFilesOptions {
  /** The page of each notebook that is rendered now. */
  readonly pages: ReadonlyMap<string, string>;
  readonly say: (text: string) => void;
  readonly notes: string[];
}

async function renderFile(file: string, rendering: Rendering): Promise<void> {
  const { pages, theme, trust, notes, say } = rendering;
  const page = pages.get(resolve(file))!;
  const directory = dirname(resolve(file));
  if (!existsSync(file)) throw new NotebookError(`${file}: expected a notebook, found no such file`);
  const read = parseNotebook(readFileSync(file, "utf8"), file);
  const { notebook, failed, why } = await withOutputs(read, directory, rendering);
  if (why !== undefined) notes.push(`${file}: shown with its stored outputs: ${why}`);
  say("page");
  const html = await renderNotebook(notebook, {
    directory,
    name: basename(file, ".ipynb"),
    theme,
    trust,
    link: (address) => linkTo(address, { directory, page, pages }),
    before: (id) => (id === failed?.id ? failedNote(failed) : ""),
  });
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(`${page}.part`, html);
  renameSync(`${page}.part`, page);
  notes.push(`${file} → ${relative(process.cwd(), page)}`);
  if (failed !== undefined) throw new Error(describe(failed));
}

interface WithOutputs {
  readonly notebook: Notebook;
  readonly failed?: FailedCell | undefined;
  /** Why it was not run. */
  readonly why?: string;
}

async function withOutputs(
  notebook: Notebook,
  directory: string,
  { execute, timeout, say }: Rendering,
): Promise<WithOutputs> {
  if (!execute) return { notebook };
  const foreign = otherKernel(notebook);
  if (foreign !== undefined) return { notebook, why: `it is for the kernel of ${foreign}` };
  const cli = fileURLToPath(new URL("../cli.js", import.meta.url));
  const javascript = languageOf(notebook) === "javascript" ? ["--javascript"] : [];
  return runNotebook(notebook, {
    directory,
    timeout,
    keepWidgets: true,
    command: [process.execPath, cli, "start", "{connection_file}", ...javascript],
    onCell: (number, count) => say(`cell ${number} of ${count}`),
  });
}

/** What a notebook is for that this kernel cannot run; undefined when it can. */
function otherKernel(notebook: Notebook): string | undefined {
  const { kernelspec } = notebook.metadata as { readonly kernelspec?: { readonly name?: unknown } };
  if (kernelspec?.name === "deno") return "Deno";
  const language = languageOf(notebook) ?? "typescript";
  return ["typescript", "javascript"].includes(language) ? undefined : language;
}

function pagePath(file: string, output: string | undefined): string {
  const name = `${basename(file).replace(/\.ipynb$/, "")}.html`;
  if (output === undefined) return join(dirname(resolve(file)), name);
  const isFile = output.endsWith(".html") && !(existsSync(output) && statSync(output).isDirectory());
  return isFile ? resolve(output) : resolve(output, name);
}

/** Between notebooks that are rendered together, links lead from page to page. */
function linkTo(
  address: string,
  { directory, page, pages }: { directory: string; page: string; pages: ReadonlyMap<string, string> },
): string {
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(address) ?? [];
  const other = path === "" ? undefined : pages.get(resolve(directory, decodeURI(path)));
  return other === undefined
    ? address
    : encodeURI(relative(dirname(page), other).replaceAll("\\", "/")) + rest;
}

function describe({ id, number, line, error }: FailedCell): string {
  const place = line === undefined ? `cell ${number}` : `cell ${number}, line ${line}`;
  return `${place} (id ${id}): ${error.ename}: ${error.evalue}`;
}

function failedNote(failed: FailedCell): string {
  const place = failed.line === undefined ? "This cell" : `Line ${failed.line} of this cell`;
  const { ename } = failed.error;
  return `<p class="failed-note" role="note">${place} failed (${escapeHtml(ename)}); the cells below were not run.</p>\n`;
}
