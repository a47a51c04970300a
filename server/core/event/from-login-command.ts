import type { CommandEffect } from '../catalogue/program';
import { asValue, operand, type Reading } from '../run/command-reading';
import type { Operand } from '../run/operand';
import { canonicalHost, referenceOf } from '../run/reference';
import type { StepInstance } from '../run/run';
import type { Span } from '../text/span';
import { alternatives, concat, fromParts, parts, show, union } from '../value/text';
import { datumText, known, knownText, type Value } from '../value/value';
import { spanIn } from '../workflow/field';
import type { EventFacts } from './event';
import { credentialOf } from './from-login';

/** A command that logs in, with the password where it comes from: a flag, a pipe or a here-string. */
export function loginFacts(reading: Reading, effect: CommandEffect & { kind: 'login' }): EventFacts<'login'> {
  const registry = operand(reading, effect.registry);
  const { id, index } = reading.command.command.pipe;
  const before = reading.all.filter(({ command }) => command.pipe.id === id && command.pipe.index < index);
  const piped = before.find(({ command }) => command.pipe.index === index - 1);
  const here = reading.command.command.redirects.find(({ operator }) => operator === '<<<')?.target;
  const fromStdin: Value | undefined =
    piped !== undefined
      ? concat(piped.words.slice(1).map(({ value }) => value))
      : here === undefined
        ? undefined
        : union(
            here.parts.map((part) =>
              part.kind === 'variable'
                ? (asValue(reading.step.variable(part.name)) ?? known(''))
                : part.kind === 'expression'
                  ? expressionValue(reading.step, part.body)
                  : known(''),
            ),
          );
  const password = operand(reading, effect.password)?.value ?? fromStdin;
  // Others may cut the password out of what the cloud's program prints.
  const cloud = before.some(({ words }) => BY_CLOUD.test(words.map(({ value }) => show(value)).join(' ')));
  const hosts =
    effect.suffix !== undefined
      ? fullHost(registry?.value, effect.suffix)
      : registry === undefined
        ? [effect.defaultHost ?? 'docker.io']
        : hostsOf(registry);
  return {
    kind: 'login',
    hosts: hosts === undefined || hosts.length === 0 || reading.matched.uncertain ? undefined : hosts,
    registry,
    username: operand(reading, effect.username),
    password: password === undefined ? undefined : { value: password, span: commandSpan(reading), given: true },
    credential: cloud || effect.cloud === true ? 'cloud' : credentialOf(password),
  };
}

/** The hosts a registry may be; undefined where it may also be one that the script takes out of something, for that can be any. */
function hostsOf({ value, span }: Operand): readonly string[] | undefined {
  const hosts = alternatives(value)?.map((option) =>
    option.kind === 'known'
      ? canonicalHost(datumText(option.value))
      : referenceOf(fromParts([...parts(option), '/x']), span)?.registry,
  );
  return hosts?.every((host) => host !== undefined) === true ? hosts : undefined;
}

/** A cloud's own program, also as the text that a shell is given. */
const BY_CLOUD = /^(?:.*\b(?:ba)?sh -\w*c )?(?:aws|gcloud|az) /;

/** The host that a registry's name with its provider means; a name that is computed may be a whole host. */
export function fullHost(name: Value | undefined, suffix: string): readonly string[] | undefined {
  const text = name === undefined ? '' : (knownText(name) ?? '').trim().toLowerCase();
  if (text === '') return undefined;
  return [text.includes('.') ? text : `${text}${suffix}`];
}

function commandSpan({ step, command }: Reading): Span {
  const field = step.step.run?.field;
  return field === undefined ? { start: 0, end: 0 } : spanIn(field, command.command.span);
}

function expressionValue(step: StepInstance, body: string): Value {
  const value = step.scope.lookup(body.trim().split('.'));
  return asValue(value) ?? known('');
}
