import type { BuildEvent } from '../../event/event';
import { cacheRival, madeFrom } from '../../image/cache-rival';
import { isWritten } from '../../image/cache-written';
import { type CacheEntry, ghaCaches } from '../../image/gha-cache';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import { cacheScope } from '../../remedy/cache-scope';
import type { Editor } from '../../remedy/editor';
import { legNames } from '../../remedy/leg-names';
import { writtenInput } from '../../run/operand';
import type { JobInstance } from '../../run/run';
import { architecturesOf } from '../../run/runner';
import { variesByLeg } from '../../run/varies-by-leg';
import type { Refusal } from '../../text/edit';
import type { Span } from '../../text/span';
import { show } from '../../value/text';
import { fieldNamed, scalarsOf, spanIn } from '../../workflow/field';
import type { Step } from '../../workflow/model';

/**
 * A GitHub Actions cache has one entry per scope, `buildkit` where none is given; builds of different images that export to the same scope
 * leave only the last one's layers, and a build that imports a scope nobody exports to never finds any (docs.docker.com "GitHub Actions cache",
 * scope; docker/build-push-action#546, #867; F-033).
 */
export const cacheScopeCollision = rule({
  id: 'cache-scope-collision',
  summary: 'Builds of different images overwrite each other’s cache',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: ['F-033'],
  check({ events, step, span }, context) {
    const { analysis, report, undecided } = context;
    checkBake(events, step, span, context);
    checkImport(events, context);
    for (const event of events) {
      if (
        event.builder !== 'buildx' ||
        event.command !== undefined ||
        event.reached === false ||
        event.builds === false
      )
        continue;
      const { cacheTo } = event;
      const [own] = ghaCaches(cacheTo) ?? [];
      if (cacheTo === undefined || own === undefined) continue;
      const axes = own.names.length > 0 ? [] : axesOf(step, event);
      const other = axes.length > 0 ? undefined : cacheRival(event, own, analysis);
      if (axes.length === 0 && other === undefined) continue;
      if (event.reached !== true) {
        undecided('whether both builds run is not known');
        continue;
      }
      const scope = scopeName(own);
      const apart = other !== undefined && other.job.instance !== event.job.instance;
      const suffix =
        axes.length > 0
          ? legNames(event.job, axes).join('-')
          : apart
            ? cacheScope(analysis, step, other.site === event.site ? [event, other] : [event])
            : ownName(step, other);
      const fix = suffix === undefined || event.step.parent !== undefined ? undefined : fixOf(step, suffix);
      report({
        at: cacheTo.span,
        message:
          axes.length > 0
            ? `every leg of the matrix exports its cache to ${scope}, so each overwrites what the others have stored`
            : `${together(event, other)} export their caches to ${scope}, so each overwrites the other’s`,
        confidence: 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...(other === undefined ||
        other.step.step === step ||
        other.step.step.owner !== step.owner ||
        other.cacheTo === undefined
          ? {}
          : { related: [{ at: other.cacheTo.span, message: 'the other build with this scope' }] }),
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

/** A build that exports to one scope and imports another, which nothing exports to. */
function checkImport(events: readonly BuildEvent[], { analysis, report, undecided }: Context): void {
  for (const event of events) {
    const { cacheFrom } = event;
    if (event.builder !== 'buildx' || event.reached === false || event.builds === false) continue;
    const [imported, exported] = [ghaCaches(cacheFrom) ?? [], ghaCaches(event.cacheTo) ?? []];
    const [from] = imported;
    const [to] = exported;
    if (cacheFrom === undefined || from === undefined || to === undefined || from.key === to.key) continue;
    const written = imported.map((entry) => isWritten(entry, analysis));
    if (written.includes(true)) continue;
    if (written.includes('unknown') || event.reached !== true) {
      undecided('whether another build exports to the scope that this one imports is not known');
      continue;
    }
    const fix = exported.length > 1 || imported.length > 1 ? undefined : importFix(event);
    report({
      at: cacheFrom.span,
      message: `reads the cache of ${scopeName(from)} and writes ${scopeName(to)}; nothing writes the first, so no layer is found`,
      confidence: 'likely',
      scenarios: [event.job.instance.scenarioId],
      ...(fix === undefined ? {} : { fix }),
    });
  }
}

function scopeName({ scope }: CacheEntry): string {
  return scope === undefined ? 'the default scope' : `the scope \`${show(scope)}\``;
}

/** The import takes the scope as the export has it written. */
function importFix({ step: { step, parent } }: BuildEvent): ReportedFix | undefined {
  const written = writtenInput(step, 'cache-to') ?? '';
  const from = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'cache-from')?.field;
  if (from === undefined || step.uses === undefined || parent !== undefined) return undefined;
  const scope = SCOPE.exec(written)?.[0] ?? '';
  const line = from.text.replace(SCOPE, '');
  return {
    title: 'Import the cache that this build exports',
    edit: (editor) => editor.setInput(step, 'cache-from', `${line.trimEnd()}${scope}`),
  };
}

const SCOPE = /,scope=(?:\$\{\{.*?\}\}|[^,\s])*/;

/** The two builds in words, as in `this build and that of \`api\``. */
function together({ job, site }: BuildEvent, other: BuildEvent | undefined): string {
  if (other === undefined || other.job === job) return 'this build and one before it';
  if (other.job.instance === job.instance) return `this build and that of \`${other.job.job.id}\``;
  return other.site === site
    ? `the builds of this for the calls ${callsApart(job, other.job).join(' and ')}`
    : `this build and that of \`${other.job.job.id}\` in \`${other.step.step.owner.file.path}\``;
}

/** The jobs that call a workflow twice, by their names, or by their files where they have the same one. */
function callsApart(...jobs: readonly JobInstance[]): readonly string[] {
  const callers = jobs.map(({ instance }) => instance.caller?.job);
  const ids = callers.map((caller) => caller?.id);
  const shown = new Set(ids).size > 1 ? ids : callers.map((caller) => caller?.workflow.file.path.replace(/^.*\//, ''));
  return shown.map((name) => `\`${name}\``).sort();
}

/** Every target that one bake builds exports a cache of its own (docker/bake-action#91). */
function checkBake(events: readonly BuildEvent[], step: Step, span: Span, { report, undecided }: Context): void {
  for (const run of new Set(events.map((event) => event.step))) {
    const targets = events.filter(
      (event) => event.builder === 'bake' && event.step === run && event.part !== undefined,
    );
    const [first] = targets;
    if (first === undefined || first.reached === false || first.builds === false) continue;
    const groups = new Map<string, BuildEvent[]>();
    for (const event of targets)
      for (const { key } of ghaCaches(event.cacheTo) ?? []) groups.set(key, [...(groups.get(key) ?? []), event]);
    for (const sharing of groups.values()) {
      const [one] = sharing;
      const recipes = sharing.map((event) => (isSettled(event) ? madeFrom(event) : undefined));
      const other = sharing.find(
        (_, at) => recipes[at] !== undefined && recipes[0] !== undefined && recipes[at] !== recipes[0],
      );
      if (one === undefined || other === undefined) continue;
      if (first.reached !== true) {
        undecided('whether the targets are built is not known');
        continue;
      }
      const [own] = ghaCaches(one.cacheTo) ?? [];
      const scope = own === undefined ? 'the default scope' : scopeName(own);
      const fix = bakeFix(step, targets);
      report({
        at: overridePlace(step) ?? span,
        message: `the targets \`${one.part}\` and \`${other.part}\` export their caches to ${scope}, so each overwrites the other’s`,
        confidence: 'likely',
        scenarios: [first.job.instance.scenarioId],
        ...(fix === undefined ? {} : { fix }),
      });
    }
  }
}

/** Variables of a bake file may come to the same folder. */
function isSettled({ context, file }: BuildEvent): boolean {
  return [context, file].every((operand) => operand === undefined || operand.value.kind === 'known');
}

/** Where the action is told the caches of its targets. */
function overridePlace(step: Step): Span | undefined {
  const field = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'set')?.field;
  const found = /[^\s=]+\.cache-to=[^\n]*/.exec(field?.text ?? '');
  return field === undefined || found === null
    ? undefined
    : spanIn(field, { start: found.index, end: found.index + found[0].trimEnd().length });
}

/** `*.cache-to=type=gha` for all targets becomes a line for each. */
function bakeFix(step: Step, targets: readonly BuildEvent[]): ReportedFix | undefined {
  const written = writtenInput(step, 'set');
  const names = [...new Set(targets.flatMap(({ part }) => part ?? []))];
  const lines = written?.split('\n') ?? [];
  const shared = /^\s*\*\.(cache-(?:to|from)=type=gha(?:,(?!scope=)[^,\s]+)*)\s*$/;
  if (!lines.some((line) => shared.exec(line)?.[1]?.startsWith('cache-to') === true)) return undefined;
  const changed = lines.flatMap((line) => {
    const setting = shared.exec(line)?.[1];
    return setting === undefined ? [line] : names.map((name) => `${name}.${setting},scope=${name}`);
  });
  return {
    title: 'Give the cache of each target a scope of its own',
    edit: (editor) => editor.setInput(step, 'set', changed.join('\n')),
  };
}

/** Inputs that make another image, or one of another platform. */
const INPUTS = ['context', 'file', 'target', 'platforms', 'build-args'];

/** What of the matrix decides what is built (`image`, `image.dockerfile`), where there are several legs. */
function axesOf(step: Step, event: BuildEvent): readonly string[] {
  if (event.job.matrix?.several !== true || event.job.job.matrix === undefined || step.owner.kind === 'action')
    return [];
  const inputs = INPUTS.map((name) => writtenInput(step, name) ?? '');
  const text = [
    ...inputs,
    ...(builtNatively(event) ? scalarsOf(event.job.job.runsOn).map(({ value }) => value) : []),
  ].join('\n');
  const used = [...text.matchAll(/\bmatrix\.([\w-]+(?:\.[\w-]+)*)/g)].map((match) => match[1] ?? '');
  return [...new Set(used)].filter((axis) => variesByLeg(event.job, axis)).slice(0, 2);
}

/** Whether the legs run on runners of GitHub of two architectures, and each builds for its own. */
function builtNatively({ job, platforms }: BuildEvent): boolean {
  return platforms === undefined && (architecturesOf(job)?.length ?? 0) > 1;
}

function ownName(step: Step, other: BuildEvent | undefined): string | undefined {
  return other?.job.job.id === step.job?.id ? step.id?.value : step.job?.id;
}

function fixOf(step: Step, suffix: string | Refusal): ReportedFix {
  return {
    title: `Give the cache a scope of its own`,
    edit: (editor) =>
      typeof suffix === 'string'
        ? (scoped(editor, step, 'cache-to', suffix) ?? scoped(editor, step, 'cache-from', suffix))
        : suffix,
  };
}

/** Each line of `type=gha` gets the scope, or its scope the suffix. */
function scoped(editor: Editor, step: Step, input: string, suffix: string): Refusal | undefined {
  const field = step.uses === undefined ? undefined : fieldNamed(step.uses.with, input)?.field;
  if (field === undefined) return undefined;
  if (/\$\{\{[^}]*\btype=gha\b/.test(field.text))
    return { refused: 'an expression decides on the cache; write the scope where it names `type=gha`' };
  const changes = [...field.text.matchAll(/^.*\btype=gha\b.*$/gm)].flatMap((match) => {
    const line = match[0].trimEnd();
    const scope = /\bscope=((?:\$\{\{.*?\}\}|[^,\s])*)/.exec(line);
    const at = match.index + (scope === null ? line.length : scope.index + scope[0].length);
    return [{ range: { start: at, end: at }, text: scope === null ? `,scope=${suffix}` : `-${suffix}` }];
  });
  return changes.length === 0 ? undefined : editor.replaceAllIn(step.owner, field, changes);
}
