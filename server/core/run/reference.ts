import type { Span } from '../text/span';
import { alternatives, fromParts, parts, show } from '../value/text';
import type { Hole, Known, Template, TemplatePart, Value } from '../value/value';
import { listOptions, spread } from './operand';

/**
 * An image reference taken apart: `registry/repository:tag@digest`. Each part is settled text (known or with holes);
 * `registry` is undefined where the text does not say which host it is.
 */
export interface Reference {
  readonly value: Known | Template;
  /** Host in lower case, `docker.io` where none is written (distribution's reference grammar), undefined when unknown. */
  readonly registry: string | undefined;
  /** Registry and path as written, without tag and digest; the identity under which builds and scans meet. */
  readonly name: Known | Template;
  readonly tag: Known | Template | undefined;
  readonly digest: Known | Template | undefined;
  /** Where it is written, in the file of the step it belongs to. */
  readonly span: Span;
  /** Where the tag is written, for actions that take it apart from the name. */
  readonly tagSpan?: Span;
}

/** Takes one settled text apart; empty text gives undefined. */
export function referenceOf(value: Known | Template, span: Span): Reference | undefined {
  const all = parts(value);
  const [head] = all;
  // Files and layouts on the runner are no registry.
  if (
    typeof head === 'string' &&
    /^(ocidir|oci-layout|oci-archive|docker-archive|dir|containers-storage|docker-daemon|oci):(?!\/\/[^/]+\.[a-z])/.test(
      head,
    )
  )
    return undefined;
  const list = stripScheme(all);
  if (list.length === 0) return undefined;
  const at = splitAtFirst(list, '@');
  const left = at === undefined ? list : at.before;
  const digest = at === undefined ? undefined : fromParts(at.after);
  const colon = tagColon(left);
  const name = colon === undefined ? left : colon.before;
  const tag = colon === undefined ? undefined : fromParts(colon.after);
  return {
    value: fromParts(list),
    registry: registryOf(name),
    name: fromParts(canonicalName(name)),
    tag,
    digest,
    span,
  };
}

/** Every reference a value may be; undefined when the value is unknown. */
export function referencesOf(value: Value, span: Span): readonly Reference[] | undefined {
  return alternatives(value)
    ?.map((option) => referenceOf(option, span))
    .filter((reference) => reference !== undefined);
}

/** The references in a list that is split at line breaks and commas; undefined when the value is unknown. */
export function listedReferences(value: Value, span: Span): readonly Reference[] | undefined {
  const memo = LISTED.get(value);
  const found = memo ?? { references: readList(value) };
  if (memo === undefined) LISTED.set(value, found);
  return found.references?.map((reference) => ({ ...reference, span }));
}

/** What one step makes of its tags is read again by every step it hands them to. */
const LISTED = new WeakMap<Value, { readonly references: readonly Reference[] | undefined }>();
const NOWHERE: Span = { start: 0, end: 0 };

function readList(value: Value): readonly Reference[] | undefined {
  return listOptions(value, /[,\n]/)
    ?.flatMap((list) => list.flatMap(spread))
    .map((one) => referenceOf(one, NOWHERE))
    .filter((reference) => reference !== undefined);
}

/** The host a name begins with: the first path part when it has a dot or colon or is `localhost`; Docker Hub otherwise. */
export function registryOf(name: readonly TemplatePart[]): string | undefined {
  const first = splitAtFirst(name, '/');
  const head = first === undefined ? name : first.before;
  const literal = head.every((part) => typeof part === 'string') ? head.join('') : undefined;
  if (literal !== undefined) {
    // A variable in front that is empty: what is left names no image.
    if (literal === '') return undefined;
    if (first === undefined) return 'docker.io';
    if (!/[.:]/.test(literal) && literal !== 'localhost') return 'docker.io';
    return canonicalHost(literal);
  }
  const tail = head[head.length - 1];
  // `123456789.dkr.ecr.${{ region }}.amazonaws.com` and the like: a known suffix still names the provider.
  if (first !== undefined && typeof tail === 'string' && /\.[a-z]{2,}(:\d+)?$/i.test(tail))
    return show(fromParts(head)).toLowerCase();
  const [only] = head;
  if (head.length !== 1 || only === undefined || typeof only === 'string') return undefined;
  return hostOfHole(only, first !== undefined);
}

/** Docker Hub answers under several names; everything here calls it docker.io (docker/login-action README). */
export function canonicalHost(host: string): string {
  const lower = host
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/\/.*$/, '');
  return /^(index\.docker\.io|registry-1\.docker\.io|registry\.hub\.docker\.com|hub\.docker\.com|docker\.com|www\.docker\.com)$/.test(
    lower,
  ) || lower === ''
    ? 'docker.io'
    : lower;
}

