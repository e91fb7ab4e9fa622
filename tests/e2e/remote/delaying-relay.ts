import { connect, createServer, type Server, type Socket } from "node:net";

/** A relay of TCP that holds every piece back for a while in both directions, as a far network does. */
export class DelayingRelay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor({ to, delay }: { readonly to: number; readonly delay: number }) {
    this.#server = createServer((near) => {
      const far = connect(to, "127.0.0.1");
      for (const [from, into] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        // Timers of one length end in their order, so pieces stay in theirs.
        from.on("data", (piece) => setTimeout(() => into.writable && into.write(piece), delay));
        from.on("close", () => setTimeout(() => into.destroy(), delay));
        from.on("error", () => {});
      }
    });
  }

  /** @returns the port that it listens at */
  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, "127.0.0.1", () => resolve((this.#server.address() as { port: number }).port));
    });
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
