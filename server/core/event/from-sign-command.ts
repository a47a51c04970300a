import type { CommandEffect } from '../catalogue/program';
import { anyFlag, complete, mayBeGiven, operand, type Reading, referencesAt, variableOf } from '../run/command-reading';
import { datumText, known, knownText, type Truth } from '../value/value';
import type { EventFacts, SignEvent } from './event';
import { ownLogin } from './from-push-command';

type Effect = CommandEffect & { kind: 'sign' | 'attest' };

/** What cosign or notation called in a script signs, with whose identity, and whether it waits for an answer. */
export function signFacts(reading: Reading, effect: Effect): EventFacts<'sign'> | EventFacts<'attest'> {
  const image = referencesAt(reading, effect.image, undefined);
  const common = {
    references: complete(image),
    target: operand(reading, effect.image),
    identity: identityOf(reading, effect),
    asks: asks(reading, effect),
    ...ownLogin(reading, effect.ownLogin),
  };
  if (effect.kind === 'sign') return { kind: 'sign', ...common };
  const type = knownText(operand(reading, effect.predicateType)?.value ?? known('custom')) ?? '';
  return {
    kind: 'attest',
    ...common,
    predicate: /spdx|cyclonedx|sbom/i.test(type) ? 'sbom' : /slsa/i.test(type) ? 'provenance' : 'other',
    subjectName: undefined,
    subjectDigest: undefined,
    subjectPath: undefined,
    sbomPath: /spdx|cyclonedx/i.test(type) ? operand(reading, effect.predicate) : undefined,
    pushToRegistry: true,
  };
}

/** cosign signs with the job's identity unless it is given a key; a token by hand is somebody's own arrangement. */
function identityOf(reading: Reading, effect: Effect): SignEvent['identity'] {
  if (effect.key === undefined) return 'key';
  if (mayBeGiven(reading, effect.key)) return 'unknown';
  if (operand(reading, effect.key) !== undefined) return 'key';
  const token = effect.identityToken === undefined ? undefined : operand(reading, effect.identityToken);
  // pkg/providers/envvar of cosign takes a token from this variable.
  const byHand = token !== undefined || variableOf(reading, 'SIGSTORE_ID_TOKEN') !== undefined;
  return reading.matched.uncertain || byHand ? 'unknown' : 'keyless';
}

/** Whether cosign may wait for an answer nobody gives (publishing.md F-108). */
function asks(reading: Reading, effect: Effect): Truth {
  if (effect.yes === undefined || effect.yesVariable === undefined) return false;
  const confirmed = anyFlag(reading, effect.yes);
  if (confirmed === true) return false;
  const variable = variableOf(reading, effect.yesVariable);
  if (variable !== undefined)
    return variable.kind === 'known' ? !['1', 'true'].includes(datumText(variable.value).toLowerCase()) : 'unknown';
  const tlog = effect.tlog === undefined ? undefined : operand(reading, effect.tlog);
  if (tlog !== undefined) return knownText(tlog.value) === 'false' ? false : 'unknown';
  // A signing configuration may name no transparency log, about which the question is (cosign doc/cosign_sign.md, `--signing-config`).
  if (operand(reading, { flags: ['--signing-config'] }) !== undefined) return 'unknown';
  const piped = reading.command.command.pipe.index > 0;
  return confirmed === 'unknown' || piped ? 'unknown' : true;
}
