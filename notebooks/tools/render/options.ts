import { parseArgs } from "node:util";
import { SetupProblem } from "../setup/problem.mjs";

/** What `npm run render` is asked for. */
export interface RenderOptions {
  readonly execute: boolean;
  readonly singleFiles: boolean;
  readonly slides: boolean;
}

/** @throws SetupProblem on an option that there is not */
export function parseRenderOptions(args: readonly string[]): RenderOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        "no-execute": { type: "boolean" },
        "single-file": { type: "boolean" },
        slides: { type: "boolean" },
      },
    });
    return {
      execute: values["no-execute"] !== true,
      singleFiles: values["single-file"] === true,
      slides: values.slides === true,
    };
  } catch {
    throw new SetupProblem(
      `npm run render: expected --no-execute, --single-file or --slides, got ${args.join(" ")}; ` +
        "try npm run render -- --help",
    );
  }
}
