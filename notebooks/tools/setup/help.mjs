/** What `npm run COMMAND -- --help` prints, command by command, in the order in which they are listed. */
export const help = new Map([
  [
    "start",
    `npm start -- [options]

  Sets up what is missing and opens the course in JupyterLab, on a working copy of the lessons.

  --no-browser     do not open a browser; the address is printed
  --port N         serve on this port (otherwise 8888, or the next that is free)
  --reset LESSON   put one lesson back, such as week-1/xor-by-hand; your own is kept beside it
  --help           print this`,
  ],
  [
    "test",
    `npm test -- [PATH …] [options of vitest]

  Runs the tests, and says at the end what was skipped and why.

  PATH             only the test files with this in their path, such as tests/lib/nn
  -t WORD          only the tests with this in their name; further options are vitest's`,
  ],
  [
    "render",
    `npm run render -- [options]

  Runs every lesson on the kernel, as many at a time as there are cores, and writes the course as web pages into
  .gradbook/site/. They open from a file, and from any host of static files. A lesson that fails keeps its committed
  outputs on its page; what failed is said at the end.

  --no-execute     run nothing; show the committed outputs
  --single-file    also each lesson as one file to mail, in single/
  --slides         also each lesson as slides whose cells run, in slides/ (S opens the speaker's window)
  --with-data      also MNIST and Fashion-MNIST beside the pages (60 MB), so that lessons on them run there at once;
                   without, a page asks its reader to fetch them or to choose the files, and keeps them`,
  ],
  [
    "lessons:execute",
    `npm run lessons:execute -- [LESSON …] [options]

  Runs lessons and their solutions on the kernel, and writes the outputs into the notebooks.

  LESSON           only these, such as week-1/xor-by-hand
  --check          write nothing; show what would change`,
  ],
  [
    "lessons:lint",
    `npm run lessons:lint

  Says what a lesson lacks of what every lesson must have.`,
  ],
  [
    "lessons:new",
    `npm run lessons:new -- LESSON [TITLE]

  Starts a lesson: notebook, checks, solutions and tests that run, to be changed.

  LESSON           where it stands, such as week-2/chain-rule
  TITLE            such as "The chain rule"; otherwise made of its name`,
  ],
  [
    "bench",
    `npm run bench -- [WORD] [options]

  Medians over interleaved rounds, a table for each kind of bench; the span of the rounds stands in brackets, and
  behind a peer's number how many times gradbook's it is. Below them stand the processor with its features, the
  system, and what fast mode multiplies with. Run it when nothing else uses the machine.

  WORD             only what has this word in its name, such as "kernel", "page" or "W1"
  --python PATH    also PyTorch, Keras, JAX and ipykernel, as far as this Python has them
  --rounds N       rounds (default 5)
  --seconds N      how long a workload is repeated in a round (default 0.5)
  --markdown       all results in one table, for a document
  --document       that, of the rows that README.md has: about eight minutes`,
  ],
  [
    "check",
    `npm run check

  Style (biome) and types (tsc) of everything, and who imports whom (dependency-cruiser). \`npx biome check --write .\` mends the style.`,
  ],
  [
    "check:long",
    `npm run check:long -- [PART …] [options]

  What takes too long for every change: each lesson in each of its homes, the kernel's tests again and again while
  every core is busy, Stop again and again. Prints a table at the end.

  PART             only these parts
  --list           name the parts, and run none`,
  ],
  [
    "build",
    `npm run build

  The library and the kernel as JavaScript, in lib/dist and kernel/dist.`,
  ],
  [
    "group",
    `npm run group

  Sets up what a study group's JupyterHub starts for each learner (kernel/deploy/README.md): beside packages and build
  a Python environment of the system's Python, with its JupyterHub where it has one, in .gradbook/group/.`,
  ],
]);

/**
 * The help of one command.
 *
 * @param {string} name one of those above
 * @returns {string}
 */
export function helpFor(name) {
  const text = help.get(name);
  if (text === undefined)
    throw new Error(`helpFor: expected a command, got ${name}; try one of ${[...help.keys()]}`);
  return text;
}
