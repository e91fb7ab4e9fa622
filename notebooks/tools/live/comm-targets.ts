/* The comms that a page opens to its session: both ends know them by these names. */

/** By which a session asks its page for the files of data sets. */
export const DATA_TARGET = "gradbook.data";

/** By which a page and its session talk about what the learner has answered. */
export const PROGRESS_TARGET = "gradbook.progress";

/** By which a session tells its page what trainings came to. */
export const TRAININGS_TARGET = "gradbook.trainings";
