import { lookupAction } from '../core/catalogue/catalogue';
import type { Effect } from '../core/catalogue/entry';
import { evaluateText } from '../core/expr/evaluate';
import type { Scope } from '../core/expr/scope';
import type { Analysis } from '../core/image/analysis';
import { startName } from '../core/image/published-words';
import { referencesOf } from '../core/run/reference';
import { touches } from '../core/text/span';
import { showAsWritten } from '../core/value/shell-as-written';
import { alternatives, splitText } from '../core/value/text';
import type { Known, Template, Value } from '../core/value/value';
import { fieldOf } from '../core/workflow/field';
import type { Step } from '../core/workflow/model';
import type { YamlNode } from '../core/yaml/node';
import type { Hover } from './hover-content';

/** The value of a text with expressions on each start of the workflow, with the registry of every reference in it. */
export function valueHover(
  analysis: Analysis,
  step: Step | undefined,
  node: YamlNode | undefined,
  offset: number,
): Hover | undefined {
  const field = fieldOf(node);
  if (field === undefined || node === undefined || !touches(node.span, offset)) return undefined;
  const isReference = step !== undefined && holdsReferences(step, node);
  if (!field.text.includes('${{') && !isReference) return undefined;
  const starts = new Map<string, Set<string>>();
  for (const { scope, start } of scopesAt(analysis, step, offset)) {
    const said = valueText(evaluateText(field.template, scope), isReference);
    starts.set(said, (starts.get(said) ?? new Set()).add(start));
  }
  const [first] = starts.keys();
  if (first === undefined) return undefined;
  if (starts.size === 1) return { markdown: `**Value on every start**\n\n${first}`, span: node.span };
  const rows = [...starts].map(([said, names]) => `- on ${[...names].join(', ')}:\n${said.replace(/^/gm, '  ')}`);
  return { markdown: `**Value by start**\n\n${rows.join('\n')}`, span: node.span };
}

/** Where the text stands in each run: in a step, or anywhere else in a job. */
function scopesAt(
  analysis: Analysis,
  step: Step | undefined,
  offset: number,
): readonly { readonly scope: Scope; readonly start: string }[] {
  if (step !== undefined)
    return (analysis.steps.find((site) => site.step === step)?.instances ?? []).map(({ scope, job }) => ({
      scope,
      start: startName(job.instance),
    }));
  return analysis.jobs
    .filter(({ job }) => touches(job.node.span, offset))
    .flatMap(({ instances }) => instances.map(({ scope, instance }) => ({ scope, start: startName(instance) })));
}

/** Whether an input of the step takes image references, as its action is described. */
function holdsReferences({ uses }: Step, node: YamlNode): boolean {
  const name = uses?.with.fields.find((field) => field.node === node)?.name.toLowerCase();
  if (uses === undefined || name === undefined) return false;
  return (lookupAction(uses.field.text, uses.comment)?.entry.effects ?? []).some((effect) =>
    referenceInputs(effect).includes(name),
  );
}

function referenceInputs(effect: Effect): readonly (string | undefined)[] {
  switch (effect.kind) {
    case 'build':
      return [effect.tags];
    case 'metadata':
      return [effect.images];
    case 'scan':
    case 'sbom':
    case 'push':
      return [effect.image];
    case 'attest':
      return [effect.subjectName];
    default:
      return [];
  }
}

function valueText(value: Value, isReference: boolean): string {
  if (value.kind === 'unknown') return `not known here: ${value.reason}`;
  const texts = (alternatives(value) ?? []).flatMap((option) => (isReference ? splitText(option, /[,\n]/) : [option]));
  return texts.length === 0 ? '_empty_' : texts.map((text) => optionText(text, isReference)).join('\n');
}

function optionText(text: Known | Template, isReference: boolean): string {
  const registry = isReference ? referencesOf(text, { start: 0, end: 0 })?.[0]?.registry : undefined;
  const holes = text.kind === 'template' ? text.parts.filter((part) => typeof part !== 'string') : [];
  const reasons = [...new Set(holes.map(({ shown, reason }) => `\`${shown}\` ${reason}`))];
  return `- \`${showAsWritten(text)}\`${registry === undefined ? '' : ` on ${registry}`}${reasons.length === 0 ? '' : ` (${reasons.join('; ')})`}`;
}
