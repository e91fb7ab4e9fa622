export { type L1L2Options, l1, l1l2, l2, type Regularizer } from "./regularizers.js";
