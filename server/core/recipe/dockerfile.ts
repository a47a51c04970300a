import {
  DockerfileParser,
  type Flag,
  type From,
  type Instruction,
  type ModifiableInstruction,
  type PropertyInstruction,
} from 'dockerfile-ast';
import { offsetAt } from '../text/line-index';
import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import type { Truth } from '../value/value';

/** What a Dockerfile says, as far as a workflow's inputs refer to it (docs.docker.com/reference/dockerfile). */
export interface Dockerfile {
  readonly file: SourceFile;
  /** In order; a file without any is no Dockerfile that can be built. */
  readonly stages: readonly Stage[];
  /** `ARG` in front of the first `FROM`, which only `FROM` lines see. */
  readonly globalArguments: readonly BuildArgument[];
  /** False for a `# syntax=` other than Docker's own: what such a frontend makes of the file is not known. */
  readonly standard: boolean;
}

export interface Stage {
  readonly index: number;
  /** As written behind `AS`. */
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
  /** The image or stage it starts from, as written. */
  readonly base: string;
  readonly baseSpan: Span | undefined;
  /** The earlier stage it starts from; `unknown` where the base is written with a variable. */
  readonly parent: Stage | 'unknown' | undefined;
  /** The value of `--platform`, as written. */
  readonly platform: string | undefined;
  readonly span: Span;
  readonly arguments: readonly BuildArgument[];
  readonly labels: readonly string[];
  readonly runs: readonly RunInstruction[];
  /** `COPY` and `ADD` of files of the build context, but for those that leave some out with `--exclude`. */
  readonly copies: readonly ContextCopy[];
  /** Values of `COPY --from` and `RUN --mount=from=`. */
  readonly sources: readonly StageSource[];
}

/** Files of the build context that are put into the image, as written. */
export interface ContextCopy {
  readonly keyword: string;
  readonly sources: readonly string[];
  readonly span: Span;
}

/** A stage, its number, or an image that files are taken from. */
export interface StageSource {
  readonly text: string;
  readonly span: Span;
}

export interface BuildArgument {
  readonly name: string;
  readonly default: string | undefined;
  readonly span: Span;
}

export interface RunInstruction {
  readonly span: Span;
  readonly mounts: readonly Mount[];
}

/** `RUN --mount=…`, its attributes as written. */
export interface Mount {
  readonly type: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly span: Span;
}

/** A secret that a `RUN` asks for. `id` is undefined where it is written with a variable. */
export interface SecretMount {
  readonly id: string | undefined;
  readonly required: boolean;
  readonly span: Span;
}

/** Reads a Dockerfile. Every text can be read; what is no Dockerfile has no stages. */
export function dockerfileOf(file: SourceFile): Dockerfile {
  const memo = FILES.get(file);
  if (memo !== undefined) return memo;
  const read = readDockerfile(file);
  FILES.set(file, read);
  return read;
}

const FILES = new WeakMap<SourceFile, Dockerfile>();

function readDockerfile(file: SourceFile): Dockerfile {
  const parsed = DockerfileParser.parse(file.text);
  const frontend = parsed
    .getDirectives()
    .find((directive) => directive.getName().toLowerCase() === 'syntax')
    ?.getValue();
  const globalArguments: BuildArgument[] = [];
  const stages: Draft[] = [];
  for (const instruction of parsed.getInstructions()) {
    const last = stages[stages.length - 1];
    const keyword = instruction.getKeyword();
    const span = spanOf(file, instruction);
    if (keyword === 'FROM') stages.push(stageOf(file, instruction as FromInstruction, stages, globalArguments));
    else if (keyword === 'ARG')
      (last?.arguments ?? globalArguments).push(...argumentsOf(instruction as PropertyInstruction, span));
    else if (last !== undefined) addTo(file, last, keyword, instruction);
  }
  return {
    file,
    stages,
    globalArguments,
    standard: frontend === undefined || /^(docker\.io\/)?docker\/dockerfile(-upstream)?([:@]|$)/.test(frontend),
  };
}

/** The stage a build makes: the last one, or the one that `target` names by its name (in any case) or number. */
export function stageNamed(dockerfile: Dockerfile, target: string | undefined): Stage | undefined {
  if (target === undefined || target === '') return dockerfile.stages[dockerfile.stages.length - 1];
  return (
    dockerfile.stages.findLast(({ name }) => name?.toLowerCase() === target.toLowerCase()) ??
    (/^(stage-)?\d+$/.test(target) ? dockerfile.stages[Number(target.replace('stage-', ''))] : undefined)
  );
}

/** A stage with all earlier ones that BuildKit builds for it; undefined where a variable picks one. */
export function stagesFor(dockerfile: Dockerfile, stage: Stage): readonly Stage[] | undefined {
  const memo = STAGES.get(stage);
  if (memo !== undefined) return memo.stages;
  const stages = findStages(dockerfile, stage);
  STAGES.set(stage, { stages });
  return stages;
}

