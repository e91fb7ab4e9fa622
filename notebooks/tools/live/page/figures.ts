import type { InteractiveView } from "../../../../lib/src/plot/front/contract.js";
import { type Mounted, mountInteractive } from "../../../../lib/src/plot/front/mount.js";
import type { PageComms } from "./page-comms.js";

/** The MIME type under which a figure that can be moved is shown. */
export const INTERACTIVE = "application/vnd.gradbook.interactive+json";

const TARGET = "gradbook.interactive";

/** Shows a figure that the session computes: what is moved is told to it, and what it draws then is shown. */
export function showInteractive(root: HTMLElement, { id, view }: ShownFigure, comms: PageComms): void {
  const waiting = new Map<number, (view: InteractiveView) => void>();
  let number = 0;
  let mounted: Mounted | undefined = mountInteractive(root, view);
  const comm = comms.open(TARGET, {
    data: { id },
    message: (data) => {
      const now = data.view as InteractiveView | null;
      if (now === null) return;
      if (data.number !== undefined) {
        waiting.get(Number(data.number))?.(now);
        waiting.delete(Number(data.number));
        return;
      }
      mounted?.close();
      mounted = mountInteractive(
        root,
        now,
        (change) =>
          new Promise((resolve) => {
            waiting.set(++number, resolve);
            comm.send({ change, number });
          }),
      );
    },
  });
}

/** What a bundle says of a figure. */
export interface ShownFigure {
  readonly id: string;
  readonly view: InteractiveView;
}
