import type { CommandEffect, Operand as DataOperand } from '../catalogue/program';
import { lookupCommand, type MatchedCommand } from '../catalogue/commands';
import type { Span } from '../text/span';
import type { ResolvedCommand, ResolvedWord } from '../shell/walk';
import { alternatives, concat, fromParts, parts, splitText, union } from '../value/text';
import { datumText, known, type Known, type Template, type Truth, type Value } from '../value/value';
import { spanIn } from '../workflow/field';
import type { BuildEvent, ImageEvent, Operand } from './event';
import { either, exportersOf } from './exporters';
import { credentialOf, eventBase } from './from-step';
import { overOptions, spread } from './operand';
import { canonicalHost, type Reference, referenceOf } from './reference';
import type { StepInstance } from './run';
import { concernsImages } from './concerns-images';
import { readScript } from './step-instance';
import { unwrapped } from './unwrap';

/** The events of a run step: one per command that does something with images. */
export function eventsOfScript(step: StepInstance): readonly ImageEvent[] {
  if (step.step.run === undefined || !concernsImages(readScript(step))) return [];
  const { script } = step;
  if (script === undefined) return [];
  return script.commands.flatMap((command, index) => eventsOfCommand(step, command, index, script.commands));
}

/** What lowering one command works with. */
interface Reading {
  readonly step: StepInstance;
  readonly command: ResolvedCommand;
  readonly words: readonly ResolvedWord[];
  readonly matched: MatchedCommand;
  readonly all: readonly ResolvedCommand[];
}

function eventsOfCommand(step: StepInstance, command: ResolvedCommand, index: number, all: readonly ResolvedCommand[]): readonly ImageEvent[] {
  if (command.command.words.length === 0 || step.step.run === undefined) return [];
  const words = unwrapped(command.words);
  const matched = lookupCommand(words.map(({ value }) => text(value)));
  if (matched === 'harmless') return [];
  const span = spanIn(step.step.run.field, command.command.span);
  const base = { ...eventBase(step, '', index), site: `${step.step.key}@${command.command.span.start}`, span, command, reached: both(step.reached, command.reached) };
  const failure = command.command.failure.kind === 'ignored' ? { kind: 'ignored' as const, by: spanIn(step.step.run.field, command.command.failure.by), how: command.command.failure.how } : command.command.failure.kind === 'tested' ? { kind: 'unknown' as const } : base.failure;
  if (matched === undefined || 'opaque' in matched) {
    const may = matched?.opaque ?? [];
    if (may.length === 0) return [];
    const name = show(words[0]?.value);
    return [{ ...base, failure, tool: name, kind: 'opaque', may: new Set(may), reason: `what \`${name}\` does is not written in the workflow` }];
  }
  const reading: Reading = { step, command, words, matched, all };
  const tool = [matched.program, ...matched.entry.path].join(' ');
  return [...effectEvents(reading, matched.entry.effect).map((event) => ({ ...base, failure, tool, ...event }) as ImageEvent)];
}

type Facts = { readonly kind: ImageEvent['kind'] };

