import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { printProblem } from "../../notebooks/tools/setup/problem.mjs";
import { progressTo } from "../../notebooks/tools/setup/progress.mjs";
import { thisProject } from "../../notebooks/tools/setup/project.mjs";
import { endedEarly } from "./ended-early.js";
import { parseLongOptions } from "./options.js";
import type { Context, Part, Row } from "./part.js";
import { type PartRow, summary } from "./table.js";
import { runTests } from "./test-run.js";

/** `npm run check:long`: runs the parts, each a file of parts/, one after the other. */
try {
  const parts = await findParts();
  const options = parseLongOptions(process.argv.slice(2), [...parts.keys()]);
  if (options.list) {
    for (const [name, { title }] of parts) console.log(`${name.padEnd(24)} ${title}`);
  } else {
    const rows: PartRow[] = [];
    for (const name of options.parts) rows.push(...(await runPart(name, parts.get(name) as Part)));
    console.log(`\n${summary(rows)}`);
    if (rows.some(({ failed }) => failed > 0)) process.exitCode = 1;
  }
} catch (error) {
  printProblem(error);
  process.exitCode = 1;
}

async function findParts(): Promise<ReadonlyMap<string, Part>> {
  const folder = fileURLToPath(new URL("parts/", import.meta.url));
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -3))
    .sort();
  const parts = new Map<string, Part>();
  for (const name of names) parts.set(name, (await import(`./parts/${name}.ts`)).part);
  return parts;
}

async function runPart(name: string, { title, run }: Part): Promise<PartRow[]> {
  const progress = progressTo(process.stdout);
  progress.note(`\n${name}: ${title}`);
  const rows: Row[] = [];
  const started = performance.now();
  const logOf = (row: number) => join(thisProject.logs, "long", `${name}-${row}.log`);
  const context: Context = {
    async tests(what, args, surroundings) {
      const line = progress.begin(what);
      const log = logOf(rows.length + 1);
      const row = await runTests(args, {
        ...surroundings,
        what,
        log: relative(process.cwd(), log),
        say: line.detail,
      });
      rows.push(row);
      if (row.failed === 0) line.done();
      else line.fail();
      return row;
    },
  };
  try {
    return (await run(context)).map((row) => ({ ...row, part: name }));
  } catch (error) {
    // What it had done counts, and its end counts as a failure.
    const seconds = (performance.now() - started) / 1000;
    const broken = endedEarly(error, { log: logOf(rows.length + 1), seconds });
    return [...rows, broken].map((row) => ({ ...row, part: name }));
  }
}
