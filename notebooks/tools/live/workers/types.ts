/** The types worker of the course's pages. */
import "./typescript.js";
import type { Declarations } from "gradbook-kernel/page";
import { serveTypesWorker } from "gradbook-kernel/page/types-worker";

/** Put in when this is bundled: what cells are checked against. */
declare const DECLARATIONS: Declarations;

serveTypesWorker(DECLARATIONS);
