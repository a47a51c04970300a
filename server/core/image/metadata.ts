import type { ActionEntry } from '../catalogue/entry';
import { truth } from '../expr/evaluate';
import { concat, fromParts, identity, parts } from '../value/text';
import { datumText, type ExprValue, hole, type Known, known, type Template, type Truth } from '../value/value';
import { fieldNamed } from '../workflow/field';
import type { Field } from '../workflow/model';
import { attributesOf, type MetadataEntry, metadataEntries, textOf } from './metadata-entry';
import { type RefFacts, type Rendered, refFacts, renderTemplate } from './metadata-template';
import type { StepInstance } from './run';

/** What docker/metadata-action makes of its inputs in one run (its README and src/meta.ts; publishing.md §A.1). */
export interface MetadataResult {
  readonly images: readonly (Known | Template)[];
  readonly entries: readonly EntryResult[];
  /** Tags in the order of the output; undefined where an entry's part in it is unknown. */
  readonly tags: readonly (Known | Template)[] | undefined;
  readonly version: Known | Template | undefined;
}

export interface EntryResult {
  readonly entry: MetadataEntry;
  /** Whether the entry yields a tag on this event. */
  readonly applies: Truth;
  readonly tag: Known | Template | undefined;
  /** `{{branch}}` and the like that are empty on this event although the entry applies. */
  readonly empty: readonly string[];
}

/** The simulated result of a metadata step; undefined when its inputs are not known well enough. */
export function metadataResult(step: StepInstance): MetadataResult | undefined {
  if (RESULTS.has(step)) return RESULTS.get(step);
  const result = simulate(step);
  RESULTS.set(step, result);
  return result;
}

const RESULTS = new WeakMap<StepInstance, MetadataResult | undefined>();

/** `tags`, `version` and `json` of a metadata step; undefined for other steps and outputs. */
export function metadataOutput(step: StepInstance, entry: ActionEntry, name: string): ExprValue | undefined {
  if (!entry.effects.some(({ kind }) => kind === 'metadata')) return undefined;
  const result = metadataResult(step);
  if (result?.tags === undefined) return undefined;
  const references =
    result.images.length === 0
      ? result.tags
      : result.images.flatMap((image) => result.tags?.map((tag) => join(image, tag)) ?? []);
  if (name === 'tags')
    return concat(references.flatMap((reference, index) => (index === 0 ? [reference] : [known('\n'), reference])));
  if (name === 'version') return result.version ?? known('');
  if (name === 'json') {
    return {
      kind: 'object',
      complete: false,
      entries: new Map([['tags', { kind: 'list', items: references, complete: true }]]),
    };
  }
  return undefined;
}

function join(image: Known | Template, tag: Known | Template): Known | Template {
  return fromParts([...parts(image), ':', ...parts(tag)]);
}

/** Entries when `tags` is not given (README "tags input"). */
const DEFAULT_TAGS = 'type=schedule\ntype=ref,event=branch\ntype=ref,event=tag\ntype=ref,event=pr';

const PRIORITIES: Readonly<Record<string, number>> = {
  schedule: 1000,
  semver: 900,
  pep440: 900,
  match: 800,
  edge: 700,
  ref: 600,
  raw: 200,
  sha: 100,
};

function simulate(step: StepInstance): MetadataResult | undefined {
  const images = imageNames(step);
  const facts = refFacts(step);
  const entries = listOf(step, 'tags') ?? defaultEntries();
  const flavor = flavorOf(step, facts);
  if (images === undefined || entries === undefined || flavor === undefined) return undefined;
  const results = entries.map((entry) => applyEntry(entry, facts));
  const ranked = results
    .map((result, order) => ({
      result,
      order,
      priority: Number(textOf(result.entry.attributes.get('priority')) ?? PRIORITIES[result.entry.type] ?? 0),
    }))
    .sort((a, b) => b.priority - a.priority || a.order - b.order)
    .map(({ result }) => result);
  if (
    facts.kind === 'unknown' ||
    ranked.some(({ applies, tag }) => applies === 'unknown' || (applies === true && tag === undefined))
  )
    return { images, entries: results, tags: undefined, version: undefined };
  const tags = new Map<string, Known | Template>();
  const yielding = ranked.filter(({ applies }) => applies === true);
  for (const { tag, entry } of yielding) {
    if (tag === undefined) continue;
    const decorated = fromParts([
      ...parts(own(entry, 'prefix') ?? flavor.prefix),
      ...parts(tag),
      ...parts(own(entry, 'suffix') ?? flavor.suffix),
    ]);
    tags.set(identity(decorated), decorated);
  }
  const [first] = yielding;
  const latest = flavor.latest === 'auto' ? first !== undefined && makesLatest(first, facts) : flavor.latest;
  const version = [...tags.values()][0];
  if (latest && version !== undefined) tags.set('=string:latest', known('latest'));
  return { images, entries: results, tags: [...tags.values()], version };
}

