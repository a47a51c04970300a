import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A repository on the real disk that lives as long as a test. */
export interface TemporaryRepository {
  readonly root: string;
  /** The address of a file as an editor names it. */
  uri(path: string): string;
  write(path: string, text: string): void;
  remove(): void;
}

/** Writes files, by their paths, below a new folder. */
export function temporaryRepository(files: Readonly<Record<string, string>>): TemporaryRepository {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'plimsoll test '));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    root,
    uri: (path) => pathToFileURL(join(root, path)).href,
    write,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
