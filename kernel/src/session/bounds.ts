import { wholeCharacters } from "../channel/json-pieces.js";

/** A description of a value is shown up to this length, in characters. */
const LONGEST = 100_000;
/** The end of a longer one that is shown as well: the stack stands there, behind an error's message. */
const TAIL = 4000;

/**
 * Cuts the middle out of a text that nobody can have meant to look at: an object of 100,000 keys, an error whose message
 * is a file. What a cell prints is not cut.
 *
 * @param all says how to see all of it
 */
export function shortened(
  text: string,
  { all, longest = LONGEST }: { all: string; longest?: number },
): string {
  if (text.length <= longest) return text;
  const tail = Math.min(TAIL, Math.floor(longest / 4));
  const head = text.slice(0, wholeCharacters(text, longest - tail));
  const end = text.slice(wholeCharacters(text, text.length - tail));
  const missing = (text.length - head.length - end.length).toLocaleString("en");
  return `${head}\n… ${missing} characters are not shown; ${all} …\n${end}`;
}
