import { DataError } from "../errors.js";
import { storedDTypes } from "../formats/safetensors-dtypes.js";
import type { GraphConstant } from "../nn/graph/graph.js";
import type { DType } from "../tensor/dtype.js";
import { sizeOf } from "../tensor/shape.js";
import type { TensorProto } from "./messages.js";

/** ONNX's numbers for types of values. */
export const dataTypes: Readonly<Record<DType | "int64", number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};

/** The types that can be read, by their numbers: as safetensors calls them, whose bytes are the same. */
const stored: Readonly<Record<number, keyof typeof storedDTypes>> = {
  1: "F32",
  2: "U8",
  3: "I8",
  4: "U16",
  5: "I16",
  6: "I32",
  7: "I64",
  9: "BOOL",
  10: "F16",
  11: "F64",
  16: "BF16",
};

/** The dtype that values of a type become here; undefined for one that cannot be read. */
export function dtypeOf(dataType: number): DType | undefined {
  return storedDTypes[stored[dataType] ?? ""]?.dtype;
}

/** A tensor of a file. Throws DataError when it is damaged, of a type that cannot be read, or in another file. */
export function readTensor(file: string, proto: TensorProto): GraphConstant {
  const { dims, dataType, name } = proto;
  const where = `${file}: tensor ${JSON.stringify(name)}`;
  const fail = (expected: string, got: unknown, advice: string): never => {
    throw new DataError(`${where}: expected ${expected}, got ${String(got)}; ${advice}`);
  };
  const type = storedDTypes[stored[dataType] ?? ""];
  if (type === undefined)
    return fail("numbers or booleans", `type ${dataType}`, "try another version of the file");
  if (proto.dataLocation === 1) {
    return fail("its values in the file", "the name of another file", "try saving the model as one file");
  }
  const size = sizeOf(dims);
  const raw = proto.rawData;
  const halves = dataType === 10 || dataType === 16;
  const listed = proto.floatData?.length
    ? proto.floatData
    : proto.doubleData?.length
      ? proto.doubleData
      : proto.int64Data?.length
        ? proto.int64Data
        : (proto.int32Data ?? []);
  let values: ArrayLike<number>;
  if (raw !== undefined) {
    if (raw.length !== size * type.size) {
      return fail(
        `${size * type.size} bytes for [${dims.join(", ")}]`,
        raw.length,
        "the file is damaged: get it again",
      );
    }
    values = type.read(new Uint8Array(raw).buffer);
  } else if (halves) values = type.read(new Uint16Array(listed).buffer);
  else values = listed;
  if (values.length !== size) {
    return fail(
      `${size} values for [${dims.join(", ")}]`,
      values.length,
      "the file is damaged: get it again",
    );
  }
  const dtype = dataType === 7 ? "int64" : type.dtype;
  if (dtype === "int64") {
    // The greatest and the least stand for "to the end" in slices.
    const limit = 2 ** 31 - 1;
    return { dtype, shape: dims, values: wide(proto, limit) ?? values };
  }
  return { dtype, shape: dims, values };
}

/** 64-bit integers of a file, those beyond 32 bits as the nearest of these. */
function wide({ rawData, int64Data }: TensorProto, limit: number): readonly number[] | undefined {
  const all =
    rawData === undefined ? int64Data : Array.from(new BigInt64Array(new Uint8Array(rawData).buffer), Number);
  return all?.map((value) => Math.min(Math.max(value, -limit), limit));
}

/** Values as a tensor of a file. */
export function writeTensor(name: string, { dtype, shape, values }: GraphConstant): TensorProto {
  const data =
    dtype === "int64"
      ? BigInt64Array.from(Array.from(values), BigInt)
      : dtype === "float32"
        ? Float32Array.from(values)
        : dtype === "float64"
          ? Float64Array.from(values)
          : dtype === "int32"
            ? Int32Array.from(values)
            : Uint8Array.from(values);
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { dims: shape, dataType: dataTypes[dtype], name, rawData };
}
