import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { run } from '../../server/cli/run';
import { root } from './root';

export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One call of the program in this process, with everything it printed. */
export function plimsoll(cwd: string, ...args: readonly string[]): Called {
  let out = '';
  let err = '';
  const code = run(args, {
    cwd,
    colour: false,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    startServer: () => {
      throw new Error('the server was started');
    },
  });
  return { code, out, err };
}

/** One call of the built program as a process of its own, through a shell. `$PLIMSOLL` stands for the program. */
export function shell(
  cwd: string,
  command: string,
  env: Readonly<Record<string, string>> = {},
): SpawnSyncReturns<string> {
  return spawnSync('bash', ['-c', command], {
    cwd,
    encoding: 'utf8',
    input: '',
    env: { ...process.env, ...env, PLIMSOLL: join(root, 'dist/cli.js') },
  });
}

/** What `lint --format json` prints. */
export interface Report {
  readonly version: number;
  readonly files: number;
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly path: string;
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
    readonly related: readonly { readonly path: string }[];
    readonly fix: { readonly title: string; readonly safety: string } | null;
  }[];
}

export function reportOf({ out }: Called): Report {
  return JSON.parse(out) as Report;
}
