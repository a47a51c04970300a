import { pathText } from '../expr/canonical';
import { evaluateText } from '../expr/evaluate';
import type { Scope } from '../expr/scope';
import type { Scenario } from '../scenario/scenario';
import { asString } from '../value/text';
import { type ExprValue, hole, known, type Truth, unknown } from '../value/value';
import { fieldNamed } from '../workflow/field';
import type { FieldMap, InputDeclaration, Workflow } from '../workflow/model';
import type { Facts } from '../workspace';

/** What expressions of one job (or step) see, as functions that are asked by name. Undefined means: nothing known. */
export interface Contexts {
  readonly scenario: Scenario;
  readonly facts: Facts;
  /** Put before the keys of everything that is particular to a job or a call. */
  readonly prefix: string;
  input(name: string): ExprValue | undefined;
  secret(name: string): ExprValue | undefined;
  env(name: string): ExprValue | undefined;
  runner?(name: string): ExprValue | undefined;
  matrix(path: readonly string[]): ExprValue | undefined;
  need(job: string, rest: readonly string[]): ExprValue | undefined;
  step(id: string, rest: readonly string[]): ExprValue | undefined;
  /** `jobs.<id>.outputs.<name>` in the outputs of a reusable workflow. */
  job(id: string, rest: readonly string[]): ExprValue | undefined;
  call?: Scope['call'];
}

/** Stands for a value while it is worked out, so that an output defined by itself ends instead of recursing. */
const SELF = unknown('refers to itself');

export function scopeOf(contexts: Contexts): Scope {
  const memo = new Map<string, ExprValue | undefined>();
  return {
    lookup: (path) => {
      const key = path.join('\0');
      if (memo.has(key)) return memo.get(key);
      memo.set(key, SELF);
      const value = lookup(path, contexts);
      memo.set(key, value);
      return value;
    },
    qualify: (path) => (GLOBAL.has(path[0] ?? '') ? '' : contexts.prefix),
    assume: assumeRepository,
    ...(contexts.call === undefined ? {} : { call: contexts.call }),
  };
}

/**
 * The scope of one step: what all steps of its job or action see, but for `steps` and `env`, which grow from step to step. So a job's
 * inputs, needs and matrix are worked out once for all its steps.
 */
export function stepScope(common: Scope, step: Contexts['step'], env: Contexts['env']): Scope {
  const memo = new Map<string, ExprValue | undefined>();
  return {
    lookup: (path) => {
      const [context, name] = path;
      if (context !== 'steps' && context !== 'env') return common.lookup(path);
      if (name === undefined) return undefined;
      const key = path.join('\0');
      if (memo.has(key)) return memo.get(key);
      memo.set(key, SELF);
      const value = context === 'env' ? env(name) : step(name, path.slice(2));
      memo.set(key, value);
      return value;
    },
    qualify: common.qualify,
    ...(common.assume === undefined ? {} : { assume: common.assume }),
    ...(common.call === undefined ? {} : { call: common.call }),
  };
}

/** Contexts that are the same all through a run. */
const GLOBAL: ReadonlySet<string> = new Set(['github', 'vars', 'secrets']);

/** The analysis is for the upstream repository, so a guard that names it holds; a fork's remote never refutes one. */
function assumeRepository(canonical: string): Truth {
  return /^github\.(repository|repository_owner|repository_id|repository_owner_id|event\.repository\.(full_name|name|owner\.login)) == '[^']*'$/i.test(
    canonical,
  )
    ? true
    : 'unknown';
}

function lookup(path: readonly string[], contexts: Contexts): ExprValue | undefined {
  const [context, name, ...rest] = path;
  if (name === undefined) return undefined;
  switch (context) {
    case 'github':
      return github(path.slice(1), contexts);
    case 'env':
      return contexts.env(name);
    case 'inputs':
      return rest.length === 0 ? contexts.input(name) : undefined;
    case 'secrets':
      return secret(name, contexts);
    case 'vars':
      return hole({
        key: pathText(path),
        shown: pathText(path),
        reason: 'is a variable set in the repository’s settings',
      });
    case 'runner':
      return rest.length === 0 ? contexts.runner?.(name) : undefined;
    case 'matrix':
      return contexts.matrix(path.slice(1));
    case 'needs':
      return contexts.need(name, rest);
    case 'steps':
      return contexts.step(name, rest);
    case 'jobs':
      return contexts.job(name, rest);
    default:
      return undefined;
  }
}