/** `flavor: latest=auto`: the entry that sets the version decides; pre-releases do not count for semver and pep440, but do for ref and match. */
function makesLatest(result: EntryResult, facts: RefFacts): boolean {
  const { type, attributes } = result.entry;
  if (type === 'semver' || type === 'pep440') return facts.prerelease !== true;
  return type === 'match' || (type === 'ref' && textOf(attributes.get('event')) === 'tag');
}

function own(entry: MetadataEntry, name: 'prefix' | 'suffix'): Known | Template | undefined {
  // The prefix of `sha` and `ref,event=pr` is part of the tag already.
  return entry.type === 'sha' || (entry.type === 'ref' && textOf(entry.attributes.get('event')) === 'pr')
    ? name === 'prefix'
      ? known('')
      : entry.attributes.get(name)
    : entry.attributes.get(name) === undefined
      ? undefined
      : known('');
}

function applyEntry(entry: MetadataEntry, facts: RefFacts): EntryResult {
  const enable = entry.attributes.get('enable');
  const enabled = enable === undefined ? true : enabledBy(enable, facts);
  if (enabled === false) return { entry, applies: false, tag: undefined, empty: [] };
  const { applies, value, prefix } = source(entry, facts);
  const both: Truth = applies === false ? false : applies === 'unknown' || enabled === 'unknown' ? 'unknown' : true;
  if (both === false || value === undefined)
    return { entry, applies: both === false ? false : both, tag: undefined, empty: [] };
  const pieces = [
    renderTemplate(entry.attributes.get('prefix') ?? known(prefix), facts),
    renderTemplate(value, facts),
    renderTemplate(entry.attributes.get('suffix') ?? known(''), facts),
  ];
  const empty = pieces.flatMap((piece) => piece.empty);
  if (pieces.some((piece) => piece.value === undefined)) return { entry, applies: both, tag: undefined, empty };
  const tag = fromParts(pieces.flatMap((piece: Rendered) => (piece.value === undefined ? [] : parts(piece.value))));
  return { entry, applies: both, tag: sanitize(tag), empty };
}

interface EntrySource {
  readonly applies: Truth;
  readonly value: Known | Template | undefined;
  readonly prefix: string;
}

function source(entry: MetadataEntry, facts: RefFacts): EntrySource {
  const attribute = (name: string): Known | Template | undefined => entry.attributes.get(name);
  const on = (kind: RefFacts['kind']): Truth => (facts.kind === 'unknown' ? 'unknown' : facts.kind === kind);
  switch (entry.type) {
    case 'schedule':
      return {
        applies: facts.event === undefined ? 'unknown' : facts.event === 'schedule',
        value: attribute('pattern') ?? known('nightly'),
        prefix: '',
      };
    case 'semver':
    case 'pep440':
    case 'match':
      return {
        applies: attribute('value') === undefined ? on('tag') : true,
        value: attribute('pattern') ?? known('{{raw}}'),
        prefix: '',
      };
    case 'edge':
      return { applies: edgeApplies(attribute('branch'), facts), value: known('edge'), prefix: '' };
    case 'ref':
      switch (textOf(attribute('event'))) {
        case 'branch':
          return { applies: on('branch'), value: facts.name, prefix: '' };
        case 'tag':
          return { applies: on('tag'), value: facts.name, prefix: '' };
        case 'pr':
          return { applies: on('pull'), value: facts.number, prefix: 'pr-' };
        default:
          return { applies: 'unknown', value: undefined, prefix: '' };
      }
    case 'sha':
      return { applies: true, value: shaValue(textOf(attribute('format'))), prefix: 'sha-' };
    default:
      return { applies: attribute('value') === undefined ? 'unknown' : true, value: attribute('value'), prefix: '' };
  }
}

