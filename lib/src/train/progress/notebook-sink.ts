import { formatLog } from "../history.js";
import type { NotebookSession } from "../notebook.js";
import { showInNotebooks } from "./choose-sink.js";
import {
  type EpochRow,
  epochLine,
  formatMilliseconds,
  formatSeconds,
  type ProgressSink,
  type ProgressState,
  runningLine,
} from "./progress.js";

/*
 * What only notebooks show: training as a table with a bar, and tensors as tables and heat maps. package.json does not
 * name this file among those with side effects, so a bundle for a page that does not use its export leaves both out,
 * and is 1.9 kB smaller.
 */
import "../../tensor/html.js";

let displays = 0;

/** In a notebook: a table with one row per epoch and a bar, all in one output that is updated in place. */
export function notebookProgress(session: NotebookSession): ProgressSink {
  // The id only ties updates to their output within one session; it is not saved with the notebook.
  const id = `gradbook-progress-${++displays}`;
  let update = false;
  const show = (state: ProgressState): void => {
    const data = { "text/html": progressHtml(state), "text/plain": progressText(state) };
    session.display({ data, metadata: {} }, { id, update });
    update = true;
  };
  return { show, finish: show };
}

/** The whole state as lines of text. */
export function progressText(state: ProgressState): string {
  const lines = state.rows.map((row) => epochLine(row, state));
  if (state.running !== undefined) lines.push(runningLine(state.running, state));
  return lines.join("\n");
}

/** The whole state as HTML: colors come from the page, so that it reads in light and dark. */
export function progressHtml(state: ProgressState): string {
  const rows: readonly EpochRow[] = state.running === undefined ? state.rows : [...state.rows, state.running];
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.logs)))];
  const cell = (tag: string, text: string) =>
    `<${tag} style="text-align:right;padding:0.1em 0.8em 0.1em 0">${escapeHtml(text)}</${tag}>`;
  const head = ["epoch", ...names].map((name) => cell("th", name)).join("");
  const body = rows.map((row) => {
    const values = names.map((name) => {
      const value = row.logs[name];
      return value === undefined ? "" : formatLog(value);
    });
    return `<tr>${[`${row.epoch}/${state.epochs}`, ...values].map((text) => cell("td", text)).join("")}</tr>`;
  });
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
  return `<div class="gradbook-progress">${table}${runningHtml(state)}</div>`;
}

function runningHtml({ running }: ProgressState): string {
  if (running === undefined) return "";
  const { batch, batches, millisecondsPerStep, secondsLeft } = running;
  const bar =
    batches === undefined
      ? "<progress></progress>"
      : `<progress max="${batches}" value="${Math.min(batch, batches)}"></progress>`;
  const left = secondsLeft === undefined ? "" : ` · ${formatSeconds(secondsLeft)} left`;
  const count = batches === undefined ? `batch ${batch}` : `${batch}/${batches}`;
  return `<div>${bar} ${count} · ${formatMilliseconds(millisecondsPerStep)}/step${left}</div>`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

showInNotebooks(notebookProgress);
