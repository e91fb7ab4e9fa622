import type { TypeServiceOptions } from "../cell-contract.js";
import { ServiceClient } from "../types/service-client.js";
import type { ServiceTransport, TransportEvents } from "../types/transport.js";
import { sharedPlace } from "./shared/place.js";
import { SharedTransport } from "./shared/transport.js";
import { buildSnapshotInBackground, spawnService } from "./spawn.js";

/** How long after the first answer a snapshot for the next start may be built, in ms. */
const SNAPSHOT_DELAY = 5000;

/** After so many losses in a row, without an answer between them, a kernel shares no more. */
const MOST_LOSSES = 2;

/** The service, and the process it runs in at the moment. */
export type RunningTypeService = ServiceClient;

export interface StartTypeServiceOptions extends TypeServiceOptions {
  /** A shared service may work on one question for so long, in ms of its processor time. Default: 10,000. */
  readonly longest?: number;
  /** One that owes an answer and says nothing for so long, in ms, is taken to be stuck. Default: 20,000. */
  readonly silence?: number;
}

/** Starts the type service in a process of its own, or finds the one that this user's kernels share. */
export function startTypeService(options: StartTypeServiceOptions): RunningTypeService {
  const processes = new Processes(options);
  return new ServiceClient(options, (events) => processes.start(events));
}

/** The processes that one kernel's service runs in, one after the other. */
class Processes {
  readonly #options: StartTypeServiceOptions;
  #isAlone = false;
  #losses = 0;
  #isOver = false;
  #lacksSnapshot = false;

  constructor(options: StartTypeServiceOptions) {
    this.#options = options;
  }

  start({ log, onMessage, onExit }: TransportEvents): ServiceTransport {
    const events: TransportEvents = {
      log,
      onMessage: (answer) => {
        this.#losses = 0;
        if (this.#lacksSnapshot) this.#planSnapshot();
        onMessage(answer);
      },
      onExit: (reason, started) => {
        this.#losses++;
        onExit(reason, started);
      },
    };
    const transport = this.#open(events);
    return {
      get pid() {
        return transport.pid;
      },
      send: (message) => transport.send(message),
      end: () => {
        this.#isOver = true;
        transport.end();
      },
    };
  }

  #open(events: TransportEvents): ServiceTransport {
    const place = this.#isAlone || this.#losses >= MOST_LOSSES ? undefined : sharedPlace(events.log);
    if (place === undefined) return this.#own(events);
    return new SharedTransport(events, {
      ...this.#options,
      place,
      own: (events) => this.#own(events),
      onAlone: () => {
        this.#isAlone = true;
      },
      onReached: ({ lacksSnapshot }) => {
        this.#lacksSnapshot = lacksSnapshot;
      },
    });
  }

  #own(events: TransportEvents): ServiceTransport {
    const own = spawnService(events);
    this.#lacksSnapshot = !own.fromSnapshot;
    return own;
  }

  /** Once, if the service had to start without one and after the first cells had their turn. */
  #planSnapshot(): void {
    this.#lacksSnapshot = false;
    setTimeout(() => {
      if (!this.#isOver) buildSnapshotInBackground();
    }, SNAPSHOT_DELAY).unref();
  }
}
