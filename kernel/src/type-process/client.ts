import type { TypeServiceOptions } from "../cell-contract.js";
import { ServiceClient } from "../types/service-client.js";
import type { ServiceTransport, TransportEvents } from "../types/transport.js";
import { buildSnapshotInBackground, type ServiceProcess, spawnService } from "./spawn.js";

/** How long after the first answer a snapshot for the next start may be built, in ms. */
const SNAPSHOT_DELAY = 5000;

/** The service, and the process it runs in at the moment. */
export type RunningTypeService = ServiceClient;

/** Starts the type service in a process of its own. */
export function startTypeService(options: TypeServiceOptions): RunningTypeService {
  const processes = new Processes();
  return new ServiceClient(options, (events) => processes.start(events));
}

/** The processes that one kernel's service runs in, one after the other. */
class Processes {
  #current: ServiceProcess | undefined;
  #isSnapshotPlanned = false;

  start(events: TransportEvents): ServiceTransport {
    const started = spawnService({
      ...events,
      onMessage: (answer) => {
        if (!started.fromSnapshot) this.#planSnapshot();
        events.onMessage(answer);
      },
    });
    this.#current = started;
    return started;
  }

  /** Once per kernel, if the service had to start without one and after the first cells had their turn. */
  #planSnapshot(): void {
    if (this.#isSnapshotPlanned) return;
    this.#isSnapshotPlanned = true;
    setTimeout(() => {
      if (this.#current?.isEnded === false) buildSnapshotInBackground();
    }, SNAPSHOT_DELAY).unref();
  }
}
