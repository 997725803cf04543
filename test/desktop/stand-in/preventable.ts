/** An event of Electron: its fields, and `preventDefault()`. */
type Preventable<T> = T & { readonly defaultPrevented: boolean; preventDefault(): void };

/** Makes an event of its fields. Getters among them stay getters. */
export function preventable<T extends object>(fields: T): Preventable<T> {
  let prevented = false;
  return Object.defineProperties(fields, {
    defaultPrevented: { get: () => prevented },
    preventDefault: {
      value: () => {
        prevented = true;
      },
    },
  }) as Preventable<T>;
}
