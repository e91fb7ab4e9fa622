/**
 * How many of something a variable of the environment asks for.
 * @throws Error for anything but a whole number: with another there would be no tests, which is no failure
 */
export function countAskedFor(name: string, otherwise: number): number {
  const text = process.env[name];
  if (!text) return otherwise;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new Error(`${name}: expected a whole number, got ${text}; try ${name}=12`);
}
