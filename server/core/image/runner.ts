import { evaluateText } from '../expr/evaluate';
import { alternatives } from '../value/text';
import { datumText, onlyHole, type Truth } from '../value/value';
import { fieldOf, scalarsOf, valueIn } from '../workflow/field';
import type { JobInstance } from './run';

/** The labels of `runs-on` in lower case; undefined where one is not known. */
export function runnerLabels(job: JobInstance): readonly string[] | undefined {
  return runnerOf(job).labels;
}

export type RunnerOs = 'linux' | 'macos' | 'windows' | 'unknown';

interface Runner {
  readonly labels: readonly string[] | undefined;
  readonly os: RunnerOs;
}

/** Every script of every job asks for its shell, and so for the system it runs on. */
function runnerOf(job: JobInstance): Runner {
  const memo = RUNNERS.get(job);
  if (memo !== undefined) return memo;
  const labels = readLabels(job);
  const runner: Runner = { labels, os: osOf(labels) };
  RUNNERS.set(job, runner);
  return runner;
}

const RUNNERS = new WeakMap<JobInstance, Runner>();

function readLabels(job: JobInstance): readonly string[] | undefined {
  const node = job.job.runsOn;
  const list = node?.kind === 'map' ? valueIn(node, 'labels') : node;
  const labels: string[] = [];
  for (const scalar of scalarsOf(list)) {
    const field = fieldOf(scalar);
    if (field === undefined) return undefined;
    const value = evaluateText(field.template, job.scope);
    const options = alternatives(value);
    if (options === undefined) return undefined;
    for (const option of options) {
      if (option.kind === 'known') labels.push(datumText(option.value).toLowerCase());
      else {
        const domain = onlyHole(option)?.domain;
        if (domain === undefined) return undefined;
        labels.push(...domain.map((datum) => datumText(datum).toLowerCase()));
      }
    }
  }
  return labels.length === 0 ? undefined : labels;
}

export function runnerOs(job: JobInstance): RunnerOs {
  return runnerOf(job).os;
}

function osOf(labels: Runner['labels']): RunnerOs {
  if (labels === undefined) return 'unknown';
  const kinds = new Set(
    labels.map((label) =>
      label.includes('windows')
        ? 'windows'
        : label.includes('macos')
          ? 'macos'
          : label.includes('ubuntu') || label.includes('linux')
            ? 'linux'
            : 'unknown',
    ),
  );
  kinds.delete('unknown');
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : 'unknown';
}

/** Whether the job certainly runs on a machine hosted by GitHub: labels such as `ubuntu-24.04`, `ubuntu-24.04-arm`, `windows-latest`. */
export function hosted(job: JobInstance): Truth {
  const labels = runnerLabels(job);
  if (labels === undefined) return 'unknown';
  if (labels.includes('self-hosted')) return false;
  return labels.every((label) => HOSTED.test(label)) ? true : 'unknown';
}

/** Labels of standard hosted runners (docs: choosing the runner for a job). */
const HOSTED = /^(ubuntu|windows|macos)-(latest|slim|\d[\d.]*)(-(arm|xlarge|large|intel|vs\d+))?$/;

/** The processor of the runner, undefined where the labels do not say it. */
export function runnerArchitecture(job: JobInstance): 'amd64' | 'arm64' | undefined {
  const labels = runnerLabels(job);
  if (labels === undefined || hosted(job) !== true) return undefined;
  const kinds = new Set(
    labels.map((label) =>
      label.startsWith('ubuntu') || label.startsWith('windows')
        ? label.endsWith('-arm')
          ? 'arm64'
          : 'amd64'
        : undefined,
    ),
  );
  const [only] = kinds;
  return kinds.size === 1 ? only : undefined;
}
