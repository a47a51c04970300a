import { lookupAction } from '../catalogue/catalogue';
import { evaluateText, holds } from '../expr/evaluate';
import { assuming } from '../expr/implied';
import type { Scope } from '../expr/scope';
import { conditionOf } from '../expr/template-text';
import { asString } from '../value/text';
import { type ExprValue, hole, known, type Truth, unknown } from '../value/value';
import { callStep } from '../workflow/call-step';
import { fieldNamed } from '../workflow/field';
import type { Job } from '../workflow/model';
import type { Expansion } from './expand';
import { matrixLegs, matrixValue } from './matrix';
import { effectivePermissions } from './permissions';
import type { JobInstance, MatrixLegs, StepInstance, WorkflowInstance } from './run';
import { type Contexts, evaluateFieldIn, scopeOf } from './scope';
import { stepInstances } from './step-instance';
import { result, stepValue } from './step-value';

export interface JobSettings {
  readonly expansion: Expansion;
  readonly job: Job;
  readonly instance: WorkflowInstance;
  readonly prefix: string;
  readonly base: Pick<Contexts, 'scenario' | 'facts' | 'input' | 'secret'>;
  callee(self: JobInstance): JobInstance['callee'];
}

/** One job of one run. Parts that depend on other jobs are computed when they are first asked for. */
export function jobInstance(settings: JobSettings): JobInstance {
  const { job, instance, base, prefix, expansion } = settings;
  const lazy: {
    reached?: Truth;
    steps?: readonly StepInstance[];
    callee?: JobInstance['callee'] | 'open';
    matrix?: MatrixLegs | 'none';
  } = {};
  const contexts: Contexts = {
    prefix,
    env: (name) => environment(name),
    matrix: (path) => {
      const legs = self.matrix;
      return legs === undefined ? known(null) : matrixValue(legs, path, `${prefix}matrix.${path.join('.')}`);
    },
    need: (id, rest) => needed(id, rest),
    step: () => undefined,
    job: (id, rest) => outputOf(id, rest),
    call: (name) =>
      name === 'success' || name === 'always' ? known(true) : name === 'cancelled' ? known(false) : undefined,
    ...base,
  };
  // A job's own `if` is read before its matrix exists, so the matrix scope comes second.
  const conditionScope = scopeOf(contexts);
  const condition = job.condition === undefined ? undefined : conditionOf(job.condition.template);
  const scope: Scope = assuming(conditionScope, condition?.expression);
  // A workflow of another repository that the catalogue describes is read like an action.
  const catalogued = job.call !== undefined && lookupAction(job.call.uses.text, undefined) !== undefined;
  const self: JobInstance = {
    key: prefix,
    job,
    instance,
    scope,
    get reached() {
      if (lazy.reached === undefined) {
        lazy.reached = 'unknown';
        lazy.reached = reached();
      }
      return lazy.reached;
    },
    permissions: effectivePermissions(
      job,
      instance.workflow,
      instance.caller?.permissions,
      base.facts,
      base.scenario.ceiling,
    ),
    get steps() {
      if (lazy.steps === undefined) {
        const steps: StepInstance[] = [];
        lazy.steps = steps;
        const called = catalogued ? callStep(job) : undefined;
        stepInstances({
          expansion,
          job: self,
          steps: called === undefined ? job.steps : [called],
          contexts,
          into: steps,
        });
      }
      return lazy.steps;
    },
    get callee() {
      if (catalogued) return undefined;
      if (lazy.callee === undefined) {
        lazy.callee = 'open';
        lazy.callee = settings.callee(self);
      }
      return lazy.callee === 'open' ? { unread: 'calls itself' } : lazy.callee;
    },
    get matrix() {
      if (lazy.matrix === undefined) {
        lazy.matrix = 'none';
        lazy.matrix = matrixLegs(job.matrix, conditionScope) ?? 'none';
      }
      return lazy.matrix === 'none' ? undefined : lazy.matrix;
    },
    output: (name) => output(name),
  };
  return self;

  /** Every needed job must have run, unless the condition has a status function of its own (docs: jobs.<job_id>.needs). */
  function reached(): Truth {
    const outer = instance.caller?.reached ?? true;
    if (outer === false) return false;
    const text = job.condition?.text ?? '';
    const own =
      condition === undefined || condition.alwaysTrue
        ? true
        : condition.expression === undefined
          ? 'unknown'
          : holds(condition.expression, conditionScope);
    if (own === false) return false;
    const ignoresNeeds = /\b(always|failure|cancelled|success)\s*\(/.test(text) && !/\bsuccess\s*\(/.test(text);
    const needs = ignoresNeeds ? [] : job.needs.map(({ value }) => sibling(value)?.reached ?? 'unknown');
    if (needs.includes(false)) return false;
    return own === 'unknown' || outer === 'unknown' || needs.includes('unknown') ? 'unknown' : true;
  }

  function sibling(id: string): JobInstance | undefined {
    return instance.jobs.find((other) => other.job.id === id);
  }

  function environment(name: string): ExprValue | undefined {
    const own = fieldNamed(job.env, name) ?? fieldNamed(instance.workflow.env, name);
    if (own?.field !== undefined) return asString(evaluateFieldIn(own.field, conditionScope));
    if (own !== undefined) return known('');
    if (job.env.expression !== undefined || instance.workflow.env.expression !== undefined)
      return unknown('is in an `env` computed by an expression');
    return undefined;
  }

  function needed(id: string, rest: readonly string[]): ExprValue | undefined {
    const [kind, name] = rest;
    const other = sibling(id);
    if (!job.needs.some(({ value }) => value === id)) return known('');
    if (other === undefined) return known('');
    if (kind === 'result') return result(other.reached, `${prefix}needs.${id}.result`);
    return kind === 'outputs' && name !== undefined ? other.output(name) : undefined;
  }

  function outputOf(id: string, rest: readonly string[]): ExprValue | undefined {
    const [kind, name] = rest;
    const other = sibling(id);
    if (other === undefined) return known('');
    if (kind === 'result') return result(other.reached, `${prefix}jobs.${id}.result`);
    return kind === 'outputs' && name !== undefined ? other.output(name) : undefined;
  }

  function output(name: string): ExprValue {
    if (self.reached === false) return known('');
    const [called] = catalogued ? self.steps : [];
    if (called !== undefined) return called.output(name);
    const { callee } = self;
    if (callee !== undefined) {
      if ('unread' in callee)
        return hole({
          key: `${prefix}outputs.${name}`,
          shown: `needs.${job.id}.outputs.${name}`,
          reason: callee.unread,
        });
      const declared = callee.workflow.call === undefined ? undefined : fieldNamed(callee.workflow.call.outputs, name);
      const [first] = callee.jobs;
      if (declared?.field === undefined || first === undefined) return known('');
      return asString(evaluateText(declared.field.template, calleeScope(callee)));
    }
    const field = fieldNamed(job.outputs, name)?.field;
    if (field === undefined)
      return job.outputs.expression === undefined ? known('') : unknown('is in `outputs` computed by an expression');
    const last = self.steps[self.steps.length - 1];
    return asString(evaluateText(field.template, last === undefined ? scope : jobEndScope(self)));
  }
}

const END = new WeakMap<JobInstance, Scope>();

/** What a job's `outputs` see: all its steps. */
export function jobEndScope(job: JobInstance): Scope {
  const memo = END.get(job);
  if (memo !== undefined) return memo;
  const scope: Scope = {
    ...job.scope,
    lookup: (path) => {
      if (path[0] !== 'steps') return job.scope.lookup(path);
      const step = job.steps.find((one) => one.parent === undefined && one.step.id?.value === path[1]);
      return step === undefined ? known('') : stepValue(step, path.slice(2));
    },
  };
  END.set(job, scope);
  return scope;
}

/** The scope in which a reusable workflow's `outputs` are read: the contexts of its jobs are all it can see. */
function calleeScope(callee: WorkflowInstance): Scope {
  const [first] = callee.jobs;
  const base = first?.scope;
  return {
    qualify: base?.qualify ?? (() => ''),
    lookup: (path) => {
      if (path[0] !== 'jobs') return base?.lookup(path);
      const [, id, kind, name] = path;
      const job = callee.jobs.find((one) => one.job.id === id);
      if (job === undefined) return known('');
      if (kind === 'result') return result(job.reached, `${job.key}result`);
      return kind === 'outputs' && name !== undefined ? job.output(name) : undefined;
    },
  };
}
