/**
 * The kernel in a page: what a page runs, and what goes into its two workers. Nothing here needs more than a browser;
 * the workers' scripts are bundled from `serveTypesWorker` and `serveSession` by whoever makes the page.
 */
export type { CellProblem } from "../cell-contract.js";
export { PageKernel, type PageKernelOptions, type Run, type RunEnd } from "./kernel/page-kernel.js";
export type { SessionOutput } from "./kernel/page-session.js";
export type { PageWorker } from "./kernel/page-worker.js";
export { type StopKind, stopKindOf } from "./kernel/stopper.js";
export type { CommKind, CommToSession, LessonFiles, LessonModule } from "./messages.js";
export { type Declarations, declarationPath, GLOBALS_FILE, LESSON, LIBRARIES } from "./types/paths.js";
