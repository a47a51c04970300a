import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chance } from '../kit/chance';
import { plimsoll, reportOf } from '../kit/command-line';
import { corpusRepositories, OWN_CORPUS } from '../kit/corpus';
import { connectEditor } from '../kit/editor-client';
import { root } from '../kit/root';

const SEVERITIES = ['error', 'warning', 'info', 'hint'];

/** The repositories whose editor and command line are compared: ours, and some real ones where there are any. */
const repositories = [
  OWN_CORPUS,
  join(root, 'examples/ferry'),
  join(root, 'examples/ferry-mended'),
  ...chance('two roads').some(
    corpusRepositories().filter((folder) => folder !== OWN_CORPUS),
    6,
  ),
];

describe('an editor and the command line say the same', () => {
  for (const folder of repositories) {
    it(folder.split('/').at(-1) ?? folder, async () => {
      const called = plimsoll(folder, 'lint', folder, '--format', 'json');
      if (called.out === '') return assert.match(called.err, /holds no workflow/);
      const report = reportOf(called);
      const client = await connectEditor({ folders: [pathToFileURL(folder).href] });
      const paths = new Set(report.findings.map(({ path }) => path));
      for (const path of paths) {
        const { items } = await client.pull(pathToFileURL(join(folder, path)).href);
        const wanted = report.findings.filter((finding) => finding.path === path);
        assert.deepEqual(
          items.map(({ code, severity, range, message }) => ({
            rule: code,
            severity: SEVERITIES[(severity ?? 0) - 1],
            start: { line: range.start.line + 1, column: range.start.character + 1 },
            end: { line: range.end.line + 1, column: range.end.character + 1 },
            message: String(message).replace(/ \(on [^)]*\)$/, ''),
          })),
          wanted.map(({ rule, severity, start, end, message }) => ({ rule, severity, start, end, message })),
        );
      }
      const { items } = await client.connection.sendRequest<{
        readonly items: readonly { readonly uri: string; readonly items?: readonly unknown[] }[];
      }>('workspace/diagnostic', { previousResultIds: [] });
      const workflows = report.findings.filter(({ path }) => path.startsWith('.github/workflows/'));
      assert.equal(
        items.filter(({ uri }) => uri.includes('/workflows/')).reduce((sum, one) => sum + (one.items?.length ?? 0), 0),
        workflows.length,
      );
      await client.close();
    });
  }
});
