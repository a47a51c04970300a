import type { Truth, Value } from '../value/value';
import type { Script } from './script';
import type { ResolvedCommand, ScriptRun, ShellEnvironment } from './walk';
import { walkScript } from './walk-script';

/** What can be asked of every step alike; what is unread is told from the command alone. */
type StepEnvironment = Required<ShellEnvironment>;

/**
 * The same as `walkScript`, which is a function of the script and of what its environment answers: where the starts of a workflow give the
 * same answers, they share one walk. What a script asks is kept as a tree, in which the answer to one question leads to the next.
 */
export function sharedWalk(script: Script, environment: StepEnvironment): ScriptRun {
  const root = WALKS.get(script) ?? { branches: [] };
  WALKS.set(script, root);
  const answers: Answer[] = [];
  let node: Node | undefined = root;
  while (node?.question !== undefined) {
    const answer = ask(node.question, environment);
    answers.push(answer);
    node = node.branches.find((branch) => isSameData(branch.answer, answer))?.node;
  }
  return node?.run ?? walkAnew(script, environment, root, answers);
}

const WALKS = new WeakMap<Script, Node>();

/** What a script asks after the answers that lead here; or its walk, where it asks no more. */
interface Node {
  question?: Question;
  readonly branches: { readonly answer: Answer; readonly node: Node }[];
  run?: ScriptRun;
}

type Question =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'unset'; readonly name: string }
  | { readonly kind: 'expression'; readonly body: string }
  | { readonly kind: 'output'; readonly commands: readonly ResolvedCommand[] }
  | { readonly kind: 'file'; readonly path: Value };

type Answer = Value | Truth | undefined;

function ask(question: Question, environment: StepEnvironment): Answer {
  switch (question.kind) {
    case 'variable':
      return environment.variable(question.name);
    case 'unset':
      return environment.unset(question.name);
    case 'expression':
      return environment.expression(question.body);
    case 'output':
      return environment.output(question.commands);
    case 'file':
      return environment.file(question.path);
  }
}

/** Walks the script and adds what it asks to the tree; `answers` are those to its first questions. */
function walkAnew(script: Script, environment: StepEnvironment, root: Node, answers: readonly Answer[]): ScriptRun {
  let node = root;
  let count = 0;
  const take = (question: Question): Answer => {
    const answer = count < answers.length ? answers[count] : ask(question, environment);
    count++;
    node.question ??= question;
    let branch = node.branches.find((one) => isSameData(one.answer, answer));
    if (branch === undefined) {
      branch = { answer, node: { branches: [] } };
      node.branches.push(branch);
    }
    ({ node } = branch);
    // The value of an earlier walk, by which what was made of it is found again.
    return branch.answer;
  };
  const once = (memo: Map<string, Answer>, name: string, question: Question): Answer => {
    if (!memo.has(name)) memo.set(name, take(question));
    return memo.get(name);
  };
  const variables = new Map<string, Answer>();
  const unset = new Map<string, Answer>();
  const expressions = new Map<string, Answer>();
  const run = walkScript(script, {
    variable: (name) => once(variables, name, { kind: 'variable', name }) as Value | undefined,
    unset: (name) => once(unset, name, { kind: 'unset', name }) as boolean,
    expression: (body) => once(expressions, body, { kind: 'expression', body }) as Value,
    output: (commands) => take({ kind: 'output', commands }) as Value | undefined,
    file: (path) => take({ kind: 'file', path }) as Truth,
    unread: environment.unread,
  });
  node.run = run;
  return run;
}

/** Whether two values are alike in everything, origins and reasons included. */
function isSameData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => isSameData((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
  );
}
