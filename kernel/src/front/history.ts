import type { JsonObject } from "../wire/message.js";
import { glob } from "./glob.js";
import type { Entry, HistoryFile, Input } from "./history-file.js";
import { booleanField, integerField, RequestError, stringField } from "./requests.js";

const REMEMBERED = 10_000;
/** Of longer ones only the latest are kept, in characters. */
const LENGTH = 8_000_000;

/** What was run, for history requests: in this session, and with a file also in those before it. */
export class History {
  readonly #file: HistoryFile | undefined;
  readonly #own: Input[] = [];
  #length = 0;

  constructor(file?: HistoryFile) {
    this.#file = file;
  }

  add(line: number, input: string): void {
    const entry = { line, input };
    this.#own.push(entry);
    this.#length += input.length;
    while (this.#own.length > REMEMBERED || (this.#length > LENGTH && this.#own.length > 1)) {
      this.#length -= this.#own.shift()?.input.length ?? 0;
    }
    this.#file?.append(entry);
  }

  /** Writes to the file what has not been written yet. */
  close(): void {
    this.#file?.flush();
  }

  /** The content of a history_reply. Outputs are not kept: they are null, as with IPython's default. */
  reply(content: JsonObject): JsonObject {
    const withOutput = booleanField(content, "output", false);
    const history = this.#select(content).map(({ session, line, input }) => [
      session,
      line,
      withOutput ? [input, null] : input,
    ]);
    return { status: "ok", history };
  }

  /** The number of this session: 0 where none is kept, as there is no other. */
  get #session(): number {
    return this.#file?.session ?? 0;
  }

  #select(content: JsonObject): readonly Entry[] {
    const access = content.hist_access_type ?? "tail";
    if (access === "range") {
      // 0 is this session, negative numbers count back from it.
      const asked = integerField(content, "session", 0);
      const session = asked > 0 ? asked : this.#session + asked;
      const start = integerField(content, "start", 0);
      const stop = integerField(content, "stop", Number.MAX_SAFE_INTEGER);
      return this.#all.filter(
        (entry) => entry.session === session && entry.line >= start && entry.line < stop,
      );
    }
    const count = Math.max(0, integerField(content, "n", REMEMBERED));
    if (count === 0) return [];
    if (access === "tail") return this.#all.slice(-count);
    if (access !== "search") {
      throw new RequestError(`expected hist_access_type to be range, tail or search, got ${String(access)}`);
    }
    const matches = glob(stringField(content, "pattern"));
    let found = this.#all.filter(({ input }) => matches(input));
    if (booleanField(content, "unique", false)) {
      const last = new Map(found.map((entry) => [entry.input, entry]));
      found = [...last.values()].sort((a, b) => a.session - b.session || a.line - b.line);
    }
    return found.slice(-count);
  }

  get #all(): readonly Entry[] {
    const session = this.#session;
    return [...(this.#file?.earlier ?? []), ...this.#own.map((input) => ({ session, ...input }))];
  }
}
