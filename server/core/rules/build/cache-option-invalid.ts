import type { BuildEvent } from '../../event/event';
import { didYouMean } from '../../lint/closest';
import type { Severity } from '../../lint/finding';
import { type ReportedFix, rule } from '../../lint/rule';
import { attributesOf, attributeText } from '../../run/attributes';
import { listOptions, type Operand, writtenInput } from '../../run/operand';
import { escapePattern } from '../../text/escape-pattern';
import type { Span } from '../../text/span';
import type { Known, Template } from '../../value/value';
import { fieldNamed, spanIn } from '../../workflow/field';
import type { Field, Step } from '../../workflow/model';

/**
 * BuildKit passes over what it does not know in `cache-from` and `cache-to`, so a misspelt attribute is silent: the cache has another
 * place or fewer layers than its author thinks (docs.docker.com, "Cache storage backends"; docker/build-push-action#867; F-036 to F-038).
 */
export const cacheOptionInvalid = rule({
  id: 'cache-option-invalid',
  summary: 'Attribute of a build cache is ignored or missing',
  severity: 'warning',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'safe',
  each: 'build',
  failures: ['F-036', 'F-037', 'F-038'],
  check({ events, step }, { report, undecided }) {
    for (const event of events) {
      if (event.builder !== 'buildx' || event.reached === false || event.builds === false) continue;
      for (const direction of ['cache-from', 'cache-to'] as const) {
        const operand = direction === 'cache-from' ? event.cacheFrom : event.cacheTo;
        if (operand?.given !== true) continue;
        const lists = listOptions(operand.value, /\n/);
        if (lists === undefined) {
          undecided('the cache is not known');
          continue;
        }
        const field = fieldOf(event, step, direction);
        for (const problem of lists.flat().flatMap((line) => problemsOf(line, direction, event))) {
          const at = field === undefined ? undefined : placeIn(field, problem.key);
          report({
            at: at === undefined || field === undefined ? operand.span : spanIn(field, at),
            message: problem.message,
            ...(problem.severity === undefined ? {} : { severity: problem.severity }),
            confidence: 'likely',
            scenarios: [event.job.instance.scenarioId],
            ...(at === undefined || field === undefined || problem.ignored !== true
              ? {}
              : { fix: removal(step, field, problem.key) }),
          });
        }
        for (const spaced of field === undefined ? [] : spacesIn(field))
          report({
            at: spanIn(spaced.field, spaced.name),
            message: 'the space before this attribute becomes part of its name, so it is ignored',
            confidence: 'likely',
            scenarios: [event.job.instance.scenarioId],
            fix: {
              title: 'Take out the space',
              safety: 'review',
              edit: (editor) => editor.replaceAllIn(step.owner, spaced.field, [{ range: spaced.space, text: '' }]),
            },
          });
      }
    }
  },
});

type Direction = 'cache-from' | 'cache-to';

interface Problem {
  readonly key: string;
  readonly message: string;
  readonly severity?: Severity;
  /** Nothing changes when it goes. */
  readonly ignored?: true;
}

const COMPRESSION = ['compression', 'compression-level', 'force-compression'];
const MEDIA = ['oci-mediatypes', 'image-manifest'];

/**
 * The attributes of the caches (docs.docker.com, "Cache storage backends": gha, registry, local, inline), importing and exporting together.
 * `tag` of a local cache and `registry.insecure` stand in BuildKit's README only. Caches in buckets are left to their users.
 */
const ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['gha', ['scope', 'mode', 'url', 'url_v2', 'token', 'ignore-error', 'timeout', 'repository', 'ghtoken', 'version']],
  ['registry', ['ref', 'mode', 'ignore-error', 'registry.insecure', ...MEDIA, ...COMPRESSION]],
  ['local', ['src', 'dest', 'digest', 'tag', 'mode', 'ignore-error', ...MEDIA, ...COMPRESSION]],
  ['inline', []],
]);

