import type { ServiceAnswer, ServiceMessage } from "./messages.js";

/** Where a type service runs and how it is spoken to: a process of its own, one of several kernels, a worker. */
export interface ServiceTransport {
  /** Of the process, where it has one of its own. */
  readonly pid: number | undefined;
  send(message: ServiceMessage): void;
  end(): void;
}

export interface TransportEvents {
  readonly log: (line: string) => void;
  readonly onMessage: (answer: ServiceAnswer) => void;
  /** @param started false if the service never came to answer anything, so that no question is to blame for its end */
  readonly onExit: (reason: string, started: boolean) => void;
}

/** Starts a service, or finds one that runs. */
export type OpenTransport = (events: TransportEvents) => ServiceTransport;