/** What an expression in the first place says of the host. GitHub's owner names have no dots, so they never are one. */
function hostOfHole(part: Hole, followed: boolean): string | undefined {
  // The context says nothing about the host, and `secrets` would be taken for ECR.
  const name = part.shown.toLowerCase();
  const own = name.replace(/^(secrets|vars|env|inputs|matrix)\./, '');
  if (
    /^(lower\()?github\.(repository|repository_owner|actor|event\.repository\.(name|full_name|owner\.login))\)?$/.test(
      name,
    )
  )
    return 'docker.io';
  if (/registry|host|server|url|ecr|acr|gcr|gar|ghcr|quay|image/.test(own)) return undefined;
  if (/docker_?hub|(^|[._])docker_?(user|login|name|id|org)/.test(name)) return 'docker.io';
  // A user or organisation name in front of a path is a namespace on Docker Hub.
  if (followed && /(user(name)?|namespace|org(anization)?|owner)$/.test(name)) return 'docker.io';
  return undefined;
}

/** `name` with Docker Hub's implied parts made explicit, so that `acme/app` and `docker.io/acme/app` meet. */
function canonicalName(name: readonly TemplatePart[]): readonly TemplatePart[] {
  const [head, ...rest] = name;
  if (typeof head !== 'string') return registryOf(name) === 'docker.io' ? ['docker.io/', ...name] : name;
  const slash = head.indexOf('/');
  if (slash < 0) {
    if (rest.length > 0) return registryOf(name) === 'docker.io' ? ['docker.io/', ...name] : name;
    return [`docker.io/library/${head}`];
  }
  const host = head.slice(0, slash);
  if (host === '') return name;
  if (!/[.:]/.test(host) && host !== 'localhost') return ['docker.io/', ...name];
  return [`${canonicalHost(host)}${head.slice(slash)}`, ...rest];
}

function stripScheme(list: readonly TemplatePart[]): readonly TemplatePart[] {
  const [head, ...rest] = list;
  if (typeof head !== 'string') return list;
  const bare = head.replace(/^(docker:\/\/|oci:\/\/|docker-daemon:|https?:\/\/)/, '');
  return bare === '' ? rest : [bare, ...rest];
}

/** The colon that begins the tag, which stands behind a slash, or in a text without one; a port's colon stands before it. */
function tagColon(list: readonly TemplatePart[]): Halves | undefined {
  // A colon behind the first slash begins the tag, even one that no registry takes (`org/app:12/merge`).
  let slashed = false;
  for (const [index, part] of list.entries()) {
    if (typeof part !== 'string') continue;
    const colon = part.indexOf(':', slashed ? 0 : Math.max(0, part.indexOf('/')));
    slashed ||= part.includes('/');
    if (slashed && colon >= 0) return halves(list, index, colon, 1);
  }
  for (let index = list.length - 1; index >= 0; index--) {
    const part = list[index];
    if (typeof part !== 'string') continue;
    const slash = part.lastIndexOf('/');
    const colon = part.lastIndexOf(':');
    if (colon > slash) return halves(list, index, colon, 1);
    if (slash >= 0) return undefined;
  }
  return undefined;
}

interface Halves {
  readonly before: readonly TemplatePart[];
  readonly after: readonly TemplatePart[];
}

function splitAtFirst(list: readonly TemplatePart[], separator: string): Halves | undefined {
  for (let index = 0; index < list.length; index++) {
    const part = list[index];
    if (typeof part !== 'string') continue;
    const at = part.indexOf(separator);
    if (at >= 0) return halves(list, index, at, separator.length);
  }
  return undefined;
}

function halves(list: readonly TemplatePart[], index: number, at: number, width: number): Halves {
  const part = String(list[index] ?? '');
  const before = part.slice(0, at);
  const after = part.slice(at + width);
  return {
    before: [...list.slice(0, index), ...(before === '' ? [] : [before])],
    after: [...(after === '' ? [] : [after]), ...list.slice(index + 1)],
  };
}

/** The text before tag and digest as the user wrote it, expressions kept. */
export function shownName(reference: Reference): string {
  const at = splitAtFirst(parts(reference.value), '@');
  const left = at === undefined ? parts(reference.value) : at.before;
  const colon = tagColon(left);
  return show(colon === undefined ? fromParts(left) : fromParts(colon.before));
}
