import type { ExportFormat } from '#shared/domain/session.ts';
import { exportCsv } from './csv.ts';
import type { ExportJob } from './job.ts';
import { exportJsonLines } from './jsonl.ts';
import { exportMcap } from './mcap.ts';
import { exportParquet } from './parquet.ts';

/** How tables are written for other programs. */
export interface TableFormat {
  /** Behind the name of what is written: a file's extension, or what a folder is told from others by. */
  readonly suffix: string;
  /** A folder holds a file for each of the three tables. */
  readonly form: 'file' | 'folder';
  /** Writes to a path at which nothing is yet. */
  write(job: ExportJob, path: string): Promise<void>;
}

export const TABLE_FORMATS: Readonly<Record<Exclude<ExportFormat, 'session'>, TableFormat>> = {
  csv: { suffix: '-csv', form: 'folder', write: exportCsv },
  parquet: { suffix: '-parquet', form: 'folder', write: exportParquet },
  jsonl: { suffix: '.jsonl', form: 'file', write: exportJsonLines },
  mcap: { suffix: '.mcap', form: 'file', write: exportMcap },
};
