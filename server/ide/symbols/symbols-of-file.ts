import type { Expression } from '../../core/expr/expression';
import { nameUses } from '../../core/expr/name-uses';
import { conditionOf } from '../../core/expr/template-text';
import { actionFiles } from '../../core/run/call-graph';
import { writtenOutputs } from '../../core/run/written-outputs';
import { writtenScript } from '../../core/run/written-script';
import type { SourceFile } from '../../core/text/source-file';
import type { Span } from '../../core/text/span';
import { entryIn, fieldOf, spanIn, textSpan } from '../../core/workflow/field';
import { fieldsBelow } from '../../core/workflow/fields-below';
import type { ActionFile, Field, FieldMap, Job, Step, Workflow } from '../../core/workflow/model';
import { actionFileOf, workflowOf } from '../../core/workflow/workflow';
import { isActionPath } from '../../core/workspace';
import type { YamlNode, YamlScalar } from '../../core/yaml/node';
import { sourceSpan } from '../../core/yaml/scalar-map';
import { meaningOf, type Place } from './expression-symbols';
import {
  calledScope,
  fileScope,
  jobScope,
  type NamedSymbol,
  named,
  type Obstacle,
  type Occurrence,
  outputsScope,
  pinnedScope,
  type SymbolKind,
  stepsScope,
  usedScope,
} from './symbol';

/** Every name of a symbol in a workflow or action file, its own and those of the files it uses. */
export interface FileSymbols {
  readonly occurrences: readonly Occurrence[];
  readonly obstacles: readonly Obstacle[];
}

export function symbolsOf(file: SourceFile): FileSymbols {
  const memo = SYMBOLS.get(file);
  if (memo !== undefined) return memo;
  const found: Found = { file, occurrences: [], obstacles: [] };
  if (isActionPath(file.path)) readAction(found, actionFileOf(file));
  else readWorkflow(found, workflowOf(file));
  SYMBOLS.set(file, found);
  return found;
}

const SYMBOLS = new WeakMap<SourceFile, FileSymbols>();

/** What has been found so far. */
interface Found {
  readonly file: SourceFile;
  readonly occurrences: Occurrence[];
  readonly obstacles: Obstacle[];
}

function readWorkflow(found: Found, workflow: Workflow): void {
  const { path } = found.file;
  const { call, dispatchInputs, triggers, jobs, root } = workflow;
  const place: Place = {
    path,
    file: path,
    steps: undefined,
    jobs,
    secrets: new Set(call?.secrets.map(({ name }) => name.toLowerCase())),
  };
  add(found, named('file', path, ''), call?.span ?? START, true);
  for (const { key } of [...(call?.inputs ?? []), ...dispatchInputs]) addScalar(found, 'input', path, key, true);
  for (const { key } of call?.secrets ?? []) addScalar(found, 'secret', path, key, true);
  for (const { key } of call?.outputs.fields ?? []) addScalar(found, 'output', path, key, true);
  if (call !== undefined)
    for (const { event, span } of triggers)
      if (event !== 'workflow_call')
        block(found, 'secret', path, span, `on \`${event}\` it is the name of a secret of the repository`);
  for (const entry of root?.entries ?? [])
    if (entry.key.value !== 'jobs') readFields(found, entry.value, place, NO_SCALARS);
  for (const job of jobs) readJob(found, job, place);
}

function readJob(found: Found, job: Job, file: Place): void {
  const { path } = found.file;
  addScalar(found, 'job', path, job.entry.key, true);
  for (const needed of job.needs) addScalar(found, 'job', path, needed, false);
  const callee = calledScope(job);
  if (callee !== undefined && job.call !== undefined) {
    add(found, named('file', callee, ''), textSpan(job.call.uses), false);
    readKeys(found, 'input', callee, job.call.with);
    readKeys(found, 'secret', callee, job.call.secrets);
  }
  blockPinned(found, job.call?.uses, (path) => path);
  if (job.call?.inheritsSecrets === true)
    for (const scope of [path, ...(callee === undefined ? [] : [callee])])
      block(found, 'secret', scope, job.call.usesEntry.span, '`secrets: inherit` hands secrets on under their names');
  for (const { key } of job.outputs.fields) addScalar(found, 'jobOutput', jobScope(job), key, true);
  for (const step of job.steps) readStep(found, step);
  const place: Place = { ...file, steps: { scope: jobScope(job), list: job.steps } };
  readFields(found, job.node, place, conditionsOf([job, ...job.steps]));
}

