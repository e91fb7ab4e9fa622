import { randomUUID } from "node:crypto";
import type { JsonObject, Message } from "../wire/message.js";
import { type CellJob, parseOptions } from "./cell-job.js";
import { CellQueue, type CellQueueOptions } from "./cell-queue.js";
import { RequestError, stringField } from "./requests.js";

/**
 * The shell that every kernel has, and the subshells that clients make (Jupyter's enhancement proposal 91). Each runs its
 * own cells one after the other; a cell of a subshell also runs while one of another shell awaits. All share the variables
 * and JavaScript's one thread: while a cell computes without a pause, those of other shells wait.
 */
export class Shells {
  readonly #options: CellQueueOptions;
  readonly #main: CellQueue;
  readonly #subshells = new Map<string, CellQueue>();

  constructor(options: CellQueueOptions) {
    this.#options = options;
    this.#main = new CellQueue(options);
  }

  /** The cell of the main shell that has its turn. */
  get current(): CellJob | undefined {
    return this.#main.current;
  }

  /** @throws RequestError for content that is not what the protocol says, and for a subshell that is not there */
  enqueue(message: Message, channel: CellJob["channel"]): void {
    const id = this.check(message);
    const queue = (id === undefined ? undefined : this.#subshells.get(id)) ?? this.#main;
    queue.add({ message, channel, options: parseOptions(message.content), isAside: id !== undefined });
  }

  /** @returns the subshell of a message, if it is for one @throws RequestError for one that is not there */
  check({ header }: Message): string | undefined {
    const id = header.subshell_id ?? undefined;
    if (id === undefined) return undefined;
    if (typeof id === "string" && this.#subshells.has(id)) return id;
    throw new RequestError(
      `subshell_id: expected the id of a subshell, got ${JSON.stringify(id)}; try create_subshell_request`,
    );
  }

  create(): JsonObject {
    const id = randomUUID();
    this.#subshells.set(id, new CellQueue(this.#options));
    return { status: "ok", subshell_id: id };
  }

  /** What it runs is run to its end; what waits in it is answered. */
  delete(content: JsonObject): JsonObject {
    const id = stringField(content, "subshell_id");
    const queue = this.#subshells.get(id);
    if (queue === undefined) {
      throw new RequestError(`delete_subshell: expected the id of a subshell, got ${JSON.stringify(id)}`);
    }
    this.#subshells.delete(id);
    queue.abort();
    return { status: "ok" };
  }

  list(): JsonObject {
    return { status: "ok", subshell_id: [...this.#subshells.keys()] };
  }
}
