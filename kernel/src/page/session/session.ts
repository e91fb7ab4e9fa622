import { BRIDGE, type Bridge } from "../../bridge/bridge.js";
import type { ToSession } from "../messages.js";
import { PageCells } from "./cells.js";
import { PageComms } from "./comms.js";
import { CellConsole } from "./console.js";
import { bundleNow, bundleOf } from "./display.js";
import { KeyboardInterrupt } from "./interrupt.js";
import { type AskForPackage, type OwnModules, PageModules } from "./modules.js";
import { Questions } from "./questions.js";
import type { SessionRealm } from "./realm.js";
import { Stacks } from "./stack.js";
import { PageWatches } from "./watches.js";

const NO_PROMPT =
  "prompt: expected a session that can wait for an answer, got a page's, which cannot; " +
  'try await input("…") from "gradbook-kernel"';

/**
 * A session in a worker: the variables live in its global scope.
 * @param own what cells can import besides the lesson's files
 * @returns what takes the page's messages
 */
export function startSession(realm: SessionRealm, own: OwnModules): (message: ToSession) => void {
  const stacks = new Stacks();
  const questions = new Questions();
  const ask: AskForPackage = (specifier) =>
    questions.ask((id) => realm.post({ type: "package", cell: cells.current, id, specifier }));
  const modules = new PageModules(realm, { own, ask });
  const console: CellConsole = new CellConsole(
    (cell, name, text) => realm.post({ type: "stream", cell, name, text: stacks.mapped(text) }),
    () => cells.current,
  );
  const flush = () => console.flush();
  const cells: PageCells = new PageCells({
    realm,
    modules,
    stacks,
    console,
    flush,
    onEnd: () => watches.follow(),
  });
  const comms = new PageComms((kind, content) => {
    flush();
    realm.post({ type: "comm", cell: cells.current, kind, content });
  });
  let ids = 0;
  const display: Bridge["display"] = (bundle, { id, update }) => {
    flush();
    const type = update ? "update_display_data" : "display_data";
    realm.post({ type, cell: cells.current, bundle, id });
  };
  const watches = new PageWatches(display);

  const bridge: Bridge = {
    display,
    bundleNow,
    bundleOf,
    newId: () => `display-${++ids}`,
    hold: (work) => cells.hold(work),
    watch: (watch) => watches.add(watch),
    unwatch: (id) => watches.remove(id),
    clear: (wait) => {
      flush();
      realm.post({ type: "clear", cell: cells.current, wait });
    },
    input: async (prompt, { password }) => {
      flush();
      const value = await questions.ask<string | undefined>((id) =>
        realm.post({ type: "input", cell: cells.current, id, prompt, password }),
      );
      if (value === undefined) throw new Error("input: expected an answer, got none; run the cell again");
      return value;
    },
    inputNow: () => {
      throw new Error(NO_PROMPT);
    },
    signal: () => cells.signal,
    messageId: () => String(cells.current),
    comms,
  };
  Object.defineProperty(globalThis, BRIDGE, { configurable: true, value: bridge });
  console.install();
  realm.onRejection((reason) => {
    // A stop rejects what a stopped cell has left behind: that is no news.
    if (reason instanceof KeyboardInterrupt) return;
    flush();
    const error = stacks.report(reason);
    realm.post({ type: "error", cell: error.at?.cell ?? cells.current, error });
  });

  return (message) => {
    switch (message.type) {
      case "open":
        modules.open(message.lesson);
        break;
      case "run":
        void cells.run(message);
        break;
      case "stop":
        cells.stop(message.cell);
        break;
      case "input":
        questions.answer(message.id, message.value);
        break;
      case "package":
        questions.answer(message.id, message.addresses);
        break;
      case "comm":
        void comms.receive(message).catch((thrown: unknown) => {
          realm.post({ type: "error", cell: cells.current, error: stacks.report(thrown) });
        });
        break;
    }
  };
}
