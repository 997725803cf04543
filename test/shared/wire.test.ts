import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostWireSerializers } from '#core/wire.ts';

const arrays = fc.oneof(fc.uint8Array(), fc.int16Array(), fc.int32Array(), fc.float64Array());

test('typed arrays cross the border unchanged', () => {
  fc.assert(
    fc.property(arrays, (array) => {
      const serializer = hostWireSerializers.find(({ condition }) => condition(array));
      const back = serializer?.deserialize(JSON.parse(JSON.stringify(serializer.serialize(array))));
      expect(back).toEqual(array);
    }),
  );
});

test('a view into a larger buffer takes only its own part', () => {
  const view = Int32Array.of(1, 2, 3, 4).subarray(1, 3);
  const serializer = hostWireSerializers.find(({ condition }) => condition(view));
  expect(serializer?.deserialize(serializer.serialize(view))).toEqual(Int32Array.of(2, 3));
});
