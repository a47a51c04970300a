import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseDocument } from 'yaml';
import { lint, openProject } from '../../core/index';
import { sourceFile } from '../../core/text/source-file';
import { lintablePaths, repository } from '../../host/files';
import { elapsed, timesOf } from './timing';

export interface FileTime {
  readonly path: string;
  readonly lines: number;
  /** Milliseconds beyond a plain parse of the file by `yaml`. */
  readonly beyond: number;
  readonly parse: number;
}

const ROUNDS = 5;

/**
 * For every file of a folder of repositories: what a change of it costs when the rest of its repository is known; slowest first. What the
 * repositories before have left behind is collected first: an editor has opened one.
 */
export function slowestFiles(folder: string): readonly FileTime[] {
  const collectGarbage = garbageCollector();
  const times: FileTime[] = [];
  for (const name of readdirSync(folder).sort()) {
    const root = join(folder, name);
    const opened = repository(root);
    const before = opened.workspace(new Map(), {});
    for (const path of lintablePaths(root, root)) {
      const file = before.file(path);
      if (typeof file === 'string') continue;
      collectGarbage();
      const changes: number[] = [];
      const parses: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const text = `${file.text}\n# ${round}\n`;
        changes.push(
          elapsed(() => lint(openProject(opened.workspace(new Map([[path, sourceFile(path, text)]]), {})), path)),
        );
        parses.push(elapsed(() => parseDocument(text, { keepSourceTokens: true })));
      }
      const parse = timesOf(parses).median;
      times.push({
        path: `${name}/${path}`,
        lines: file.text.split('\n').length,
        beyond: timesOf(changes).median - parse,
        parse,
      });
    }
  }
  return times.sort((a, b) => b.beyond - a.beyond);
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
