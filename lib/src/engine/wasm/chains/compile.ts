import { blocksOf, runOf } from "../../reference/blocks.js";
import { byColumns, type Chain, type ChainStep, levelBytes, passes, WIDE } from "./chain.js";
import { Code, moduleOf } from "./code.js";

/** WebAssembly's SIMD instructions by their numbers. */
const LESS = 0x43;
const GREATER = 0x44;
const AND = 0x4e;
const AND_NOT = 0x4f;
const instructions = {
  abs: 0xe0,
  neg: 0xe1,
  sqrt: 0xe3,
  add: 0xe4,
  sub: 0xe5,
  mul: 0xe6,
  div: 0xe7,
  minimum: 0xe8,
  maximum: 0xe9,
} as const;
const ZERO = 0;
const ONE = 0x3f800000;

/**
 * A module with a function for each chain: the addresses of its arrays, then how many rows and how many columns to
 * compute, and where the tree of its sums has room. Lanes run over columns, and sums over rows in order, many rows in
 * blocks, so the bits are those of one operation after the other. Up to three values past the end of a row are written
 * before the next row is.
 */
export function compileChains(chains: readonly Chain[]): Uint8Array {
  return moduleOf(
    chains.map((chain) => ({ parameters: chain.arrays.length + 3, code: new ChainCompiler(chain).code })),
  );
}

/** Variables of a pass over rows. */
interface Counters {
  /** Rows that are left, of a block or of all. */
  readonly left: number;
  /** The number of the block. */
  readonly block: number;
  /** Blocks that are left. */
  readonly blocks: number;
  /** Where in the tree the block's sums meet others. */
  readonly slot: number;
  /** The levels of the tree, as bits, in which sums wait. */
  readonly waiting: number;
}

class ChainCompiler {
  readonly code: Code;
  readonly #chain: Chain;
  /** Value → the parameter that holds its address. */
  readonly #addresses: ReadonlyMap<number, number>;
  readonly #rows: number;
  readonly #columns: number;
  readonly #tree: number;
  /** Value → a variable with the address of the row that is computed. */
  readonly #pointers: ReadonlyMap<number, number>;
  /** Value and place → the register that holds it. */
  readonly #registers = new Map<string, number>();
  readonly #passes: readonly number[];

  constructor(chain: Chain) {
    const { arrays } = chain;
    this.#chain = chain;
    this.#addresses = new Map(arrays.map((value, i) => [value, i]));
    this.#rows = arrays.length;
    this.#columns = arrays.length + 1;
    this.#tree = arrays.length + 2;
    this.code = new Code(arrays.length + 3);
    this.#pointers = new Map(arrays.map((value) => [value, this.code.number()]));
    this.#passes = passes(chain);
    const { code } = this;
    if (byColumns(chain)) {
      const counters = { left: code.number(), block: code.number(), blocks: code.number() };
      this.#strips({ ...counters, slot: code.number(), waiting: code.number() });
    } else this.#row(code.number());
  }

