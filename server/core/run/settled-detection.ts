import { pathOf, pathText } from '../expr/canonical';
import type { Expression } from '../expr/expression';
import { literalText } from '../shell/plain-word';
import type { Test } from '../shell/script';
import type { ResolvedCommand } from '../shell/walk';
import { isSameName } from '../text/is-same-name';
import { asString } from '../value/text';
import { conditionOfPart } from '../workflow/condition-of-part';
import { fieldNamed } from '../workflow/field';
import type { Field, Job, Step } from '../workflow/model';
import type { JobInstance, StepInstance } from './run';

/** A condition that asks a step whether a file is there which the repository certainly has. */
export interface SettledDetection {
  /** The `if` of the step or job. */
  readonly condition: Field;
  /** The output as the condition writes it. */
  readonly output: string;
  readonly value: string;
  readonly path: string;
}

/** The first such condition of a step or of its job. */
export function settledDetection(step: StepInstance): SettledDetection | undefined {
  return detectionIn(step.step, step) ?? detectionIn(step.job.job, step);
}

function detectionIn(part: Step | Job, at: StepInstance): SettledDetection | undefined {
  const { condition } = part;
  const asked = askedOutput(conditionOfPart(part)?.expression);
  if (condition === undefined || asked === undefined) return undefined;
  const { context, id, name } = asked;
  const source =
    context === 'steps'
      ? { step: stepOf(at.job, id, at), name }
      : context === 'needs'
        ? sourceOfNeed(at.job, id, name)
        : undefined;
  if (source?.step?.script === undefined) return undefined;
  const value = asString(source.step.output(source.name));
  const path = testedPath(source.step.script.commands, source.name);
  return value.kind !== 'known' || path === undefined
    ? undefined
    : { condition, output: asked.shown, value: String(value.value), path };
}

interface OutputPath {
  readonly context: string;
  readonly id: string;
  readonly name: string;
  readonly shown: string;
}

/** The one output a condition asks for; one that asks for more may still hold the build back. */
function askedOutput(expression: Expression | undefined): OutputPath | undefined {
  const compared =
    expression?.kind === 'compare' &&
    (expression.operator === '==' || expression.operator === '!=') &&
    expression.right.kind === 'literal' &&
    typeof expression.right.value === 'string';
  return outputPath(compared ? expression.left : expression);
}

/** `steps.<id>.outputs.<name>`, or the same of `needs`. */
function outputPath(expression: Expression | undefined): OutputPath | undefined {
  const path = expression === undefined ? undefined : pathOf(expression);
  const [context, id, outputs, name, ...more] = path ?? [];
  if (path === undefined || context === undefined || id === undefined || name === undefined) return undefined;
  if (outputs?.toLowerCase() !== 'outputs' || more.length > 0) return undefined;
  return { context, id, name, shown: pathText(path) };
}

/** The step whose output a needed job hands on. */
function sourceOfNeed(
  job: JobInstance,
  id: string,
  name: string,
): { readonly step: StepInstance | undefined; readonly name: string } | undefined {
  const needed = job.instance.jobs.find((other) => isSameName(other.job.id, id));
  if (needed === undefined) return undefined;
  const [only, ...more] = fieldNamed(needed.job.outputs, name)?.field?.template.segments ?? [];
  const handed = only?.kind === 'expression' && more.length === 0 ? outputPath(only.expression) : undefined;
  return handed?.context === 'steps' ? { step: stepOf(needed, handed.id, undefined), name: handed.name } : undefined;
}

function stepOf(job: JobInstance, id: string, beside: StepInstance | undefined): StepInstance | undefined {
  return job.steps.find((one) => isSameName(one.step.id?.value, id) && one.parent === beside?.parent);
}

/** The path whose presence decides what a script writes to an output. */
function testedPath(commands: readonly ResolvedCommand[], output: string): string | undefined {
  const writes = commands.filter(
    ({ command, reached, words }) =>
      reached === true &&
      words.some(({ word }) =>
        word.parts.some((part) => part.kind === 'literal' && part.text.startsWith(`${output}=`)),
      ) &&
      command.redirects.some(({ target }) => target?.parts.some((part) => part.kind === 'variable') === true),
  );
  const [last] = writes.slice(-1);
  for (const guard of last?.command.guards ?? []) {
    const path = guard.test === undefined ? undefined : pathIn(guard.test);
    if (path !== undefined) return path;
  }
  return undefined;
}

function pathIn(test: Test): string | undefined {
  if (test.kind === 'unary')
    return test.operator === '-f' || test.operator === '-e' ? literalText(test.operand) : undefined;
  // Of several tests any one may settle it.
  return test.kind === 'or' ? test.tests.map(pathIn).find((path) => path !== undefined) : undefined;
}
