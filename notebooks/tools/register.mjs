// Lets Node run the project's TypeScript without a build: `node --import ./notebooks/tools/register.mjs file.ts`.
import { register } from "node:module";

register("ts-node/esm/transpile-only", import.meta.url);
