import { DATA_TARGET } from "../../comm-targets.js";
import type { PageComms, SendComm } from "../page-comms.js";
import { type LessonDataOptions, lessonData, type WantedData } from "./lesson-data.js";

/** Answers a session that has begun, whenever one of its cells wants a data set. @param send tells it of the comm */
export function serveData(
  comms: PageComms,
  { send, ...options }: LessonDataOptions & { readonly send: SendComm },
): void {
  const comm = comms.open(DATA_TARGET, {
    data: {},
    send,
    message: ({ number, ...wanted }) => {
      void lessonData(wanted as unknown as WantedData, options).then((files) => comm.send({ number, files }));
    },
  });
}
