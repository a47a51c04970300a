import { lint, type Project } from '../../server/core/index';
import type { Finding } from '../../server/core/lint/finding';
import { applyEdits, type Edit, isRefusal } from '../../server/core/text/edit';
import { type SourceFile, sourceFile } from '../../server/core/text/source-file';
import { parseYaml } from '../../server/core/yaml/parse';
import { keptComments } from './kept-comments';

/** What is wrong with the fix of one finding when it is applied to the repository: nothing, a refusal, or problems in words. */
export interface Applied {
  readonly refused: string | undefined;
  readonly problems: readonly string[];
}

/** Applies one fix alone: the files must stay valid, keep their comments, lose the finding and gain no error. */
export function checkAppliedFix(project: Project, finding: Finding): Applied {
  const edits = finding.fix?.edits();
  if (edits === undefined) return { refused: undefined, problems: [] };
  if (isRefusal(edits)) return { refused: edits.refused, problems: [] };
  const changed = new Map<string, SourceFile>();
  const problems: string[] = [];
  for (const [path, list] of edits) {
    const file = project.workspace.file(path);
    if (typeof file === 'string') {
      problems.push(`changes ${path}, which is ${file}`);
      continue;
    }
    const text = applyEdits(file.text, list as readonly Edit[]);
    if (typeof text !== 'string') {
      problems.push(`its edits of ${path} overlap`);
      continue;
    }
    problems.push(...textProblems(path, file.text, text));
    changed.set(path, sourceFile(path, text));
  }
  if (changed.size === 0) return { refused: undefined, problems: [...problems, 'changes nothing'] };
  const { workspace } = project;
  // The same configuration, settings included.
  const after: Project = {
    ...project,
    workspace: { ...workspace, file: (path) => changed.get(path) ?? workspace.file(path) },
  };
  for (const path of new Set([finding.path, ...changed.keys()])) {
    const old = lint(project, path)?.findings ?? [];
    const now = lint(after, path)?.findings ?? [];
    if (path === finding.path && count(now, finding.rule) >= count(old, finding.rule))
      problems.push('leaves its finding');
    for (const { rule, severity, message } of now)
      if (severity === 'error' && count(now, rule) > count(old, rule))
        problems.push(`brings an error of ${rule}: ${message}`);
  }
  return { refused: undefined, problems };
}

function textProblems(path: string, before: string, after: string): readonly string[] {
  const problems: string[] = [];
  if (before === after) problems.push(`leaves ${path} as it was`);
  const [old, now] = [parseYaml(before), parseYaml(after)];
  if (now.problems.length > old.problems.length) problems.push(`makes ${path} invalid`);
  const left = [...keptComments(after)];
  for (const text of keptComments(before)) {
    const at = left.indexOf(text);
    if (at < 0) problems.push(`loses the comment "${text}" of ${path}`);
    else left.splice(at, 1);
  }
  if (before.includes('\r\n') && !/[^\r]\n/.test(before) && /[^\r]\n/.test(after))
    problems.push(`mixes line endings in ${path}`);
  return problems;
}

function count(findings: readonly Finding[], rule: string): number {
  return findings.filter((finding) => finding.rule === rule).length;
}
