import { epochLine, type ProgressSink, type ProgressState, runningLine } from "./progress.js";

/** Writes a piece of text as it is. */
export type WriteText = (text: string) => void;

/** For a terminal: one line that changes in place; the lines of ended epochs stay above it. */
export function terminalProgress(write: WriteText): ProgressSink {
  let written = 0;
  const endedLines = (state: ProgressState): string => {
    const lines = state.rows.slice(written).map((row) => `${epochLine(row, state)}\n`);
    written = state.rows.length;
    return lines.join("");
  };
  // \r goes back to the start of the line, ESC[K clears the rest of it.
  return {
    show(state) {
      const ended = endedLines(state);
      write(`\r\x1b[K${ended}${state.running === undefined ? "" : runningLine(state.running, state)}`);
    },
    finish(state) {
      write(`\r\x1b[K${endedLines(state)}`);
    },
  };
}

/** For a log or a pipe: a line for each epoch when it has ended, nothing in between. */
export function plainProgress(writeLine: WriteText): ProgressSink {
  let written = 0;
  const show = (state: ProgressState): void => {
    for (const row of state.rows.slice(written)) writeLine(epochLine(row, state));
    written = state.rows.length;
  };
  return { show, finish: show };
}
