import type { Project } from '../core/index';
import type { Workspace } from '../core/workspace';
import type { NamedSymbol } from './symbols/symbol';
import { occurrenceAt, occurrencesOf } from './symbols/symbols-in-workspace';
import type { Target } from './target';

/** Where the thing is written that a name at an offset stands for; an input of two triggers is written twice. Empty where it names none. */
export function definition({ workspace }: Project, path: string, offset: number): readonly Target[] {
  const at = occurrenceAt(workspace, path, offset);
  return at === undefined ? [] : declarationsOf(workspace, at.symbol);
}

function declarationsOf(workspace: Workspace, symbol: NamedSymbol): readonly Target[] {
  const found = occurrencesOf(workspace, symbol).filter(({ declares }) => declares);
  if (found.length > 0 || symbol.kind !== 'stepOutput') return found.map(({ path, span }) => ({ path, span }));
  // What an action or an unseen program outputs is not written here, but it is the step's.
  const [, job = '', step = ''] = /^(.*)\/([^/]*)$/.exec(symbol.scope) ?? [];
  return declarationsOf(workspace, { kind: 'step', scope: job, name: step });
}
