import { storageOf, type TableColumn } from '#core/sessions/rows.ts';

/**
 * The types that columns are created with, as PostgreSQL writes them. A session may come from anybody, and a type cannot
 * be a parameter of a statement: what is not among these is created as `text`.
 */
const KNOWN = new RegExp(
  `^(?:${[
    'smallint|integer|bigint|real|double precision|boolean|text|jsonb?|uuid|date|bytea|inet|interval',
    String.raw`numeric(?:\(\d{1,4},-?\d{1,4}\))?`,
    String.raw`character(?: varying)?(?:\(\d{1,8}\))?`,
    String.raw`time(?:stamp)?(?:\(\d\))? with(?:out)? time zone`,
  ].join('|')})(?:\\[\\])?$`,
);

/** The type that a recorded column is created with. */
export function createdType({ type, storage }: TableColumn): string {
  return KNOWN.test(type) && storageOf(type) === storage ? type : 'text';
}

/** Whether a column of this type can count by itself. */
export function isCounting(type: string): boolean {
  return /^(small|big)?int(eger)?$/.test(type);
}
