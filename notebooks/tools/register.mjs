// Lets Node run the project's TypeScript without a build: `node --import ./notebooks/tools/register.mjs file.ts`.
import { register } from "node:module";
import { fileURLToPath } from "node:url";

// Without this ts-node takes the tsconfig.json of the folder it is called from, which at the project's top
// names no module system. It reads the variable while it registers; programs started later need not see it.
process.env.TS_NODE_PROJECT = fileURLToPath(new URL("tsconfig.json", import.meta.url));
register("ts-node/esm/transpile-only", import.meta.url);
delete process.env.TS_NODE_PROJECT;
