/** The part of a WebAssembly memory that the engine uses. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB; the old buffer is detached. */
  grow(pages: number): number;
}

/** The part of the WebAssembly JavaScript API that the engine uses: neither Node's nor the language's types have it. */
export interface WebAssemblyApi {
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum?: number;
    readonly shared?: boolean;
  }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: Memory } },
  ) => { readonly exports: object };
  readonly CompileError: new () => Error;
}

/** WebAssembly where there is one. */
export const webAssembly: WebAssemblyApi | undefined = (globalThis as { WebAssembly?: WebAssemblyApi })
  .WebAssembly;
