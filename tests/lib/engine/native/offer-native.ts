/* Set-up of the tests that hold the WebAssembly engine, for the same tests with native kernels in its place. */
import "../../../../lib/src/engine/native/offer.js";