function readAction(found: Found, action: ActionFile): void {
  const scope = fileScope(found.file.path);
  const { steps, using } = action;
  // Its name is what an action begins with, and a place to ask who uses it.
  const name = fieldOf(entryIn(action.root, 'name')?.value);
  add(found, named('file', scope, ''), name === undefined ? START : textSpan(name), true);
  for (const { key } of action.inputs) addScalar(found, 'input', scope, key, true);
  for (const { key } of action.outputs.fields) addScalar(found, 'output', scope, key, true);
  if (using !== 'composite')
    for (const kind of ['input', 'output'] as const)
      block(found, kind, scope, START, `the action is a program, which knows its ${kind}s by their names`);
  for (const step of steps) readStep(found, step);
  const place: Place = {
    path: found.file.path,
    file: scope,
    steps: { scope: `${scope}#`, list: steps },
    jobs: [],
    secrets: new Set(),
  };
  readFields(found, action.root, place, conditionsOf(steps));
}

function readStep(found: Found, step: Step): void {
  if (step.id !== undefined) addScalar(found, 'step', stepsScope(step), step.id, true);
  const used = usedScope(step);
  if (step.id !== undefined && used === undefined) readOutputs(found, step, outputsScope(step, step.id.value));
  blockPinned(found, step.uses?.field, (folder) => actionFiles(folder)[0]);
  if (used === undefined || step.uses === undefined) return;
  add(found, named('file', used, ''), textSpan(step.uses.field), false);
  readKeys(found, 'input', used, step.uses.with);
}

/** The outputs that a step's script writes; an action writes its own. */
function readOutputs(found: Found, step: Step, scope: string): void {
  const { uses, run } = step;
  if (uses !== undefined)
    block(found, 'stepOutput', scope, uses.field.span, `\`${uses.field.text}\` writes it, an action that is not here`);
  if (run === undefined) return;
  const { scalar } = run.field;
  const { names, unseen } = writtenOutputs(writtenScript(step, run));
  for (const { name, span: written } of names) {
    const span = spanIn(run.field, written);
    add(found, named('stepOutput', scope, name), span, true, fixedIn(found.file, scalar, span, name));
  }
  for (const { span, reason } of unseen) block(found, 'stepOutput', scope, spanIn(run.field, span), reason);
}

/** A use at a ref, as `uses: acme/app/tools/scan@v1`, keeps to the names of that ref; whether it is this repository is seen later. */
function blockPinned(found: Found, uses: Field | undefined, fileOf: (path: string) => string): void {
  const [, repository = '', path = ''] = /^([\w.-]+\/[\w.-]+)(?:\/([^@]+))?@/.exec(uses?.text ?? '') ?? [];
  if (uses === undefined || repository === '') return;
  const scope = pinnedScope(repository, fileOf(path));
  for (const kind of ['input', 'secret', 'output'] as const)
    block(found, kind, scope, uses.span, `\`${uses.text}\` uses it as it is at that ref`);
}

/** The keys of `with:` or `secrets:`, which are names of what is used. */
function readKeys(found: Found, kind: SymbolKind, scope: string, map: FieldMap): void {
  for (const { key } of map.fields) addScalar(found, kind, scope, key, false);
  if (map.expression !== undefined)
    block(found, kind, scope, map.expression.span, 'the names that are handed over are worked out in the run');
}

function readFields(found: Found, node: YamlNode | undefined, place: Place, conditions: ReadonlySet<YamlScalar>): void {
  for (const field of fieldsBelow(node)) {
    blockDispatched(found, field);
    if (conditions.has(field.scalar) && !field.text.includes('${{')) {
      const { expression } = conditionOf(field.template);
      if (expression === undefined) addUnread(found, field, { start: 0, end: field.text.length });
      else readExpression(found, field, expression, place);
      continue;
    }
    for (const segment of field.template.segments) {
      if (segment.kind === 'text') continue;
      if (segment.expression === undefined) addUnread(found, field, segment.bodySpan);
      else readExpression(found, field, segment.expression, place);
    }
  }
}