function effectEvents(reading: Reading, effect: CommandEffect): readonly Facts[] {
  switch (effect.kind) {
    case 'build':
      return [{ ...buildOf(reading, effect) }];
    case 'bake': {
      const set = operand(reading, effect.set);
      const push = anyFlag(reading, effect.push.flags);
      const loads = anyFlag(reading, effect.load.flags);
      return [bakeOf(reading, push, loads, set)];
    }
    case 'push': {
      const references = referencesAt(reading, effect.destination ?? effect.image, effect.transports);
      return [{ kind: 'push', how: 'push', references: complete(references), known: references.list, target: operand(reading, effect.destination ?? effect.image), sources: undefined, digest: undefined, credentials: undefined } as Facts];
    }
    case 'copy':
    case 'index': {
      if (effect.kind === 'index' && (!effect.published || anyFlag(reading, effect.dryRun ?? []) === true)) return [];
      const to = referencesAt(reading, effect.to, effect.kind === 'copy' ? effect.transports : undefined);
      const from = referencesAt(reading, effect.from, effect.kind === 'copy' ? effect.transports : undefined);
      if (to.list.length === 0 && to.complete && effect.kind === 'copy') return [];
      return [{ kind: 'push', how: effect.kind, references: complete(to), known: to.list, target: operand(reading, effect.to), sources: complete(from), digest: undefined, credentials: undefined } as Facts];
    }
    case 'login':
      return [loginOf(reading, effect)];
    case 'scan': {
      const image = effect.image === undefined ? undefined : referencesAt(reading, effect.image, effect.transports);
      const archive = effect.archive === undefined ? undefined : operand(reading, effect.archive);
      const gate = operand(reading, { flags: effect.gate.flags });
      const format = effect.format === undefined ? undefined : operand(reading, effect.format);
      const output = effect.output === undefined ? undefined : (operand(reading, effect.output) ?? redirected(reading));
      const sarif = format !== undefined && text(format.value)?.startsWith('sarif') === true ? (sarifFile(format) ?? output) : undefined;
      return [{ kind: 'scan', subject: effect.subject, references: image === undefined ? undefined : complete(image), target: effect.image === undefined ? undefined : operand(reading, effect.image), archive, gates: gates(reading, effect, gate), gate, sarif } as Facts];
    }
    case 'sbom': {
      const image = referencesAt(reading, effect.image, effect.transports);
      const looksLocal = image.list.length > 0 && image.list.every(({ value }) => /^(dir:|file:|\.|\/|oci-archive:|docker-archive:)/.test(showText(value)));
      return [{ kind: 'sbom', subject: looksLocal ? 'filesystem' : 'image', references: complete(image), target: operand(reading, effect.image), format: operand(reading, effect.format), file: operand(reading, effect.output) ?? redirected(reading) } as Facts];
    }
    case 'sign':
    case 'attest': {
      const image = referencesAt(reading, effect.image, undefined);
      const key = operand(reading, effect.key);
      const token = effect.identityToken === undefined ? undefined : operand(reading, effect.identityToken);
      const common = { references: complete(image), target: operand(reading, effect.image), identity: key !== undefined || reading.matched.uncertain ? (key === undefined ? 'unknown' : 'key') : token !== undefined ? 'unknown' : 'keyless', asks: asks(reading, effect) };
      if (effect.kind === 'sign') return [{ kind: 'sign', ...common } as Facts];
      const type = text(operand(reading, effect.predicateType)?.value ?? known('custom')) ?? '';
      return [{ kind: 'attest', ...common, predicate: /spdx|cyclonedx|sbom/i.test(type) ? 'sbom' : /slsa/i.test(type) ? 'provenance' : 'other', subjectName: undefined, subjectDigest: undefined, subjectPath: undefined, sbomPath: /spdx|cyclonedx/i.test(type) ? operand(reading, effect.predicate) : undefined, pushToRegistry: true } as Facts];
    }
    case 'verify': {
      const image = referencesAt(reading, effect.image, effect.transports);
      return [{ kind: 'verify', references: complete(image), target: operand(reading, effect.image) } as Facts];
    }
    case 'builder':
      if (anyFlag(reading, effect.use) === false) return [];
      return [{ kind: 'setup', what: 'buildx', driver: operand(reading, effect.driver), platforms: undefined } as Facts];
    case 'install':
      return [{ kind: 'setup', what: effect.tool, driver: undefined, platforms: undefined } as Facts];
    case 'opaque':
      return [{ kind: 'opaque', may: new Set(effect.may), reason: `what \`${[reading.matched.program, ...reading.matched.entry.path].join(' ')}\` does is not written in the workflow` } as Facts];
    case 'tag':
    case 'pull':
    case 'run':
    case 'save':
    case 'load':
    case 'none':
      return [];
  }
}

type BuildCommand = CommandEffect & { kind: 'build' };

