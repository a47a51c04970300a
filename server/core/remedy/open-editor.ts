import type { Analysis } from '../image/analysis';
import { type Edit, isRefusal, type Refusal } from '../text/edit';
import { lineDiff } from '../text/line-diff';
import type { SourceFile } from '../text/source-file';
import type { ActionFile, Field, Job, Step, Workflow } from '../workflow/model';
import {
  insertEntry,
  insertItems,
  type NewValue,
  removeEntry,
  removeItem,
  replaceWithin,
  setEntry,
} from '../yaml/edits';
import { nodeAtPath, type Path, pathOf } from '../yaml/find';
import type { YamlMap } from '../yaml/node';
import { sharedAt } from '../yaml/shared-at';
import { changeUses } from './change-uses';
import { type Draft, draftOf } from './draft';
import type { Editor } from './editor';
import { grantIn } from './grant';
import { inputNotOffered } from './input-offered';
import { commentRefusal, narrowIn } from './narrow';
import { usesText } from './uses-text';

/** A call of a workflow is read as if it were a step (`workflow/call-step.ts`), and there is none in the text. */
const OF_A_CALL: Refusal = {
  refused:
    'the job calls a workflow and has no steps of its own; do it in that workflow, or in a job that needs this one',
};

export interface EditSession {
  readonly editor: Editor;
  edits(): ReadonlyMap<string, readonly Edit[]> | Refusal;
}

