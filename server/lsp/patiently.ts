import type { CancellationToken } from 'vscode-languageserver';

/** Does something with one after the other and lets other questions be answered in between; stops when nobody wants it any more. */
export async function patiently<T>(all: Iterable<T>, each: (one: T) => void, token?: CancellationToken): Promise<void> {
  for (const one of all) {
    if (token?.isCancellationRequested === true) return;
    each(one);
    await new Promise<void>(soon);
  }
}

/** In Node a timer that is due runs before messages that have arrived, so a chain of them would keep those waiting. */
function soon(go: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(go);
  else setTimeout(go, 0);
}
