import type { LoginEvent } from '../event/event';
import { eventsOfKinds } from '../event/events-of';
import { credentialOf } from '../event/from-login';
import { asValue, booleanTruth, usesSpan } from '../run/operand';
import type { StepInstance } from '../run/run';
import { unwrapped } from '../run/unwrap';
import type { Span } from '../text/span';
import { alternatives, parts } from '../value/text';
import { either } from '../value/truth';
import { datumText, type ExprValue, knownText, type Truth } from '../value/value';
import { spanIn } from '../workflow/field';

/** A tag or release that a step makes in the repository, and with whose credential: what GITHUB_TOKEN makes starts no workflow (F-085). */
export interface CreatedRef {
  readonly tool: string;
  readonly step: StepInstance;
  readonly span: Span;
  readonly makes: { readonly tag: Truth; readonly release: Truth };
  readonly credential: LoginEvent['credential'];
  /** Beginning of the tag's name as far as it is written; undefined where the tool makes the name up. */
  readonly prefix: string | undefined;
}

/** What one step creates, as far as it can be told; steps that nobody here knows create nothing. */
export function createdRefs(step: StepInstance): readonly CreatedRef[] {
  if (step.reached === false) return [];
  return step.step.run !== undefined ? byCommands(step) : byAction(step);
}

interface Creator {
  readonly release: boolean;
  /** Input with the token; GITHUB_TOKEN where it is not given. */
  readonly token?: string;
  /** Variables with the token; without one the action does nothing. */
  readonly variables?: readonly string[];
  /** Boolean inputs that keep it from happening: a draft is published by a person later. */
  readonly unless?: readonly string[];
  /** Boolean input without which nothing is published. */
  readonly only?: string;
  /** Input that names the tag. */
  readonly tag?: string;
  /** Without that input it is the ref that started the run, so there is no new tag. */
  readonly refByDefault?: true;
}

/** From the actions' action.yml and README files, each under its own name on GitHub. */
const CREATORS: Readonly<Record<string, Creator>> = {
  'softprops/action-gh-release': {
    release: true,
    token: 'token',
    unless: ['draft'],
    tag: 'tag_name',
    refByDefault: true,
  },
  'ncipollo/release-action': { release: true, token: 'token', unless: ['draft'], tag: 'tag', refByDefault: true },
  'svenstaro/upload-release-action': {
    release: true,
    token: 'repo_token',
    unless: ['draft'],
    tag: 'tag',
    refByDefault: true,
  },
  'marvinpinto/action-automatic-releases': {
    release: true,
    token: 'repo_token',
    unless: ['draft'],
    tag: 'automatic_release_tag',
    refByDefault: true,
  },
  'actions/create-release': { release: true, variables: ['GITHUB_TOKEN'], unless: ['draft'], tag: 'tag_name' },
  'googleapis/release-please-action': { release: true, token: 'token', unless: ['skip-github-release', 'draft'] },
  'google-github-actions/release-please-action': {
    release: true,
    token: 'token',
    unless: ['skip-github-release', 'draft'],
  },
  'cycjimmy/semantic-release-action': {
    release: true,
    variables: ['GH_TOKEN', 'GITHUB_TOKEN'],
    unless: ['dry_run'],
  },
  'release-drafter/release-drafter': { release: true, token: 'token', variables: ['GITHUB_TOKEN'], only: 'publish' },
  'mathieudutour/github-tag-action': { release: false, token: 'github_token', unless: ['dry_run'], tag: 'custom_tag' },
  'anothrnick/github-tag-action': { release: false, variables: ['GITHUB_TOKEN'] },
};

function byAction(step: StepInstance): readonly CreatedRef[] {
  const name = /^([\w.-]+\/[\w.-]+)@/.exec(step.step.uses?.field.text.trim() ?? '')?.[1];
  const creator = name === undefined ? undefined : CREATORS[name.toLowerCase()];
  if (name === undefined || creator === undefined) return [];
  const token = creator.token === undefined ? undefined : step.input(creator.token);
  const variables = (creator.variables ?? []).flatMap((variable) => step.variable(variable) ?? []);
  const [variable] = variables;
  const credential = credentialFrom(token ?? variable);
  if (token === undefined && variable === undefined && creator.token === undefined) return [];
  const happens = (creator.unless ?? []).reduce<Truth>(
    (answer, input) => either(answer, switchedOn(step, input)),
    false,
  );
  const published = creator.only === undefined ? true : switchedOn(step, creator.only);
  if (happens !== false || published !== true) return [];
  const tag = creator.tag === undefined ? undefined : step.input(creator.tag);
  return [
    {
      tool: name,
      step,
      span: usesSpan(step),
      makes: { tag: tag === undefined ? creator.refByDefault !== true : !isOwnRef(tag), release: creator.release },
      credential: token === undefined && variable === undefined ? 'github-token' : credential,
      prefix: tag === undefined ? undefined : prefixOf(tag),
    },
  ];
}

function switchedOn(step: StepInstance, input: string): Truth {
  const value = step.input(input);
  return value === undefined ? false : booleanTruth({ value: asValue(value), span: usesSpan(step), given: true });
}

function byCommands(step: StepInstance): readonly CreatedRef[] {
  const run = step.step.run;
  if (run === undefined || !/\bgh\b|\bgit\b|semantic-release/.test(run.field.text)) return [];
  return (step.script?.commands ?? []).flatMap((command): readonly CreatedRef[] => {
    if (command.reached === false) return [];
    const words = unwrapped(command.words).map(({ value }) => value);
    const texts = words.map(knownText);
    const created = ghRelease(step, words, texts) ?? semanticRelease(step, texts) ?? gitPush(step, words, texts);
    return created === undefined ? [] : [{ ...created, step, span: spanIn(run.field, command.command.span) }];
  });
}

