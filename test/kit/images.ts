import assert from 'node:assert/strict';
import { analysisOf, openProject } from '../../server/core/index';
import { workflowImages } from '../../server/core/report/images-json';
import { sourceFile } from '../../server/core/text/source-file';
import { workspaceOf } from '../../server/core/workspace';

export const PATH = '.github/workflows/release.yml';

/** What is said of a job with these steps, on a push of a tag, with other files beside the workflow. */
export function images(
  steps: string,
  files: Readonly<Record<string, string>> = {},
  more = '',
  on = "\n  push:\n    tags: ['v*']",
) {
  const text = `on: ${on}\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n${steps.replace(/^/gm, '      ')}\n${more}`;
  const sources = Object.entries({ ...files, [PATH]: text }).map(([path, content]) => sourceFile(path, content));
  const analysis = analysisOf(openProject(workspaceOf(sources, { complete: true })), PATH);
  assert.ok(analysis);
  return workflowImages(analysis, [analysis]);
}

/** Some fields of each in a list. */
export function pick(list: readonly object[], ...names: readonly string[]): readonly unknown[] {
  return list.map((one) => names.map((name) => Object.entries(one).find(([key]) => key === name)?.[1]));
}
