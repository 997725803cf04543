/**
 * What a host can do with files together with the person before its machine: the desktop can, the web host cannot,
 * because its browsers may be anywhere. One dialog at a time: what is asked meanwhile is answered with null.
 */
export interface HostFiles {
  /** A file that somebody chose, null where they chose none. */
  chooseFile(): Promise<string | null>;
  /** Session files. */
  chooseSession(): Promise<string | null>;
  chooseFolder(): Promise<string | null>;
  /** Where to save a file. @param suggested its name */
  chooseSavePath(suggested: string): Promise<string | null>;
  /** Shows a file in the system's file manager. */
  reveal(path: string): void;
}
