import { GORELEASER_NAMES, type GoreleaserFile, type GoreleaserSign, goreleaserFileOf } from '../recipe/goreleaser';
import type { Span } from '../text/span';
import { alternatives, concat, fromParts, isSame, parts, splitText } from '../value/text';
import { agree } from '../value/truth';
import { hole, type Known, known, knownText, type Template, type Truth, unknown, type Value } from '../value/value';
import type { EventFacts } from './event';
import { spread } from './operand';
import { type Reference, referenceOf } from './reference';
import { repositoryFile } from './repository-file';
import type { StepInstance } from './run';

/** A call of GoReleaser by action or command. */
export interface GoreleaserCall {
  readonly step: StepInstance;
  /** The words behind the program. */
  readonly words: readonly Value[];
  /** From the workspace; undefined when it is not known. */
  readonly folder: string | undefined;
  /** Where the call is written: what the configuration says has no place in the workflow. */
  readonly span: Span;
  variable(name: string): Value | undefined;
}

/** The words of the `args` input: of several, those they begin with alike, and behind them one that is not known. */
export function argumentWords(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  const [first, ...others] = (alternatives(value) ?? []).map((option) => splitText(option, /\s+/));
  if (first === undefined) return [OPEN];
  const differs = first.findIndex((word, at) => others.some((list) => !sameWord(word, list[at])));
  const longer = others.some((list) => list.length > first.length);
  return differs >= 0 ? [...first.slice(0, differs), OPEN] : longer ? [...first, OPEN] : first;
}

const OPEN: Value = unknown('depends on something known only in the run');

function sameWord(a: Known | Template, b: Known | Template | undefined): boolean {
  return b !== undefined && isSame(a, b);
}

/**
 * What a call of GoReleaser does with images, as its configuration says; undefined where that cannot be read, so that it may do anything.
 */
export function goreleaserFacts(call: GoreleaserCall): readonly EventFacts[] | undefined {
  const options = optionsOf(call.words);
  if (options === undefined) return undefined;
  if (options.command !== 'release' && options.command !== 'r') return [];
  const file = configurationOf(call, options.config);
  if (file === undefined || file.open) return undefined;
  const sboms: readonly EventFacts[] = file.sboms
    ? [
        {
          kind: 'sbom',
          subject: 'filesystem',
          references: undefined,
          target: undefined,
          file: undefined,
          format: undefined,
        },
      ]
    : [];
  if (file.images.length === 0) return sboms;
  const build = buildFacts(call, file, options.publishes);
  if (build.pushes === false || !options.signs || file.signs.length === 0) return [build, ...sboms];
  if (build.pushes === true) return [build, ...sboms, ...file.signs.map((sign) => signFacts(call, sign, build.known))];
  return [
    build,
    ...sboms,
    { kind: 'opaque', may: new Set(['sign']), reason: 'GoReleaser signs what it pushes, if it does' },
  ];
}

interface Options {
  readonly command: string;
  readonly config: Value | undefined;
  readonly publishes: Truth;
  readonly signs: boolean;
}

/** Undefined where a word that is not known may be anything. */
function optionsOf(words: readonly Value[]): Options | undefined {
  let command: string | undefined;
  let config: Value | undefined;
  let publishes: Truth = true;
  let signs = true;
  const skip = (list: string | undefined): void => {
    if (list === undefined) publishes = 'unknown';
    else if (/\b(publish|docker|ko)\b/.test(list)) publishes = false;
    else if (/\bsign\b/.test(list)) signs = false;
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const text = knownText(word);
    if (word === undefined || text === '') continue;
    const given = word.kind === 'template' ? word.parts[0] : text;
    if (typeof given !== 'string') {
      // It may be the command itself.
      if (command === undefined) return undefined;
      if (publishes === true) publishes = 'unknown';
      continue;
    }
    const equals = /^(?:-f|--config)=/.exec(given)?.[0];
    if (equals !== undefined && (word.kind === 'known' || word.kind === 'template'))
      config = fromParts([given.slice(equals.length), ...parts(word).slice(1)].filter((part) => part !== ''));
    else if (given === '-f' || given === '--config') config = words[++at];
    else if (/^--snapshot(=true)?$/.test(given)) publishes = false;
    else if (/^--skip[-=]/.test(given)) skip(text?.slice('--skip='.length));
    else if (given === '--skip') skip(knownText(words[++at]));
    else if (VALUE_FLAGS.has(given)) at++;
    else if (!given.startsWith('-')) command ??= given;
  }
  return { command: command ?? 'release', config, publishes, signs };
}

