import { commands, type Disposable, env, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type Place, reveal } from './place';
import { workflowAtHand } from './workflow-at-hand';

interface Cause {
  readonly title: string;
  readonly cause: string;
  readonly cure: string;
  readonly place?: Place;
}

/** Registers the command that takes an error from a run's log, given or asked for, and goes to the line that causes it. */
export function registerErrorCause(started: () => Promise<BaseLanguageClient>): Disposable {
  return commands.registerCommand('plimsoll.explainError', async (given?: unknown) => {
    const uri = await workflowAtHand();
    if (uri === undefined) return;
    const log = typeof given === 'string' ? given : await ask();
    if (log === undefined || log.trim() === '') return;
    const client = await started();
    const found: Cause | null = await client.sendRequest('plimsoll/errorCause', { uri: uri.toString(), log });
    if (found === null) return void window.showInformationMessage('Plimsoll knows no failure that shows in this text');
    if (found.place !== undefined) await reveal(found.place);
    void window.showInformationMessage(`${found.title}. ${found.cure}`);
  });
}

/** The clipboard is offered, for that is where an error from a log comes from. */
async function ask(): Promise<string | undefined> {
  return window.showInputBox({
    prompt: 'Error from the log of a run',
    placeHolder: 'denied: permission_denied: write_package',
    value: (await env.clipboard.readText()).slice(0, MOST),
  });
}

/** More than that is a whole log, which no input box is made for. */
const MOST = 10_000;
