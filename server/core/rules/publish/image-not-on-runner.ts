import type { ImageEvent, LocalEvent, PushEvent } from '../../event/event';
import { equal } from '../../expr/compare';
import type { Analysis } from '../../image/analysis';
import { engineImages, sameInEngine } from '../../image/engine-images';
import { eventsAround } from '../../image/events-around';
import { before } from '../../image/in-job';
import { closest } from '../../lint/closest';
import { type Context, rule } from '../../lint/rule';
import { isPrintedDigest } from '../../run/printed-digest';
import { type Reference, referencesOf } from '../../run/reference';
import { wordText } from '../../shell/word-text';
import type { Span } from '../../text/span';
import { parts, show } from '../../value/text';
import type { ExprValue } from '../../value/value';
import { spanIn } from '../../workflow/field';

/**
 * `docker push` and `docker tag` take an image from the engine of the runner, and stop where it has none of that name: `An image does not
 * exist locally with the tag` (moby/moby#21740), `No such image`.
 */
export const imageNotOnRunner = rule({
  id: 'image-not-on-runner',
  summary: 'Script pushes or tags an image that nothing has put on the runner',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: ['F-131'],
  check(analysis, context) {
    for (const site of analysis.sites)
      if (site.kind === 'push' || site.kind === 'local') {
        const missing = site.events.flatMap((event) =>
          takesLocal(event) ? (missingImage(event, analysis, context) ?? []) : [],
        );
        for (const place of new Set(missing.map(({ at }) => at.start)))
          report(
            missing.filter(({ at }) => at.start === place),
            context,
          );
      }
  },
});

/** An image that a command takes from the engine, which does not have it on one start. */
interface Missing {
  readonly event: Taking;
  readonly at: Span;
  readonly name: string;
  /** What there is of nearly that name. */
  readonly near: string | undefined;
  /** What helps where that is meant, or nothing is. */
  repair(near: string | undefined): Repair | undefined;
}

/** A text in place of a range of the script. */
interface Repair {
  readonly title: string;
  readonly range: Span;
  readonly text: string;
}

