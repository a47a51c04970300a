import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findingsOf, openProject, type Project } from '../../server/core/index';
import { applyEdits, isRefusal } from '../../server/core/text/edit';
import { type SourceFile, sourceFile } from '../../server/core/text/source-file';
import { workspaceOf } from '../../server/core/workspace';
import { rename } from '../../server/ide/rename';
import type { Occurrence } from '../../server/ide/symbols/symbol';
import { occurrencesOf } from '../../server/ide/symbols/symbols-in-workspace';
import { symbolsOf } from '../../server/ide/symbols/symbols-of-file';
import { sampledFiles } from '../kit/corpus';

/** How many names of a file are tried; looking for findings again takes the time. */
const NAMES = 5;

function projectOf(files: readonly SourceFile[]): Project {
  return openProject(workspaceOf(files, { complete: true }));
}

/** The files with a renaming made; undefined where it was refused. */
function renamedFiles(
  files: readonly SourceFile[],
  { path, span }: Occurrence,
  name: string,
): readonly SourceFile[] | undefined {
  const edits = rename(projectOf(files), path, span.start, name);
  assert.ok(edits !== undefined);
  if (isRefusal(edits)) return undefined;
  return files.map((file) => {
    const text = applyEdits(file.text, edits.get(file.path) ?? []);
    assert.ok(typeof text === 'string');
    return text === file.text ? file : sourceFile(file.path, text);
  });
}

function rulesIn(files: readonly SourceFile[], path: string): readonly string[] {
  return findingsOf(projectOf(files), path)
    .map(({ rule }) => rule)
    .sort();
}

describe('renaming a thing', () => {
  for (const file of sampledFiles('renaming', 12))
    it(`in ${file.name} changes every name of it, can be taken back, and nothing that is found`, () => {
      const files = file.repository();
      const declared = symbolsOf(file).occurrences.filter(({ declares, span }) => declares && span.end > span.start);
      const step = Math.max(1, Math.floor(declared.length / NAMES));
      for (const one of declared.filter((_, index) => index % step === 0)) {
        const name = file.text.slice(one.span.start, one.span.end);
        const after = renamedFiles(files, one, `${name}-2`);
        if (after === undefined) continue;
        const { workspace } = projectOf(after);
        const moved = { ...one.symbol, name: `${one.symbol.name}-2` };
        const places = occurrencesOf(workspace, moved);
        assert.equal(places.length, occurrencesOf(projectOf(files).workspace, one.symbol).length, name);
        assert.deepEqual(occurrencesOf(workspace, one.symbol), [], name);
        assert.deepEqual(rulesIn(after, file.path), rulesIn(files, file.path), name);
        const own = places.find(({ declares, path }) => declares && path === file.path);
        const back = own === undefined ? undefined : renamedFiles(after, own, name);
        const texts = (list: readonly SourceFile[] | undefined) => list?.map(({ text }) => text.toLowerCase());
        assert.deepEqual(texts(back), texts(files), name);
      }
    });
});
