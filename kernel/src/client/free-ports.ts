import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";

/**
 * Below the ports that systems give to whoever asks for any, which begin at 32,768 on Linux and higher elsewhere: nobody
 * gets one of these between the moment at which it is found and the moment at which it is used. Those of learners' servers
 * (deploy/ports.py) begin where these end, for the same reason.
 */
const FIRST = 20_000;
const END = 26_000;
/** So many may be in use, or kept from programs as ranges of Windows are, before the system is asked for any. */
const TRIES = 100;

/** Finds ports on the loopback interface that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenSomewhere));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function listenSomewhere(): Promise<Server> {
  for (let i = 0; i < TRIES; i++) {
    const server = await listen(randomInt(FIRST, END)).catch(() => undefined);
    if (server !== undefined) return server;
  }
  return listen(0);
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
