import { wireSerializers } from '#shared/wire.ts';

/** A host's end of the wire format: base64 through `Buffer`, which does a megabyte in about a millisecond. */
export const hostWireSerializers = wireSerializers({
  encode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  decode: (text) => Buffer.from(text, 'base64'),
});