/** A stage belongs to one Dockerfile, and every run builds it again. */
const STAGES = new WeakMap<Stage, { readonly stages: readonly Stage[] | undefined }>();

function findStages(dockerfile: Dockerfile, stage: Stage): readonly Stage[] | undefined {
  const found = new Set<Stage>();
  const visit = (one: Stage): boolean => {
    if (found.has(one)) return true;
    found.add(one);
    if (one.parent === 'unknown') return false;
    const before = { ...dockerfile, stages: dockerfile.stages.slice(0, one.index) };
    const sources = one.sources.flatMap(({ text }) => (text === '' ? [] : (stageNamed(before, text) ?? [])));
    return (
      !one.sources.some(({ text }) => text.includes('$')) &&
      [...(one.parent === undefined ? [] : [one.parent]), ...sources].every(visit)
    );
  };
  return visit(stage) ? [...found].sort((a, b) => a.index - b.index) : undefined;
}

/** Whether a build argument of this name is used: declared by an `ARG`, or one that needs no declaration. */
export function declaresArgument(dockerfile: Dockerfile, name: string): Truth {
  const declared = [...dockerfile.globalArguments, ...dockerfile.stages.flatMap((stage) => stage.arguments)];
  if (declared.some((argument) => argument.name === name) || PREDEFINED.test(name)) return true;
  // Images made for it leave `ARG` to their children with ONBUILD.
  const inherits = dockerfile.stages.some(({ base, parent }) => parent === undefined && /onbuild/i.test(base));
  return dockerfile.stages.length === 0 || !dockerfile.standard || inherits ? 'unknown' : false;
}

/** Arguments that BuildKit knows by itself (docs.docker.com/reference/dockerfile, "Predefined ARGs" and those below it). */
const PREDEFINED =
  /^((https?|ftp|no|all)_proxy|(HTTPS?|FTP|NO|ALL)_PROXY|(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)|BUILDKIT_\w+|SOURCE_DATE_EPOCH)$/;

/** Secrets that the stages ask for. Without `id` or `source` it is the last part of `target` (docs: RUN --mount=type=secret). */
export function secretsOf(stages: readonly Stage[]): readonly SecretMount[] {
  return stages
    .flatMap(({ runs }) => runs.flatMap(({ mounts }) => mounts))
    .filter(({ type }) => type === 'secret')
    .map(({ attributes, span }) => {
      const target = attributes.get('target') ?? attributes.get('dst') ?? attributes.get('destination');
      const id =
        attributes.get('source') ?? attributes.get('src') ?? attributes.get('id') ?? target?.replace(/^.*\//, '');
      const required = attributes.get('required');
      return {
        id: id === undefined || id.includes('$') ? undefined : id,
        required: required === '' || required === 'true' || required === '1',
        span,
      };
    });
}

/**
 * Whether building for a platform runs programs of that platform, and so needs emulation for a foreign one: a `RUN` in a stage that
 * is not `FROM --platform=$BUILDPLATFORM` (docs.docker.com multi-platform builds, "Cross-compilation"). `target` as in `stageNamed`.
 */
export function runsTargetPrograms(dockerfile: Dockerfile, target?: string): Truth {
  const stage = stageNamed(dockerfile, target);
  if (stage === undefined || !dockerfile.standard) return 'unknown';
  const stages = stagesFor(dockerfile, stage);
  const running = (stages ?? dockerfile.stages).filter(({ runs }) => runs.length > 0).map(onBuilder);
  if (running.includes(false)) return stages === undefined ? 'unknown' : true;
  return running.includes('unknown') || stages === undefined ? 'unknown' : false;
}

/** Whether a stage is of the building machine's own platform; a stage without `--platform` is of its parent's. */
function onBuilder(stage: Stage): Truth {
  if (stage.platform !== undefined)
    return /^\$(BUILDPLATFORM|\{BUILDPLATFORM\b.*\})$/.test(stage.platform)
      ? true
      : /^\$(TARGETPLATFORM|\{TARGETPLATFORM\b.*\})$/.test(stage.platform)
        ? false
        : 'unknown';
  if (stage.parent === 'unknown') return 'unknown';
  return stage.parent === undefined ? false : onBuilder(stage.parent);
}

/** The parts of `FROM` that are read. */
type FromInstruction = ModifiableInstruction &
  Pick<From, 'getImage' | 'getImageRange' | 'getBuildStage' | 'getBuildStageRange'>;

/** A stage that later instructions still add to. */
interface Draft extends Stage {
  readonly arguments: BuildArgument[];
  readonly labels: string[];
  readonly runs: RunInstruction[];
  readonly copies: ContextCopy[];
  readonly sources: StageSource[];
}

function stageOf(
  file: SourceFile,
  from: FromInstruction,
  earlier: readonly Draft[],
  globals: readonly BuildArgument[],
): Draft {
  const base = from.getImage() ?? '';
  return {
    index: earlier.length,
    name: from.getBuildStage() ?? undefined,
    nameSpan: placeOf(file, from.getBuildStageRange()),
    base,
    baseSpan: placeOf(file, from.getImageRange()),
    // A stage can be taken as a base by its name only, not by its number.
    parent: mayBeStage(base, globals)
      ? 'unknown'
      : earlier.findLast(({ name }) => name !== undefined && name.toLowerCase() === base.toLowerCase()),
    platform: flagOf(from, 'platform')?.getValue() ?? undefined,
    span: spanOf(file, from),
    arguments: [],
    labels: [],
    runs: [],
    copies: [],
    sources: [],
  };
}

/** Whether a base written with variables may be a stage's name, which has no colon, slash or `@`; defaults count as the usual value. */
function mayBeStage(base: string, globals: readonly BuildArgument[]): boolean {
  const usual = base.replace(
    /\$(?:\{(\w+)[^}]*\}|(\w+))/g,
    (written, braced?: string, bare?: string) =>
      globals.findLast(({ name }) => name === (braced ?? bare))?.default ?? written,
  );
  return base.includes('$') && !/[:/@]/.test(usual.replace(/\$\{[^}]*\}/g, ''));
}

