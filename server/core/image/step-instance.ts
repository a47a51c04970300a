import { inputsOf, lookupAction } from '../catalogue/catalogue';
import { evaluateText, holds, truth } from '../expr/evaluate';
import type { TemplateText } from '../expr/expression';
import { assuming } from '../expr/implied';
import type { Scope } from '../expr/scope';
import { conditionOf, templateText } from '../expr/template-text';
import { parseScript } from '../shell/parse-script';
import type { Script } from '../shell/script';
import { type ShellKind, shellKind } from '../shell/shell-kind';
import type { ScriptRun, ShellEnvironment } from '../shell/walk';
import { walkScript } from '../shell/walk-script';
import { asString, union } from '../value/text';
import { type ExprValue, hole, known, type Truth, unknown, type Value } from '../value/value';
import { fieldNamed } from '../workflow/field';
import type { ActionFile, Step, Uses } from '../workflow/model';
import { actionFileOf } from '../workflow/workflow';
import { actionFiles } from './call-graph';
import { commandOutput } from './command-output';
import type { Expansion } from './expand';
import { localPath } from './local-path';
import { metadataOutput } from './metadata';
import type { JobInstance, StepAction, StepInstance } from './run';
import { runnerOs } from './runner';
import { type Contexts, evaluateFieldIn, passedInput, scopeOf } from './scope';
import { stepValue } from './step-value';

export interface StepSettings {
  readonly expansion: Expansion;
  readonly job: JobInstance;
  readonly steps: readonly Step[];
  readonly contexts: Contexts;
  /** Where the instances go, in the order in which they run; steps of composite actions follow the step that uses them. */
  readonly into: StepInstance[];
  readonly parent?: StepInstance;
}

/** Composite actions may use composite actions; ten levels are plenty. */
const NESTED_MAX = 10;

export function stepInstances(settings: StepSettings): readonly StepInstance[] {
  const siblings: StepInstance[] = [];
  for (const step of settings.steps) {
    const { instance, inner } = stepInstance(
      settings,
      step,
      { list: settings.into, count: settings.into.length },
      { list: siblings, count: siblings.length },
    );
    settings.into.push(instance);
    siblings.push(instance);
    inner();
  }
  return siblings;
}

/** The first steps of a list that is still growing; copying it for every step would cost its square. */
interface Earlier {
  readonly list: readonly StepInstance[];
  readonly count: number;
}

