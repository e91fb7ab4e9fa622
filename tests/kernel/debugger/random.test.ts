import { describe, it } from "vitest";
import { countAskedFor } from "../../support/count-asked-for.js";
import { useKernel } from "../support/kernel.js";
import { debugAtRandom } from "../support/random-debugging.js";

/** `npm run check:long -- debugging` tries 200. */
const sequences = countAskedFor("GRADBOOK_SEQUENCES", 12);

describe("random sequences of debug requests", () => {
  const kernel = useKernel();

  it.each(Array.from({ length: sequences }, (_, i) => i + 1))(
    "leave a kernel that runs the next cell: seed %i",
    (seed) => debugAtRandom(kernel, seed),
  );
});
