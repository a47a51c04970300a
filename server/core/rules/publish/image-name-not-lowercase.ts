import type { BuildEvent, PushEvent } from '../../image/event';
import { writtenInput } from '../../image/operand';
import { type Reference, referenceOf, shownName } from '../../image/reference';
import { runnerOs } from '../../image/runner';
import { writtenNames } from '../../image/written-name';
import { type ReportedFix, rule } from '../../lint/rule';
import { alternatives, fromParts, parts, splitText } from '../../value/text';
import type { Hole, Known, Template } from '../../value/value';
import { fieldNamed, spanIn } from '../../workflow/field';
import type { Field, Step } from '../../workflow/model';

/**
 * The path of an image name takes no capitals (distribution/reference: `path-component := [a-z0-9]+…`); GitHub's owners and
 * repositories may have them. Builds and pushes then stop with `repository name must be lowercase` (F-026).
 */
export const imageNameNotLowercase = rule({
  id: 'image-name-not-lowercase',
  summary: 'Image name has capitals',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'publish',
  failures: ['F-026'],
  check({ events, step, span }, { analysis, report, undecided }) {
    const { repository } = analysis.workspace.facts;
    for (const event of events) {
      if (event.reached === false || lowersItself(event)) continue;
      const found = [...event.known, ...cacheReferences(event)].flatMap((reference) => {
        const fault = faultOf(reference, repository);
        return fault === undefined ? [] : [{ reference, fault }];
      });
      const [first] = found;
      if (first === undefined) {
        if (event.references === undefined) undecided('which names it is given is not known');
        continue;
      }
      const certain = found.find(({ fault }) => fault.kind !== 'perhaps') ?? first;
      const { reference, fault } = certain;
      const fix = fixOf(event, step, fault);
      report({
        at: placeOf(step, fault) ?? (reference.span.end > 0 ? reference.span : span),
        message: messageOf(fault, reference),
        severity: fault.kind === 'perhaps' ? 'hint' : 'error',
        confidence: fault.kind === 'perhaps' || event.reached === 'unknown' ? 'likely' : 'certain',
        scenarios: [event.job.instance.scenarioId],
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

type Fault =
  /** Capitals written in the name. */
  | { readonly kind: 'written'; readonly text: string }
  /** An expression that has capitals in this repository. */
  | { readonly kind: 'repository'; readonly hole: Hole; readonly value: string }
  /** The same where the repository's name is not known. */
  | { readonly kind: 'perhaps'; readonly hole: Hole };

function messageOf(fault: Fault, reference: Reference): string {
  switch (fault.kind) {
    case 'written':
      return `${shownName(reference)} has capitals, and the name of an image takes none, so the build is refused`;
    case 'repository':
      return `\`${fault.hole.shown}\` is \`${fault.value}\` here, and the name of an image takes no capitals, so the build is refused`;
    case 'perhaps':
      return `\`${fault.hole.shown}\` may have capitals, which the name of an image does not take`;
  }
}

/** Actions that write names in lower case themselves, by their README (redhat-actions, elgohr, mr-smithers-excellent, docker/github-builder). */
function lowersItself(event: BuildEvent | PushEvent): boolean {
  return event.command === undefined && !/^(docker|depot)\/(build-push|bake)-action$/.test(event.tool);
}

/** Capitals behind the host; the host itself may have them. */
function faultOf({ name }: Reference, repository: string | undefined): Fault | undefined {
  const path = parts(behindHost(name));
  const written = path.find((part) => typeof part === 'string' && /[A-Z]/.test(part));
  if (typeof written === 'string') return { kind: 'written', text: written };
  for (const hole of path) {
    if (typeof hole === 'string' || hole.lower === true || !NAMES.test(hole.key)) continue;
    const value = repository === undefined ? undefined : valueOf(hole, repository);
    if (value === undefined) return { kind: 'perhaps', hole };
    if (/[A-Z]/.test(value)) return { kind: 'repository', hole, value };
  }
  return undefined;
}

function behindHost(name: Known | Template): Known | Template {
  const list = parts(name);
  const at = list.findIndex((part) => typeof part === 'string' && part.includes('/'));
  const slash = list[at];
  if (typeof slash !== 'string') return name;
  return fromParts([slash.slice(slash.indexOf('/')), ...list.slice(at + 1)]);
}

const NAMES = /^github\.(repository|repository_owner|event\.repository\.(full_name|name|owner\.login))$/;

function valueOf({ key }: Hole, repository: string): string | undefined {
  const [owner = '', name = ''] = repository.split('/');
  if (key === 'github.repository' || key.endsWith('.full_name')) return repository;
  return key.endsWith('.name') ? name : owner;
}

/** `type=registry,ref=…` of the caches, which are names of images too. */
function cacheReferences(event: BuildEvent | PushEvent): readonly Reference[] {
  if (event.kind !== 'build') return [];
  return [event.cacheFrom, event.cacheTo].flatMap((operand) =>
    (operand === undefined ? [] : (alternatives(operand.value) ?? [])).flatMap((option) =>
      splitText(option, /\n/).flatMap((line) => {
        const ref = splitText(line, /,/).find((piece) => headOf(piece).startsWith('ref='));
        if (ref === undefined) return [];
        const [head, ...rest] = parts(ref);
        const reference = referenceOf(
          fromParts([String(head).slice('ref='.length), ...rest]),
          operand?.span ?? NOWHERE,
        );
        return reference === undefined ? [] : [reference];
      }),
    ),
  );
}

const NOWHERE = { start: 0, end: 0 };

function headOf(value: Known | Template): string {
  const [head] = parts(value);
  return typeof head === 'string' ? head : '';
}

/** Where the name is written, as narrow as it can be told. */
function placeOf(step: Step, fault: Fault): ReturnType<typeof spanIn> | undefined {
  for (const field of inputs(step)) {
    if (fault.kind === 'written') {
      const start = field.text.indexOf(fault.text);
      if (start >= 0) return spanIn(field, { start, end: start + fault.text.length });
      continue;
    }
    const segment = field.template.segments.find(
      (one) => one.kind === 'expression' && one.body.trim() === fault.hole.shown,
    );
    if (segment !== undefined) return spanIn(field, segment.span);
  }
  return undefined;
}

function inputs(step: Step): readonly Field[] {
  const { uses } = step;
  if (uses === undefined) return [];
  return ['tags', 'cache-from', 'cache-to', 'outputs'].flatMap((name) => fieldNamed(uses.with, name)?.field ?? []);
}

function fixOf(event: BuildEvent | PushEvent, step: Step, fault: Fault): ReportedFix | undefined {
  if (fault.kind === 'perhaps' || event.kind !== 'build') return undefined;
  return fault.kind === 'written' ? lowerWritten(step, fault.text) : lowerInStep(event, step);
}

/** Where the capitals are written once, in the step or in an `env` it reads, they are written small. */
function lowerWritten(step: Step, text: string): ReportedFix | undefined {
  const workflow = step.job?.workflow;
  const fields = [
    ...inputs(step),
    ...[step.env, step.job?.env, workflow?.env].flatMap((map) => map?.fields.flatMap(({ field }) => field ?? []) ?? []),
  ].filter((field) => field.text.includes(text));
  const [field, ...others] = fields;
  if (field === undefined || others.length > 0 || field.text.split(text).length !== 2) return undefined;
  const start = field.text.indexOf(text);
  return {
    title: 'Write the name in lower case',
    edit: (editor) => editor.replaceIn(step.owner, field, { start, end: start + text.length }, text.toLowerCase()),
  };
}

/** A step before it writes the name in lower case, and the build takes it from there. */
function lowerInStep(event: BuildEvent, step: Step): ReportedFix | undefined {
  const [name, ...others] = writtenNames(event) ?? [];
  if (name === undefined || others.length > 0 || step.job === undefined || runnerOs(event.job) !== 'linux')
    return undefined;
  const { job } = step;
  return {
    title: 'Write the name in lower case in a step before it',
    edit: (editor) => {
      const id = ['image', 'image-name', 'lower-case'].find(
        (one) => !job.steps.some((other) => other.id?.value === one),
      );
      if (id === undefined) return { refused: 'there is no free id for the step' };
      const made = editor.insertSteps(
        { before: step },
        `- name: Write the image name in lower case\n  id: ${id}\n  env:\n    NAME: ${name}\n  run: echo "name=\${NAME,,}" >> "$GITHUB_OUTPUT"`,
      );
      if (made !== undefined) return made;
      for (const input of ['tags', 'cache-from', 'cache-to', 'outputs']) {
        const text = writtenInput(step, input);
        if (text?.includes(name) !== true) continue;
        const refusal = editor.setInput(step, input, text.replaceAll(name, `\${{ steps.${id}.outputs.name }}`));
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    },
  };
}