function problemsOf(line: Known | Template, direction: Direction, event: BuildEvent): readonly Problem[] {
  const attributes = attributesOf(line);
  const type = attributeText(attributes, 'type');
  const known = type === undefined ? undefined : ATTRIBUTES.get(type);
  if (type === undefined || known === undefined) return [];
  const problems: Problem[] = [];
  for (const key of attributes.values.keys()) {
    if (key === 'type' || known.includes(key)) continue;
    problems.push({
      key,
      message:
        type === 'inline'
          ? key === 'mode'
            ? '`type=inline` stores the layers of the final stage only and ignores `mode`; `type=registry` or `type=gha` can store all'
            : `\`type=inline\` takes no attributes, so \`${key}\` is ignored`
          : type === 'gha' && key === 'key'
            ? '`key` is not an attribute of `type=gha`, so it is ignored; what keeps caches apart is called `scope`'
            : `\`${key}\` is not an attribute of \`type=${type}\`, so it is ignored${didYouMean(key, known)}`,
      ignored: true,
    });
  }
  const mode = type === 'inline' ? undefined : attributeText(attributes, 'mode');
  if (mode !== undefined && mode !== 'min' && mode !== 'max')
    problems.push({ key: 'mode', message: `\`mode\` is \`min\` or \`max\`; \`${mode}\` counts as \`min\`` });
  const folder = direction === 'cache-to' ? 'dest' : 'src';
  if (type === 'local' && attributes.complete && !attributes.values.has(folder))
    problems.push({
      key: 'type',
      message: `\`type=local\` needs \`${folder}=\` in \`${direction}\`, so the build fails`,
      severity: 'error',
    });
  if (type === 'local' && direction === 'cache-to' && grows(attributeText(attributes, 'dest'), event))
    problems.push({
      key: 'dest',
      message:
        'old layers stay in this folder and are stored again with every run, so the cache only ever grows; export to another folder and move that over this one',
      severity: 'info',
    });
  return problems;
}

/** Whether a folder is imported from, exported to and kept from run to run (docs.docker.com "Cache management with GitHub Actions", "Local cache"). */
function grows(folder: string | undefined, { cacheFrom, job }: BuildEvent): boolean {
  if (folder === undefined || !imports(cacheFrom, folder)) return false;
  const kept = job.steps.some(
    ({ step, action }) =>
      action.kind === 'catalogued' &&
      action.entry.action === 'actions/cache' &&
      writtenInput(step, 'path')?.split(/\s+/).includes(folder) === true,
  );
  return kept && !job.steps.some(({ step }) => step.run?.field.text.includes(folder) === true);
}

function imports(cacheFrom: Operand | undefined, folder: string): boolean {
  const lines = cacheFrom === undefined ? [] : (listOptions(cacheFrom.value, /\n/) ?? []).flat();
  return lines.some((line) => attributeText(attributesOf(line), 'src') === folder);
}

function fieldOf({ command }: BuildEvent, step: Step, direction: Direction): Field | undefined {
  return command !== undefined || step.uses === undefined ? undefined : fieldNamed(step.uses.with, direction)?.field;
}

/** An attribute with its value, in the text of the input. */
function placeIn(field: Field, key: string): Span | undefined {
  const match = pattern(key).exec(field.text);
  if (match === null) return undefined;
  const start = match.index + (match[1] ?? '').length;
  return { start, end: match.index + match[0].length };
}

function pattern(key: string): RegExp {
  return new RegExp(`(^|[,\\s"'])${escapePattern(key)}=(?:\\$\\{\\{.*?\\}\\}|[^,\\s"'])*`, 'i');
}

function removal(step: Step, field: Field, key: string): ReportedFix {
  return {
    title: `Leave out \`${key}\``,
    edit: (editor) => {
      const at = placeIn(field, key);
      if (at === undefined) return { refused: 'the attribute stands elsewhere' };
      const first = field.text[at.start - 1] !== ',';
      const range = first ? { start: at.start, end: at.end + 1 } : { start: at.start - 1, end: at.end };
      return editor.replaceAllIn(step.owner, field, [{ range, text: '' }]);
    },
  };
}

interface Spaced {
  readonly field: Field;
  readonly space: Span;
  readonly name: Span;
}

/** Attributes behind a comma and a space, in lines that name the type of a cache. */
function spacesIn(field: Field): readonly Spaced[] {
  return [...field.text.matchAll(/^.*\btype=(?:gha|registry|local)\b.*$/gm)].flatMap((line) =>
    [...line[0].matchAll(/,([ \t]+)([a-z][\w.-]*)=/gi)].map((match) => {
      const start = line.index + match.index + 1;
      const end = start + (match[1] ?? '').length;
      return { field, space: { start, end }, name: { start: end, end: end + (match[2] ?? '').length } };
    }),
  );
}
