import type { Test } from '../shell/script';
import type { ResolvedCommand } from '../shell/walk';
import { literalText } from '../shell/walk-script';
import { asString } from '../value/text';
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

function detectionIn({ condition }: Step | Job, at: StepInstance): SettledDetection | undefined {
  // A condition that asks for more than the one output may still hold the build back.
  const match =
    condition === undefined
      ? null
      : /^(?:\$\{\{)?\s*((steps|needs)\.([\w-]+)\.outputs\.([\w-]+))\s*(?:==\s*'[^']*'|!=\s*'[^']*')?\s*(?:\}\})?$/.exec(
          condition.text.trim(),
        );
  const [, output, context, id, name] = match ?? [];
  if (condition === undefined || output === undefined || id === undefined || name === undefined) return undefined;
  const source = context === 'steps' ? { step: stepOf(at.job, id, at), name } : sourceOfNeed(at.job, id, name);
  if (source?.step?.script === undefined) return undefined;
  const value = asString(source.step.output(source.name));
  const path = testedPath(source.step.script.commands, source.name);
  return value.kind !== 'known' || path === undefined
    ? undefined
    : { condition, output, value: String(value.value), path };
}

/** The step whose output a needed job hands on. */
function sourceOfNeed(
  job: JobInstance,
  id: string,
  name: string,
): { readonly step: StepInstance | undefined; readonly name: string } | undefined {
  const needed = job.instance.jobs.find((other) => other.job.id === id);
  const handed = needed === undefined ? undefined : fieldNamed(needed.job.outputs, name)?.field?.text;
  const match = /^\$\{\{\s*steps\.([\w-]+)\.outputs\.([\w-]+)\s*\}\}$/.exec(handed?.trim() ?? '');
  return needed === undefined || match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { step: stepOf(needed, match[1], undefined), name: match[2] };
}

function stepOf(job: JobInstance, id: string, beside: StepInstance | undefined): StepInstance | undefined {
  return job.steps.find((one) => one.step.id?.value === id && one.parent === beside?.parent);
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
