import type { CommandEffect } from '../catalogue/program';
import {
  anyFlag,
  complete,
  folderOf,
  operand,
  type Reading,
  redirected,
  referencesAt,
  showText,
  variableOf,
} from '../run/command-reading';
import { type Operand, overOptions } from '../run/operand';
import { mayFindSettings } from '../run/settings-file';
import { datumText, known, knownText, type Truth } from '../value/value';
import type { EventFacts } from './event';
import { SBOM_FORMATS } from './sbom-format';

type ScanEffect = CommandEffect & { kind: 'scan' };
type SbomEffect = CommandEffect & { kind: 'sbom' };

/**
 * What a scanner called in a script looks at, and what it does when it finds something; an SBOM instead where one is asked for as the
 * report, and beside it where a flag of its own names the file.
 */
export function scanFacts(reading: Reading, effect: ScanEffect): readonly (EventFacts<'scan'> | EventFacts<'sbom'>)[] {
  const made = sbomOfScan(reading, effect);
  if (made !== undefined) return [made];
  const image = effect.image === undefined ? undefined : referencesAt(reading, effect.image, effect.transports);
  const archive = effect.archive === undefined ? undefined : operand(reading, effect.archive);
  const gate = operand(reading, { flags: effect.gate.flags });
  const format = effect.format === undefined ? undefined : operand(reading, effect.format);
  const output = effect.output === undefined ? undefined : (operand(reading, effect.output) ?? redirected(reading));
  const sarif =
    format !== undefined && makesSarif(reading, effect, format)
      ? (sarifFile(format) ?? output)
      : effect.sarif === undefined
        ? undefined
        : operand(reading, effect.sarif);
  const ofFiles = anyFlag(reading, effect.files ?? []) === true;
  const sbomFile = effect.sbomFile === undefined ? undefined : operand(reading, effect.sbomFile);
  const scan: EventFacts<'scan'> = {
    kind: 'scan',
    subject: ofFiles ? 'filesystem' : effect.subject,
    references: image === undefined || ofFiles ? undefined : complete(image),
    target: effect.image === undefined ? undefined : operand(reading, effect.image),
    archive,
    gates: gates(reading, effect, gate),
    gate,
    sarif,
  };
  return sbomFile === undefined ? [scan] : [scan, { ...scanned(reading, effect), format: undefined, file: sbomFile }];
}

/** What a program that describes images is given, once for each report it writes. */
export function sbomFacts(reading: Reading, effect: SbomEffect): readonly EventFacts<'sbom'>[] {
  const image = referencesAt(reading, effect.image, effect.transports);
  const target = operand(reading, effect.image);
  // A saved image describes an image, a folder the source (Syft README, "Supported sources").
  const written = target === undefined ? '' : showText(target.value);
  const facts = {
    kind: 'sbom' as const,
    subject: /^(dir:|file:|\.|\/)/.test(written)
      ? ('filesystem' as const)
      : /^(oci-archive|docker-archive|oci-dir):/.test(written)
        ? ('unknown' as const)
        : ('image' as const),
    references: complete(image),
    target,
  };
  return outputsOf(reading, effect).map((output) => ({ ...facts, ...output }));
}

/** What `-o` asks for: syft takes it several times, each with a file of its own as in `-o spdx-json=sbom.json`. */
function outputsOf(
  reading: Reading,
  effect: SbomEffect,
): readonly { readonly format: Operand | undefined; readonly file: Operand | undefined }[] {
  const format = operand(reading, effect.format);
  const file = operand(reading, effect.output) ?? redirected(reading);
  const wanted = format === undefined ? undefined : knownText(format.value);
  if (format === undefined || wanted?.includes('=') !== true) return [{ format, file }];
  return wanted.split('\n').map((one) => {
    const at = one.indexOf('=');
    return {
      format: { ...format, value: known(at < 0 ? one : one.slice(0, at)) },
      file: at < 0 ? file : { ...format, value: known(one.slice(at + 1)) },
    };
  });
}

/** Trivy makes an SBOM, and looks for no vulnerabilities, when one is asked for as the format (Trivy docs, "SBOM", `--format`). */
function sbomOfScan(reading: Reading, effect: ScanEffect): EventFacts<'sbom'> | undefined {
  const format = effect.format === undefined ? undefined : operand(reading, effect.format);
  if (format === undefined || effect.subject === 'config' || !SBOM_FORMATS.has(knownText(format.value) ?? ''))
    return undefined;
  return {
    ...scanned(reading, effect),
    format,
    file: effect.output === undefined ? undefined : (operand(reading, effect.output) ?? redirected(reading)),
  };
}

/** The same that is scanned, as what an SBOM describes. */
function scanned(
  reading: Reading,
  { image, subject, transports }: ScanEffect,
): Pick<EventFacts<'sbom'>, 'kind' | 'subject' | 'references' | 'target'> {
  return {
    kind: 'sbom',
    subject: subject === 'image' ? 'image' : 'filesystem',
    references: image === undefined ? undefined : complete(referencesAt(reading, image, transports)),
    target: image === undefined ? undefined : operand(reading, image),
  };
}

function gates(reading: Reading, effect: ScanEffect, gate: Operand | undefined): Truth {
  const passes = effect.gate.passValues ?? ['0', 'false', ''];
  if (gate !== undefined)
    return overOptions(gate.value, (option) =>
      option.kind === 'known' ? !passes.includes(datumText(option.value)) : 'unknown',
    );
  const variable = effect.gate.environment === undefined ? undefined : variableOf(reading, effect.gate.environment);
  if (variable !== undefined)
    return variable.kind === 'known' ? !passes.includes(datumText(variable.value)) : 'unknown';
  if (effect.gate.default !== undefined) return effect.gate.default === 'gates' ? true : 'unknown';
  if (effect.gate.config !== undefined && operand(reading, effect.gate.config) !== undefined) return 'unknown';
  if (mayFindSettings(reading.step, effect.gate.configFile, folderOf(reading))) return 'unknown';
  return anyFlag(reading, effect.gate.flags) === true ? true : reading.matched.uncertain ? 'unknown' : false;
}

/** SARIF by name, or by one of Trivy's templates that write it (Trivy docs, "Reporting", Template). */
function makesSarif(reading: Reading, { template }: ScanEffect, format: Operand): boolean {
  const written = knownText(format.value);
  if (written?.startsWith('sarif') === true) return true;
  if (written !== 'template' || template === undefined) return false;
  return new RegExp(template.pattern).test(
    knownText(operand(reading, { flags: template.flags })?.value ?? known('')) ?? '',
  );
}

/** grype and syft take `format=file` in one flag. */
function sarifFile(format: Operand): Operand | undefined {
  const value = knownText(format.value);
  const at = value?.indexOf('=') ?? -1;
  return value === undefined || at < 0 ? undefined : { ...format, value: known(value.slice(at + 1)) };
}
