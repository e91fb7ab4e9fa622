import { keepProgress } from "gradbook/exercise";
import { onPageComm } from "./session-comms.js";

/** The comm by which a page and its session talk about what the learner has answered. */
export const PROGRESS_TARGET = "gradbook.progress";

/** A worker has no store: the page gives it what is kept, and is told each new line. */
export function serveProgress(): void {
  onPageComm(PROGRESS_TARGET, (comm, { data }) => {
    let text = String(data.text);
    keepProgress({
      read: () => text,
      append: (line) => {
        text += `${line}\n`;
        comm.send({ line });
      },
      setAside: () => {
        const aside = { place: "the browser's store, under a key of its own", text };
        text = "";
        comm.send({ aside: true });
        return aside;
      },
    });
  });
}
