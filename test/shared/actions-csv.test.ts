import { expect, test } from 'vitest';
import { ACTIONS_CSV_HEADER, actionsCsv, csvText } from '#shared/run/actions-csv.ts';
import { toColumns } from '#shared/run/columns.ts';
import { Run } from '#shared/run/run.ts';
import { action } from '../support/actions.ts';

test('actions are written as rows, with nothing where the database has nothing', () => {
  const run = new Run({ width: 9, height: 9 });
  run.append(
    toColumns([
      action({ id: 7, step: 1, fromX: 1, fromY: 2, toX: 2, toY: 2, at: 0, turn: 3 }),
      action({
        id: 8,
        step: 2,
        type: 'recall_all',
        fromX: null,
        fromY: null,
        toX: null,
        toY: null,
        at: null,
        turn: null,
      }),
    ]),
  );
  expect(ACTIONS_CSV_HEADER + actionsCsv(run, 0, 99)).toBe(
    'id,step_number,action_type,from_x,from_y,to_x,to_y,success,timestamp,turn_number\r\n' +
      '7,1,move_east,1,2,2,2,true,1970-01-01T00:00:00.000Z,3\r\n' +
      '8,2,recall_all,,,,,true,,\r\n',
  );
  expect(actionsCsv(run, 2, 99)).toBe('');
});

test('a text is one field, and never a formula', () => {
  expect(csvText('move_east')).toBe('move_east');
  expect(csvText('a "b", c\n')).toBe('"a ""b"", c\n"');
  expect(csvText('=HYPERLINK("https://evil.example")')).toBe('"\'=HYPERLINK(""https://evil.example"")"');
  expect(csvText('-1+2')).toBe("'-1+2");
});
