import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type SourceFile, sourceFile } from '../../server/core/text/source-file';
import { chance } from './chance';

declare const PROJECT_ROOT: string;

/** The project's own corpus, written by us and always there. */
export const OWN_CORPUS = join(PROJECT_ROOT, 'test/corpus');

/** The large corpus of real repositories, measured on where it lies beside the project and never copied into it. */
export const SHARED_CORPUS = join(PROJECT_ROOT, '../shared/corpus/dev');

/** Folders of whole repositories: the own corpus as one, and each of the shared ones where there are any. */
export function corpusRepositories(): readonly string[] {
  const shared = existsSync(SHARED_CORPUS) ? readdirSync(SHARED_CORPUS).map((name) => join(SHARED_CORPUS, name)) : [];
  return [OWN_CORPUS, ...shared];
}

/** Workflow and action files of a repository folder, as source files with repository paths. */
export function yamlFiles(folder: string): readonly SourceFile[] {
  return [...walk(folder, '')]
    .filter(
      (path) =>
        /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path) ||
        /(^|\/)action\.ya?ml$/.test(path) ||
        /^\.github\/plimsoll\.ya?ml$/.test(path),
    )
    .map((path) => sourceFile(path, readFileSync(join(folder, path), 'utf8')));
}

/** Bake files of a repository folder: HCL, and JSON by the names that bake looks for or in a folder of that name. */
export function bakeFiles(folder: string): readonly SourceFile[] {
  return [...walk(folder, '')]
    .filter((path) => path.endsWith('.hcl') || /(^|\/)(docker-bake[^/]*|bake\/[^/]+)\.json$/.test(path))
    .map((path) => sourceFile(path, readFileSync(join(folder, path), 'utf8')));
}

function* walk(folder: string, prefix: string): Generator<string> {
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(folder, path);
    else yield path;
  }
}

/** A file of a corpus, for a property that is tried on files. */
export interface SampledFile extends SourceFile {
  /** What a failing test calls it. */
  readonly name: string;
  /** Whether it is of the project's own corpus, which is small and tried more thoroughly. */
  readonly own: boolean;
  /** All files of its repository. */
  repository(): readonly SourceFile[];
}

/** Every file of the own corpus, and `count` of the shared one where it is there, the same ones for the same reason. */
export function sampledFiles(reason: string, count: number): readonly SampledFile[] {
  const [own = '', ...shared] = corpusRepositories();
  const sampled = (folder: string): readonly SampledFile[] => {
    const files = yamlFiles(folder).filter(({ path }) => !path.endsWith('plimsoll.yml'));
    return files.map((file) => ({
      ...file,
      name: `${basename(folder)}/${file.path}`,
      own: folder === own,
      repository: () => files,
    }));
  };
  // Some repositories are read, and of each some files, so that not all of the corpus need be.
  const luck = chance(reason);
  const repositories = luck.some(shared, Math.ceil(count / 3));
  return [...sampled(own), ...luck.some(repositories.flatMap(sampled), count)];
}
