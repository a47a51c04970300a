import { parseScript } from '../shell/parse-script';
import type { Script } from '../shell/script';
import { shellKind } from '../shell/shell-kind';
import type { SourceFile } from '../text/source-file';
import { hole, type Value } from '../value/value';

/** A text that comes out of a file (the file itself, or a recipe of its make targets), read as a shell script; the same text is read once. */
export function fileScript(file: SourceFile, text: string): Script {
  const memos = SCRIPTS.get(file) ?? new Map<string, Script>();
  SCRIPTS.set(file, memos);
  const script = memos.get(text) ?? parseScript(text, shellKind('bash', 'linux'));
  memos.set(text, script);
  return script;
}

const SCRIPTS = new WeakMap<SourceFile, Map<string, Script>>();

/** What stands in `${{ }}` in such a text: GitHub evaluates nothing there. */
export function noExpression(body: string): Value {
  return hole({ key: body, shown: body, reason: 'is no expression outside a workflow' });
}
