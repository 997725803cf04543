#!/usr/bin/env node
import { setupCrashes } from '#core/crash.ts';
import { explain } from '#core/database/problem.ts';
import { readVersion } from '#core/paths.ts';
import { redact } from '#core/redaction.ts';
import { UsageError } from '#core/source-choice.ts';
import { doctor } from './commands/doctor.ts';
import { serve } from './commands/serve.ts';
import { tail } from './commands/tail.ts';

const USAGE = `Oriole Monitor: watch agents walk through mazes, live from PostgreSQL.

  oriole-monitor serve [--demo | --url postgres://… | --profile NAME] [--host 127.0.0.1] [--port 4173]
                       [--token T] [--data-dir DIR] [--config-dir DIR] [--poll SECONDS] [--no-open]
      Serves the viewer to browsers and prints the URL to open.

  oriole-monitor tail  [--demo | --url postgres://… | --profile NAME] [--experiment N] [--data-dir DIR]
                       [--poll SECONDS]
      Prints every action that comes, one line of JSON each.

  oriole-monitor doctor [--demo | --url postgres://… | --profile NAME] [--data-dir DIR] [--json]
      Looks at everything between here and the database, and says what is wrong and what to do.

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
    if (command === 'serve') return await serve(args);
    if (command === 'tail') return await tail(args);
    if (command === 'doctor') return await doctor(args);
    if (command === '--version') return say(readVersion(), 0);
    if (command === undefined || command === 'help' || command === '--help') return say(USAGE, 0);
    throw new UsageError(`There is no command ${command}.`);
  } catch (error) {
    const misused = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    console.error(redact(misused ? `${error.message}\n\n${USAGE}` : explain(error).reason));
    return misused ? 2 : 1;
  }
}

function say(text: string, code: number): number {
  console.log(text);
  return code;
}