  /** Row by row. */
  #row(left: number): void {
    const { code } = this;
    this.#readSingles();
    const start = (spread: string) => {
      for (const value of this.#arrays(spread))
        code.get(this.#addresses.get(value)!).set(this.#pointers.get(value)!);
    };
    start("matrix");
    start("column");
    code.countDown(this.#rows, () => {
      start("row");
      for (const value of this.#arrays("column")) this.#loadSame(value, this.#pointers.get(value)!);
      code.get(this.#columns).set(left);
      const moving = [...this.#arrays("matrix"), ...this.#arrays("row")];
      for (const width of [WIDE, 1]) {
        code.whileAtLeast(left, width === 1 ? 1 : 4 * width, () => {
          for (let place = 0; place < width; place++) {
            const loaded = new Set<number>();
            for (const step of this.#chain.steps) this.#compute(step, place, loaded);
          }
          for (const value of moving) code.advance(this.#pointers.get(value)!, 16 * width);
          code.advance(left, -4 * width);
        });
      }
      // What the last register computed too much.
      for (const value of this.#arrays("matrix")) code.advanceBy(this.#pointers.get(value)!, left);
      for (const value of this.#arrays("column")) code.advance(this.#pointers.get(value)!, 4);
    });
  }

  /** Strip by strip of columns, each from the first row to the last, once or more. */
  #strips(counters: Counters): void {
    const { code } = this;
    this.#readSingles();
    const moving = [...this.#arrays("matrix"), ...this.#arrays("row")];
    for (const width of [WIDE, 1]) {
      code.whileAtLeast(this.#columns, width === 1 ? 1 : 4 * width, () => {
        this.#strip(width, counters);
        for (const value of moving) code.advance(this.#addresses.get(value)!, 16 * width);
        code.advance(this.#columns, -4 * width);
      });
    }
  }

  #strip(width: number, counters: Counters): void {
    const { code } = this;
    const { steps, spreads } = this.#chain;
    const made = new Set(steps.map(({ output }) => output));
    for (const value of this.#arrays("row")) {
      if (made.has(value)) continue;
      for (let place = 0; place < width; place++) {
        code.load(this.#addresses.get(value)!, 16 * place).set(this.#register(value, place));
      }
    }
    for (let pass = 0; pass <= Math.max(...this.#passes); pass++) {
      const now = steps.filter(
        ({ operation, output }) => this.#passes[output] === pass && operation !== "sum",
      );
      for (let place = 0; place < width; place++) {
        for (const step of now) {
          if (spreads[step.output] === "row") this.#computeRow(step, place);
        }
      }
      const inner = now.filter(({ output }) => spreads[output] !== "row");
      const sums = steps.filter(
        ({ operation, inputs }) => operation === "sum" && this.#passes[inputs[0]!] === pass,
      );
      if (inner.length + sums.length === 0) continue;
      this.#overRows([...inner, ...sums], width, counters);
      for (const { output } of sums) {
        for (let place = 0; place < width; place++) this.#storeRow(output, place);
      }
    }
  }

  /** One pass over the rows of a strip. */
  #overRows(steps: readonly ChainStep[], width: number, counters: Counters): void {
    const { code } = this;
    const { left, block, blocks } = counters;
    const used = new Set(steps.flatMap(({ inputs, output }) => [...inputs, output]));
    const matrices = this.#arrays("matrix").filter((value) => used.has(value));
    const columns = this.#arrays("column").filter((value) => used.has(value));
    for (const value of [...matrices, ...columns]) {
      code.get(this.#addresses.get(value)!).set(this.#pointers.get(value)!);
    }
    const places = Array.from({ length: width }, (_, place) => place);
    const sums = steps
      .filter(({ operation }) => operation === "sum")
      .flatMap(({ output }) => places.map((place) => this.#register(output, place)));
    const someRows = () => {
      for (const sum of sums) code.lanes(ZERO).set(sum);
      code.countDown(left, () => {
        for (const value of columns) this.#loadSame(value, this.#pointers.get(value)!);
        for (const place of places) {
          const loaded = new Set<number>();
          for (const step of steps) this.#compute(step, place, loaded);
        }
        for (const value of matrices) code.advance(this.#pointers.get(value)!, 4 * this.#chain.columns);
        for (const value of columns) code.advance(this.#pointers.get(value)!, 4);
      });
    };
    const { rows } = this.#chain;
    const run = runOf(rows);
    const count = blocksOf(rows);
    if (sums.length === 0 || count === 1) {
      code.get(this.#rows).set(left);
      someRows();
      return;
    }
    code.constant(0).set(block);
    code.constant(count).set(blocks);
    code.countDown(blocks, () => {
      code.ifOne(blocks, rows - (count - 1) * run, run).set(left);
      someRows();
      this.#join(sums, counters);
      code.advance(block, 1);
    });
    this.#total(sums, count);
  }

  /**
   * Puts the sums of a block into the tree, as in assembly/blocks.ts. They wait in memory, before the slots: in
   * registers they would make V8 spill others in the loop over rows.
   */
  #join(sums: readonly number[], { block, slot, waiting }: Counters): void {
    const { code } = this;
    const some = code.register();
    sums.forEach((sum, i) => {
      code.store(this.#tree, 16 * i, sum);
    });
    code.get(this.#tree).set(slot);
    code.advance(slot, levelBytes(this.#chain));
    code.get(block).set(waiting);
    code.whileOdd(waiting, () => {
      sums.forEach((_, i) => {
        code
          .load(slot, 16 * i)
          .load(this.#tree, 16 * i)
          .simd(instructions.add)
          .set(some);
        code.store(this.#tree, 16 * i, some);
      });
      code.advance(slot, levelBytes(this.#chain));
    });
    sums.forEach((_, i) => {
      code.load(this.#tree, 16 * i).set(some);
      code.store(slot, 16 * i, some);
    });
  }

  /** The sums of so many blocks, all that were joined. */
  #total(sums: readonly number[], blocks: number): void {
    const { code } = this;
    sums.forEach((sum, i) => {
      code.lanes(ZERO).set(sum);
      for (let level = 0; blocks >> level > 0; level++) {
        if (((blocks >> level) & 1) === 0) continue;
        const offset = (level + 1) * levelBytes(this.#chain) + 16 * i;
        code.load(this.#tree, offset).get(sum).simd(instructions.add).set(sum);
      }
    });
  }

  /** A step for four elements. Matrices that an earlier pass made are read again. */
  #compute(step: ChainStep, place: number, made: Set<number>): void {
    const { code } = this;
    const { operation, inputs, output } = step;
    for (const input of inputs) {
      const isRead =
        this.#spread(input) === "matrix" || (this.#spread(input) === "row" && !byColumns(this.#chain));
      if (!isRead || made.has(input)) continue;
      made.add(input);
      code.load(this.#pointers.get(input)!, 16 * place).set(this.#registerOf(input, place));
    }
    if (operation === "sum") {
      const sum = this.#register(output, place);
      code.get(sum).get(this.#registerOf(inputs[0]!, place)).simd(instructions.add).set(sum);
      return;
    }
    this.#apply(step, place);
    made.add(output);
    const pointer = this.#pointers.get(output);
    if (pointer !== undefined) code.store(pointer, 16 * place, this.#registerOf(output, place));
  }

  #computeRow(step: ChainStep, place: number): void {
    this.#apply(step, place);
    this.#storeRow(step.output, place);
  }

  #storeRow(value: number, place: number): void {
    const address = this.#addresses.get(value);
    if (address !== undefined) this.code.store(address, 16 * place, this.#register(value, place));
  }

  #apply({ operation, inputs, output }: ChainStep, place: number): void {
    const { code } = this;
    for (const input of inputs) code.get(this.#registerOf(input, place));
    if (operation === "relu")
      code.get(this.#registerOf(inputs[0]!, place)).lanes(ZERO).simd(LESS).simd(AND_NOT);
    else if (operation === "step") code.simd(GREATER).lanes(ONE).simd(AND);
    else if (operation !== "copy" && operation !== "sum") code.simd(instructions[operation]);
    code.set(this.#registerOf(output, place));
  }

  #readSingles(): void {
    for (const value of this.#arrays("one")) this.#loadSame(value, this.#addresses.get(value)!);
  }

  #loadSame(value: number, address: number): void {
    this.code.loadSame(address).set(this.#registerOf(value, 0));
  }

  #arrays(spread: string): readonly number[] {
    return this.#chain.arrays.filter((value) => this.#spread(value) === spread);
  }

  #spread(value: number): string {
    return this.#chain.spreads[value]!;
  }

  /** Rows differ from place to place and stay; everything else is made anew for each place. */
  #registerOf(value: number, place: number): number {
    return this.#register(value, this.#spread(value) === "row" && byColumns(this.#chain) ? place : 0);
  }

  #register(value: number, place: number): number {
    const key = `${value} ${place}`;
    const known = this.#registers.get(key) ?? this.code.register();
    this.#registers.set(key, known);
    return known;
  }
}
