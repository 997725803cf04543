#!/usr/bin/env node
import { setupCrashes } from '#core/crash.ts';
import { explain } from '#core/database/problem.ts';
import { readVersion } from '#core/paths.ts';
import { redact } from '#core/redaction.ts';
import { UsageError } from '#core/source-choice.ts';
import { doctor } from './commands/doctor.ts';
import { exportRows } from './commands/export.ts';
import { importSession } from './commands/import.ts';
import { info } from './commands/info.ts';
import { record } from './commands/record.ts';
import { serve } from './commands/serve.ts';
import { tail } from './commands/tail.ts';

const USAGE = `Oriole Monitor: watch agents walk through mazes, live from PostgreSQL.

  oriole-monitor serve [FILE.oriole] [--demo | --url postgres://… | --profile NAME] [--host 127.0.0.1] [--port 4173]
                       [--token T] [--data-dir DIR] [--config-dir DIR] [--poll SECONDS] [--no-open]
      Serves the viewer to browsers and prints the URL to open: of a session, where one is given.

  oriole-monitor tail  [--demo | --url postgres://… | --profile NAME] [--experiment N] [--data-dir DIR]
                       [--poll SECONDS]
      Prints every action that comes, one line of JSON each.

  oriole-monitor doctor [--demo | --url postgres://… | --profile NAME] [--data-dir DIR] [--json]
      Looks at everything between here and the database, and says what is wrong and what to do.

  oriole-monitor record [--demo | --url postgres://… | --profile NAME] --out FILE.oriole [--experiment N …] [--past]
                       [--without-texts] [--for SECONDS]
      Records what comes into a session file, until Ctrl+C or SIGTERM; --past with what was there before.

  oriole-monitor export FILE.oriole | [--demo | --url postgres://… | --profile NAME]
                       --format csv|parquet|jsonl|mcap|session --out PATH
                       [--experiment N …] [--from TIME] [--to TIME] [--without-texts]
      Writes a part of a session or of a database for other programs: csv and parquet as a folder of three tables.

  oriole-monitor import FILE.oriole --url postgres://… | --profile NAME | --demo (--create | --append [--renumber])
                       [--schema NAME] [--confirm PROFILE]
      Brings the rows of a session into a database, all or none: into tables that it creates, or adds them to those that
      are there. --renumber gives them new ids; --confirm names a profile of production.

  oriole-monitor info FILE.oriole [--json]
      Says what a session holds, and reads all of it: the exit code is 1 when something cannot be read.

--url takes what psql takes: a postgres:// URL, or "host=… dbname=… sslmode=verify-full", or "service=…".
--poll says how often the tables are read where notices do not come; 2 s unless told.
Without --demo, --url and --profile: the database that libpq's variables name (PGHOST, PGDATABASE, PGSERVICE …), else
the profile that was open last, else the demo. Profiles are saved in the window; ORIOLE_CONFIG_DIR says where they are.
A password is best kept in .pgpass; for a database that is not a saved profile, PGPASSWORD does too. A command line can
be read by others.`;

setupCrashes((code) => process.exit(code));
process.exitCode = await run(process.argv.slice(2));
// Whatever a library left open must not keep the program alive.
process.exit();

async function run([command, ...args]: string[]): Promise<number> {
  try {
    if (args.includes('--help') || args.includes('-h')) return say(USAGE, 0);
    if (command === 'serve') return await serve(args);
    if (command === 'tail') return await tail(args);
    if (command === 'doctor') return await doctor(args);
    if (command === 'record') return await record(args);
    if (command === 'export') return await exportRows(args);
    if (command === 'import') return await importSession(args);
    if (command === 'info') return await info(args);
    if (command === '--version') return say(readVersion(), 0);
    if (command === undefined || command === 'help' || command === '--help') return say(USAGE, 0);
    throw new UsageError(`There is no command ${command}.`);
  } catch (error) {
    const misused = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    console.error(
      redact(misused ? `${error.message}\n\noriole-monitor --help says how it is used.` : explain(error).reason),
    );
    return misused ? 2 : 1;
  }
}

function say(text: string, code: number): number {
  console.log(text);
  return code;
}
