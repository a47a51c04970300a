import * as actions from '@actions/expressions';
import {
  Binary,
  ContextAccess,
  type Expr,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from '@actions/expressions/ast';
import { type Token, TokenType } from '@actions/expressions/lexer';
import type { Expression } from './expression';

export interface ParsedExpression {
  readonly expression: Expression | undefined;
  readonly problem?: { readonly span: { readonly start: number; readonly end: number }; readonly message: string };
}

/**
 * Parses what stands between `${{` and `}}` with GitHub's own lexer and parser. Any context and function name is accepted:
 * whether it exists is not this linter's question. Spans are moved by `offset`. Never throws.
 */
export function parseExpression(body: string, offset = 0): ParsedExpression {
  try {
    const { tokens } = new actions.Lexer(body).lex();
    const names = tokens.filter(({ type }) => type === TokenType.IDENTIFIER).map(({ lexeme }) => lexeme);
    const functions = names.map((name) => ({ name, minArgs: 0, maxArgs: 255 }));
    const tree: Expr | undefined = new actions.Parser(tokens, [...new Set(names)], functions).parse();
    if (tree === undefined)
      return {
        expression: undefined,
        problem: { span: { start: offset, end: offset + body.length }, message: 'the expression is empty' },
      };
    return { expression: convert(tree, { body, offset, starts: lineStarts(body) }) };
  } catch (error) {
    return {
      expression: undefined,
      problem: {
        span: { start: offset, end: offset + body.length },
        message: error instanceof Error ? error.message : String(error),
      },
    };
  }
}

interface Source {
  readonly body: string;
  readonly offset: number;
  readonly starts: readonly number[];
}

function convert(tree: Expr, source: Source): Expression {
  if (tree instanceof Literal) return { kind: 'literal', value: primitive(tree), span: tokenSpan(tree.token, source) };
  if (tree instanceof ContextAccess)
    return { kind: 'context', name: tree.name.lexeme, span: tokenSpan(tree.name, source) };
  if (tree instanceof Grouping) return convert(tree.group, source);
  if (tree instanceof Unary) {
    const operand = convert(tree.expr, source);
    return { kind: 'not', operand, span: { start: tokenSpan(tree.operator, source).start, end: operand.span.end } };
  }
  if (tree instanceof Binary) {
    const left = convert(tree.left, source);
    const right = convert(tree.right, source);
    return {
      kind: 'compare',
      operator: comparison(tree.operator.lexeme),
      left,
      right,
      span: { start: left.span.start, end: right.span.end },
    };
  }
  if (tree instanceof Logical) {
    const operands = tree.args.map((argument) => convert(argument, source));
    const span = { start: operands[0]?.span.start ?? 0, end: operands[operands.length - 1]?.span.end ?? 0 };
    return { kind: tree.operator.type === TokenType.AND ? 'and' : 'or', operands, span };
  }
  if (tree instanceof IndexAccess) {
    const object = convert(tree.expr, source);
    if (tree.index instanceof Star)
      return { kind: 'star', object, span: { start: object.span.start, end: behind('*', object.span.end, source) } };
    const index = convert(tree.index, source);
    const bracket = source.body.slice(object.span.end - source.offset, index.span.start - source.offset).includes('[');
    return {
      kind: 'index',
      object,
      index,
      span: { start: object.span.start, end: bracket ? behind(']', index.span.end, source) : index.span.end },
    };
  }
  if (tree instanceof FunctionCall) {
    const name = tokenSpan(tree.functionName, source);
    const args = tree.args.map((argument) => convert(argument, source));
    return {
      kind: 'call',
      name: tree.functionName.lexeme,
      arguments: args,
      span: { start: name.start, end: behind(')', args[args.length - 1]?.span.end ?? name.end, source) },
    };
  }
  return { kind: 'literal', value: null, span: { start: source.offset, end: source.offset } };
}

function primitive(literal: Literal): string | number | boolean | null {
  const { value } = literal.token;
  if (value !== undefined) return value;
  switch (literal.token.type) {
    case TokenType.TRUE:
      return true;
    case TokenType.FALSE:
      return false;
    case TokenType.NULL:
      return null;
    default:
      // A name behind a dot is a string as it stands.
      return literal.token.lexeme;
  }
}

function comparison(lexeme: string): '==' | '!=' | '<' | '<=' | '>' | '>=' {
  switch (lexeme) {
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return lexeme;
    default:
      return '==';
  }
}

/** The first place behind `character` from an offset on; only white space and closing parentheses of groups can stand between. */
function behind(character: string, from: number, source: Source): number {
  const at = source.body.indexOf(character, from - source.offset);
  return at < 0 ? from : at + 1 + source.offset;
}

function tokenSpan(token: Token, source: Source): { readonly start: number; readonly end: number } {
  const start = (source.starts[token.range.start.line] ?? 0) + token.range.start.column;
  return { start: start + source.offset, end: start + token.lexeme.length + source.offset };
}

function lineStarts(body: string): readonly number[] {
  const starts = [0];
  for (let at = body.indexOf('\n'); at >= 0; at = body.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
