import type { CommandEffect } from '../catalogue/program';
import { either } from '../value/truth';
import type { Truth } from '../value/value';
import { anyFlag, operand, type Reading, referencesAt, showText, text, variableReferences } from './command-reading';
import type { BuildEvent, EventFacts, Operand } from './event';
import { exportersOf } from './exporters';
import { spread } from './operand';
import { referenceOf } from './reference';

/** A command that builds an image, as facts of a build event. */
export function buildFacts(reading: Reading, effect: CommandEffect & { kind: 'build' }): EventFacts<'build'> {
  const exporters = effect.exporters === undefined ? undefined : operand(reading, effect.exporters);
  const exported = exportersOf(exporters?.value);
  const off = anyFlag(reading, effect.noPush ?? []);
  const flagged: Truth =
    effect.push === 'always'
      ? true
      : effect.push === 'never' || effect.push === undefined
        ? false
        : anyFlag(reading, effect.push.flags);
  const pushes =
    effect.push === 'always' && off !== false ? (off === true ? false : 'unknown') : either(flagged, exported.pushes);
  const loadFlag = effect.load === undefined ? false : anyFlag(reading, effect.load.flags);
  const loads = either(
    either(loadFlag, exported.loads),
    effect.loadsByDefault === true && pushes === false && exporters === undefined,
  );
  const tagged =
    effect.repositoryVariable === undefined
      ? referencesAt(reading, effect.tags, undefined)
      : variableReferences(reading, effect.repositoryVariable);
  const names = exported.names
    .flatMap(spread)
    .flatMap((name) => referenceOf(name, exporters?.span ?? { start: 0, end: 0 }) ?? []);
  const list = [...tagged.list, ...names];
  const provenanceInput = effect.provenance === undefined ? undefined : operand(reading, effect.provenance);
  const sbomInput = effect.sbom === undefined ? undefined : operand(reading, effect.sbom);
  const attests = effect.attests === undefined ? undefined : operand(reading, effect.attests);
  const builder = effect.tool === 'nerdctl' ? 'other' : effect.tool;
  const whole = tagged.complete && !reading.matched.uncertain;
  return {
    kind: 'build',
    builder,
    references: whole ? list : undefined,
    known: list,
    tags: operand(reading, effect.tags),
    pushes: reading.matched.uncertain && pushes === false ? 'unknown' : pushes,
    push:
      effect.push === undefined || effect.push === 'always' || effect.push === 'never'
        ? undefined
        : operand(reading, { flags: effect.push.flags }),
    pushByDigest: exported.byDigest,
    loads,
    outputs: either(either(pushes, loads), exported.any),
    exporters,
    platforms: effect.platforms === undefined ? undefined : operand(reading, effect.platforms),
    cacheFrom: effect.cacheFrom === undefined ? undefined : operand(reading, effect.cacheFrom),
    cacheTo: effect.cacheTo === undefined ? undefined : operand(reading, effect.cacheTo),
    provenance:
      provenanceInput !== undefined
        ? onOff(provenanceInput)
        : mentions(attests, 'type=provenance')
          ? 'explicit'
          : builder === 'buildx' && loads !== true
            ? 'default'
            : 'off',
    provenanceInput,
    // ko makes an SBOM unless told not to (ko docs, "SBOMs").
    sbom:
      sbomInput !== undefined
        ? onOff(sbomInput) === 'explicit'
        : effect.tool === 'ko'
          ? true
          : mentions(attests, 'type=sbom'),
    sbomInput,
    context: effect.context === undefined ? undefined : operand(reading, effect.context),
    file: effect.file === undefined ? undefined : operand(reading, effect.file),
    target: effect.target === undefined ? undefined : operand(reading, effect.target),
    buildArguments: effect.buildArguments === undefined ? undefined : operand(reading, effect.buildArguments),
    secrets: effect.secrets === undefined ? undefined : operand(reading, effect.secrets),
    digest: undefined,
    credentials: undefined,
    builds: true,
  };
}

/** `docker buildx bake`: what it builds is in files that are not followed here, so most facts are unknown. */
export function bakeFacts(reading: Reading, effect: CommandEffect & { kind: 'bake' }): EventFacts<'build'> {
  const push = anyFlag(reading, effect.push.flags);
  const loads = anyFlag(reading, effect.load.flags);
  const set = operand(reading, effect.set);
  return {
    kind: 'build',
    builder: 'bake',
    references: undefined,
    known: [],
    tags: set,
    pushes: set === undefined ? push : either(push, 'unknown'),
    push: undefined,
    pushByDigest: false,
    loads,
    outputs: either(either(push, loads), 'unknown'),
    exporters: set,
    platforms: undefined,
    cacheFrom: undefined,
    cacheTo: undefined,
    provenance: 'default',
    provenanceInput: undefined,
    sbom: 'unknown',
    sbomInput: undefined,
    context: undefined,
    file: undefined,
    target: undefined,
    buildArguments: undefined,
    secrets: undefined,
    digest: undefined,
    credentials: undefined,
    builds: reading.command.reached !== false && anyFlag(reading, ['--print']) !== true,
  };
}

function onOff(input: Operand): BuildEvent['provenance'] {
  const value = text(input.value);
  return value === undefined ? 'unknown' : value === 'false' || value === 'none' ? 'off' : 'explicit';
}

function mentions(input: Operand | undefined, wanted: string): boolean {
  return input !== undefined && showText(input.value).includes(wanted);
}
