/** The session worker of the course's pages: the library, and what its lessons need of the page. */
import * as gradbook from "gradbook";
import * as exercise from "gradbook/exercise";
import { serveSession } from "gradbook-kernel/page/session-worker";
import { serveData } from "./data.js";
import { serveProgress } from "./progress.js";
import { serveTrainings } from "./trainings.js";

serveSession({ gradbook, "gradbook/exercise": exercise });
serveProgress();
serveData();
serveTrainings();
