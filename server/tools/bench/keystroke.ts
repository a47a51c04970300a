import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { lint, openProject, type Project } from '../../core/index';
import { sourceFile } from '../../core/text/source-file';
import { workspaceOf } from '../../core/workspace';
import { grown } from './grown';
import { elapsed, type Times, timesOf } from './timing';

/** A workflow of the project's own, in a repository of which nothing else changes. */
export interface Subject {
  readonly name: string;
  readonly text: string;
  /** The project after a change that gave the workflow this text. */
  project(text: string): Project;
  readonly path: string;
}

export interface Keystroke {
  readonly lines: number;
  readonly findings: number;
  /** From the changed text to all findings. */
  readonly change: Times;
  /** A plain parse of the same text by `yaml`, with the tokens that edits need. */
  readonly parse: Times;
}

const WARM_UP = 100;
const ROUNDS = 80;

/** A small workflow, one of about 300 lines and one of about 1,300, full of faults but for the small one. */
export function subjects(root: string): readonly Subject[] {
  const ferry = 'examples/ferry/.github/workflows';
  const image = readFileSync(join(root, ferry, 'image.yml'), 'utf8');
  return [
    subject('small', join(root, 'test/corpus/.github/workflows'), 'release.yml', (text) => text),
    subject('300 lines', join(root, ferry), 'image.yml', () => grown(image, 300)),
    subject('1,300 lines', join(root, ferry), 'image.yml', () => grown(image, 1300)),
  ];
}

export function keystroke({ text, project, path }: Subject): Keystroke {
  const changes: number[] = [];
  const parses: number[] = [];
  let findings = 0;
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const changed = `${text}# ${round}\n`;
    const change = elapsed(() => {
      findings = lint(project(changed), path)?.findings.length ?? 0;
    });
    const parse = elapsed(() => parseDocument(changed, { keepSourceTokens: true }));
    if (round < WARM_UP) continue;
    changes.push(change);
    parses.push(parse);
  }
  return { lines: text.split('\n').length, findings, change: timesOf(changes), parse: timesOf(parses) };
}

function subject(name: string, folder: string, file: string, textFrom: (text: string) => string): Subject {
  const path = `.github/workflows/${file}`;
  const others = readdirSync(folder)
    .filter((other) => other !== file && /\.ya?ml$/.test(other))
    .map((other) => sourceFile(`.github/workflows/${other}`, readFileSync(join(folder, other), 'utf8')));
  return {
    name,
    path,
    text: textFrom(readFileSync(join(folder, file), 'utf8')),
    project: (text) => openProject(workspaceOf([...others, sourceFile(path, text)], { complete: true })),
  };
}