/** Begins an edit of the files an analysis has read. Nothing outside the session changes. */
export function openEditor(analysis: Analysis): EditSession {
  const drafts = new Map<string, Draft>();
  let failure: Refusal | undefined;

  const editor: Editor = {
    setInput: (step, name, value) => inStep(step, (draft, map, path) => setInputIn(draft, map, path, name, value)),
    removeInput: (step, name) => inStep(step, (draft, _map, path) => removeNested(draft, path, 'with', name)),
    appendInputLine: (step, name, line) => inStep(step, (draft, map, path) => appendLine(draft, map, path, name, line)),
    setStepKey: (step, key, value) =>
      inStep(step, (draft, map) =>
        draft.apply(setEntry(draft.text, draft.layout, map, key, value, placeOfStepKey(map, key))),
      ),
    removeStepKey: (step, key) => inStep(step, (draft, map) => draft.apply(removeEntry(draft.text, map, key))),
    setEnv: (step, name, value) =>
      inStep(step, (draft, map, path) => setNested(draft, map, path, 'env', name, value, placeOfEnv(map))),
    removeEnv: (step, name) => inStep(step, (draft, _map, path) => removeNested(draft, path, 'env', name)),
    setUses: (step, uses) => inStep(step, (draft, _map, path) => changeUses(draft, path, uses)),
    ensureId: (step, wanted) => ensureId(step, wanted),
    insertSteps: (place, yaml) => insertSteps(place, yaml),
    removeStep: (step) =>
      changeSteps(
        step,
        (draft, sequence, index) => draft.apply(removeItem(draft.text, sequence, index)),
        (draft, index) => draft.dropStep(containerOf(step), index),
      ),
    grant: (job, scopes) => done(grantIn({ analysis, draft: (file) => draft(file), job, scopes })),
    narrow: (workflow, scopes) => done(narrowIn({ analysis, draft: (file) => draft(file), workflow, scopes })),
    revoke: (job, scope) =>
      inJob(job, (one, map) => {
        const block = map.entries.find(({ key }) => key.value === 'permissions')?.value;
        if (block?.kind !== 'map') return { refused: 'the permissions are not written as a map' };
        return commentRefusal(one.text, block, scope) ?? one.apply(removeEntry(one.text, block, scope));
      }),
    removeSecret: (job, name) => inJob(job, (one, _map, path) => removeNested(one, path, 'secrets', name)),
    removeJobKey: (job, key) => inJob(job, (one, map) => one.apply(removeEntry(one.text, map, key))),
    setJobKey: (job, key, value) =>
      inJob(job, (draft, map) => draft.apply(setEntry(draft.text, draft.layout, map, key, value, { before: 'steps' }))),
    setJobOutput: (job, name, value) =>
      inJob(job, (draft, map, path) => setNested(draft, map, path, 'outputs', name, value, { before: 'steps' })),
    addNeed: (job, need) => inJob(job, (draft, map) => addNeed(draft, map, need)),
    replaceIn: (owner, field, range, text) => replaceIn(owner, field, [{ range, text }]),
    replaceAllIn: (owner, field, changes) => replaceIn(owner, field, changes),
    replaceSpan: (owner, span, text) => {
      const one = draft(owner.file);
      return done(
        one.text === owner.file.text
          ? (sharedAt(one.document.root, span) ?? one.apply([{ span, text }]))
          : { refused: 'the text was already changed by another part of this fix' },
      );
    },
    uses: (owner, action) => usesText(owner, action),
  };

  return {
    editor,
    edits: () =>
      failure ?? new Map([...drafts.values()].map((one) => [one.file.path, lineDiff(one.file.text, one.text)])),
  };

  function draft(file: SourceFile): Draft {
    const one = drafts.get(file.path) ?? draftOf(file);
    drafts.set(file.path, one);
    return one;
  }

  function done(result: Refusal | undefined): Refusal | undefined {
    failure ??= result;
    return result;
  }

  function inStep(
    step: Step,
    change: (draft: Draft, map: YamlMap, path: Path) => Refusal | undefined,
  ): Refusal | undefined {
    if (step.job?.call !== undefined) return done(OF_A_CALL);
    const one = draft(step.owner.file);
    const path = one.stepPath(containerOf(step), step.index);
    const node = nodeAtPath(one.document.root, path);
    if (node?.kind !== 'map') return done({ refused: 'the step is no longer where it was' });
    return done(change(one, node, path));
  }

  function inJob(
    job: Job,
    change: (draft: Draft, map: YamlMap, path: Path) => Refusal | undefined,
  ): Refusal | undefined {
    const one = draft(job.workflow.file);
    const path = ['jobs', job.id];
    const node = nodeAtPath(one.document.root, path);
    if (node?.kind !== 'map') return done({ refused: 'the job is no longer where it was' });
    return done(change(one, node, path));
  }

  function ensureId(step: Step, wanted: string): string | Refusal {
    if (step.job?.call !== undefined) return OF_A_CALL;
    const one = draft(step.owner.file);
    const node = nodeAtPath(one.document.root, one.stepPath(containerOf(step), step.index));
    if (node?.kind !== 'map') return { refused: 'the step is no longer where it was' };
    const own = node.entries.find(({ key }) => key.value === 'id')?.value;
    if (own?.kind === 'scalar') return own.value;
    const siblings = nodeAtPath(one.document.root, containerOf(step));
    const taken = new Set(
      siblings?.kind === 'sequence'
        ? siblings.items.flatMap((item) =>
            item?.kind === 'map'
              ? item.entries
                  .filter(({ key }) => key.value === 'id')
                  .map(({ value }) => (value?.kind === 'scalar' ? value.value.toLowerCase() : ''))
              : [],
          )
        : [],
    );
    let id = wanted;
    for (let count = 2; taken.has(id.toLowerCase()); count++) id = `${wanted}-${count}`;
    const refusal = done(one.apply(insertEntry(one.text, one.layout, node, 'id', id, placeOfStepKey(node, 'id'))));
    return refusal ?? id;
  }

  function insertSteps(place: Parameters<Editor['insertSteps']>[0], yaml: string): Refusal | undefined {
    const step =
      'before' in place
        ? place.before
        : 'after' in place
          ? place.after
          : place.endOf.steps[place.endOf.steps.length - 1];
    if (step === undefined) return done({ refused: 'the job has no steps' });
    return changeSteps(
      step,
      (one, sequence, index) =>
        one.apply(insertItems(one.text, one.layout, sequence, 'before' in place ? index : index + 1, yaml)),
      (one, index) =>
        one.addSteps(
          containerOf(step),
          'before' in place ? index : index + 1,
          yaml.split('\n').filter((line) => line.startsWith('- ')).length,
        ),
    );
  }

  function changeSteps(
    step: Step,
    change: (
      draft: Draft,
      sequence: Extract<ReturnType<typeof nodeAtPath>, { kind: 'sequence' }>,
      index: number,
    ) => Refusal | undefined,
    track: (draft: Draft, index: number) => void,
  ): Refusal | undefined {
    if (step.job?.call !== undefined) return done(OF_A_CALL);
    const one = draft(step.owner.file);
    const path = one.stepPath(containerOf(step), step.index);
    const sequence = nodeAtPath(one.document.root, containerOf(step));
    const index = path[path.length - 1];
    if (sequence?.kind !== 'sequence' || typeof index !== 'number')
      return done({ refused: 'the steps are no longer where they were' });
    const refusal = change(one, sequence, index);
    if (refusal === undefined) track(one, index);
    return done(refusal);
  }

  function replaceIn(
    owner: Workflow | ActionFile,
    field: Field,
    changes: Parameters<Editor['replaceAllIn']>[2],
  ): Refusal | undefined {
    const one = draft(owner.file);
    const path = pathOf(owner.document.root, field.scalar);
    const node = path === undefined ? undefined : nodeAtPath(one.document.root, one.followed(path));
    if (node?.kind !== 'scalar' || node.value !== field.text)
      return done({ refused: 'the text is no longer where it was' });
    const edits: Edit[] = [];
    for (const { range, text } of changes) {
      const made = replaceWithin(node, range, text);
      if (isRefusal(made)) return done(made);
      edits.push(...made);
    }
    return done(one.apply(edits));
  }
}

