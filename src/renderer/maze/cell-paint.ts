import { GlProgram, Shader, type TextureSource, type UniformGroup } from 'pixi.js';
import { CELL_VERTEX, detailedCells, filteredCells } from './cell-shader.ts';
import type { CellFill } from './overlays.ts';

/** What all cell shaders of a maze read. */
export interface CellResources {
  readonly uCellTexels: TextureSource;
  readonly uCellColours: TextureSource;
  readonly cellUniforms: UniformGroup;
}

/** The two shaders of a fill, for large cells and for small ones. Only what is shown is made. */
export class CellPaint {
  readonly fill: CellFill;
  readonly detailed: Shader;
  readonly filtered: Shader;

  /** @param more what this fill reads besides */
  constructor(fill: CellFill, resources: CellResources, more: Record<string, TextureSource> = {}) {
    this.fill = fill;
    const shaderOf = (fragment: string, name: string) =>
      new Shader({
        glProgram: GlProgram.from({ vertex: CELL_VERTEX, fragment, name: `maze-cells-${fill}${name}` }),
        resources: { ...resources, ...more },
      });
    this.detailed = shaderOf(detailedCells(fill), '');
    this.filtered = shaderOf(filteredCells(fill), '-filtered');
  }

  destroy(): void {
    // The programs are shared by all mazes and stay.
    this.detailed.destroy(false);
    this.filtered.destroy(false);
  }
}
