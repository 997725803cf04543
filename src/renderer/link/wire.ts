import { wireSerializers } from '#shared/wire.ts';

/** A viewer's end of the wire format. */
export const viewerWireSerializers = wireSerializers({
  encode: (bytes) => bytes.toBase64(),
  decode: (text) => Uint8Array.fromBase64(text),
});