function stepInstance(
  settings: StepSettings,
  step: Step,
  before: Earlier,
  siblings: Earlier,
): { readonly instance: StepInstance; readonly inner: () => void } {
  const { contexts, job, parent, expansion } = settings;
  const key = `${parent?.key ?? contexts.prefix}${step.index}`;
  const step_ = (id: string, rest: readonly string[]): ExprValue | undefined => {
    const found = siblings.list.find((one, index) => index < siblings.count && one.step.id?.value === id);
    return found === undefined ? known('') : stepValue(found, rest);
  };
  const outer = scopeOf({ ...contexts, step: step_, env: (name) => written(before, name) ?? contexts.env(name) });
  const condition = step.condition === undefined ? undefined : conditionOf(step.condition.template);
  const scope: Scope = assuming(scopeOf({ ...contexts, step: step_, env: (name) => own(name) }), condition?.expression);
  const lazy: { reached?: Truth; script?: ScriptRun | 'none'; action?: StepAction; inner?: readonly StepInstance[] } =
    {};
  const inputs = new Map<string, ExprValue | undefined>();

  const instance: StepInstance = {
    key,
    step,
    job,
    workspace: expansion.workspace,
    parent,
    scope,
    order: expansion.next(),
    get reached() {
      lazy.reached ??= reached();
      return lazy.reached;
    },
    get action() {
      lazy.action ??= actionOfStep();
      return lazy.action;
    },
    get script() {
      if (lazy.script === undefined) lazy.script = walk() ?? 'none';
      return lazy.script === 'none' ? undefined : lazy.script;
    },
    input: (name) => {
      const lower = name.toLowerCase();
      if (!inputs.has(lower)) inputs.set(lower, input(name));
      return inputs.get(lower);
    },
    output: (name) => output(name),
    variable: (name) => own(name) ?? defaultVariable(name, scope),
  };
  return {
    instance,
    inner: () => {
      const { action } = instance;
      if (action.kind === 'composite') lazy.inner = expandComposite(action.action);
    },
  };

  function reached(): Truth {
    const outerReached = parent?.reached ?? job.reached;
    if (outerReached === false) return false;
    if (condition === undefined || condition.alwaysTrue) return outerReached;
    const answer = condition.expression === undefined ? 'unknown' : holds(condition.expression, outer);
    return answer === false ? false : answer === 'unknown' || outerReached === 'unknown' ? 'unknown' : true;
  }

  function own(name: string): ExprValue | undefined {
    const set = fieldNamed(step.env, name);
    if (set?.field !== undefined) return asString(evaluateFieldIn(set.field, outer));
    if (set !== undefined) return known('');
    if (step.env.expression !== undefined) return unknown('is in an `env` computed by an expression');
    return written(before, name) ?? contexts.env(name);
  }

  function actionOfStep(): StepAction {
    if (step.run !== undefined) return { kind: 'run' };
    if (step.uses === undefined) return { kind: 'none' };
    const text = step.uses.field.text.trim();
    const path = localPath(text);
    return path === undefined ? remoteAction(step.uses, text) : localAction(path, text);
  }

  function localAction(path: string, text: string): StepAction {
    for (const candidate of actionFiles(path)) {
      const file = expansion.workspace.file(candidate);
      if (file === 'absent' || file === 'notLoaded') continue;
      const action = actionFileOf(file);
      if (action.using === 'composite' && depth() < NESTED_MAX)
        return {
          kind: 'composite',
          action,
          get steps() {
            return lazy.inner ?? [];
          },
        };
      return { kind: 'unknown', name: text, reason: `is an action that runs ${action.using ?? 'a program'}` };
    }
    return { kind: 'unknown', name: text, reason: 'is a local action that could not be read' };
  }

  function depth(): number {
    let count = 0;
    for (let up = parent; up !== undefined; up = up.parent) count++;
    return count;
  }

  function expandComposite(action: ActionFile): readonly StepInstance[] {
    const passed = step.uses?.with ?? { node: undefined, fields: [] };
    const inner: Contexts = {
      ...contexts,
      prefix: `${key}/`,
      input: (name) => passedInput(action.inputs, passed, scope, () => innerScope, name, false),
      secret: () => known(''),
      env: (name) => own(name),
      need: () => undefined,
      job: () => undefined,
    };
    const innerScope = scopeOf({ ...inner, step: () => undefined });
    return stepInstances({
      expansion,
      job,
      steps: action.steps,
      contexts: inner,
      into: settings.into,
      parent: instance,
    });
  }

  function input(name: string): ExprValue | undefined {
    const given = step.uses === undefined ? undefined : fieldNamed(step.uses.with, name);
    if (given?.field !== undefined) return evaluateFieldIn(given.field, scope);
    if (given !== undefined) return known('');
    if (step.uses?.with.expression !== undefined) return unknown('is in a `with` computed by an expression');
    const { action } = instance;
    if (action.kind !== 'catalogued') return undefined;
    const declared = inputsOf(action.entry, action.major).get(name.toLowerCase())?.default;
    return declared === undefined ? undefined : evaluateText(templateIn(action.entry, declared), scope);
  }

  function output(name: string): ExprValue {
    const origin = { step: key, output: name };
    const shown = `steps.${step.id?.value ?? '?'}.outputs.${name}`;
    const later = (reason: string): ExprValue => hole({ key: `${key}.${name}`, shown, reason, origin });
    const { action } = instance;
    switch (action.kind) {
      case 'run': {
        const { script } = instance;
        const value = script?.outputs.get(name);
        if (value === undefined)
          return script === undefined || script.opaqueOutputs
            ? later('is set by a script in a way that is not read')
            : known('');
        return value.kind === 'unknown' ? later(value.reason) : value;
      }
      case 'composite': {
        const field = fieldNamed(action.action.outputs, name)?.field;
        if (field === undefined) return known('');
        const value = asString(evaluateText(field.template, compositeEnd()));
        return value.kind === 'unknown' ? later(value.reason) : value;
      }
      case 'catalogued':
        return metadataOutput(instance, action.entry, name) ?? later('is set when the step runs');
      default:
        return later('is set by an action that is not in the catalogue');
    }
  }

  /** What the outputs of a composite action see: its own steps and inputs. */
  function compositeEnd(): Scope {
    const inner = lazy.inner ?? [];
    const last = inner[inner.length - 1];
    return {
      ...(last?.scope ?? scope),
      lookup: (path) => {
        if (path[0] !== 'steps') return last?.scope.lookup(path);
        const found = inner.find((one) => one.step.id?.value === path[1]);
        return found === undefined ? known('') : stepValue(found, path.slice(2));
      },
    };
  }

  function walk(): ScriptRun | undefined {
    if (step.run === undefined) return undefined;
    const script = readScript(instance);
    const environment: ShellEnvironment = {
      variable: (name) => asText(instance.variable(name)),
      expression: (body) => evaluateText(templateIn(script, `\${{${body}}}`), scope),
      output: (command) => commandOutput(command, instance),
    };
    return walkScript(script, environment);
  }
}

