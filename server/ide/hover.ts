import { inputsOf, lookupAction, outputsOf } from '../core/catalogue/catalogue';
import type { ActionEntry } from '../core/catalogue/entry';
import { evaluateText } from '../core/expr/evaluate';
import type { Analysis } from '../core/image/analysis';
import { referencesOf } from '../core/image/reference';
import { analysisOf, type Project } from '../core/index';
import { type Span, touches } from '../core/text/span';
import { alternatives, show, splitText } from '../core/value/text';
import type { Value } from '../core/value/value';
import { fieldOf } from '../core/workflow/field';
import type { Step } from '../core/workflow/model';
import { pathAtOffset } from '../core/yaml/find';
import type { YamlEntry, YamlNode } from '../core/yaml/node';
import { rulePages } from '../data/rule-pages.generated';
import scopes from '../data/scopes.json';

export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

/** What is known about the place at an offset of a workflow or action file; undefined where there is nothing to say. */
export function hover(project: Project, path: string, offset: number): Hover | undefined {
  const analysis = analysisOf(project, path);
  const model = analysis?.workflow ?? analysis?.action;
  if (analysis === undefined || model === undefined) return undefined;
  const comment = model.document.comments.find(({ span }) => touches(span, offset));
  if (comment !== undefined) return ruleHover(analysis, comment.span, offset);
  const at = pathAtOffset(model.root, offset);
  const step = stepAt(analysis, offset);
  if (step !== undefined) return stepHover(analysis, step, offset, at.key);
  const [last, parent] = [...at.path].reverse();
  if (parent === 'permissions' && typeof last === 'string' && at.key !== undefined)
    return scopeHover(last, at.key.key.span);
  return valueHover(analysis, undefined, at.node, offset);
}

/** The rule named in a `# plimsoll: allow[…]` comment. */
function ruleHover({ file }: Analysis, span: Span, offset: number): Hover | undefined {
  const text = file.text.slice(span.start, span.end);
  if (!/plimsoll:\s*allow/.test(text)) return undefined;
  for (const match of text.matchAll(/[a-z][a-z0-9-]+/g)) {
    const own = { start: span.start + match.index, end: span.start + match.index + match[0].length };
    const page = rulePages[match[0]];
    if (touches(own, offset) && page !== undefined) return { markdown: page.split('\n## ')[0] ?? page, span: own };
  }
  return undefined;
}

function stepAt(analysis: Analysis, offset: number): Step | undefined {
  return analysis.steps.find(({ step }) => step.node.span.start <= offset && offset <= step.node.span.end)?.step;
}

function stepHover(analysis: Analysis, step: Step, offset: number, key: YamlEntry | undefined): Hover | undefined {
  const { uses } = step;
  const found = uses === undefined ? undefined : lookupAction(uses.field.text, uses.comment);
  if (uses !== undefined && found !== undefined) {
    if (touches(uses.field.span, offset) || (key?.key === uses.entry.key && touches(key.key.span, offset)))
      return { markdown: actionText(found.entry, found.major), span: uses.field.span };
    const input = uses.with.fields.find((field) => touches(field.key.span, offset));
    const entry = input === undefined ? undefined : inputsOf(found.entry, found.major).get(input.name.toLowerCase());
    if (input !== undefined && entry !== undefined) {
      const details = [
        entry.required === true ? 'required' : '',
        entry.default === undefined ? '' : `default \`${entry.default.trim()}\``,
        entry.values === undefined ? '' : `one of ${entry.values.map((value) => `\`${value}\``).join(', ')}`,
      ].filter((text) => text !== '');
      return {
        markdown: `**\`${input.name}\`** of \`${found.entry.action}\`\n\n${entry.description}${details.length === 0 ? '' : `\n\n_${details.join(' · ')}_`}`,
        span: input.key.span,
      };
    }
  }
  const node = [...(uses?.with.fields ?? []), ...step.env.fields].find(
    (field) => field.node !== undefined && touches(field.node.span, offset),
  )?.node;
  return valueHover(analysis, step, node, offset);
}

