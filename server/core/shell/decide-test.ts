import { alternatives, isSame, parts } from '../value/text';
import { datumText, type Hole, type Known, type Template, type Truth, type Value } from '../value/value';
import type { Test, Word } from './script';

type Resolve = (word: Word) => Value;

/**
 * Whether a shell test holds, as far as its words and the files it asks for are known. `decided` keeps the answers: a test is made once, and
 * what its variables hold later on does not change it.
 */
export function decideTest(
  test: Test,
  resolve: Resolve,
  file: (path: Value) => Truth = () => 'unknown',
  decided: Map<Test, Truth> = new Map(),
): Truth {
  const decide = (one: Test, wanted: boolean): Truth => {
    switch (one.kind) {
      case 'opaque':
        return 'unknown';
      case 'succeeds':
        return wanted ? true : 'unknown';
      case 'not':
        return negate(decide(one.test, !wanted));
      case 'and':
      case 'or': {
        const stop = one.kind === 'or';
        let answer: Truth = !stop;
        for (const part of one.tests) {
          const of = decide(part, wanted);
          if (of === stop) return stop;
          if (of === 'unknown') answer = 'unknown';
        }
        return answer;
      }
      default: {
        const answer = decided.get(one) ?? decideWords(one, resolve, file);
        decided.set(one, answer);
        return answer;
      }
    }
  };
  return decide(test, true);
}

function decideWords(
  test: Test & { readonly kind: 'unary' | 'binary' },
  resolve: Resolve,
  file: (path: Value) => Truth,
): Truth {
  if (test.kind === 'binary')
    return decideBinary(test.operator, resolve(test.left), resolve(test.right), test.glob && !test.right.quoted);
  return test.operator === '-f' || test.operator === '-e'
    ? file(resolve(test.operand))
    : decideUnary(test.operator, resolve(test.operand));
}

function decideUnary(operator: string, value: Value): Truth {
  if (operator !== '-n' && operator !== '-z') return 'unknown';
  const options = alternatives(value);
  if (options === undefined) return 'unknown';
  const answers = new Set(options.map(isEmpty));
  const [only] = answers;
  if (answers.size !== 1 || only === undefined || only === 'unknown') return 'unknown';
  return operator === '-z' ? only : !only;
}

function isEmpty(value: Known | Template): Truth {
  if (value.kind === 'known') return datumText(value.value) === '';
  return value.parts.some((part) => typeof part === 'string' || part.nonEmpty === true || (part.prefix ?? '') !== '')
    ? false
    : 'unknown';
}

function decideBinary(operator: string, left: Value, right: Value, glob: boolean): Truth {
  const a = alternatives(left);
  const b = alternatives(right);
  if (a === undefined || b === undefined) return 'unknown';
  const compare =
    operator === '=='
      ? glob
        ? matches
        : same
      : operator === '!='
        ? (x: Known | Template, y: Known | Template) => negate((glob ? matches : same)(x, y))
        : operator === '-eq' || operator === '-ne'
          ? (x: Known | Template, y: Known | Template) => (operator === '-eq' ? same(x, y) : negate(same(x, y)))
          : operator === '=~'
            ? fitsExpression
            : undefined;
  if (compare === undefined) return 'unknown';
  let answer: Truth | undefined;
  for (const x of a) {
    for (const y of b) {
      const one = compare(x, y);
      if (one === 'unknown' || (answer !== undefined && answer !== one)) return 'unknown';
      answer = one;
    }
  }
  return answer ?? 'unknown';
}

/** Shell text is compared to the letter. */
function same(a: Known | Template, b: Known | Template): Truth {
  if (a.kind === 'known' && b.kind === 'known') return datumText(a.value) === datumText(b.value);
  if (isSame(a, b)) return true;
  if (neverEqual(a, b) || neverEqual(b, a)) return false;
  const [template, text] = a.kind === 'template' ? [a, b] : [b, a];
  if (template.kind !== 'template' || text.kind !== 'known') return 'unknown';
  return fits(template, datumText(text.value));
}

/** Whether one is a value that cannot be the other, e.g. a fork's name and the repository's. */
function neverEqual(a: Known | Template, b: Known | Template): boolean {
  const [own, ...more] = parts(a);
  const [other, ...others] = parts(b);
  if (own === undefined || other === undefined || more.length > 0 || others.length > 0) return false;
  return typeof own !== 'string' && typeof other !== 'string' && own.differs?.includes(other.key) === true;
}

/** Whether a template can be a text: literals at its ends, and what is known of a single hole. */
function fits(template: Template, text: string): Truth {
  const [first] = template.parts;
  const last = template.parts[template.parts.length - 1];
  const start = typeof first === 'string' ? first : (first?.prefix ?? '');
  const end = typeof last === 'string' ? last : '';
  if (!text.startsWith(start) || !text.endsWith(end)) return false;
  if (template.parts.length === 1 && first !== undefined && typeof first !== 'string') return holeFits(first, text);
  return 'unknown';
}

function holeFits(hole: Hole, text: string): Truth {
  if (hole.nonEmpty === true && text === '') return false;
  if (hole.domain !== undefined && !hole.domain.some((datum) => datumText(datum) === text)) return false;
  if (hole.not?.some((datum) => datumText(datum) === text) === true) return false;
  if (hole.lacks?.some((piece) => text.includes(piece)) === true) return false;
  return 'unknown';
}

/** `[[ x == pattern ]]` and `case`: only patterns with a fixed start, end or middle are decided. */
function matches(value: Known | Template, pattern: Known | Template): Truth {
  if (pattern.kind !== 'known') return same(value, pattern);
  const text = datumText(pattern.value);
  if (!/[*?[]/.test(text)) return same(value, pattern);
  if (value.kind === 'known') return globToRegExp(text)?.test(datumText(value.value)) ?? 'unknown';
  if (text === '*') return true;
  const fixed = /^([^*?[]*)\*$/.exec(text)?.[1];
  if (fixed === undefined) return 'unknown';
  const [first] = parts(value);
  const start = typeof first === 'string' ? first : (first?.prefix ?? '');
  if (start.startsWith(fixed)) return true;
  return fixed.startsWith(start) ? 'unknown' : false;
}

/** `[[ text =~ expression ]]`: extended regular expressions as far as they read the same here; of others only a fixed start counts. */
function fitsExpression(value: Known | Template, pattern: Known | Template): Truth {
  if (pattern.kind !== 'known') return 'unknown';
  const text = datumText(pattern.value);
  const fixed = /^\^([\w/.: @-]*)/.exec(text.includes('|') ? '' : text)?.[1];
  // What a quantifier follows may be missing, and a dot is any character.
  const start = fixed?.replace(/\..*$/, '').slice(0, /^\^[\w/.: @-]*[*?{]/.test(text) ? -1 : undefined);
  const [first] = parts(value);
  const own = typeof first === 'string' ? first : (first?.prefix ?? '');
  if (start !== undefined && !own.startsWith(start) && !start.startsWith(own)) return false;
  if (value.kind !== 'known' || /\[\[:|\\[<>`']/.test(text)) return 'unknown';
  try {
    return new RegExp(text).test(datumText(value.value));
  } catch {
    return 'unknown';
  }
}

function globToRegExp(pattern: string): RegExp | undefined {
  if (pattern.includes('[')) return undefined;
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]')}$`,
  );
}

function negate(value: Truth): Truth {
  return value === 'unknown' ? 'unknown' : !value;
}