function readExpression(found: Found, field: Field, expression: Expression, place: Place): void {
  for (const use of nameUses(expression, field.text)) {
    const { uses, unnamed } = meaningOf(use, place);
    for (const { symbol, name } of uses) {
      const span = spanIn(field, name.span);
      add(found, symbol, span, false, fixedIn(found.file, field.scalar, span, name.text));
    }
    const span = spanIn(field, use.span);
    const written = field.text.slice(use.span.start, use.span.end);
    for (const { kind, scope, name } of unnamed)
      found.obstacles.push({
        kind,
        scope,
        ...(name === undefined ? {} : { name }),
        path: found.file.path,
        span,
        reason:
          use.then === 'nothing'
            ? `\`${written}\` is read as a whole, the names in it too`
            : `\`${written}\` reads a name that is worked out in the run`,
      });
  }
}

/** A script that starts workflows by hand (`gh workflow run build.yml -f tag=1`) hands inputs over by their names. */
function blockDispatched(found: Found, field: Field): void {
  if (!/\bgh workflow run\b|\bcreateWorkflowDispatch\b|\/dispatches\b/.test(field.text)) return;
  const names = [...field.text.matchAll(/([A-Za-z_][\w-]*)\]?["']?\s*[=:]/g)].map(([, name = '']) =>
    name.toLowerCase(),
  );
  for (const [file] of field.text.matchAll(/[\w.-]+\.ya?ml\b/g))
    for (const name of new Set(names))
      found.obstacles.push({
        kind: 'input',
        scope: `.github/workflows/${file}`,
        name,
        path: found.file.path,
        span: field.span,
        reason: 'a script that starts the workflow names it',
      });
}

/** An expression that does not parse may mean whatever its words say. */
function addUnread(found: Found, field: Field, range: Span): void {
  const span = spanIn(field, range);
  for (const [word] of field.text.slice(range.start, range.end).matchAll(/[A-Za-z_][\w-]*/g))
    for (const kind of IN_EXPRESSIONS)
      found.obstacles.push({
        kind,
        name: word.toLowerCase(),
        path: found.file.path,
        span,
        reason: 'an expression that has the name in it cannot be read',
      });
}

function conditionsOf(parts: readonly (Job | Step)[]): ReadonlySet<YamlScalar> {
  return new Set(parts.flatMap(({ condition }) => condition?.scalar ?? []));
}

/** A name that is the whole of a scalar. */
function addScalar(found: Found, kind: SymbolKind, scope: string, scalar: YamlScalar, declares: boolean): void {
  if (scalar.value === '') return;
  const span = sourceSpan(scalar, 0, scalar.value.length);
  add(found, named(kind, scope, scalar.value), span, declares, fixedIn(found.file, scalar, span, scalar.value));
}

function add(found: Found, symbol: NamedSymbol, span: Span, declares: boolean, fixed?: string): void {
  found.occurrences.push({ symbol, path: found.file.path, span, declares, ...(fixed === undefined ? {} : { fixed }) });
}

function block(found: Found, kind: SymbolKind, scope: string, span: Span, reason: string): void {
  found.obstacles.push({ kind, scope, path: found.file.path, span, reason });
}

function fixedIn(file: SourceFile, scalar: YamlScalar, span: Span, name: string): string | undefined {
  if (scalar.alias !== undefined || scalar.shared === true)
    return 'it stands in a YAML anchor that is used in more than one place';
  return file.text.slice(span.start, span.end) === name ? undefined : 'it is written with escapes';
}

const START: Span = { start: 0, end: 0 };
const NO_SCALARS: ReadonlySet<YamlScalar> = new Set();
const IN_EXPRESSIONS: readonly SymbolKind[] = ['step', 'stepOutput', 'job', 'jobOutput', 'input', 'secret', 'output'];
