import { checkOptions } from "../given.js";
import type { ProgressHost } from "./progress-host.js";

/** Options of {@link fileHost}. */
export interface FileHostOptions {
  /** Who learns here, where a group shares the file. Default: nobody is named. */
  readonly learner?: string | undefined;
}

/**
 * Keeps progress in a file, in Node. Lines are only ever appended, so that several kernels and a group may share it,
 * and none overwrites another's. A damaged file is renamed (`progress-damaged-1.jsonl`), never written over.
 */
export function fileHost(path: string, options?: FileHostOptions): ProgressHost {
  const { learner } = checkOptions("fileHost", options, 'learner: "min"');
  const fs = process.getBuiltinModule("node:fs");
  const { dirname, extname } = process.getBuiltinModule("node:path");
  const read = (): string => (fs.existsSync(path) ? fs.readFileSync(path, "utf8") : "");
  return {
    learner,
    read,
    append: (line) => {
      fs.mkdirSync(dirname(path), { recursive: true });
      // A writer that was cut off may have left a line without its end.
      const before = read();
      const begin = before === "" || before.endsWith("\n") ? "" : "\n";
      fs.appendFileSync(path, `${begin}${line}\n`);
    },
    setAside: () => {
      const stem = path.slice(0, path.length - extname(path).length);
      for (let number = 1; ; number++) {
        const aside = `${stem}-damaged-${number}${extname(path)}`;
        if (fs.existsSync(aside)) continue;
        fs.renameSync(path, aside);
        return { place: aside, text: fs.readFileSync(aside, "utf8") };
      }
    },
  };
}