function addTo(file: SourceFile, stage: Draft, keyword: string, instruction: Instruction): void {
  const span = spanOf(file, instruction);
  if (keyword === 'LABEL')
    stage.labels.push(...(instruction as PropertyInstruction).getProperties().map((property) => property.getName()));
  if (keyword === 'COPY') {
    const from = flagOf(instruction as ModifiableInstruction, 'from');
    const text = from?.getValue() ?? undefined;
    if (text !== undefined) stage.sources.push({ text, span: placeOf(file, from?.getValueRange()) ?? span });
  }
  if (keyword === 'COPY' || keyword === 'ADD') {
    const { flags, words } = copied(instruction as ModifiableInstruction & { getJSONStrings(): readonly Written[] });
    if (!flags.some((name) => name === 'from' || name === 'exclude'))
      stage.copies.push({ keyword, sources: words.slice(0, -1), span });
  }
  if (keyword !== 'RUN') return;
  const flags = (instruction as ModifiableInstruction).getFlags().filter((flag) => flag.getName() === 'mount');
  const mounts = flags.map((flag) => mountOf(flag.getValue() ?? '', span));
  stage.runs.push({ span, mounts });
  flags.forEach((flag, index) => {
    const text = mounts[index]?.attributes.get('from');
    if (text === undefined) return;
    const value = placeOf(file, flag.getValueRange()) ?? span;
    const start = file.text.indexOf(`from=${text}`, value.start) + 'from='.length;
    stage.sources.push({
      text,
      span: start > value.start && start < value.end ? { start, end: start + text.length } : value,
    });
  });
}

interface Written {
  getJSONValue(): string;
}

function copied(instruction: ModifiableInstruction & { getJSONStrings(): readonly Written[] }): {
  readonly flags: readonly string[];
  readonly words: readonly string[];
} {
  const strings = instruction.getJSONStrings();
  return {
    flags: instruction.getFlags().map((flag) => flag.getName()),
    words:
      strings.length > 0
        ? strings.map((one) => one.getJSONValue())
        : instruction.getArguments().map((one) => one.getValue()),
  };
}

/** Attributes are written like a line of CSV; the type is `bind` where none is given. */
function mountOf(value: string, span: Span): Mount {
  const attributes = new Map(
    value.split(',').map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1).replace(/^"|"$/g, '')];
    }),
  );
  return { type: attributes.get('type') ?? 'bind', attributes, span };
}

function argumentsOf(instruction: PropertyInstruction, span: Span): readonly BuildArgument[] {
  const words = instruction.getPropertyArguments();
  const properties = instruction.getProperties();
  // The parser takes `ARG A B` for a name and its value, as in `LABEL`; to Docker both are names.
  if (words.length > properties.length)
    return words.map((word) => {
      const [, name = '', , value] = /^([^=]*)(?:=(["']?)(.*)\2)?$/s.exec(word.getValue()) ?? [];
      return { name, default: value, span };
    });
  return properties.map((property) => {
    // The parser takes `ARG "NAME=a value"` for one long name.
    const [name = '', quoted] = property.getName().split('=', 2);
    return { name, default: property.getValue() ?? quoted, span };
  });
}

function flagOf(instruction: ModifiableInstruction, name: string): Flag | undefined {
  return instruction.getFlags().find((flag) => flag.getName() === name);
}

function spanOf(file: SourceFile, instruction: Instruction): Span {
  return spanOfRange(file, instruction.getRange());
}

type Range = ReturnType<Instruction['getRange']>;

function placeOf(file: SourceFile, range: Range | null | undefined): Span | undefined {
  return range === null || range === undefined ? undefined : spanOfRange(file, range);
}

function spanOfRange(file: SourceFile, { start, end }: Range): Span {
  const at = ({ line, character }: typeof start): number => offsetAt(file.lines, { line, column: character });
  return { start: at(start), end: at(end) };
}