/** Flags of `goreleaser release` that take the next word (goreleaser.com/cmd/goreleaser_release). */
const VALUE_FLAGS: ReadonlySet<string> = new Set([
  '--id',
  '--parallelism',
  '-p',
  '--release-footer',
  '--release-footer-tmpl',
  '--release-header',
  '--release-header-tmpl',
  '--release-notes',
  '--release-notes-tmpl',
  '--timeout',
]);

function configurationOf(call: GoreleaserCall, config: Value | undefined): GoreleaserFile | undefined {
  if (call.folder === undefined) return undefined;
  const names: readonly Value[] = config === undefined ? GORELEASER_NAMES.map((name) => known(name)) : [config];
  for (const name of names) {
    const found = repositoryFile(call.step, name, call.folder);
    if ('reason' in found || found.state === 'notLoaded') return undefined;
    if (found.state !== 'absent') return goreleaserFileOf(found.state);
  }
  return undefined;
}

function buildFacts(call: GoreleaserCall, file: GoreleaserFile, publishes: Truth): EventFacts<'build'> {
  const { span } = call;
  const written = file.images.map(({ references }) =>
    references === undefined
      ? [call.variable('KO_DOCKER_REPO')]
      : references.map((text) => templateValue(call, file, text)),
  );
  const values = written.flat();
  const known = values.flatMap((value) =>
    value === undefined || value.kind === 'unknown' || value.kind === 'oneOf'
      ? []
      : spread(value).flatMap((one) => referenceOf(one, span) ?? []),
  );
  const made = file.images.filter(({ by }) => by !== 'manifest');
  const declared = made.map(({ pushes }) => pushes).reduce(agree, made[0]?.pushes ?? true);
  const pushes: Truth = publishes === true ? declared : publishes;
  const platforms = [...new Set(made.flatMap((image) => image.platforms))];
  const attesting = made.every(({ by }) => by === 'docker v2');
  return {
    kind: 'build',
    builder: 'other',
    references: known.length < values.length ? undefined : known,
    known,
    tags: undefined,
    pushes,
    push: undefined,
    pushByDigest: false,
    loads: pushes === false,
    outputs: true,
    exporters: undefined,
    platforms:
      platforms.length === 0
        ? undefined
        : { value: joinedLines(platforms.map((text) => templateValue(call, file, text))), span, given: false },
    cacheFrom: undefined,
    cacheTo: undefined,
    // `dockers` are pushed by the engine, ko makes none; `dockers_v2` are pushed by Buildx.
    provenance: attesting ? 'default' : made.some(({ by }) => by === 'docker v2') ? 'unknown' : 'off',
    provenanceInput: undefined,
    sbom: made.map(({ sbom }) => sbom).reduce(agree, made[0]?.sbom ?? false),
    sbomInput: undefined,
    context: undefined,
    file: undefined,
    target: undefined,
    buildArguments: undefined,
    secrets: undefined,
    digest: undefined,
    credentials: undefined,
    builds: true,
  };
}

function joinedLines(list: readonly Value[]): Value {
  return concat(list.flatMap((one, index) => (index === 0 ? [one] : [known('\n'), one])));
}

function signFacts(call: GoreleaserCall, sign: GoreleaserSign, images: readonly Reference[]): EventFacts<'sign'> {
  const digest = hole({
    key: `${call.step.key}/goreleaser.digest`,
    shown: 'digest',
    reason: 'is known to GoReleaser alone',
  });
  const references =
    sign.by === 'tag'
      ? images
      : images.flatMap(({ name }) => referenceOf(fromParts([...parts(name), '@', ...digest.parts]), call.span) ?? []);
  return {
    kind: 'sign',
    references,
    target: undefined,
    identity: sign.identity,
    asks: sign.asks ? 'unknown' : false,
  };
}

/** A Go template: names of the environment and the project where they are known, otherwise holes. */
function templateValue(call: GoreleaserCall, file: GoreleaserFile, text: string): Value {
  return concat(
    text.split(/(\{\{.*?\}\})/).map((piece): Value => {
      const expression = /^\{\{-?\s*(.*?)\s*-?\}\}$/.exec(piece)?.[1];
      if (expression === undefined) return known(piece);
      const name = /^\.Env\.(\w+)$/.exec(expression)?.[1];
      const variable = name === undefined ? undefined : call.variable(name);
      if (variable !== undefined) return variable;
      if (expression === '.ProjectName' && file.projectName !== undefined && !file.projectName.includes('{{'))
        return known(file.projectName);
      return hole({
        key: `goreleaser:${call.step.key}:${expression}`,
        shown: expression,
        reason: 'is known to GoReleaser alone',
      });
    }),
  );
}
