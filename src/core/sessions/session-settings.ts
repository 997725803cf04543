import { join } from 'node:path';
import { z } from 'zod';
import { JsonFile } from '#core/files/json-file.ts';
import { StorageError } from '#core/files/storage-error.ts';
import type { Outcome } from '#shared/contract.ts';
import { type AutomaticRecording, automaticRecordingSchema } from '#shared/domain/session.ts';

const VERSION = 1;
/** Sessions that are remembered as opened. */
const MOST_OPENED = 200;

const schema = z.object({
  folders: z.array(z.string()).catch([]),
  files: z.array(z.string()).default([]).catch([]),
  automatic: z.array(automaticRecordingSchema).default([]).catch([]),
  opened: z.record(z.string(), z.number()).default({}).catch({}),
});
type Settings = z.infer<typeof schema>;

const NOTHING: Settings = { folders: [], files: [], automatic: [], opened: {} };

/** What is remembered about sessions besides what they hold themselves: `sessions.json`. */
export class SessionSettings {
  readonly #file: JsonFile;
  #settings: Settings;

  /** @param directory where profiles are kept */
  constructor(directory: string) {
    this.#file = new JsonFile(join(directory, 'sessions.json'), VERSION, 'folders');
    this.#settings = this.#read();
  }

  get folders(): readonly string[] {
    return this.#settings.folders;
  }

  /** Sessions outside of the folders that were opened by their path. */
  get files(): readonly string[] {
    return this.#settings.files;
  }

  get automatic(): readonly AutomaticRecording[] {
    return this.#settings.automatic;
  }

  /** When a session was opened last, milliseconds since 1970. */
  openedAt(id: string): number | null {
    return this.#settings.opened[id] ?? null;
  }

  noteOpened(id: string): Promise<Outcome> {
    return this.#change((settings) => ({
      ...settings,
      opened: Object.fromEntries(
        Object.entries({ ...settings.opened, [id]: Date.now() })
          .sort(([, a], [, b]) => b - a)
          .slice(0, MOST_OPENED),
      ),
    }));
  }

  setFolders(folders: readonly string[]): Promise<Outcome> {
    return this.#change((settings) => ({ ...settings, folders: [...folders] }));
  }

  setFiles(files: readonly string[]): Promise<Outcome> {
    return this.#change((settings) => ({ ...settings, files: [...files] }));
  }

  /** @param automatic null: no automatic recording of the profile any more */
  setAutomatic(profile: string, automatic: AutomaticRecording | null): Promise<Outcome> {
    return this.#change((settings) => ({
      ...settings,
      automatic: [...settings.automatic.filter((one) => one.profile !== profile), ...(automatic ? [automatic] : [])],
    }));
  }

  #read(): Settings {
    const found = this.#file.look();
    if (found.kind !== 'document' && found.kind !== 'newer') return NOTHING;
    return schema.safeParse(found.document).data ?? NOTHING;
  }

  async #change(change: (settings: Settings) => Settings): Promise<Outcome> {
    try {
      await this.#file.take(async (turn) => {
        const found = turn.look();
        if (found.kind === 'newer') {
          throw new StorageError(
            'The settings of sessions were written by a newer Oriole Monitor, and are not changed.',
          );
        }
        if (found.kind === 'broken') turn.setAside();
        const former = found.kind === 'document' ? found.document : {};
        const settings = change(schema.safeParse({ folders: [], ...former }).data ?? NOTHING);
        await turn.write({ ...former, ...settings, schemaVersion: VERSION });
        this.#settings = settings;
      });
      return { done: true, sentence: null };
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return { done: false, sentence: error.message };
    }
  }
}
