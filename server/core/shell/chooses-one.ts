import type * as bash from 'unbash';

/** Whether a list is `test && NAME=a || NAME=b`, which sets the one or the other: an assignment of plain text does not fail. */
export function choosesOne({ commands, operators }: bash.AndOr): boolean {
  const [, second] = commands;
  return (
    operators.length === 2 &&
    operators[0] === '&&' &&
    operators[1] === '||' &&
    second?.type === 'Command' &&
    second.name === undefined &&
    second.prefix.length > 0
  );
}