function edgeApplies(branch: Known | Template | undefined, facts: RefFacts): Truth {
  if (facts.kind !== 'branch') return facts.kind === 'unknown' ? 'unknown' : false;
  if (branch === undefined) return facts.onDefaultBranch;
  if (facts.name === undefined) return 'unknown';
  return identity(facts.name) === identity(branch)
    ? true
    : facts.name.kind === 'known' && branch.kind === 'known'
      ? false
      : 'unknown';
}

function shaValue(format: string | undefined): Known | Template {
  return hole({
    key: `github.sha:${format ?? 'short'}`,
    shown: format === 'long' ? 'github.sha' : 'short sha',
    reason: 'is the commit of the run',
    nonEmpty: true,
  });
}

function enabledBy(enable: Known | Template, facts: RefFacts): Truth {
  const rendered = renderTemplate(enable, facts).value;
  if (rendered === undefined) return 'unknown';
  const text = textOf(rendered)?.trim();
  return text === 'true' ? true : text === 'false' ? false : text === undefined ? domainTruth(rendered) : 'unknown';
}

function domainTruth(value: Known | Template): Truth {
  return value.kind === 'template' && truth(value) === false ? false : 'unknown';
}

function sanitize(tag: Known | Template): Known | Template {
  const clean = (text: string): string => text.replace(/[^a-zA-Z0-9._-]+/g, '-');
  if (tag.kind === 'known') return known(clean(datumText(tag.value)));
  return { kind: 'template', parts: tag.parts.map((part) => (typeof part === 'string' ? clean(part) : part)) };
}

/** Image names, lower-cased as the action does; entries with `enable=false` are left out. */
function imageNames(step: StepInstance): readonly (Known | Template)[] | undefined {
  const entries = listOf(step, 'images');
  if (entries === undefined)
    return step.input('images') === undefined || isEmpty(step.input('images')) ? [] : undefined;
  const names: (Known | Template)[] = [];
  for (const entry of entries) {
    const name = entry.attributes.get('name') ?? entry.attributes.get('value');
    const enable = textOf(entry.attributes.get('enable'));
    if (name === undefined || (entry.attributes.has('enable') && enable === undefined)) return undefined;
    if (enable !== 'false') names.push(lower(name));
  }
  return names;
}

function isEmpty(value: ExprValue | undefined): boolean {
  return value?.kind === 'known' && datumText(value.value).trim() === '';
}

/** A lower-cased hole keeps its key: GitHub and registries treat the two names as one, and so does every comparison here. */
function lower(value: Known | Template): Known | Template {
  if (value.kind === 'known') return known(datumText(value.value).toLowerCase());
  return {
    kind: 'template',
    parts: value.parts.map((part) => (typeof part === 'string' ? part.toLowerCase() : { ...part, lower: true })),
  };
}

interface Flavor {
  readonly latest: boolean | 'auto';
  readonly prefix: Known | Template;
  readonly suffix: Known | Template;
}

function flavorOf(step: StepInstance, facts: RefFacts): Flavor | undefined {
  let flavor: Flavor = { latest: 'auto', prefix: known(''), suffix: known('') };
  const entries = listOf(step, 'flavor') ?? [];
  for (const { attributes } of entries) {
    const latest = attributes.get('latest');
    const rendered = latest === undefined ? undefined : textOf(renderTemplate(latest, facts).value);
    if (latest !== undefined && rendered === undefined) return undefined;
    if (rendered === 'true' || rendered === 'false') flavor = { ...flavor, latest: rendered === 'true' };
    const prefix = attributes.get('prefix');
    const suffix = attributes.get('suffix');
    if (prefix !== undefined) flavor = { ...flavor, prefix };
    if (suffix !== undefined) flavor = { ...flavor, suffix };
  }
  return flavor;
}

function defaultEntries(): readonly MetadataEntry[] {
  return DEFAULT_TAGS.split('\n').map((line) => ({ ...attributesOf(known(line)), range: undefined }));
}

/** The entries of a list input as written; undefined when it is absent or not known. */
function listOf(step: StepInstance, name: string): readonly MetadataEntry[] | undefined {
  const field = inputField(step, name);
  return field === undefined || field.text.trim() === '' ? undefined : metadataEntries(field, step.scope);
}

export function inputField(step: StepInstance, name: string): Field | undefined {
  return step.step.uses === undefined ? undefined : fieldNamed(step.step.uses.with, name)?.field;
}
