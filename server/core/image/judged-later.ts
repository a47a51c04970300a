import type { ImageEvent, ScanEvent } from '../event/event';
import { equal } from '../expr/compare';
import type { StepInstance } from '../run/run';
import { escapePattern } from '../text/escape-pattern';
import type { Step } from '../workflow/model';
import { after } from './in-job';

/** How a later step of the job judges a step: by whether it failed, or by what it gave out. */
export type Judgement = 'outcome' | 'output';

/**
 * How a later step of the job certainly fails by the step of an event: `if: steps.scan.outcome == 'failure'` in front of `exit 1`, or a
 * script that asks for it and exits. The outcome is that before `continue-on-error` (GitHub docs, "steps context"). Undefined where none is
 * seen.
 */
export function judgedByStep({ step }: ImageEvent): Judgement | undefined {
  const id = step.step.id?.value;
  if (id === undefined) return undefined;
  const asked = new RegExp(`\\bsteps\\.${escapePattern(id)}\\.(outcome|conclusion|outputs)\\b`, 'gi');
  const asks = (text: string | undefined): Judgement | undefined => {
    const found = [...(text ?? '').matchAll(asked)].map((match) => match[1]?.toLowerCase());
    // With `continue-on-error` the conclusion is `success` whatever happened.
    if (found.includes('outcome')) return 'outcome';
    return found.includes('outputs') ? 'output' : undefined;
  };
  for (const later of step.job.steps) {
    if (later.order <= step.order || later.parent !== step.parent) continue;
    const { condition, run, env } = later.step;
    const by = asks(condition?.text);
    // Where nothing fails, as runs are read, nobody gets to a step that waits for a failure.
    if (by !== undefined && alwaysFails(later)) return by;
    if (later.reached === false || run === undefined || !EXITS.test(run.field.text)) continue;
    const inScript = [run.field.text, ...env.fields.map(({ field }) => field?.text)].map(asks);
    if (inScript.includes('outcome')) return 'outcome';
  }
  return undefined;
}

const EXITS = /\bexit\s+["']?[1-9]/;

/** Whether a step fails whenever it runs: its script has an `exit 1` that nothing guards, or it says so to the toolkit. */
function alwaysFails({ step, script }: StepInstance): boolean {
  if (/^\s*core\.setFailed\(/m.test(toolkitScript(step))) return true;
  return (
    script?.commands.some(
      ({ command, words: [name, code] }) =>
        name?.value.kind === 'known' &&
        (name.value.value === 'false' ||
          (name.value.value === 'exit' && code?.value.kind === 'known' && /^[1-9]/.test(String(code.value.value)))) &&
        command.guards.length === 0 &&
        command.shells === undefined,
    ) === true
  );
}

/** Whether a later scan of the image stops the job, or a later script reads the report or the exit status and fails by it. */
export function mayBeJudged(event: ScanEvent): boolean {
  const gate = after(event, 'scan').some(
    (other) => other.failure.kind === 'stops' && other.gates !== false && maybeSame(other, event),
  );
  return gate || readsReport(event);
}

/** Whether a later script, or the rest of its own, reads the report or the exit status of a scan and may fail by it. */
export function readsReport(event: ScanEvent): boolean {
  const own = event.step.step.run?.field.text ?? '';
  if (/\bexit\s+["']?\$/.test(own.slice(event.command?.command.span.end ?? 0))) return true;
  const written = textOf(event);
  const reports = [
    ...written.matchAll(/(?:\s(?:-o|--output)[= ]|>\s*|(?:output|output-file):\s*)["']?([\w./-]+\.\w+)/g),
  ];
  const names = reports.map((match) => (match[1] ?? '').replace(/^.*\//, ''));
  return event.job.steps.some(({ order, step }) => {
    if (order < event.step.order) return false;
    const script = step.run?.field.text ?? '';
    const toolkit = toolkitScript(step);
    return names.some(
      (name) =>
        (script.includes(name) && FAILS.test(script)) ||
        (toolkit.includes(name) && /\bcore\.set(Failed|Output)\(/.test(toolkit)),
    );
  });
}

/** What actions/github-script runs; an output it sets may be what a later step fails by. */
function toolkitScript({ uses }: Step): string {
  return uses?.with.fields.find(({ name }) => name === 'script')?.field?.text ?? '';
}

function maybeSame(a: ScanEvent, b: ScanEvent): boolean {
  if (a.references === undefined || b.references === undefined) return a.subject === b.subject;
  const names = b.references.map(({ name }) => name);
  return a.references.some(({ name }) => names.some((other) => equal(name, other) !== false));
}

/** What makes a script fail by what it has read. */
const FAILS =
  /\bexit\s+["']?[1-9]|\bjq\b[^\n|]*\s(-e|--exit-status)\b|\b(sys|process)\.exit\b|^\s*(!\s*)?(test\s|grep\b)/m;

/** The command, or the step that uses an action. */
function textOf({ command, step }: ScanEvent): string {
  const { run, owner, node } = step.step;
  return command === undefined || run === undefined
    ? owner.file.text.slice(node.span.start, node.span.end)
    : run.field.text.slice(command.command.span.start, command.command.span.end);
}