/** The path of the list a step belongs to. */
export function containerOf(step: Step): Path {
  return step.job === undefined ? ['runs', 'steps'] : ['jobs', step.job.id, 'steps'];
}

function setInputIn(draft: Draft, map: YamlMap, path: Path, name: string, value: string): Refusal | undefined {
  const refusal = inputNotOffered(draft.text, map, name);
  if (refusal !== undefined) return refusal;
  return setNested(draft, map, path, 'with', name, value.includes('\n') ? { literal: value } : value, {
    after: 'uses',
  });
}

function setNested(
  draft: Draft,
  map: YamlMap,
  path: Path,
  outer: string,
  name: string,
  value: NewValue,
  place: Parameters<typeof setEntry>[5],
): Refusal | undefined {
  const layout = path.includes('steps') ? { ...draft.layout, step: draft.layout.stepInItems } : draft.layout;
  const inner = nodeAtPath(draft.document.root, [...path, outer]);
  if (inner?.kind === 'map' && inner.entries.length > 0) {
    const existing = inner.entries.find(({ key }) => key.value.toLowerCase() === name.toLowerCase())?.key.value ?? name;
    return draft.apply(setEntry(draft.text, layout, inner, existing, value, placeOfInput(inner, name)));
  }
  if (inner !== undefined && inner.kind !== 'map' && !(inner.kind === 'scalar' && inner.type === 'null'))
    return { refused: `\`${outer}\` is not written as a map` };
  const nested =
    typeof value === 'string'
      ? `${name}: ${value}`
      : 'literal' in value
        ? `${name}: |\n${value.literal
            .split('\n')
            .map((line) => `  ${line}`)
            .join('\n')}`
        : value.nested;
  const key = map.entries.find((entry) => entry.key.value === outer);
  if (key !== undefined) return draft.apply(setEntry(draft.text, layout, map, outer, { nested }));
  return draft.apply(insertEntry(draft.text, layout, map, outer, { nested }, place));
}