function actionText(entry: ActionEntry, major: number | undefined): string {
  const lines = [
    `**${entry.action}**${major === undefined ? '' : ` v${major}`}`,
    '',
    entry.summary.endsWith('.') ? entry.summary : `${entry.summary}.`,
  ];
  if (entry.deprecated !== undefined) lines.push('', `_Deprecated: ${entry.deprecated.message}._`);
  if (entry.permissions.length > 0)
    lines.push(
      '',
      'Permissions it needs:',
      ...entry.permissions.map(({ scope, level, when }) => `- \`${scope}: ${level}\` ${when}`),
    );
  const outputs = [...outputsOf(entry, major).keys()];
  if (outputs.length > 0) lines.push('', `Outputs: ${outputs.map((name) => `\`${name}\``).join(', ')}`);
  const newest = entry.versions[0];
  if (newest !== undefined) lines.push('', `Newest version known: ${newest.version}`);
  if (entry.failures.length > 0)
    lines.push('', `Known failures: ${entry.failures.join(', ')} (\`plimsoll explain\` tells more)`);
  lines.push('', `[Documentation](${entry.docs})`);
  return lines.join('\n');
}

function scopeHover(name: string, span: Span): Hover | undefined {
  const scope = scopes.scopes.find((one) => one.name === name);
  if (scope === undefined) return undefined;
  const publishing = scope.publishing === '' ? '' : `\n\nFor publishing: ${scope.publishing}.`;
  return { markdown: `**\`${scope.name}\`** (${scope.levels.join(', ')})\n\n${scope.description}.${publishing}`, span };
}

/** The value of a text with expressions on each start of the workflow, with the registry of every reference in it. */
function valueHover(
  analysis: Analysis,
  step: Step | undefined,
  node: YamlNode | undefined,
  offset: number,
): Hover | undefined {
  const field = fieldOf(node);
  if (field === undefined || node === undefined || !touches(node.span, offset)) return undefined;
  const isReference =
    step !== undefined &&
    /^(tags|image|images|image-ref|subject-name|registry)$/.test(
      step.uses?.with.fields.find((one) => one.node === node)?.name ?? '',
    );
  if (!field.text.includes('${{') && !isReference) return undefined;
  const scopesOf =
    step === undefined
      ? analysis.jobs
          .filter(({ job }) => job.node.span.start <= offset && offset <= job.node.span.end)
          .flatMap(({ instances }) =>
            instances.map((instance) => ({ scope: instance.scope, instance: instance.instance })),
          )
      : (analysis.steps.find((site) => site.step === step)?.instances ?? []).map((instance) => ({
          scope: instance.scope,
          instance: instance.job.instance,
        }));
  const lines = new Map<string, string[]>();
  for (const { scope, instance } of scopesOf) {
    const said = described(evaluateText(field.template, scope), isReference);
    lines.set(said, [...(lines.get(said) ?? []), instance.scenarioId]);
  }
  if (lines.size === 0) return undefined;
  const rows = [...lines].map(([said, ids]) =>
    lines.size === 1
      ? said
      : `- on ${[...new Set(ids)].join(', ')}:\n${said
          .split('\n')
          .map((line) => `  ${line}`)
          .join('\n')}`,
  );
  return {
    markdown: `**Value${lines.size === 1 ? ' on every start' : ' by start'}**\n\n${rows.join('\n')}`,
    span: node.span,
  };
}

function described(value: Value, isReference: boolean): string {
  if (value.kind === 'unknown') return `not known here: ${value.reason}`;
  const options = alternatives(value) ?? [];
  const texts = options.flatMap((option) => (isReference ? splitText(option, /[,\n]/) : [option]));
  if (texts.length === 0) return '_empty_';
  return texts
    .map((text) => {
      const registry = isReference ? referencesOf(text, { start: 0, end: 0 })?.[0]?.registry : undefined;
      const unknowns =
        text.kind === 'template'
          ? [
              ...new Set(
                text.parts.flatMap((part) => (typeof part === 'string' ? [] : [`\`${part.shown}\` ${part.reason}`])),
              ),
            ]
          : [];
      return `- \`${show(text)}\`${registry === undefined ? '' : ` on ${registry}`}${unknowns.length === 0 ? '' : ` (${unknowns.join('; ')})`}`;
    })
    .join('\n');
}
