// What Node and browsers both have, for checking src/shared by itself: the language that all processes speak knows
// neither Node nor the DOM. Only tsconfig.shared.json reads this file.

declare class URLSearchParams {
  constructor(init?: string | Readonly<Record<string, string>>);
  readonly size: number;
  get(name: string): string | null;
  set(name: string, value: string): void;
  toString(): string;
}

declare class URL {
  static canParse(url: string): boolean;
  constructor(url: string);
  href: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly search: string;
  readonly searchParams: URLSearchParams;
}
