// What the kernel's session has on its global object besides what Node has. Cells are checked with it.

/** Asks the person at the notebook for a line of text, and blocks until it is there. */
declare function prompt(message?: string, preset?: string): string | null;
/** Asks the person at the notebook a yes-or-no question; `y` and `yes` are true. */
declare function confirm(message?: string): boolean;
/** Shows the person at the notebook a message, and blocks until it has been read. */
declare function alert(message?: string): void;
