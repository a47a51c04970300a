import type * as bash from 'unbash';
import { spanOf } from './read-parts';
import type { Command } from './script';

/** What the failure of the part at `index` of `a && b || c` does; undefined for the last one, whose failure is that of the list. */
export function failureWithin(node: bash.AndOr, index: number, text: string): Command['failure'] | undefined {
  const next = node.commands[index + 1];
  if (next === undefined) return undefined;
  return node.operators[index] === '||'
    ? afterOr(next, node, text)
    : (laterOr(node, index, text) ?? { kind: 'tested', by: spanOf(next), how: '&&' });
}

/** What the failure of the part at `index` of `a && b || c` does where an `||` follows: in `a && b || true` that of `a` is swallowed as well. */
function laterOr(node: bash.AndOr, index: number, text: string): Command['failure'] | undefined {
  for (let i = index; i < node.operators.length; i++) {
    const next = node.commands[i + 1];
    if (node.operators[i] === '||' && next !== undefined) return afterOr(next, node, text);
  }
  return undefined;
}

/** What it does where `||` and this command follow. */
function afterOr(right: bash.PipelineNode, node: bash.AndOr, script: string): Command['failure'] {
  const text = script.slice(right.pos, right.end);
  const operatorStart = script.lastIndexOf('||', right.pos);
  const by = { start: operatorStart < node.pos ? right.pos : operatorStart, end: spanOf(right).end };
  const how = `|| ${text}`;
  return /\b(exit|return|false|kill|die|fail)\b|\$\?|=\s*(1|true|\$\?)|GITHUB_(OUTPUT|ENV)/.test(text)
    ? { kind: 'tested', by, how }
    : { kind: 'ignored', by, how };
}