/** Says once what one word of a script names, also where it names another image on each start. */
function report(missing: readonly Missing[], { report: say }: Context): void {
  const [first] = missing;
  if (first === undefined) return;
  const { event, at } = first;
  const names = new Set(missing.map(({ name }) => name));
  const near = names.size === 1 ? first.near : undefined;
  const [repair, ...others] = missing.map((one) => one.repair(near));
  const { file } = event.step.step.owner;
  const name = names.size === 1 ? first.name : file.text.slice(at.start, at.end).replace(/^["']|["']$/g, '');
  const same = others.every((other) => other?.text === repair?.text);
  const run = event.step.step.run;
  say({
    at,
    message: `nothing before this in the job builds, tags or pulls \`${name}\`, so \`${event.tool}\` finds no such image${near === undefined ? '' : `, did you mean \`${near}\`?`}`,
    confidence: 'certain',
    scenarios: [...new Set(missing.map(({ event: { job } }) => job.instance.scenarioId))],
    ...(repair === undefined || run === undefined || !same
      ? {}
      : {
          fix: {
            title: repair.title,
            edit: (editor) => editor.replaceIn(event.step.step.owner, run.field, repair.range, repair.text),
          },
        }),
  });
}

type Taking = PushEvent | LocalEvent;

function takesLocal(event: ImageEvent): event is Taking {
  if (event.reached === false) return false;
  if (event.kind === 'local') return event.tool === 'docker tag';
  return event.kind === 'push' && event.tool === 'docker push';
}

function missingImage(event: Taking, analysis: Analysis, context: Context): Missing | undefined {
  const operand = event.kind === 'push' ? event.target : event.source;
  const [reference, ...others] = (operand === undefined ? undefined : referencesOf(operand.value, operand.span)) ?? [];
  if (operand === undefined || reference === undefined || others.length > 0 || reference.digest !== undefined)
    return undefined;
  if (event.kind === 'push' && allTags(event)) return undefined;
  // Without a new name the command is no command.
  if (event.kind === 'local' && (event.target === undefined || mayBeId(reference))) return undefined;
  const engine = engineImages(event);
  if ('reason' in engine) {
    context.undecided(engine.reason);
    return undefined;
  }
  const there = engine.images.map((image) => sameInEngine(image, reference));
  if (there.includes(true)) return undefined;
  if (there.includes('unknown') || event.reached !== true) {
    context.undecided('whether the image is on the runner is not known');
    return undefined;
  }
  // An image of another job is said there.
  const made = eventsAround(analysis.runs, event.job, 'build').some(
    ({ job, known }) => job !== event.job && known.some((own) => sameInEngine(own, reference) !== false),
  );
  if (made) {
    context.undecided('another job builds it');
    return undefined;
  }
  const name = show(reference.value);
  const near = closest(
    name,
    engine.images.map(({ value }) => show(value)),
  );
  const at = operand.span;
  return { event, at, name, near, repair: (meant) => repairOf(event, at, reference, engine.images, meant) };
}

/** Takes the name that was nearly written; or gives the one image of the job the name that is pushed. */
function repairOf(
  event: Taking,
  at: Span,
  reference: Reference,
  images: readonly Reference[],
  near: string | undefined,
): Repair | undefined {
  const { step } = event.step;
  const command = event.command?.command;
  // In a loop the word stands for other images as well.
  if (step.run === undefined || command === undefined || command.guards.some(({ kind }) => kind === 'loop'))
    return undefined;
  const { field } = step.run;
  const meant = images.find(({ value }) => show(value) === near) ?? (images.length === 1 ? images[0] : undefined);
  const written = meant === undefined ? undefined : wordAt(event, meant);
  if (meant === undefined || written === undefined) return undefined;
  const place = command.words.find(({ span }) => spanIn(field, span).start === at.start)?.span;
  if (place === undefined) return undefined;
  if (near !== undefined) return { title: `Take \`${near}\``, range: place, text: written };
  // The first of several commands that depend on each other is not the place for another one.
  if (event.kind !== 'push' || equal(meant.name, reference.name) !== true) return undefined;
  if (command.guards.some(({ kind }) => kind === 'and' || kind === 'or') || command.pipe.length > 1) return undefined;
  const pushed = field.text.slice(place.start, place.end);
  const { start } = command.span;
  return {
    title: `Tag \`${show(meant.value)}\` with the name first`,
    range: { start, end: start },
    text: `docker tag ${written} ${pushed}; `,
  };
}

/** The word that names an image made before, where it means the same in the script of an event. */
function wordAt(event: Taking, image: Reference): string | undefined {
  const maker = before(event, 'build', 'local').find(({ known }) => known.includes(image));
  const field = maker?.step.step.run?.field;
  const word = maker?.command?.words.find(
    ({ word: one }) => field !== undefined && spanIn(field, one.span).start === image.span.start,
  )?.word;
  if (maker === undefined || field === undefined || word === undefined) return undefined;
  const known = word.parts.every(
    (part) =>
      part.kind === 'literal' ||
      (part.kind === 'variable' &&
        (maker.step === event.step ||
          (event.step.variable(part.name) !== undefined &&
            isEqual(event.step.variable(part.name), maker.step.variable(part.name))))),
  );
  const text = field.text.slice(word.span.start, word.span.end);
  return known && !text.startsWith('-') ? text : undefined;
}

function isEqual(a: ExprValue | undefined, b: ExprValue | undefined): boolean {
  return a !== undefined && b !== undefined && equal(a, b) === true;
}

function allTags({ command }: PushEvent): boolean {
  return command?.words.some((word) => /^(-a|-\w*a\w*|--all-tags(=true)?)$/.test(wordText(word) ?? '')) === true;
}

/** Images are tagged by their id too, and hosted runners bring some official ones (actions/runner-images, Ubuntu 22.04, "Cached Docker images"). */
function mayBeId({ value }: Reference): boolean {
  const [first] = parts(value);
  if (typeof first === 'object' && isPrintedDigest(first)) return true;
  return /^sha256:|^[0-9a-f]{6,64}$|^(alpine|buildpack-deps|debian|moby\/buildkit|node|ubuntu)(:|$)/.test(show(value));
}
