import { ROW, STATE, TABLE, VISITOR, WALL_SHADES } from './cell-colours.ts';
import { CODE } from './cell-grid.ts';
import type { CellFill } from './overlays.ts';

/** Device pixels per texel from which one sample a pixel is enough. */
const ONE_TAP_FROM = 3;

/**
 * Samples per pixel for texels of this size: one where a texel is a few pixels wide, more below, so that walls thinner
 * than a pixel grow pale instead of flickering.
 */
export function tapsFor(pixelsPerTexel: number): number {
  if (pixelsPerTexel >= ONE_TAP_FROM) return 1;
  return Math.max(2, Math.min(4, Math.ceil(1 / pixelsPerTexel)));
}

export const CELL_VERTEX = `#version 300 es
precision highp float;
in vec2 aPosition;
out vec2 vTexel;
uniform mat3 uProjectionMatrix;
uniform mat3 uWorldTransformMatrix;
uniform mat3 uTransformMatrix;
uniform vec2 uFirstCell;
uniform vec2 uCells;
uniform float uReduction;
void main() {
  vec2 inside = aPosition * uCells;
  vTexel = inside / uReduction;
  vec2 cell = uFirstCell + inside;
  vec3 place = uProjectionMatrix * uWorldTransformMatrix * uTransformMatrix * vec3(cell, 1.0);
  gl_Position = vec4(place.xy, 0.0, 1.0);
}
`;

const float = (value: number) => value.toFixed(1);

// Every operation here runs for each pixel of the view, and on a processor where there is no graphics card. Times and
// playhead are index + 1; the texels give a time beyond any playhead to what never happened.
const HEAD = `#version 300 es
precision highp float;
precision highp sampler2D;
in vec2 vTexel;
out vec4 finalColour;
uniform sampler2D uCellTexels;
uniform sampler2D uCellColours;
uniform vec2 uLastTexel;
uniform float uPlayhead;
uniform float uHitHead;
uniform float uPixels;
uniform float uTaps;
uniform float uGridLine;
`;

/** What tells the state of a cell, and with it the column of its colour. Only what a fill needs is read for it. */
const STATE_OF: Record<CellFill, string> = {
  // Recency is squared, so that the last part of the way stands out from the rest.
  visits: `
float stateOf(vec4 cell, ivec2 at) {
  float recency = cell.x / uPlayhead;
  return cell.x <= uPlayhead
    ? ${float(STATE.visited)} + ${float(TABLE.width - STATE.visited - 1)} * recency * recency
    : cell.y <= uPlayhead ? ${float(STATE.seen)} : ${float(STATE.unseen)};
}
`,
  heat: `
uniform sampler2D uCellHeat;
uniform float uHeatScale;
float stateOf(vec4 cell, ivec2 at) {
  float level = texelFetch(uCellHeat, at, 0).r * 255.0 - 1.0;
  return level > -0.5
    ? ${float(STATE.visited)} + min(level * uHeatScale, ${float(TABLE.width - STATE.visited - 1)})
    : min(cell.x, cell.y) <= uPlayhead ? ${float(STATE.seen)} : ${float(STATE.unseen)};
}
`,
  difference: `
uniform sampler2D uCellOther;
uniform float uOtherHead;
float stateOf(vec4 cell, ivec2 at) {
  bool other = texelFetch(uCellOther, at, 0).r <= uOtherHead;
  if (cell.x <= uPlayhead) return other ? ${float(VISITOR.both)} : ${float(VISITOR.own)};
  return other ? ${float(VISITOR.other)} : cell.y <= uPlayhead ? ${float(STATE.seen)} : ${float(STATE.unseen)};
}
`,
};

// What only the other run visited is hatched, so that it is told by more than its colour.
const HATCH = `
  if (state == ${float(VISITOR.other)} && fract(inside.x + inside.y + 0.15) < 0.3) state = ${float(VISITOR.otherInk)};`;

/** Cells of several pixels: each is one thing, with a grid between them and patterns besides colours. */
export function detailedCells(fill: CellFill): string {
  return `${HEAD}${STATE_OF[fill]}
void main() {
  vec2 at = min(floor(vTexel), uLastTexel);
  vec2 inside = vTexel - at;
  vec4 cell = texelFetch(uCellTexels, ivec2(at), 0);
  float row = cell.w * ${float(WALL_SHADES)};
  if (cell.w == ${float(CODE.unknown)} && fract((inside.x + inside.y) * 3.0) > 0.5) row = ${float(ROW.unknownInk)};
  // A folded corner where the agent ran into something.
  if (inside.x - inside.y > 0.62 && cell.z <= uHitHead) row = ${float(ROW.hit)};
  float state = stateOf(cell, ivec2(at));${fill === 'difference' ? HATCH : ''}
  vec4 colour = texelFetch(uCellColours, ivec2(state, row), 0);
  finalColour = min(inside.x, inside.y) * uPixels < 1.0 ? colour * vec4(vec3(uGridLine), 1.0) : colour;
}
`;
}

/**
 * Cells of few pixels or less, averaged. The samples lie on a diagonal: walls are level or upright, so as many samples
 * find all of them as would in a square.
 */
export function filteredCells(fill: CellFill): string {
  return `${HEAD}${STATE_OF[fill]}
void main() {
  vec4 sum = vec4(0.0);
  float apart = 1.0 / (uPixels * uTaps);
  vec2 place = vTexel - apart * (uTaps - 1.0) * 0.5;
  for (float i = 0.0; i < uTaps; i++) {
    ivec2 at = ivec2(clamp(place, vec2(0.0), uLastTexel));
    vec4 cell = texelFetch(uCellTexels, at, 0);
    sum += texelFetch(uCellColours, ivec2(stateOf(cell, at), cell.w * ${float(WALL_SHADES)} + 0.5), 0);
    place += apart;
  }
  finalColour = sum / uTaps;
}
`;
}