function buildOf(reading: Reading, effect: BuildCommand): Facts {
  const exporters = effect.exporters === undefined ? undefined : operand(reading, effect.exporters);
  const exported = exportersOf(exporters?.value);
  const off = anyFlag(reading, effect.noPush ?? []);
  const flagged: Truth = effect.push === 'always' ? true : effect.push === 'never' || effect.push === undefined ? false : anyFlag(reading, effect.push.flags);
  const pushes = effect.push === 'always' && off !== false ? (off === true ? false : 'unknown') : either(flagged, exported.pushes);
  const loadFlag = effect.load === undefined ? false : anyFlag(reading, effect.load.flags);
  const loads = either(either(loadFlag, exported.loads), effect.loadsByDefault === true && pushes === false && exporters === undefined);
  const tagged = effect.repositoryVariable === undefined ? referencesAt(reading, effect.tags, undefined) : variableReferences(reading, effect.repositoryVariable);
  const names = exported.names.flatMap(spread).flatMap((name) => referenceOf(name, exporters?.span ?? { start: 0, end: 0 }) ?? []);
  const list = [...tagged.list, ...names];
  const provenanceInput = effect.provenance === undefined ? undefined : operand(reading, effect.provenance);
  const sbomInput = effect.sbom === undefined ? undefined : operand(reading, effect.sbom);
  const attests = effect.attests === undefined ? undefined : operand(reading, effect.attests);
  const builder = effect.tool === 'nerdctl' ? 'other' : effect.tool;
  const complete_ = tagged.complete && !reading.matched.uncertain;
  return {
    kind: 'build',
    builder,
    references: complete_ ? list : undefined,
    known: list,
    tags: operand(reading, effect.tags),
    pushes: reading.matched.uncertain && pushes === false ? 'unknown' : pushes,
    push: effect.push === undefined || effect.push === 'always' || effect.push === 'never' ? undefined : operand(reading, { flags: effect.push.flags }),
    pushByDigest: exported.byDigest,
    loads,
    outputs: either(either(pushes, loads), exported.any),
    exporters,
    platforms: effect.platforms === undefined ? undefined : operand(reading, effect.platforms),
    cacheFrom: effect.cacheFrom === undefined ? undefined : operand(reading, effect.cacheFrom),
    cacheTo: effect.cacheTo === undefined ? undefined : operand(reading, effect.cacheTo),
    provenance: provenanceInput !== undefined ? onOff(provenanceInput) : mentions(attests, 'type=provenance') ? 'explicit' : builder === 'buildx' && loads !== true ? 'default' : 'off',
    provenanceInput,
    // ko makes an SBOM unless told not to (ko docs, "SBOMs").
    sbom: sbomInput !== undefined ? onOff(sbomInput) === 'explicit' : effect.tool === 'ko' ? true : mentions(attests, 'type=sbom'),
    sbomInput,
    context: effect.context === undefined ? undefined : operand(reading, effect.context),
    file: effect.file === undefined ? undefined : operand(reading, effect.file),
    target: undefined,
    digest: undefined,
    credentials: undefined,
    builds: true,
  } as Facts;
}

function bakeOf(reading: Reading, push: Truth, loads: Truth, set: Operand | undefined): Facts {
  const facts: Omit<BuildEvent, 'site' | 'tool' | 'step' | 'job' | 'span' | 'command' | 'reached' | 'order' | 'failure'> = {
    kind: 'build', builder: 'bake', references: undefined, known: [], tags: set, pushes: set === undefined ? push : either(push, 'unknown'), push: undefined, pushByDigest: false, loads,
    outputs: either(either(push, loads), 'unknown'), exporters: set, platforms: undefined, cacheFrom: undefined, cacheTo: undefined, provenance: 'default', provenanceInput: undefined, sbom: 'unknown', sbomInput: undefined,
    context: undefined, file: undefined, target: undefined, digest: undefined, credentials: undefined, builds: reading.command.reached === false ? false : anyFlag(reading, ['--print']) === true ? false : true,
  };
  return facts;
}

function loginOf(reading: Reading, effect: CommandEffect & { kind: 'login' }): Facts {
  const registry = operand(reading, effect.registry);
  const piped = reading.all.find((other) => other !== reading.command && other.command.pipe.id === reading.command.command.pipe.id && other.command.pipe.index === reading.command.command.pipe.index - 1);
  const here = reading.command.command.redirects.find(({ operator }) => operator === '<<<')?.target;
  const fromStdin: Value | undefined = piped !== undefined ? concat(piped.words.slice(1).map(({ value }) => value)) : here === undefined ? undefined : union(here.parts.map((part) => (part.kind === 'variable' ? (asValue(reading.step.variable(part.name)) ?? known('')) : part.kind === 'expression' ? expressionValue(reading.step, part.body) : known(''))));
  const password = operand(reading, effect.password)?.value ?? fromStdin;
  const cloud = piped !== undefined && /^(aws|gcloud|az)$/.test(text(piped.words[0]?.value ?? known('')) ?? '');
  const hosts = registry === undefined ? [effect.defaultHost ?? 'docker.io'] : (alternatives(registry.value)?.flatMap((option) => (option.kind === 'known' ? [canonicalHost(datumText(option.value))] : (referenceOf(fromParts([...parts(option), '/x']), registry.span)?.registry ?? []))) ?? undefined);
  return {
    kind: 'login',
    hosts: hosts === undefined || hosts.length === 0 || reading.matched.uncertain ? undefined : hosts,
    registry,
    username: operand(reading, effect.username),
    password: password === undefined ? undefined : { value: password, span: reading.command.command.span, given: true },
    credential: cloud ? 'cloud' : credentialOf(password),
  } as Facts;
}

