import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Files of tests that run at the same time share no type service: what one does to its own would befall the kernels of the
 * other. Files that follow one another in a place of the pool do share one, as a person's kernels do.
 */
process.env.GRADBOOK_RUNTIME_DIR = join(tmpdir(), `gradbook-tests-${process.env.VITEST_POOL_ID}`);
