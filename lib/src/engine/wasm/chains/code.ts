/** The few instructions of WebAssembly that chains are made of, as bytes. */
export class Code {
  readonly #bytes: number[] = [];
  readonly #parameters: number;
  #numbers: number;
  #registers = 0;

  /** A function of so many numbers that returns nothing. */
  constructor(parameters: number) {
    this.#parameters = parameters;
    this.#numbers = parameters;
  }

  /** A variable for a whole number. All of them have to be asked for before the first register. */
  number(): number {
    return this.#numbers++;
  }

  /** A variable for four float32 lanes. */
  register(): number {
    return this.#numbers + this.#registers++;
  }

  get(variable: number): this {
    return this.#put(0x20, ...unsigned(variable));
  }

  set(variable: number): this {
    return this.#put(0x21, ...unsigned(variable));
  }

  constant(value: number): this {
    return this.#put(0x41, ...signed(value));
  }

  /** variable ← variable + value */
  advance(variable: number, value: number): void {
    this.get(variable).constant(value).#put(0x6a).set(variable);
  }

  /** variable ← variable + other · 4 */
  advanceBy(variable: number, other: number): void {
    this.get(variable).get(other).constant(2).#put(0x74, 0x6a).set(variable);
  }

  /** Repeats a body while a variable is at least as large as a number. */
  whileAtLeast(variable: number, least: number, body: () => void): void {
    const test = () => this.get(variable).constant(least);
    this.#put(0x02, 0x40, 0x03, 0x40);
    test().#put(0x48, 0x0d, 1);
    body();
    this.#put(0x0c, 0, 0x0b, 0x0b);
  }

  /** Repeats a body that counts a variable, which is positive, down to 0. */
  countDown(variable: number, body: () => void): void {
    this.#put(0x03, 0x40);
    body();
    this.get(variable)
      .constant(1)
      .#put(0x6b, 0x22, ...unsigned(variable), 0x0d, 0, 0x0b);
  }

  /** Repeats a body while a variable is odd, and halves it each time. */
  whileOdd(variable: number, body: () => void): void {
    this.#put(0x02, 0x40, 0x03, 0x40);
    this.get(variable).constant(1).#put(0x71, 0x45, 0x0d, 1);
    body();
    this.get(variable).constant(1).#put(0x76).set(variable);
    this.#put(0x0c, 0, 0x0b, 0x0b);
  }

  /** One of two numbers, by whether a variable is 1. */
  ifOne(variable: number, yes: number, no: number): this {
    return this.constant(yes).constant(no).get(variable).constant(1).#put(0x46, 0x1b);
  }

  /** Four lanes from the address in a variable. */
  load(address: number, offset: number): this {
    return this.get(address).#put(0xfd, 0x00, 2, ...unsigned(offset));
  }

  /** One value, four times, from the address in a variable. */
  loadSame(address: number): this {
    return this.get(address).#put(0xfd, 0x09, 2, 0);
  }

  /** Stores a register at the address in a variable. */
  store(address: number, offset: number, register: number): void {
    this.get(address)
      .get(register)
      .#put(0xfd, 0x0b, 2, ...unsigned(offset));
  }

  /** Four lanes of one float32 number, given by its bits. */
  lanes(bits: number): this {
    const value = [0, 8, 16, 24].map((shift) => (bits >>> shift) & 255);
    return this.#put(0xfd, 0x0c, ...value, ...value, ...value, ...value);
  }

  simd(operation: number): this {
    return this.#put(0xfd, ...unsigned(operation));
  }

  /** The function's variables and instructions, as a module's code section has them. */
  get body(): readonly number[] {
    const numbers = [...unsigned(this.#numbers - this.#parameters), 0x7f];
    return sized([2, ...numbers, ...unsigned(this.#registers), 0x7b, ...this.#bytes, 0x0b]);
  }

  #put(...bytes: readonly number[]): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
}

/** A module over a shared memory `env.memory` with functions of numbers alone, which are called "0", "1", …. */
export function moduleOf(
  functions: readonly { readonly parameters: number; readonly code: Code }[],
): Uint8Array {
  const list = (items: readonly (readonly number[])[]) => [...unsigned(items.length), ...items.flat()];
  const section = (number: number, content: readonly number[]) => [number, ...sized(content)];
  const name = (text: string) => sized([...text].map((letter) => letter.charCodeAt(0)));
  const memory = [...name("env"), ...name("memory"), 2, 3, 1, ...unsigned(65536)];
  const types = functions.map(({ parameters }) => [
    0x60,
    ...sized(new Array<number>(parameters).fill(0x7f)),
    0,
  ]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, list([memory])),
    ...section(3, list(functions.map((_, number) => unsigned(number)))),
    ...section(7, list(functions.map((_, number) => [...name(`${number}`), 0, ...unsigned(number)]))),
    ...section(10, list(functions.map(({ code }) => code.body))),
  ]);
}

function sized(bytes: readonly number[]): readonly number[] {
  return [...unsigned(bytes.length), ...bytes];
}

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}