/** What `uses:` names outside the repository: the same in every run. */
function remoteAction(uses: Uses, text: string): StepAction {
  const memo = ACTIONS.get(uses);
  if (memo !== undefined) return memo;
  const found = lookupAction(text, uses.comment);
  const action: StepAction =
    found === undefined
      ? {
          kind: 'unknown',
          name: text,
          reason: text.startsWith('docker://') ? 'runs a container' : 'is an action that is not in the catalogue',
        }
      : { kind: 'catalogued', entry: found.entry, major: found.major, ref: found.ref };
  ACTIONS.set(uses, action);
  return action;
}

const ACTIONS = new WeakMap<Uses, StepAction>();

/** The script of a run step as read, before anything is known of its variables. */
export function readScript({ step, job }: StepInstance): Script {
  const shell = step.run?.shell ?? job.job.shell ?? job.instance.workflow.shell;
  return scriptOf(step, shellKind(shell?.text, runnerOs(job)));
}

/** Whether a step carries on when it fails. */
export function continuesOnError(instance: StepInstance): Truth {
  const field = instance.step.continueOnError;
  if (field === undefined) return instance.parent === undefined ? false : continuesOnError(instance.parent);
  return truth(evaluateFieldIn(field, instance.scope));
}

/** A variable set through `$GITHUB_ENV` by an earlier step; the latest that certainly ran wins. */
function written(before: Earlier, name: string): ExprValue | undefined {
  let value: Value | undefined;
  for (let index = 0; index < before.count; index++) {
    const step = before.list[index];
    if (step?.step.run?.field.text.includes('GITHUB_ENV') !== true) continue;
    const set = step.reached === false ? undefined : step.script?.environment.get(name);
    if (set === undefined) continue;
    value = step.reached === true || value === undefined ? set : union([value, set]);
  }
  return value;
}

/** A template that belongs to something immutable, read once; every run of every scenario asks again. */
function templateIn(owner: object, text: string): TemplateText {
  const known = TEMPLATES.get(owner) ?? new Map<string, TemplateText>();
  TEMPLATES.set(owner, known);
  const template = known.get(text) ?? templateText(text);
  known.set(text, template);
  return template;
}

const TEMPLATES = new WeakMap<object, Map<string, TemplateText>>();

const SCRIPTS = new WeakMap<Step, { readonly shell: string; readonly script: Script }>();

function scriptOf(step: Step, shell: ShellKind): Script {
  const memo = SCRIPTS.get(step);
  const id = `${shell.name}/${shell.errexit}/${shell.pipefail}`;
  if (memo?.shell === id) return memo.script;
  const script = parseScript(step.run?.field.text ?? '', shell);
  SCRIPTS.set(step, { shell: id, script });
  return script;
}

/** Variables every runner sets from the `github` context (docs: default environment variables). */
function defaultVariable(name: string, scope: Scope): ExprValue | undefined {
  if (!name.startsWith('GITHUB_') || name === 'GITHUB_TOKEN' || name === 'GITHUB_OUTPUT' || name === 'GITHUB_ENV')
    return undefined;
  return scope.lookup(['github', name.slice('GITHUB_'.length).toLowerCase()]);
}

function asText(value: ExprValue | undefined): Value | undefined {
  if (value === undefined) return undefined;
  return value.kind === 'object' || value.kind === 'list' ? unknown('is not text') : value;
}
