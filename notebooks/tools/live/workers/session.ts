/** The session worker of the course's pages: the library, and what its lessons need of the page. */
import * as gradbook from "gradbook";
import * as exercise from "gradbook/exercise";
import { serveSession } from "gradbook-kernel/page/session-worker";
import { serveProgress } from "./progress.js";

serveSession({ gradbook, "gradbook/exercise": exercise });
serveProgress();
