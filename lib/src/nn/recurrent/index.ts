export {
  Bidirectional,
  type BidirectionalOptions,
  bidirectional,
  type MergeMode,
} from "./bidirectional.js";
export { Gru, gru } from "./gru.js";
export { Lstm, type LstmOptions, lstm } from "./lstm.js";
export { Recurrent, type RecurrentOptions } from "./recurrent.js";
export { SimpleRnn, simpleRnn } from "./simple-rnn.js";