type Found = Omit<CreatedRef, 'step' | 'span'>;

/** `gh release create <tag>` makes the tag too where it does not exist (gh manual). */
function ghRelease(
  step: StepInstance,
  words: readonly ExprValue[],
  [program, noun, verb, ...rest]: readonly (string | undefined)[],
): Found | undefined {
  if (program !== 'gh' || noun !== 'release' || verb !== 'create') return undefined;
  if (rest.some((word) => (word === undefined ? false : /^(-d|--draft)(=true)?$/.test(word)))) return undefined;
  const tag = words[3];
  return {
    tool: 'gh release create',
    makes: { tag: !rest.includes('--verify-tag') && tag !== undefined && !isOwnRef(tag), release: true },
    credential: credentialFrom(step.variable('GH_TOKEN') ?? step.variable('GITHUB_TOKEN')),
    prefix: tag === undefined ? undefined : prefixOf(tag),
  };
}

function semanticRelease(step: StepInstance, texts: readonly (string | undefined)[]): Found | undefined {
  if (!texts.slice(0, 3).includes('semantic-release') || texts.some((text) => text === '--dry-run' || text === '-d'))
    return undefined;
  if (!/^(npx|yarn|pnpm|bunx|semantic-release)$/.test(texts[0] ?? '')) return undefined;
  return {
    tool: 'semantic-release',
    makes: { tag: true, release: true },
    credential: credentialFrom(step.variable('GH_TOKEN') ?? step.variable('GITHUB_TOKEN')),
    prefix: undefined,
  };
}

/** `git push --tags` and the like, with what actions/checkout left behind. */
function gitPush(
  step: StepInstance,
  words: readonly ExprValue[],
  texts: readonly (string | undefined)[],
): Found | undefined {
  if (texts[0] !== 'git' || texts[1] !== 'push') return undefined;
  const all = texts.some((text) => text === '--tags' || text === '--follow-tags');
  const ref = words.slice(2).find((value) => prefixOf(value)?.startsWith('refs/tags/') === true);
  if (!all && ref === undefined) return undefined;
  const credential = checkoutCredential(step);
  const prefix = ref === undefined ? undefined : prefixOf(ref)?.slice('refs/tags/'.length);
  return { tool: 'git push', makes: { tag: true, release: false }, credential, prefix };
}

/** Scripts that give git another credential than the checkout's. */
const OWN_CREDENTIAL =
  /remote\s+(set-url|add)|insteadOf|extraheader|x-access-token|GIT_ASKPASS|https:\/\/[^\s]*@|ssh-agent|id_rsa/;

function checkoutCredential(step: StepInstance): LoginEvent['credential'] {
  const earlier = step.job.steps.filter((other) => other.order <= step.order);
  if (earlier.some((other) => OWN_CREDENTIAL.test(other.step.run?.field.text ?? ''))) return 'unknown';
  const checkouts = eventsOfKinds(step.job, ['checkout']).filter(
    (event) => event.order < step.order * 1000 && event.reached !== false,
  );
  const last = checkouts[checkouts.length - 1];
  if (last === undefined || last.repository !== undefined) return 'unknown';
  if (switchedOn(last.step, 'persist-credentials') === false && last.step.input('persist-credentials') !== undefined)
    return 'unknown';
  return last.token === undefined ? 'github-token' : credentialOf(last.token.value);
}

/**
 * Whether `git push` of a script may use the job's own token: not where every checkout before it was told to leave none behind and no
 * script of the job is given it (docs of actions/checkout, `persist-credentials`).
 */
export function gitHasJobToken(step: StepInstance): boolean {
  const earlier = step.job.steps.filter((other) => other.order <= step.order && other.reached !== false);
  if (earlier.some((other) => GIVES_TOKEN.test(`${other.step.run?.field.text ?? ''} ${envText(other)}`))) return true;
  const checkouts = eventsOfKinds(step.job, ['checkout']).filter(
    (event) => event.order < step.order * 1000 && event.reached !== false,
  );
  return !(
    checkouts.length > 0 &&
    checkouts.every(({ step: one }) => {
      const persists = one.input('persist-credentials');
      return persists?.kind === 'known' && datumText(persists.value) === 'false';
    })
  );
}

const GIVES_TOKEN = /\b(github\.token|secrets\.GITHUB_TOKEN)\b/i;

function envText({ step, job }: StepInstance): string {
  return [step.env, job.job.env, job.instance.workflow.env]
    .flatMap((map) => map.fields.map(({ field }) => field?.text ?? ''))
    .join(' ');
}

function credentialFrom(value: ExprValue | undefined): LoginEvent['credential'] {
  return value === undefined ? 'none' : credentialOf(asValue(value));
}

/** The name of the ref that started the run, which is there already; on a branch it is no version either. */
function isOwnRef(value: ExprValue): boolean {
  const options = value.kind === 'object' || value.kind === 'list' ? undefined : alternatives(value);
  return (options ?? []).some((option) =>
    option.kind === 'known'
      ? !/\d/.test(datumText(option.value))
      : option.parts.some((part) => typeof part !== 'string' && /github\.(ref|event\.(ref|repository))/.test(part.key)),
  );
}

/** Literal text a value certainly begins with; undefined where nothing is known of it. */
function prefixOf(value: ExprValue): string | undefined {
  const options = value.kind === 'object' || value.kind === 'list' ? undefined : alternatives(value);
  const [only, ...rest] = options ?? [];
  if (only === undefined || rest.length > 0) return undefined;
  const [first] = parts(only);
  return typeof first === 'string' ? first : (first?.prefix ?? undefined);
}