function expressionValue(step: StepInstance, body: string): Value {
  const value = step.scope.lookup(body.trim().split('.'));
  return asValue(value) ?? known('');
}

function asValue(value: ReturnType<StepInstance['variable']>): Value | undefined {
  return value === undefined || value.kind === 'object' || value.kind === 'list' ? undefined : value;
}

function gates(reading: Reading, effect: CommandEffect & { kind: 'scan' }, gate: Operand | undefined): Truth {
  const passes = effect.gate.passValues ?? ['0', 'false', ''];
  if (gate !== undefined) return overOptions(gate.value, (option) => (option.kind === 'known' ? !passes.includes(datumText(option.value)) : 'unknown'));
  const variable = effect.gate.environment === undefined ? undefined : (reading.command.environment.get(effect.gate.environment) ?? reading.step.variable(effect.gate.environment));
  if (variable !== undefined) return variable.kind === 'known' ? !passes.includes(datumText(variable.value)) : 'unknown';
  return anyFlag(reading, effect.gate.flags) === true ? true : reading.matched.uncertain ? 'unknown' : false;
}

/** Whether cosign may wait for an answer nobody gives (publishing.md F-108). */
function asks(reading: Reading, effect: CommandEffect & { kind: 'sign' | 'attest' }): Truth {
  if (anyFlag(reading, effect.yes) === true) return false;
  const variable = reading.command.environment.get(effect.yesVariable) ?? reading.step.variable(effect.yesVariable);
  if (variable !== undefined) return variable.kind === 'known' ? !['1', 'true'].includes(datumText(variable.value).toLowerCase()) : 'unknown';
  const tlog = effect.tlog === undefined ? undefined : operand(reading, effect.tlog);
  if (tlog !== undefined) return text(tlog.value) === 'false' ? false : 'unknown';
  const piped = reading.command.command.pipe.index > 0;
  return reading.matched.uncertain || piped ? 'unknown' : true;
}

interface Listed {
  readonly list: readonly Reference[];
  readonly complete: boolean;
}

function complete(listed: Listed): readonly Reference[] | undefined {
  return listed.complete ? listed.list : undefined;
}

function referencesAt(reading: Reading, where: DataOperand, transports: readonly string[] | undefined): Listed {
  const found = wordsAt(reading, where);
  const list: Reference[] = [];
  let all = !reading.matched.uncertain;
  for (const { value, span } of found) {
    const options = alternatives(value);
    if (options === undefined) {
      all = false;
      continue;
    }
    for (const option of options.flatMap(spread)) {
      const bare = withoutTransport(option, transports);
      if (bare === undefined) continue;
      for (const piece of splitText(bare, /,/)) {
        const reference = referenceOf(piece, span);
        if (reference !== undefined) list.push(reference);
      }
    }
  }
  return { list, complete: all };
}

/** `docker://` names a registry; any other transport (`oci:`, `docker-archive:`) names a file. */
function withoutTransport(value: Known | Template, transports: readonly string[] | undefined): Known | Template | undefined {
  if (transports === undefined) return value;
  const [first, ...rest] = parts(value);
  const head = typeof first === 'string' ? first : '';
  const registry = transports.find((transport) => head.startsWith(transport));
  if (registry !== undefined) return fromParts([head.slice(registry.length), ...rest]);
  return /^(oci|dir|docker-archive|docker-daemon|oci-archive|containers-storage|ostree|sif|file|registry|podman|containerd|singularity):/.test(head) ? undefined : value;
}

function variableReferences(reading: Reading, name: string): Listed {
  const value = reading.command.environment.get(name) ?? asValue(reading.step.variable(name));
  const options = value === undefined ? undefined : alternatives(value);
  if (options === undefined || value === undefined) return { list: [], complete: false };
  const span = reading.step.step.run === undefined ? { start: 0, end: 0 } : spanIn(reading.step.step.run.field, reading.command.command.span);
  return { list: options.flatMap(spread).flatMap((option) => referenceOf(option, span) ?? []), complete: true };
}

