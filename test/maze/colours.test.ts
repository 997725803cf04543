import { describe, expect, test } from 'vitest';
import { legendOf } from '../../src/renderer/maze/legend.ts';
import { DEFAULT_OVERLAYS } from '../../src/renderer/maze/overlays.ts';
import { DARK, LIGHT, type Palette, type Rgb } from '../../src/renderer/maze/palette.ts';

/** How dichromats see, as matrices on linear light: Machado, Oliveira and Fernandes 2009, severity 1. */
const SIGHTS: Record<string, readonly [Rgb, Rgb, Rgb]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Colours this far apart (CIE 1976) are told apart at a glance; 2.3 is what is just noticed. */
const APART = 12;

type Vector = readonly [number, number, number];

function linear(colour: Rgb): Vector {
  const part = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return [part(colour[0]), part(colour[1]), part(colour[2])];
}

function product([x, y, z]: readonly [Vector, Vector, Vector], [a, b, c]: Vector): Vector {
  const row = (line: Vector) => line[0] * a + line[1] * b + line[2] * c;
  return [row(x), row(y), row(z)];
}

function lab(light: Vector): Vector {
  const [x, y, z] = product(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    light.map((part) => Math.max(0, Math.min(1, part))) as unknown as Vector,
  );
  const part = (value: number) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const [fx, fy, fz] = [part(x / 0.9505), part(y), part(z / 1.089)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function apart(one: Rgb, other: Rgb, sight: readonly [Rgb, Rgb, Rgb]): number {
  const a = lab(product(sight, linear(one)));
  const b = lab(product(sight, linear(other)));
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** WCAG's contrast of two colours. */
function contrast(one: Rgb, other: Rgb): number {
  const light = (colour: Rgb) => {
    const [red, green, blue] = linear(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high ?? 1) / (low ?? 1);
}

const PALETTES: Record<string, Palette> = { light: LIGHT, dark: DARK };

describe.each(Object.entries(PALETTES))('%s', (_, palette) => {
  describe.each(Object.entries(SIGHTS))('to the eye with %s sight', (_sight, sight) => {
    test('who visited is told apart, and from what nobody did', () => {
      const { onlyThis, onlyOther, both, floor, floorUnseen, wall, wallUnseen } = palette;
      const told = { onlyThis, onlyOther, both, floor, floorUnseen, wall, wallUnseen };
      const entries = Object.entries(told);
      for (const [i, [name, colour]] of entries.slice(0, 3).entries()) {
        for (const [other, otherColour] of entries.slice(i + 1)) {
          expect(apart(colour, otherColour, sight), `${name} and ${other}`).toBeGreaterThan(APART);
        }
      }
    });

    test('heat grows steadily, and its least is no floor and no wall', () => {
      const [least, ...more] = palette.heat;
      more.forEach((colour, i) => {
        expect(apart(palette.heat[i] ?? least, colour, sight), `level ${i}`).toBeGreaterThan(APART);
      });
      for (const name of ['floor', 'floorUnseen', 'wall', 'wallUnseen'] as const) {
        expect(apart(least, palette[name], sight), name).toBeGreaterThan(APART);
      }
    });
  });

  test('heat goes one way from light to dark', () => {
    const ratios = palette.heat.map((colour) => contrast(colour, palette.floor));
    expect(ratios).toEqual([...ratios].sort((a, b) => a - b));
  });

  test('lines stand out from their edges, which keep them apart from any cell', () => {
    for (const name of ['route', 'optimal', 'trail'] as const) {
      expect(contrast(palette[name], palette.halo), name).toBeGreaterThan(4.5);
    }
  });
});

describe('the legend', () => {
  test('says what is on, in words and colours, and nothing else', () => {
    expect(legendOf(DEFAULT_OVERLAYS, LIGHT).map(({ label }) => label)).toEqual([
      'Visited, long ago to just now',
      'Not yet seen',
      'Ran into a wall',
      'Seen at this step',
      'The last 48 steps',
    ]);
    const off = { visited: false, heat: false, trail: 0, fog: false, seenNow: false, hits: false };
    expect(legendOf({ ...DEFAULT_OVERLAYS, ...off }, LIGHT)).toEqual([]);
  });

  test('gives the heat map its numbers, and the difference the names of both runs', () => {
    const [heat] = legendOf({ ...DEFAULT_OVERLAYS, heat: true }, DARK, { heatTop: 2048 });
    expect(heat).toMatchObject({ label: 'Visits', swatch: { kind: 'gradient', from: '1', to: '2,048' } });
    const labels = legendOf({ ...DEFAULT_OVERLAYS, heat: true, difference: true }, DARK, {
      thisRun: '#12',
      otherRun: '#15',
    }).map(({ label }) => label);
    expect(labels.slice(0, 4)).toEqual(['Only #12', 'Only #15', 'Both', 'Not yet seen']);
  });
});
