import { SHAPE } from './mark-list.ts';

export const MARK_VERTEX = `#version 300 es
precision highp float;
in vec2 aCentre;
in vec2 aOffset;
in vec2 aLocal;
in vec4 aShape;
in vec4 aFill;
in vec4 aEdge;
in float aEdgeWidth;
out vec2 vLocal;
out vec4 vShape;
out vec4 vFill;
out vec4 vEdge;
out float vEdgeWidth;
uniform mat3 uProjectionMatrix;
uniform mat3 uWorldTransformMatrix;
uniform mat3 uTransformMatrix;
uniform float uPixels;
void main() {
  vLocal = aLocal;
  vShape = aShape;
  vFill = aFill;
  vEdge = aEdge;
  vEdgeWidth = aEdgeWidth;
  vec3 place = uProjectionMatrix * uWorldTransformMatrix * uTransformMatrix * vec3(aCentre + aOffset / uPixels, 1.0);
  gl_Position = vec4(place.xy, 0.0, 1.0);
}
`;

/**
 * Shapes as signed distances in device pixels, smoothed over one pixel: crisp at every zoom without multisampling,
 * which costs a software renderer several times as much. Distances after https://iquilezles.org/articles/distfunctions2d/
 */
export const MARK_FRAGMENT = `#version 300 es
precision highp float;
in vec2 vLocal;
in vec4 vShape;
in vec4 vFill;
in vec4 vEdge;
in float vEdgeWidth;
out vec4 finalColour;
uniform float uPeriod;

float box(vec2 p, vec2 size, float radius) {
  vec2 q = abs(p) - size + radius;
  return min(max(q.x, q.y), 0.0) + length(max(q, 0.0)) - radius;
}

// Points along x: a tip, two tails and a notch between them.
float arrow(vec2 p, float size) {
  float soft = size * 0.1;
  vec2 corners[4];
  corners[0] = vec2(0.9, 0.0) * size;
  corners[1] = vec2(-0.72, 0.7) * size;
  corners[2] = vec2(-0.36, 0.0) * size;
  corners[3] = vec2(-0.72, -0.7) * size;
  float nearest = dot(p - corners[0], p - corners[0]);
  float side = 1.0;
  for (int i = 0, j = 3; i < 4; j = i, i++) {
    vec2 e = corners[j] - corners[i];
    vec2 w = p - corners[i];
    vec2 b = w - e * clamp(dot(w, e) / dot(e, e), 0.0, 1.0);
    nearest = min(nearest, dot(b, b));
    bvec3 c = bvec3(p.y >= corners[i].y, p.y < corners[j].y, e.x * w.y > e.y * w.x);
    if (all(c) || all(not(c))) side = -side;
  }
  return side * sqrt(nearest) - soft;
}

float burst(vec2 p, float size) {
  float an = 0.3926991;
  vec2 acs = vec2(cos(an), sin(an));
  vec2 ecs = vec2(cos(1.0), sin(1.0));
  float bn = mod(atan(p.x, p.y), 2.0 * an) - an;
  p = length(p) * vec2(cos(bn), abs(sin(bn)));
  p -= size * acs;
  p += ecs * clamp(-dot(p, ecs), 0.0, size * acs.y / ecs.y);
  return length(p) * sign(p.x);
}

// An S of two arcs, each most of a circle; the lower one is the upper one turned round.
float arc(vec2 p, float r) {
  vec2 q = p + vec2(0.0, r);
  if (q.x > 0.0 && q.y > -0.35 * r) return min(length(q - vec2(0.93, -0.35) * r), length(q - vec2(0.0, r)));
  return abs(length(q) - r);
}

// A finish flag is a box whose fill and edge colours change places from square to square.
vec4 flag(vec2 p, vec2 size) {
  vec2 square = floor((p / size * 0.5 + 0.5) * (size.x < 10.0 ? 2.0 : 4.0));
  return (mod(square.x + square.y, 2.0) < 0.5 ? vFill : vEdge) * step(box(p, size, 0.0), 0.0);
}

// A piece of a dotted or dashed line. Where the dots lie is counted along the whole line, so that they go on round its
// corners; a dot belongs to the piece that its middle is on, a dash is cut off where the piece ends.
float pattern(vec2 p, vec2 size, float along, bool dashed) {
  float period = dashed ? uPeriod * 2.0 : uPeriod;
  float reach = size.x - size.y;
  float middle = floor((along + p.x) / period + 0.5) * period - along;
  if (dashed) return max(box(p - vec2(middle, 0.0), vec2(period * 0.2 + size.y, size.y), size.y), box(p, size, size.y));
  return abs(middle) > reach + 0.01 ? 1000.0 : length(p - vec2(middle, 0.0)) - size.y;
}

void main() {
  if (vShape.x > ${SHAPE.flag - 0.5} && vShape.x < ${SHAPE.flag + 0.5}) {
    finalColour = flag(vLocal, vShape.yz);
    return;
  }
  float d;
  if (vShape.x < ${SHAPE.box + 0.5}) d = box(vLocal, vShape.yz, vShape.w);
  else if (vShape.x < ${SHAPE.arrow + 0.5}) d = arrow(vLocal, vShape.y);
  else if (vShape.x < ${SHAPE.burst + 0.5}) d = burst(vLocal, vShape.y);
  else if (vShape.x < ${SHAPE.letter + 0.5}) d = min(arc(vLocal, vShape.y * 0.5), arc(-vLocal, vShape.y * 0.5));
  else d = pattern(vLocal, vShape.yz, vShape.w, vShape.x > ${SHAPE.dashes - 0.5});
  float fill = vFill.a * clamp(0.5 - d, 0.0, 1.0);
  float edge = vEdge.a * clamp(0.5 + vEdgeWidth * 0.5 - abs(d), 0.0, 1.0) * step(0.001, vEdgeWidth);
  finalColour = vec4(vFill.rgb * fill * (1.0 - edge) + vEdge.rgb * edge, fill * (1.0 - edge) + edge);
}
`;
