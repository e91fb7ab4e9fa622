import { datasets } from "gradbook";
import { DATA_TARGET } from "../comm-targets.js";
import { onPageComm } from "./session-comms.js";

interface Answer {
  readonly number: number;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A worker has no disk and asks nobody: its page brings the files of `datasets.mnist()`. */
export function serveData(): void {
  const waiting = new Map<number, (files: ReadonlyMap<string, Uint8Array>) => void>();
  let count = 0;
  onPageComm(DATA_TARGET, (comm) => {
    comm.onMessage(({ data }) => {
      const { number, files } = data as unknown as Answer;
      waiting.get(number)?.(files);
      waiting.delete(number);
    });
    datasets.bringFilesBy(
      ({ set, names, onlyAtHand }) =>
        new Promise((resolve) => {
          const number = ++count;
          waiting.set(number, resolve);
          comm.send({ number, set, names, onlyAtHand });
        }),
    );
  });
}
