import type { LoginEffect } from '../catalogue/entry';
import { givenOperand, inputOperand, spread } from '../run/operand';
import { canonicalHost, referenceOf } from '../run/reference';
import type { StepInstance } from '../run/run';
import { alternatives, fromParts, parts } from '../value/text';
import { datumText, type Value } from '../value/value';
import type { LoginEvent } from './event';

/** Who a login is: the host it is for and whose the password is. */
export function loginFacts(
  step: StepInstance,
  effect: LoginEffect,
): Pick<LoginEvent, 'hosts' | 'registry' | 'blank' | 'username' | 'password' | 'credential'> {
  const registry = givenOperand(step, effect.registry);
  const written = effect.registry === undefined ? undefined : inputOperand(step, effect.registry);
  const auth = givenOperand(step, effect.registryAuth);
  const password = givenOperand(step, effect.password);
  const username = givenOperand(step, effect.username);
  const hosts =
    effect.host !== undefined
      ? [effect.host]
      : auth !== undefined || effect.provider !== undefined
        ? undefined
        : registry === undefined
          ? [effect.defaultHost ?? 'docker.io']
          : hostsOf(registry.value);
  return {
    hosts,
    registry,
    ...(registry === undefined && written?.given === true ? { blank: written } : {}),
    username,
    password,
    // An action for one registry that takes no password signs in to the cloud by itself.
    credential:
      effect.provider !== undefined || (effect.host !== undefined && effect.password === undefined)
        ? 'cloud'
        : auth !== undefined
          ? 'unknown'
          : credentialOf(password?.value),
  };
}

/** Host names a value can have; undefined when one of them is not known. */
export function hostsOf(value: Value): readonly string[] | undefined {
  const hosts: string[] = [];
  for (const option of alternatives(value) ?? [undefined]) {
    if (option === undefined) return undefined;
    for (const one of spread(option)) {
      if (one.kind === 'known') hosts.push(canonicalHost(datumText(one.value)));
      else {
        const reference = referenceOf(fromParts([...parts(one), '/x']), { start: 0, end: 0 });
        if (reference?.registry === undefined || reference.registry === 'docker.io') return undefined;
        hosts.push(reference.registry);
      }
    }
  }
  return [...new Set(hosts)];
}

/** Whose credential a password is, told by the expression it is. */
export function credentialOf(value: Value | undefined): LoginEvent['credential'] {
  if (value === undefined) return 'none';
  const kinds = new Set(
    (alternatives(value) ?? [])
      .flatMap((option) => parts(option).filter((part) => typeof part !== 'string'))
      .map(({ key, origin }) =>
        key === 'github.token'
          ? 'github-token'
          : /^secrets\./.test(key)
            ? 'secret'
            : origin !== undefined
              ? 'oidc'
              : 'unknown',
      ),
  );
  const [only] = kinds;
  // `secrets.GHCR_PAT || github.token`: either may be meant, so nothing is claimed.
  return kinds.size === 1 && only !== undefined ? only : 'unknown';
}
