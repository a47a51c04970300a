import type { Project } from '../core/index';
import { positionAt } from '../core/text/line-index';
import { isConfigPath } from '../core/workspace';
import { documentOf } from '../core/yaml/parse';
import type { Terminal } from './terminal';

/** Says where and why a file is not valid, and whether it had to; what can be read of it is used all the same. */
export function saysUnreadable(project: Project, path: string, shown: string, terminal: Terminal): boolean {
  const problem = yamlProblem(project, path);
  if (problem === undefined) return false;
  terminal.err(`plimsoll: ${shown}${problem}\n`);
  return true;
}

function yamlProblem(project: Project, path: string): string | undefined {
  const file = project.workspace.file(path);
  if (file === 'absent' || file === 'notLoaded') return undefined;
  const document = documentOf(file);
  const [problem] = document.problems;
  if (problem === undefined)
    return document.root === undefined || document.root.kind === 'map'
      ? undefined
      : ` is not ${isConfigPath(path) ? 'a configuration' : 'a workflow'}: it holds no keys`;
  const { line } = positionAt(file.lines, problem.span.start);
  return `:${line + 1} is not valid YAML: ${problem.message.split('\n')[0] ?? problem.message}`;
}
