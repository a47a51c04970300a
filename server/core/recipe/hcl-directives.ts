import type { Span } from '../text/span';
import { NotHcl } from './hcl-cursor';
import type { HclExpression } from './hcl-tree';

/** A piece of a template: literal text, an interpolation or a directive. */
export type TemplateToken = string | { readonly value: HclExpression } | Directive;

export type Directive =
  | { readonly directive: 'if'; readonly test: HclExpression }
  | { readonly directive: 'for'; readonly names: readonly string[]; readonly source: HclExpression }
  | { readonly directive: 'else' | 'endif' | 'endfor' };

type End = 'else' | 'endif' | 'endfor';
type Part = string | HclExpression;

/** The template that pieces make: `%{ if }` becomes a condition, and `%{ for }` a loop whose texts are joined. */
export function folded(tokens: readonly TemplateToken[], span: Span): HclExpression {
  const [only, ...others] = tokens;
  // An interpolation by itself keeps its type (hclsyntax/spec.md, "Template Interpolation Unwrapping").
  if (only !== undefined && others.length === 0 && typeof only !== 'string' && 'value' in only)
    return { kind: 'template', parts: [only.value], span };
  return textOf(partsUpTo({ tokens, at: 0, span }, undefined).parts, span);
}

/** Parts that are always a text, also where one stands alone: an empty literal goes before it. */
function textOf(parts: readonly Part[], span: Span): HclExpression {
  if (parts.every((part) => typeof part === 'string'))
    return { kind: 'literal', value: parts.join('').normalize('NFC'), span };
  return { kind: 'template', parts: parts.length === 1 ? ['', ...parts] : parts, span };
}

interface Place {
  readonly tokens: readonly TemplateToken[];
  readonly at: number;
  readonly span: Span;
}

interface Parts {
  readonly parts: readonly Part[];
  readonly end: End | undefined;
  /** Behind the directive that ended them. */
  readonly at: number;
}

function partsUpTo({ tokens, at: from, span }: Place, ends: readonly End[] | undefined): Parts {
  const parts: Part[] = [];
  for (let at = from; ; ) {
    const token = tokens[at++];
    if (token === undefined) {
      if (ends !== undefined) throw new NotHcl();
      return { parts, end: undefined, at };
    }
    if (typeof token === 'string') {
      const last = parts.at(-1);
      if (typeof last === 'string') parts[parts.length - 1] = (last + token).normalize('NFC');
      else if (token !== '') parts.push(token.normalize('NFC'));
    } else if ('value' in token) parts.push(token.value);
    else if (token.directive === 'if') {
      const yes = partsUpTo({ tokens, at, span }, ['else', 'endif']);
      const no = yes.end === 'else' ? partsUpTo({ tokens, at: yes.at, span }, ['endif']) : { parts: [], at: yes.at };
      parts.push({
        kind: 'conditional',
        test: token.test,
        yes: textOf(yes.parts, span),
        no: textOf(no.parts, span),
        span: token.test.span,
      });
      at = no.at;
    } else if (token.directive === 'for') {
      const { names, source } = token;
      const inner = partsUpTo({ tokens, at, span }, ['endfor']);
      const place = source.span;
      const loop: HclExpression = {
        kind: 'for',
        names,
        source,
        value: textOf(inner.parts, span),
        grouped: false,
        span: place,
      };
      // A function of the library cannot be redefined.
      parts.push({
        kind: 'call',
        name: 'join',
        arguments: [{ kind: 'literal', value: '', span: place }, loop],
        span: place,
      });
      at = inner.at;
    } else {
      if (ends?.includes(token.directive) !== true) throw new NotHcl();
      return { parts, end: token.directive, at };
    }
  }
}
