import { parseArgs } from "node:util";
import { SetupProblem } from "../setup/problem.mjs";

/** What `npm run render` is asked for. */
export interface RenderOptions {
  readonly execute: boolean;
  readonly singleFiles: boolean;
  readonly slides: boolean;
  /** Whether the real pictures are to lie beside the pages. */
  readonly withData: boolean;
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
        "with-data": { type: "boolean" },
      },
    });
    return {
      execute: values["no-execute"] !== true,
      singleFiles: values["single-file"] === true,
      slides: values.slides === true,
      withData: values["with-data"] === true,
    };
  } catch {
    throw new SetupProblem(
      `npm run render: expected --no-execute, --single-file, --slides or --with-data, got ${args.join(" ")}; ` +
        "try npm run render -- --help",
    );
  }
}