function github(path: readonly string[], contexts: Contexts): ExprValue | undefined {
  const key = path.join('.').toLowerCase();
  const fixed = contexts.scenario.github.get(key);
  if (fixed !== undefined) return fixed;
  if (key === 'token') return tokenHole();
  if (key.startsWith('event.inputs.') && path.length === 3) {
    // There every input is a text; `inputs` keeps booleans (docs: events that trigger workflows, workflow_dispatch).
    const input = contexts.input(path[2] ?? '');
    return input === undefined ? undefined : asString(input);
  }
  // Below an object that is certainly absent everything is null.
  for (let length = path.length - 1; length > 0; length--) {
    const parent = contexts.scenario.github.get(path.slice(0, length).join('.').toLowerCase());
    if (parent?.kind === 'known' && parent.value === null) return known(null);
  }
  if (contexts.scenario.event === 'workflow_call' || path.length > 1) return undefined;
  return hole({
    key: `github.${key}`,
    shown: `github.${key}`,
    reason: 'is known only in the run',
    ...(NEVER_EMPTY.has(key) ? { nonEmpty: true as const } : {}),
    ...(key === 'repository' ? { holds: ['/'] } : {}),
    ...(key === 'sha' ? { lacks: NOT_HEXADECIMAL } : {}),
  });
}

/** What no commit's id holds, so that it is neither `edge` nor `1.4`. */
const NOT_HEXADECIMAL: readonly string[] = [...'ghijklmnopqrstuvwxyz.-_/:'];

const NEVER_EMPTY: ReadonlySet<string> = new Set([
  'repository',
  'repository_owner',
  'sha',
  'actor',
  'ref',
  'ref_name',
  'run_id',
  'run_number',
  'run_attempt',
  'workflow',
  'job',
  'token',
  'head_ref',
  'base_ref',
]);

export function tokenHole(): ExprValue {
  return hole({ key: 'github.token', shown: 'github.token', reason: 'is the job’s own token', nonEmpty: true });
}

function secret(name: string, contexts: Contexts): ExprValue | undefined {
  if (name.toUpperCase() === 'GITHUB_TOKEN') return tokenHole();
  if (!contexts.scenario.secrets) return known('');
  return contexts.secret(name);
}

export function secretHole(name: string): ExprValue {
  return hole({ key: `secrets.${name}`, shown: `secrets.${name}`, reason: 'comes from a secret' });
}

/** Inputs of a manual start: what the person chooses, never the default alone. Empty on every other event. */
export function dispatchInput(workflow: Workflow, scenario: Scenario, name: string): ExprValue | undefined {
  if (scenario.event === 'repository_dispatch') return known('');
  if (scenario.event !== 'workflow_dispatch') return scenario.id === 'call:unknown' ? undefined : known('');
  const declaration = declared(workflow.dispatchInputs, name);
  if (declaration === undefined) return known('');
  const domain =
    declaration.type === 'boolean'
      ? [true, false]
      : declaration.type === 'choice' && declaration.options.length > 0
        ? declaration.options
        : undefined;
  return hole({
    key: `inputs.${declaration.name}`,
    shown: `inputs.${declaration.name}`,
    reason: 'is chosen when the run is started',
    ...(domain === undefined ? {} : { domain }),
  });
}

/** An input of a called workflow or composite action: what the caller passes, else the default, else empty. */
export function passedInput(
  declarations: readonly InputDeclaration[],
  passed: FieldMap,
  callerScope: Scope,
  ownScope: () => Scope,
  name: string,
  typed: boolean,
): ExprValue | undefined {
  const given = fieldNamed(passed, name);
  const declaration = declared(declarations, name);
  if (passed.expression !== undefined) return undefined;
  if (given !== undefined)
    return given.field === undefined
      ? known('')
      : typed
        ? coerce(evaluateFieldIn(given.field, callerScope), declaration?.type)
        : asString(evaluateFieldIn(given.field, callerScope));
  if (declaration?.default !== undefined)
    return typed
      ? coerce(evaluateFieldIn(declaration.default, ownScope()), declaration.type)
      : asString(evaluateFieldIn(declaration.default, ownScope()));
  return typed && declaration?.type === 'boolean' ? known(false) : known('');
}

/** An input of a reusable workflow that nobody in the repository calls. */
export function openInput(declarations: readonly InputDeclaration[], name: string): ExprValue | undefined {
  const declaration = declared(declarations, name);
  if (declaration === undefined) return known('');
  return hole({
    key: `inputs.${declaration.name}`,
    shown: `inputs.${declaration.name}`,
    reason: 'is passed by a caller in another repository',
    ...(declaration.type === 'boolean' ? { domain: [true, false] } : {}),
  });
}

export function evaluateFieldIn(
  field: {
    readonly template: Parameters<typeof evaluateText>[0];
    readonly scalar: { readonly type: string; readonly value: string };
  },
  scope: Scope,
): ExprValue {
  if (field.scalar.type === 'boolean') return known(field.scalar.value.toLowerCase() === 'true');
  return evaluateText(field.template, scope);
}

function coerce(value: ExprValue, type: string | undefined): ExprValue {
  if (type === 'string') return asString(value);
  if (type !== 'boolean' || value.kind !== 'known') return value;
  if (value.value === 'true') return known(true);
  return value.value === 'false' || value.value === '' ? known(false) : value;
}

function declared(declarations: readonly InputDeclaration[], name: string): InputDeclaration | undefined {
  const wanted = name.toLowerCase();
  return declarations.find((declaration) => declaration.name.toLowerCase() === wanted);
}
