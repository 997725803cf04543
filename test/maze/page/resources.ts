// Counts what lives on the graphics card, by wrapping the context before any renderer is made: a leak shows as a number
// that grows, whatever Pixi believes.
const KINDS = ['Texture', 'Buffer', 'VertexArray', 'Program', 'Framebuffer'] as const;
const living = new Set<object>();

for (const kind of KINDS) {
  const context = WebGL2RenderingContext.prototype;
  const create: () => object | null = context[`create${kind}`];
  const remove: (resource: never) => void = context[`delete${kind}`];
  Object.assign(context, {
    [`create${kind}`](this: WebGL2RenderingContext) {
      const resource = create.call(this);
      if (resource) living.add(resource);
      return resource;
    },
    [`delete${kind}`](this: WebGL2RenderingContext, resource: object | null) {
      if (resource) living.delete(resource);
      remove.call(this, resource as never);
    },
  });
}

/** Textures, buffers, vertex arrays, programs and framebuffers that were created and not deleted. */
export function countResources(): number {
  return living.size;
}