/** The words an operand of the catalogue means, with their places in the file. */
function wordsAt(reading: Reading, where: DataOperand): readonly { readonly value: Value; readonly span: Span }[] {
  const { matched, words } = reading;
  if ('flags' in where) {
    return where.flags.flatMap((flag) => (matched.flags.get(flag) ?? []).flatMap((use) => {
      const word = words[use.word];
      if (word === undefined) return [];
      return [{ value: use.from === 0 ? word.value : dropStart(word.value, use.from), span: spanOf(reading, word) }];
    }));
  }
  const indices = where.argument === 'all' ? matched.arguments : where.argument === 'rest' ? matched.arguments.slice(1) : where.argument < 0 ? matched.arguments.slice(where.argument, where.argument === -1 ? undefined : where.argument + 1) : matched.arguments.slice(where.argument, where.argument + 1);
  return indices.flatMap((index) => {
    const word = words[index];
    return word === undefined ? [] : [{ value: word.value, span: spanOf(reading, word) }];
  });
}

function operand(reading: Reading, where: DataOperand): Operand | undefined {
  const found = wordsAt(reading, where);
  const [first] = found;
  const last = found[found.length - 1];
  if (first === undefined || last === undefined) return undefined;
  const value = found.length === 1 ? first.value : concat(found.flatMap(({ value: one }, index) => (index === 0 ? [one] : [known('\n'), one])));
  return { value, span: { start: first.span.start, end: Math.max(first.span.end, last.span.end) }, given: true };
}

function spanOf(reading: Reading, word: ResolvedWord): Span {
  const field = reading.step.step.run?.field;
  return field === undefined ? { start: 0, end: 0 } : spanIn(field, word.word.span);
}

function redirected(reading: Reading): Operand | undefined {
  const redirect = reading.command.command.redirects.find(({ operator, target, descriptor }) => (operator === '>' || operator === '>|') && target !== undefined && (descriptor === undefined || descriptor === 1));
  const field = reading.step.step.run?.field;
  const target = redirect?.target;
  if (target === undefined || field === undefined || !target.parts.every((part) => part.kind === 'literal')) return undefined;
  return { value: known(target.parts.map((part) => (part.kind === 'literal' ? part.text : '')).join('')), span: spanIn(field, target.span), given: true };
}

/** grype and syft take `format=file` in one flag. */
function sarifFile(format: Operand): Operand | undefined {
  const value = text(format.value);
  const at = value?.indexOf('=') ?? -1;
  return value === undefined || at < 0 ? undefined : { ...format, value: known(value.slice(at + 1)) };
}

/** Whether one of these boolean flags is on: `--push`, `--push=true`, and off for `--push=false`. */
function anyFlag(reading: Reading, flags: readonly string[]): Truth {
  for (const flag of flags) {
    const [name = flag, wanted] = flag.split('=');
    const uses = reading.matched.flags.get(name);
    const use = uses?.[uses.length - 1];
    if (use === undefined) continue;
    const value = use.from === 0 ? 'true' : text(dropStart(reading.words[use.word]?.value ?? known(''), use.from));
    if (value === undefined) return 'unknown';
    if (wanted !== undefined) return value === wanted;
    return value !== 'false';
  }
  return reading.matched.uncertain ? 'unknown' : false;
}

function onOff(input: Operand): BuildEvent['provenance'] {
  const value = text(input.value);
  return value === undefined ? 'unknown' : value === 'false' || value === 'none' ? 'off' : 'explicit';
}

function mentions(input: Operand | undefined, wanted: string): boolean {
  return input !== undefined && showText(input.value).includes(wanted);
}

function dropStart(value: Value, count: number): Value {
  if (value.kind === 'known') return known(datumText(value.value).slice(count));
  if (value.kind !== 'template') return value;
  const [first, ...rest] = value.parts;
  return typeof first === 'string' ? fromParts([first.slice(count), ...rest]) : value;
}

function text(value: Value): string | undefined {
  return value.kind === 'known' ? datumText(value.value) : undefined;
}

function showText(value: Value): string {
  return value.kind === 'known' ? datumText(value.value) : value.kind === 'template' ? value.parts.map((part) => (typeof part === 'string' ? part : '')).join('') : '';
}

function show(value: Value | undefined): string {
  return value === undefined ? '' : (text(value) ?? 'a program');
}

function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : true;
}
