import type { ExtensionContext } from 'vscode';
import { start } from './start';

/** In VS Code on a machine: the server is a process of its own. */
export function activate(context: ExtensionContext): void {
  start(context, async (options) => (await import('./machine-client')).machineClient(context, options), 'machine');
}
