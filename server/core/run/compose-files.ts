import { COMPOSE_NAMES } from '../recipe/compose';
import { dotenvOf } from '../recipe/dotenv';
import { datumText, type ExprValue, hole, known } from '../value/value';
import type { Operand } from './operand';
import { repositoryFile } from './repository-file';
import type { StepInstance } from './run';

/**
 * The files `docker compose` reads where no flag names any, as lines: those of `COMPOSE_FILE`, otherwise the first that is found by its name
 * with its override file (docs.docker.com, "Compose environment variables" and "Merge Compose files"). `none` where there is none to find.
 */
export function defaultComposeFiles(
  step: StepInstance,
  folder: string,
  variable: (name: string) => ExprValue | undefined,
): Operand | { readonly reason: string } | 'none' {
  const given = variable('COMPOSE_FILE') ?? besideCompose(step, folder)('COMPOSE_FILE');
  if (given !== undefined && !(given.kind === 'known' && datumText(given.value) === '')) {
    if (given.kind !== 'known' || variable('COMPOSE_PATH_SEPARATOR') !== undefined)
      return { reason: 'what `COMPOSE_FILE` names is not known' };
    return lines(datumText(given.value).split(':'));
  }
  for (const name of COMPOSE_NAMES) {
    const found = repositoryFile(step, known(name), folder);
    if ('reason' in found) return found;
    if (found.state === 'absent') continue;
    const override = name.replace(/(\.ya?ml)$/, '.override$1');
    const second = repositoryFile(step, known(override), folder);
    return lines('reason' in second || second.state === 'absent' ? [name] : [name, override]);
  }
  return 'none';
}

function lines(names: readonly string[]): Operand {
  return { value: known(names.join('\n')), span: { start: 0, end: 0 }, given: false };
}

/** Variables of the `.env` file, which count less than those of the environment; holes where it could not be read. */
export function besideCompose(step: StepInstance, folder: string): (name: string) => ExprValue | undefined {
  const found = repositoryFile(step, known('.env'), folder);
  if ('reason' in found || found.state === 'notLoaded')
    return (name) => hole({ key: `.env:${name}`, shown: name, reason: 'may be set in a file that was not read' });
  const variables = found.state === 'absent' ? new Map<string, string>() : dotenvOf(found.state.text);
  return (name) => {
    const value = variables.get(name);
    return value === undefined ? undefined : known(value);
  };
}
