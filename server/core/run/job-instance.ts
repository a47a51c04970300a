import { lookupAction } from '../catalogue/catalogue';
import { evaluateText, holds } from '../expr/evaluate';
import { assuming } from '../expr/implied';
import type { Scope } from '../expr/scope';
import { isSameName } from '../text/is-same-name';
import { asString } from '../value/text';
import { type ExprValue, hole, known, type Truth, unknown } from '../value/value';
import { callStep } from '../workflow/call-step';
import { conditionOfPart } from '../workflow/condition-of-part';
import { fieldNamed } from '../workflow/field';
import type { Job } from '../workflow/model';
import type { EffectivePermissions } from './effective-permissions';
import type { Expansion } from './expansion';
import { matrixLegs, matrixValue } from './matrix';
import { effectivePermissions } from './permissions';
import type { JobInstance, MatrixLegs, StepInstance, WorkflowInstance } from './run';
import { runnerValue } from './runner';
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

/** One job of one run. */
export function jobInstance(settings: JobSettings): JobInstance {
  return new JobOfRun(settings);
}

/** Everything is worked out when it is first asked for, as in a step (see `StepOfJob`): a run may call hundreds of jobs. */
class JobOfRun implements JobInstance {
  readonly key: string;
  readonly job: Job;
  readonly instance: WorkflowInstance;
  readonly #settings: JobSettings;
  #known: Contexts | undefined;
  #outer: Scope | undefined;
  #scope: Scope | undefined;
  #permissions: EffectivePermissions | undefined;
  #reached: Truth | undefined;
  #steps: readonly StepInstance[] | undefined;
  #callee: JobInstance['callee'] | 'open';
  #matrix: MatrixLegs | 'none' | undefined;
  #outputs: Map<string, ExprValue> | undefined;

  constructor(settings: JobSettings) {
    this.key = settings.prefix;
    this.job = settings.job;
    this.instance = settings.instance;
    this.#settings = settings;
  }