/** People write `env` before the script that reads it. */
function placeOfEnv(map: YamlMap): { readonly before: string } | { readonly after: string } {
  const [first] = map.entries;
  return first?.key.value === 'run' || first === undefined ? { after: 'run' } : { before: 'run' };
}

function removeNested(draft: Draft, path: Path, outer: string, name: string): Refusal | undefined {
  const inner = nodeAtPath(draft.document.root, [...path, outer]);
  if (inner?.kind !== 'map') return undefined;
  const existing = inner.entries.find(({ key }) => key.value.toLowerCase() === name.toLowerCase())?.key.value;
  if (existing === undefined) return undefined;
  if (inner.entries.length > 1) return draft.apply(removeEntry(draft.text, inner, existing));
  const step = nodeAtPath(draft.document.root, path);
  return step?.kind === 'map'
    ? draft.apply(removeEntry(draft.text, step, outer))
    : { refused: 'the step is no longer where it was' };
}

function appendLine(draft: Draft, map: YamlMap, path: Path, name: string, line: string): Refusal | undefined {
  const node = nodeAtPath(draft.document.root, [...path, 'with', name]);
  if (node === undefined) return setInputIn(draft, map, path, name, line);
  if (node.kind !== 'scalar') return { refused: `\`${name}\` is not text` };
  return setInputIn(draft, map, path, name, node.value.trim() === '' ? line : `${node.value.trimEnd()}\n${line}`);
}

function addNeed(draft: Draft, map: YamlMap, need: string): Refusal | undefined {
  const entry = map.entries.find(({ key }) => key.value === 'needs');
  if (entry === undefined)
    return draft.apply(
      insertEntry(draft.text, draft.layout, map, 'needs', need, { before: map.entries[0]?.key.value ?? 'steps' }),
    );
  const node = entry.value;
  const written = node?.kind === 'sequence' ? node.items : [node];
  const names = written.flatMap((one) => (one?.kind === 'scalar' && one.type !== 'null' ? [one.value] : []));
  if (names.includes(need)) return undefined;
  // A list that stands here through an alias is another job's as well, so this job gets one of its own.
  if (node?.kind === 'sequence' && node.alias === undefined) {
    if (!node.flow) return draft.apply(insertItems(draft.text, draft.layout, node, node.items.length, `- ${need}`));
    if (node.shared === true) return { refused: 'the list in `needs` is shared through a YAML anchor' };
    const last = node.items.at(-1);
    if (last?.kind === 'scalar' && last.alias === undefined)
      return draft.apply([{ span: { start: last.span.end, end: last.span.end }, text: `, ${need}` }]);
    if (last === undefined) return draft.apply([{ span: node.span, text: `[${need}]` }]);
  }
  const list = names.length === 0 ? need : `[${[...names, need].join(', ')}]`;
  return draft.apply(setEntry(draft.text, draft.layout, map, 'needs', list));
}

/** Inputs that people write before another one, as the actions' READMEs do. */
function placeOfInput(map: YamlMap, name: string): { readonly before: string } | undefined {
  const next = { push: 'tags', 'subject-name': 'subject-digest', registry: 'username' }[name];
  return next !== undefined && map.entries.some(({ key }) => key.value === next) ? { before: next } : undefined;
}

/** Where people put a key of a step: `id` behind the name, `if` behind that, everything else at the end. */
function placeOfStepKey(
  map: YamlMap,
  key: string,
): { readonly after: string } | { readonly before: string } | undefined {
  const has = (name: string): boolean => map.entries.some((entry) => entry.key.value === name);
  if (key === 'id') return has('name') ? { after: 'name' } : { before: map.entries[0]?.key.value ?? 'uses' };
  if (key === 'if')
    return has('id')
      ? { after: 'id' }
      : has('name')
        ? { after: 'name' }
        : { before: map.entries[0]?.key.value ?? 'uses' };
  return undefined;
}
