import { keepProgress } from "gradbook/exercise";
import { PROGRESS_TARGET } from "../comm-targets.js";
import { onPageComm } from "./session-comms.js";

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
