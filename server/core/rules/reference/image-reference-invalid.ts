import type { BuildEvent, PushEvent } from '../../event/event';
import { rule } from '../../lint/rule';
import type { Operand } from '../../run/operand';
import { alternatives, parts, splitText } from '../../value/text';
import { type Known, knownText, type Template } from '../../value/value';
import { fieldNamed } from '../../workflow/field';
import type { Step } from '../../workflow/model';

/**
 * Names of images are `[host[:port]/]path[:tag][@digest]` in narrow letters (distribution reference grammar, which buildx parses with
 * reference.Parse; F-027). Capitals are `image-name-not-lowercase`, refs `tag-from-raw-ref`.
 */
export const imageReferenceInvalid = rule({
  id: 'image-reference-invalid',
  summary: 'Text is no valid image reference',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'publish',
  failures: ['F-027'],
  check({ events, step }, { report, undecided }) {
    for (const event of events) {
      const tags = referencesOf(event);
      if (event.reached === false || tags === undefined) continue;
      const options = alternatives(tags.value);
      if (options === undefined) {
        undecided('the tags are not known');
        continue;
      }
      if (made(step)) continue;
      const outputs = event.command !== undefined && givenOutputs(step);
      const pieces = options.flatMap((option) => splitText(option, event.command === undefined ? /[,\n]/ : /\n/));
      const faults = pieces.flatMap((piece, index) => {
        const why =
          (outputs ? undefined : emptyFront(startOf(piece))) ??
          (event.command === undefined ? shellVariable(piece) : undefined) ??
          faultOf(piece, pieces[index - 1]);
        return why === undefined ? [] : [{ piece, why }];
      });
      for (const { piece, why } of faults) {
        const scheme = /^https?:\/\//.exec(startOf(piece))?.[0];
        report({
          at: tags.span,
          message: `\`${shorten(textOf(piece))}\` is no image reference: ${why}`,
          confidence: event.reached === true ? 'certain' : 'likely',
          scenarios: [event.job.instance.scenarioId],
          ...(scheme === undefined || event.command !== undefined
            ? {}
            : {
                fix: {
                  title: `Remove \`${scheme}\``,
                  edit: (editor) => {
                    const field = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'tags')?.field;
                    const at = field?.text.indexOf(scheme) ?? -1;
                    return field === undefined || at < 0
                      ? { refused: 'the scheme is written elsewhere' }
                      : editor.replaceIn(step.owner, field, { start: at, end: at + scheme.length }, '');
                  },
                },
              }),
        });
      }
    }
  },
});

/** Where whole references are given to Docker: not to builders that put them together from a registry, a name and tags. */
function referencesOf(event: BuildEvent | PushEvent): Operand | undefined {
  if (event.kind === 'push') return PUSHES.has(event.tool) ? event.target : undefined;
  const whole = (event.builder === 'buildx' || event.builder === 'docker') && event.tags !== event.exporters;
  return whole ? event.tags : undefined;
}

const PUSHES: ReadonlySet<string> = new Set(['docker push', 'docker manifest push', 'docker buildx imagetools create']);

/** Tags that another step makes are judged there. */
function made({ uses }: Step): boolean {
  return READS.test((uses === undefined ? undefined : fieldNamed(uses.with, 'tags')?.field?.text) ?? '');
}

/** Whether what is empty in a script may be so because an output it is given is, which is said of that output. */
function givenOutputs({ run, env }: Step): boolean {
  return [run?.field, ...env.fields.map(({ field }) => field)].some((field) => READS.test(field?.text ?? ''));
}

const READS = /\boutputs\b|\bneeds\b/;

/** A variable or expression in front that is empty leaves the rest of a reference. */
function emptyFront(start: string): string | undefined {
  return /^[:@/]/.test(start)
    ? `what should name the ${start.startsWith('/') ? 'registry' : 'image'} in front of it is empty`
    : undefined;
}

/** Inputs of actions are read by no shell; of commands it may be one that reads a text again (`eval`, `bash -c`). */
function shellVariable(piece: Known | Template): string | undefined {
  const variable = parts(piece)
    .map((part) => (typeof part === 'string' ? /\$(?:\w+|\{\w+\})/.exec(part)?.[0] : undefined))
    .find((found) => found !== undefined);
  return variable === undefined
    ? undefined
    : `\`${variable}\` is taken as it stands, since only a shell fills in variables`;
}

function faultOf(piece: Known | Template, previous: Known | Template | undefined): string | undefined {
  const start = startOf(piece);
  if (/^https?:\/\//.test(start)) return 'a registry is named without a scheme';
  const literals = parts(piece).filter((part) => typeof part === 'string');
  if (literals.some((part) => /\s/.test(part))) return 'it holds white space';
  const text = knownText(piece);
  if (text === undefined) return slashInTag(piece) ? SLASH : undefined;
  if (
    /^(linux|windows)-[a-z0-9]+$/.test(text) &&
    previous !== undefined &&
    /:[^/]*(linux|windows)-/.test(textOf(previous))
  )
    return 'a comma ends the tag before it, so this is an image of its own on Docker Hub';
  const [left = '', digest, more] = text.split('@');
  if (more !== undefined || (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)))
    return 'what stands behind `@` is no digest';
  const match = /^((?:[^/:]+(?::\d+)?\/)?[^:]*)(?::(.*))?$/.exec(left);
  if (match === null) return 'it has more than one tag';
  const [, name = '', tag] = match;
  if (tag?.includes(':')) return 'it has more than one tag';
  if (tag?.includes('/')) return SLASH;
  if (tag === '') return 'the tag behind the colon is empty';
  if (tag !== undefined && /^[-.]/.test(tag)) return `a tag does not begin with \`${tag[0]}\``;
  if (tag !== undefined && tag.length > 128) return 'a tag has at most 128 characters';
  if (tag !== undefined && !/^[\w][\w.-]*$/.test(tag)) return `the tag holds ${odd(tag, /[\w.-]/)}`;
  const path = name.toLowerCase().replace(/^[^/]+:\d+\//, '');
  if (path.split('/').some((segment) => segment === '')) return 'a part of the path is empty';
  const segment = path.split('/').find((one) => !/^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/.test(one));
  return segment === undefined ? undefined : `\`${shorten(segment)}\` is not allowed in its path`;
}

const SLASH = 'a tag holds no `/`';

/**
 * Behind the first `/` a colon begins the tag, whatever the expressions around are, and no `/` may follow. Those of the ref itself
 * (`refs/heads/…`, `12/merge`) are `tag-from-raw-ref`.
 */
function slashInTag(piece: Known | Template): boolean {
  const shape = parts(piece)
    .map((part) => (typeof part === 'string' ? part : '\0'))
    .join('')
    .replace(/refs\/(heads|tags|pull)\/|\0\/merge\b/g, '');
  return /^[^/@]*\/[^@]*:[^@]*\//.test(shape);
}

function odd(text: string, allowed: RegExp): string {
  return `\`${[...text].find((character) => !allowed.test(character)) ?? ''}\``;
}

function startOf(piece: Known | Template): string {
  const [first] = parts(piece);
  return typeof first === 'string' ? first : '';
}

function textOf(piece: Known | Template): string {
  return parts(piece)
    .map((part) => (typeof part === 'string' ? part : `\${{ ${part.shown} }}`))
    .join('');
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
