export { type KeyValueCache, keyValueCache } from "./key-value-cache.js";
export {
  type AttendOptions,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
  multiHeadAttention,
} from "./multi-head-attention.js";
export {
  PositionalEmbedding,
  type PositionalEmbeddingOptions,
  type PositionKind,
  positionalEmbedding,
} from "./positional-embedding.js";
export { type AttentionOptions, scaledDotProductAttention } from "./scaled-dot-product-attention.js";
export { TransformerBlock, type TransformerBlockOptions, transformerBlock } from "./transformer-block.js";
