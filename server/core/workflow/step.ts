import type { YamlComment, YamlMap, YamlNode } from '../yaml/node';
import { actionScript } from './action-script';
import { entryIn, fieldMap, fieldOf, valueIn } from './field';
import type { ActionFile, Job, Run, Step, Uses, Workflow } from './model';

/** The steps of a job or composite action, in order; items that are not maps are left out but keep their index. */
export function stepsOf(
  node: YamlNode | undefined,
  owner: Workflow | ActionFile,
  job: Job | undefined,
): readonly Step[] {
  if (node?.kind !== 'sequence') return [];
  const steps: Step[] = [];
  node.items.forEach((item, index) => {
    if (item?.kind === 'map') steps.push(stepOf(item, index, owner, job));
  });
  return steps;
}

function stepOf(node: YamlMap, index: number, owner: Workflow | ActionFile, job: Job | undefined): Step {
  const id = valueIn(node, 'id');
  const uses = usesOf(node, owner);
  return {
    kind: 'step',
    key: `${owner.file.path}#${job?.id ?? ''}/${index}`,
    index,
    job,
    owner,
    node,
    id: id?.kind === 'scalar' ? id : undefined,
    name: fieldOf(valueIn(node, 'name')),
    condition: fieldOf(valueIn(node, 'if')),
    continueOnError: fieldOf(valueIn(node, 'continue-on-error')),
    env: fieldMap(valueIn(node, 'env')),
    uses,
    run: runOf(node) ?? (uses === undefined ? undefined : actionScript(uses)),
  };
}

function usesOf(node: YamlMap, owner: Workflow | ActionFile): Uses | undefined {
  const entry = entryIn(node, 'uses');
  const field = fieldOf(entry?.value);
  if (entry === undefined || field === undefined) return undefined;
  return { entry, field, comment: commentBehind(owner, field.span.end), with: fieldMap(valueIn(node, 'with')) };
}

function runOf(node: YamlMap): Run | undefined {
  const entry = entryIn(node, 'run');
  const field = fieldOf(entry?.value);
  if (entry === undefined || field === undefined) return undefined;
  return {
    entry,
    field,
    shell: fieldOf(valueIn(node, 'shell')),
    workingDirectory: fieldOf(valueIn(node, 'working-directory')),
  };
}

/** The comment on the rest of the line behind an offset; version comments stand there (`uses: a/b@<sha> # v1.2.3`). */
function commentBehind(owner: Workflow | ActionFile, offset: number): string | undefined {
  const comment = firstAtOrAfter(owner.document.comments, offset);
  if (comment === undefined) return undefined;
  const between = owner.file.text.slice(offset, comment.span.start);
  return /[\r\n]/.test(between) ? undefined : comment.text.trim();
}

function firstAtOrAfter(comments: readonly YamlComment[], offset: number): YamlComment | undefined {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.span.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return comments[low];
}
