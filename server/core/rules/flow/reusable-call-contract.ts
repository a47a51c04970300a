import { eventsOf } from '../../event/events-of';
import type { Analysis } from '../../image/analysis';
import { closest } from '../../lint/closest';
import { nearName } from '../../lint/near-name';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import { localPath } from '../../run/local-path';
import type { JobInstance } from '../../run/run';
import { isSameName } from '../../text/is-same-name';
import { fieldNamed } from '../../workflow/field';
import type { Call, CallContract, FieldMap, InputDeclaration, Job, NamedField } from '../../workflow/model';
import { workflowOf } from '../../workflow/workflow';

/**
 * What a called workflow declares and what its caller passes must agree, or GitHub rejects the run before any job starts (docs "Workflow
 * syntax", `jobs.<job_id>.with` and `.secrets`; failure texts F-010). Only calls that concern images are judged here: editors with GitHub's
 * own language server say the same of any call.
 */
export const reusableCallContract = rule({
  id: 'reusable-call-contract',
  summary: 'Call of a reusable workflow does not pass what it declares',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: ['F-010'],
  check({ job, instances }, context) {
    const { call } = job;
    if (call === undefined || !instances.some(concernsImages)) return;
    const contract = contractOf(call, context.analysis);
    if (typeof contract === 'string') {
      context.undecided(contract);
      return;
    }
    checkInputs(job, call, contract, context);
    checkSecrets(job, call, contract, context);
  },
});

function concernsImages({ callee }: JobInstance): boolean {
  return (
    callee !== undefined &&
    ('unread' in callee || callee.jobs.some((inner) => eventsOf(inner).length > 0 || concernsImages(inner)))
  );
}

/** The callee's declarations; in words why they are not known. */
function contractOf(call: Call, { workspace }: Analysis): CallContract | string {
  const path = localPath(call.uses.text);
  if (path === undefined) return `\`${call.uses.text}\` is in another repository`;
  const file = workspace.file(path);
  if (file === 'absent' || file === 'notLoaded') return `\`${path}\` could not be read`;
  return workflowOf(file).call ?? `\`${path}\` cannot be called`;
}

function checkInputs(job: Job, call: Call, { inputs }: CallContract, { report }: Context): void {
  if (call.with.expression !== undefined) return;
  const unknown = call.with.fields.filter(({ name }) => declared(inputs, name) === undefined);
  const missing = inputs.filter(
    ({ name, required, default: value }) =>
      required && value === undefined && fieldNamed(call.with, name) === undefined,
  );
  for (const field of unknown) {
    const fix = renamed(job, field, inputs, call.with.fields);
    report({
      at: field.key.span,
      message: `the called workflow has no input \`${field.name}\`, so GitHub rejects the run`,
      ...(fix === undefined ? {} : { fix }),
    });
  }
  for (const { name } of missing) {
    // The misspelt one is said above.
    if (unknown.some((field) => closest(field.name, [name]) !== undefined)) continue;
    report({
      at: call.uses.span,
      message: `the called workflow requires the input \`${name}\`, and this job does not pass it, so GitHub rejects the run`,
    });
  }
  for (const field of call.with.fields) {
    const declaration = declared(inputs, field.name);
    const fault = declaration === undefined ? undefined : wrongType(declaration, field);
    if (fault === undefined || field.field === undefined) continue;
    const { span, text } = field.field;
    const literal = text.trim().toLowerCase();
    report({
      at: span,
      message: `the called workflow takes a ${declaration?.type} for \`${field.name}\`, and this is ${fault}, so GitHub rejects the run`,
      ...(declaration?.type === 'boolean' && (literal === 'true' || literal === 'false')
        ? {
            fix: {
              title: `Pass \`${literal}\` without quotes`,
              edit: (editor) => editor.replaceSpan(job.workflow, span, literal),
            },
          }
        : {}),
    });
  }
}

function checkSecrets(job: Job, call: Call, { secrets }: CallContract, { report }: Context): void {
  if (call.inheritsSecrets || call.secrets.expression !== undefined) return;
  const unknown = call.secrets.fields.filter(({ name }) => declared(secrets, name) === undefined);
  for (const field of unknown) {
    const token = field.name.toUpperCase() === 'GITHUB_TOKEN';
    const fix = token ? leftOut(job, field, secrets) : renamed(job, field, secrets, call.secrets.fields);
    report({
      at: field.key.span,
      message: token
        ? 'a called workflow has GITHUB_TOKEN of its own; passing it as a secret that is not declared makes GitHub reject the run'
        : `the called workflow has no secret \`${field.name}\`, so GitHub rejects the run`,
      ...(fix === undefined ? {} : { fix }),
    });
  }
  for (const { name, required } of secrets) {
    if (!required || fieldNamed(call.secrets, name) !== undefined) continue;
    if (unknown.some((field) => closest(field.name, [name]) !== undefined)) continue;
    report({
      at: call.uses.span,
      message: `the called workflow requires the secret \`${name}\`, and this job does not pass it, so GitHub rejects the run`,
    });
  }
}

function declared(list: readonly InputDeclaration[], name: string): InputDeclaration | undefined {
  return list.find((one) => one.name.toLowerCase() === name.toLowerCase());
}

/**
 * The fix for a slip of the pen: the one declared name that is meant and not passed yet, where it takes what is passed. Refuses where two
 * unknown names may mean it.
 */
function renamed(
  job: Job,
  field: NamedField,
  list: readonly InputDeclaration[],
  passed: readonly NamedField[],
): ReportedFix | undefined {
  const free = list.filter((one) => !passed.some(({ name }) => isSameName(name, one.name)));
  const name = nearName(
    field.name,
    free.map((one) => one.name),
  );
  const declaration = name === undefined ? undefined : declared(free, name);
  if (name === undefined || declaration === undefined || wrongType(declaration, field) !== undefined) return undefined;
  const rivals = passed.filter((other) => other !== field && declared(list, other.name) === undefined);
  return {
    title: `Rename it to \`${name}\``,
    edit: (editor) =>
      rivals.some((other) => nearName(other.name, [name]) !== undefined)
        ? { refused: `two names that are passed may mean \`${name}\`` }
        : editor.replaceSpan(job.workflow, field.key.span, name),
  };
}

/** The called workflow has a token of its own; where it wants another secret that is not passed, the token may be meant for that. */
function leftOut(job: Job, { name }: NamedField, secrets: readonly InputDeclaration[]): ReportedFix {
  const open = secrets.find((one) => one.required && fieldNamed(job.call?.secrets ?? NONE, one.name) === undefined);
  return {
    title: 'Leave it out',
    edit: (editor) =>
      open === undefined
        ? editor.removeSecret(job, name)
        : { refused: `it may be meant for the secret \`${open.name}\`, which is required and not passed` },
  };
}

const NONE: FieldMap = { node: undefined, fields: [] };

/** In words, what a literal is where the declared type is another; expressions are checked when they are known. */
function wrongType({ type }: InputDeclaration, { field }: NamedField): string | undefined {
  if (field === undefined || field.text.includes('${{')) return undefined;
  const { scalar, text } = field;
  if (type === 'boolean' && scalar.type !== 'boolean' && scalar.type !== 'null') return `the text \`${text.trim()}\``;
  if (type === 'number' && scalar.type === 'string' && Number.isNaN(Number(text))) return `the text \`${text.trim()}\``;
  return undefined;
}
