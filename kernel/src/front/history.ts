import type { JsonObject } from "../wire/message.js";
import { booleanField, integerField, RequestError, stringField } from "./requests.js";

interface Entry {
  readonly line: number;
  readonly input: string;
}

const REMEMBERED = 10_000;

/** What was run in this session, for history requests. */
export class History {
  readonly #entries: Entry[] = [];

  add(line: number, input: string): void {
    this.#entries.push({ line, input });
    if (this.#entries.length > REMEMBERED) this.#entries.shift();
  }

  /** The content of a history_reply. Outputs are not kept: they are null, as with IPython's default. */
  reply(content: JsonObject): JsonObject {
    const withOutput = booleanField(content, "output", false);
    const history = this.#select(content).map(({ line, input }) => [
      0,
      line,
      withOutput ? [input, null] : input,
    ]);
    return { status: "ok", history };
  }

  #select(content: JsonObject): readonly Entry[] {
    const access = content.hist_access_type ?? "tail";
    if (access === "range") {
      // Session 0 is the current one; there are no others.
      if (integerField(content, "session", 0) !== 0) return [];
      const start = integerField(content, "start", 0);
      const stop = integerField(content, "stop", Number.MAX_SAFE_INTEGER);
      return this.#entries.filter(({ line }) => line >= start && line < stop);
    }
    const count = Math.max(0, integerField(content, "n", REMEMBERED));
    if (count === 0) return [];
    if (access === "tail") return this.#entries.slice(-count);
    if (access !== "search") {
      throw new RequestError(`expected hist_access_type to be range, tail or search, got ${String(access)}`);
    }
    const pattern = glob(stringField(content, "pattern"));
    let found = this.#entries.filter(({ input }) => pattern.test(input));
    if (booleanField(content, "unique", false)) {
      const last = new Map(found.map((entry) => [entry.input, entry]));
      found = [...last.values()].sort((a, b) => a.line - b.line);
    }
    return found.slice(-count);
  }
}

/** A pattern in which `*` stands for any text and `?` for any character, as in IPython. */
function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[^]*")
    .replace(/\?/g, "[^]");
  return new RegExp(`^${source}$`);
}
