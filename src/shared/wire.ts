/**
 * How typed arrays cross a process border. The contract speaks of `Int16Array` and its like; on the wire each becomes
 * one base64 string, so that a batch of 5,000 actions is a dozen strings instead of 60,000 numbers to walk.
 */

/** How a process turns bytes into base64 and back: Node has `Buffer`, browsers have `Uint8Array.fromBase64`. */
export interface Base64Codec {
  encode(bytes: Uint8Array): string;
  decode(text: string): Uint8Array;
}

/** The shape of oRPC's `customJsonSerializers`. */
export interface WireSerializer {
  type: number;
  condition(data: unknown): boolean;
  // biome-ignore lint/suspicious/noExplicitAny: oRPC's own interface types both directions so.
  serialize(data: any): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  deserialize(serialized: any): unknown;
}

type NumberArray = Uint8Array | Int16Array | Int32Array | Float64Array;

// The type numbers are part of the wire format; oRPC keeps those below 20 for itself.
const ARRAYS = [
  { type: 20, Array: Uint8Array },
  { type: 21, Array: Int16Array },
  { type: 22, Array: Int32Array },
  { type: 23, Array: Float64Array },
] as const;

/** The serializers that both ends of the contract install, host and viewer alike. */
export function wireSerializers(codec: Base64Codec): WireSerializer[] {
  return ARRAYS.map(({ type, Array: TypedArray }) => ({
    type,
    condition: (data) => data instanceof TypedArray,
    serialize: (data: NumberArray) => codec.encode(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
    deserialize: (text: string) => {
      const bytes = codec.decode(text);
      // A copy, because a decoded view may lie anywhere in a larger buffer (Node's Buffers share one).
      const { buffer } = new Uint8Array(bytes);
      return new TypedArray(buffer, 0, Math.floor(bytes.byteLength / TypedArray.BYTES_PER_ELEMENT));
    },
  }));
}
