import { parseExpression } from '../expr/parse-expression';
import { references } from '../expr/references';

/**
 * Whether GitHub reads what stands between `${{` and `}}`: contexts and functions of its own and nothing else (docs: contexts, evaluate
 * expressions). Values are shown to people in the same form, as `lower(github.repository)`, and must not get into a file.
 */
export function isReadable(written: string): boolean {
  // It may stand in quotes of YAML, which double or escape some characters.
  return [written, written.replaceAll("''", "'"), written.replaceAll(/\\(.)/g, '$1')].some(reads);
}

function reads(body: string): boolean {
  const { expression } = parseExpression(body);
  if (expression === undefined) return false;
  const functions = [...body.replace(/'[^']*'/g, "''").matchAll(/([A-Za-z_][\w-]*)\s*\(/g)].map(
    (match) => match[1] ?? '',
  );
  return (
    functions.every((name) => FUNCTIONS.has(name.toLowerCase())) &&
    references(expression).every(({ path: [context = ''] }) => CONTEXTS.has(context.toLowerCase()))
  );
}

const CONTEXTS: ReadonlySet<string> = new Set(
  'github env vars job jobs steps runner secrets strategy matrix needs inputs'.split(' '),
);

const FUNCTIONS: ReadonlySet<string> = new Set(
  'contains startswith endswith format join tojson fromjson hashfiles case success always cancelled failure'.split(' '),
);