  get #contexts(): Contexts {
    this.#known ??= {
      prefix: this.key,
      env: (name) => this.#variable(name),
      runner: (name) => runnerValue(this, name),
      matrix: (path) => {
        const legs = this.matrix;
        return legs === undefined ? known(null) : matrixValue(legs, path, `${this.key}matrix.${path.join('.')}`);
      },
      need: (id, rest) =>
        this.job.needs.some(({ value }) => isSameName(value, id)) ? this.#outcome(id, rest, 'needs') : known(''),
      step: () => undefined,
      job: (id, rest) => this.#outcome(id, rest, 'jobs'),
      call: (name) =>
        name === 'success' || name === 'always' ? known(true) : name === 'cancelled' ? known(false) : undefined,
      ...this.#settings.base,
    };
    return this.#known;
  }

  /** What the job's own `if` sees, which is read before its matrix exists. */
  get #around(): Scope {
    this.#outer ??= scopeOf(this.#contexts);
    return this.#outer;
  }

  get outside(): Scope {
    return this.#around;
  }

  get scope(): Scope {
    this.#scope ??= assuming(this.#around, conditionOfPart(this.job)?.expression);
    return this.#scope;
  }

  get permissions(): EffectivePermissions {
    const { facts, scenario } = this.#settings.base;
    const { workflow, caller } = this.instance;
    this.#permissions ??= effectivePermissions(this.job, workflow, caller?.permissions, facts, scenario.ceiling);
    return this.#permissions;
  }

  get reached(): Truth {
    if (this.#reached === undefined) {
      this.#reached = 'unknown';
      this.#reached = this.#isReached();
    }
    return this.#reached;
  }

  get steps(): readonly StepInstance[] {
    if (this.#steps === undefined) {
      const steps: StepInstance[] = [];
      this.#steps = steps;
      const called = isCatalogued(this.job) ? callStep(this.job) : undefined;
      stepInstances({
        expansion: this.#settings.expansion,
        job: this,
        steps: called === undefined ? this.job.steps : [called],
        contexts: this.#contexts,
        common: this.#around,
        into: steps,
      });
    }
    return this.#steps;
  }

  get callee(): JobInstance['callee'] {
    if (this.job.call === undefined || isCatalogued(this.job)) return undefined;
    if (this.#callee === undefined) {
      this.#callee = 'open';
      this.#callee = this.#settings.callee(this);
    }
    return this.#callee === 'open' ? { unread: 'calls itself' } : this.#callee;
  }

  get matrix(): MatrixLegs | undefined {
    if (this.#matrix === undefined) {
      this.#matrix = 'none';
      this.#matrix = matrixLegs(this.job.matrix, this.#around) ?? 'none';
    }
    return this.#matrix === 'none' ? undefined : this.#matrix;
  }

  output(name: string): ExprValue {
    this.#outputs ??= new Map();
    const memo = this.#outputs.get(name) ?? this.#outputValue(name);
    this.#outputs.set(name, memo);
    return memo;
  }

  #outputValue(name: string): ExprValue {
    if (this.reached === false) return known('');
    const { job, callee } = this;
    const [called] = isCatalogued(job) ? this.steps : [];
    if (called !== undefined) return called.output(name);
    if (callee !== undefined) {
      if ('unread' in callee)
        return hole({
          key: `${this.key}outputs.${name}`,
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
    return asString(evaluateText(field.template, this.steps.length === 0 ? this.scope : jobEndScope(this)));
  }

  /** Every needed job must have run, unless the condition has a status function of its own (docs: jobs.<job_id>.needs). */
  #isReached(): Truth {
    const outer = this.instance.caller?.reached ?? true;
    if (outer === false) return false;
    const text = this.job.condition?.text ?? '';
    const condition = conditionOfPart(this.job);
    const own =
      condition === undefined || condition.alwaysTrue
        ? true
        : condition.expression === undefined
          ? 'unknown'
          : holds(condition.expression, this.#around);
    if (own === false) return false;
    const ignoresNeeds = /\b(always|failure|cancelled|success)\s*\(/.test(text) && !/\bsuccess\s*\(/.test(text);
    const needs = ignoresNeeds ? [] : this.job.needs.map(({ value }) => this.#sibling(value)?.reached ?? 'unknown');
    if (needs.includes(false)) return false;
    return own === 'unknown' || outer === 'unknown' || needs.includes('unknown') ? 'unknown' : true;
  }

  #sibling(id: string): JobInstance | undefined {
    return this.instance.jobs.find((other) => isSameName(other.job.id, id));
  }

  #variable(name: string): ExprValue | undefined {
    const { env } = this.job;
    const { env: outer } = this.instance.workflow;
    const own = fieldNamed(env, name) ?? fieldNamed(outer, name);
    if (own?.field !== undefined) return asString(evaluateFieldIn(own.field, this.#around));
    if (own !== undefined) return known('');
    if (env.expression !== undefined || outer.expression !== undefined)
      return unknown('is in an `env` computed by an expression');
    return undefined;
  }

  /** `needs.<id>.<rest>` and `jobs.<id>.<rest>`. */
  #outcome(id: string, [kind, name]: readonly string[], context: 'needs' | 'jobs'): ExprValue | undefined {
    const other = this.#sibling(id);
    if (other === undefined) return known('');
    if (kind === 'result') return result(other.reached, `${this.key}${context}.${id}.result`);
    return kind === 'outputs' && name !== undefined ? other.output(name) : undefined;
  }
}

/** Whether the job calls a workflow of another repository that the catalogue describes; it is read like an action. */
function isCatalogued({ call }: Job): boolean {
  if (call === undefined) return false;
  const memo = CATALOGUED.get(call);
  if (memo !== undefined) return memo;
  const answer = lookupAction(call.uses.text, undefined) !== undefined;
  CATALOGUED.set(call, answer);
  return answer;
}

const CATALOGUED = new WeakMap<object, boolean>();

const END = new WeakMap<JobInstance, Scope>();

/** What a job's `outputs` see: all its steps. */
export function jobEndScope(job: JobInstance): Scope {
  const memo = END.get(job);
  if (memo !== undefined) return memo;
  const scope: Scope = {
    ...job.scope,
    lookup: (path) => {
      if (path[0] !== 'steps') return job.scope.lookup(path);
      const step = job.steps.find((one) => one.parent === undefined && isSameName(one.step.id?.value, path[1]));
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
      const job = callee.jobs.find((one) => isSameName(one.job.id, id));
      if (job === undefined) return known('');
      if (kind === 'result') return result(job.reached, `${job.key}result`);
      return kind === 'outputs' && name !== undefined ? job.output(name) : undefined;
    },
  };
}
