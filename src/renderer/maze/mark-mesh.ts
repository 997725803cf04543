import { Buffer, BufferUsage, Geometry, GlProgram, Mesh, Shader, UniformGroup } from 'pixi.js';
import { MarkList, VERTEX_FLOATS } from './mark-list.ts';
import { MARK_FRAGMENT, MARK_VERTEX } from './mark-shader.ts';

/** Draws a {@link MarkList}: everything over the cells in one call. */
export class MarkMesh extends Mesh<Geometry, Shader> {
  readonly marks: MarkList;
  readonly #uniforms: MarkUniforms;
  #shown = 0;

  constructor() {
    const marks = new MarkList();
    const uniforms = markUniforms();
    const shader = new Shader({
      glProgram: GlProgram.from({ vertex: MARK_VERTEX, fragment: MARK_FRAGMENT, name: 'maze-marks' }),
      resources: { markUniforms: uniforms },
    });
    super({ geometry: markGeometry(marks), shader });
    this.marks = marks;
    this.#uniforms = uniforms;
  }

  /**
   * Uploads the marks as they are now.
   * @param pixelsPerCell device pixels
   * @param period device pixels from dot to dot of a dotted line; a dash takes twice as much
   */
  commit(pixelsPerCell: number, period = 1): void {
    const [buffer] = this.geometry.buffers;
    if (buffer?.data !== this.marks.vertices) {
      const outgrown = this.geometry;
      this.geometry = markGeometry(this.marks);
      outgrown.destroy(true);
    } else {
      // What the last picture had more than this one would still be drawn: all indices always are.
      const floats = VERTEX_FLOATS * 4;
      this.marks.vertices.fill(0, this.marks.count * floats, Math.max(this.#shown, this.marks.count) * floats);
      buffer.update(Math.max(this.#shown, this.marks.count) * floats * 4);
    }
    this.#shown = this.marks.count;
    this.#uniforms.uniforms.uPixels = pixelsPerCell;
    this.#uniforms.uniforms.uPeriod = period;
    this.#uniforms.update();
  }

  override destroy(): void {
    const { geometry, shader } = this;
    super.destroy();
    geometry.destroy(true);
    shader?.destroy(false);
  }
}

type MarkUniforms = ReturnType<typeof markUniforms>;

function markUniforms() {
  return new UniformGroup({ uPixels: { value: 1, type: 'f32' }, uPeriod: { value: 1, type: 'f32' } });
}

function markGeometry(marks: MarkList): Geometry {
  const buffer = new Buffer({ data: marks.vertices, usage: BufferUsage.VERTEX | BufferUsage.COPY_DST });
  const stride = VERTEX_FLOATS * 4;
  const indices = new Uint32Array(marks.capacity * 6);
  for (let mark = 0; mark < marks.capacity; mark++) {
    const first = mark * 4;
    indices.set([first, first + 1, first + 2, first, first + 2, first + 3], mark * 6);
  }
  return new Geometry({
    attributes: {
      aCentre: { buffer, format: 'float32x2', stride, offset: 0 },
      aOffset: { buffer, format: 'float32x2', stride, offset: 8 },
      aLocal: { buffer, format: 'float32x2', stride, offset: 16 },
      aShape: { buffer, format: 'float32x4', stride, offset: 24 },
      aFill: { buffer, format: 'float32x4', stride, offset: 40 },
      aEdge: { buffer, format: 'float32x4', stride, offset: 56 },
      aEdgeWidth: { buffer, format: 'float32', stride, offset: 72 },
    },
    indexBuffer: indices,
  });
}
