/** How far a download is. */
export interface DownloadProgress {
  /** The data set's name, e.g. `"Fashion-MNIST"`. */
  readonly title: string;
  /** The file that is being fetched. */
  readonly file: string;
  /** Bytes of the whole data set that are there, those of an earlier, broken-off download included. */
  readonly receivedBytes: number;
  /** Bytes of all the files that are to be fetched. */
  readonly totalBytes: number;
}

/** Is called whenever more has arrived. */
export type ProgressListener = (progress: DownloadProgress) => void;

/** Where a progress bar is drawn: the part of a Node stream that it needs. */
export interface ProgressTarget {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/**
 * A listener that draws one line, `Fashion-MNIST ████████░░░░░░░░░░░░ 12.4 of 30.9 MB`, again and again in
 * place: at every percent in a terminal, at every tenth elsewhere (a log, a notebook cell).
 */
export function progressBar(target: ProgressTarget): ProgressListener {
  const steps = target.isTTY === true ? 100 : 10;
  let drawn = -1;
  return ({ title, receivedBytes, totalBytes }) => {
    const step = Math.floor((receivedBytes / totalBytes) * steps);
    if (step === drawn) return;
    drawn = step;
    const filled = Math.floor((receivedBytes / totalBytes) * 20);
    const bar = "█".repeat(filled) + "░".repeat(20 - filled);
    const end = receivedBytes >= totalBytes ? "\n" : "";
    target.write(`\r${title} ${bar} ${megabytes(receivedBytes)} of ${megabytes(totalBytes)} MB${end}`);
  };
}

/** The bar on standard error, or no bar where there is none (a browser). */
export function defaultProgress(): ProgressListener {
  return typeof process !== "undefined" && process.stderr ? progressBar(process.stderr) : () => {};
}
