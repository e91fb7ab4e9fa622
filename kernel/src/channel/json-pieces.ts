/** Longer strings are written in slices of this length. */
const SLICE = 128 * 1024;

/** The JSON of an object in pieces, of which none is long because a string in the object or in a field of it is. */
export function* jsonPieces(value: Readonly<Record<string, unknown>>): Generator<string> {
  if (!hasLongText(value)) yield JSON.stringify(value);
  else yield* objectPieces(value, 1);
}

function hasLongText(value: Readonly<Record<string, unknown>>): boolean {
  return Object.values(value).some(
    (field) =>
      isLong(field) || (typeof field === "object" && field !== null && Object.values(field).some(isLong)),
  );
}

function isLong(value: unknown): value is string {
  return typeof value === "string" && value.length > SLICE;
}

function* objectPieces(object: object, depth: number): Generator<string> {
  let separator = "{";
  for (const [key, value] of Object.entries(object)) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const json = isLong(value) || (depth > 0 && isObject) ? "" : JSON.stringify(value);
    // As JSON.stringify does with what JSON has nothing for.
    if (json === undefined) continue;
    yield `${separator}${JSON.stringify(key)}:${json}`;
    separator = ",";
    if (isLong(value)) yield* textPieces(value);
    else if (json === "") yield* objectPieces(value as object, depth - 1);
  }
  yield separator === "{" ? "{}" : "}";
}

function* textPieces(text: string): Generator<string> {
  yield '"';
  for (let start = 0; start < text.length; ) {
    const end = wholeCharacters(text, start + SLICE);
    yield JSON.stringify(text.slice(start, end)).slice(1, -1);
    start = end;
  }
  yield '"';
}

/** The end of a piece of text that cuts no character of two units in halves. */
export function wholeCharacters(text: string, end: number): number {
  const isCut = end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return isCut ? end - 1 : end;
}
