import type { BuildEvent } from '../../event/event';
import { dockerfileOfBuild } from '../../image/dockerfile-of-build';
import { inputLine } from '../../image/input-line';
import { rule } from '../../lint/rule';
import { secretsOf, stageNamed, stagesFor } from '../../recipe/dockerfile';
import { givenOperand } from '../../run/operand';
import { alternatives, parts, splitText } from '../../value/text';
import { knownText, type Value } from '../../value/value';

/**
 * A secret that a `RUN --mount=type=secret` asks for and nobody gives is an empty file, or with `required` an error: `secret x: not found`
 * (docs.docker.com "Build secrets", Dockerfile reference `RUN --mount=type=secret`).
 */
export const buildSecretMismatch = rule({
  id: 'build-secret-mismatch',
  summary: 'Secrets that the Dockerfile mounts and those that are given differ',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: [],
  check({ events, span }, { report, undecided }) {
    for (const event of events) {
      if (event.reached === false || event.builds === false || event.builder === 'bake') continue;
      const given = givenIds(event);
      const found = dockerfileOfBuild(event);
      if (given === undefined || !('dockerfile' in found) || !found.dockerfile.standard) {
        if (event.secrets !== undefined) undecided('which secrets are given and mounted is not known');
        continue;
      }
      const { dockerfile } = found;
      const target = event.target === undefined ? '' : knownText(event.target.value);
      const stage = target === undefined ? undefined : stageNamed(dockerfile, target);
      const stages = stage === undefined ? undefined : stagesFor(dockerfile, stage);
      if (stages === undefined) {
        undecided('which stages are built is not known');
        continue;
      }
      const mounts = secretsOf(stages);
      for (const { id, required } of unique(mounts)) {
        if (id === undefined || given.has(id) || ALWAYS.has(id)) continue;
        report({
          at: event.secrets?.span ?? span,
          message: `\`${dockerfile.file.path}\` mounts the secret \`${id}\`, which this build is not given, so ${required ? 'it fails' : 'the mount is left out'}`,
          severity: required && event.reached === true ? 'error' : 'warning',
          confidence: event.reached === true ? 'certain' : 'likely',
          scenarios: [event.job.instance.scenarioId],
        });
      }
      if (event.secrets === undefined || mounts.some(({ id }) => id === undefined)) continue;
      const all = secretsOf(dockerfile.stages);
      for (const [id, input] of given) {
        if (ALWAYS.has(id) || all.some((mount) => mount.id === id)) continue;
        report({
          at: inputLine(event, input, id) ?? event.secrets.span,
          message: `the build is given the secret \`${id}\`, and \`${dockerfile.file.path}\` mounts none of that name`,
          severity: 'info',
          confidence: 'certain',
          scenarios: [event.job.instance.scenarioId],
        });
      }
    }
  },
});

/** What BuildKit itself takes, for Git contexts (docs: "Git authentication for remote contexts"). */
const ALWAYS: ReadonlySet<string> = new Set(['GIT_AUTH_TOKEN', 'GIT_AUTH_HEADER']);

function unique<T extends { readonly id: string | undefined }>(mounts: readonly T[]): readonly T[] {
  return [...new Map(mounts.map((mount) => [mount.id, mount])).values()];
}

/** Ids of the secrets given, by any of the action's inputs (which one says the value) or the command's flags; undefined where one is not known. */
function givenIds(event: BuildEvent): ReadonlyMap<string, string> | undefined {
  const inputs: readonly (readonly [string, Value])[] = [
    ...(event.secrets === undefined ? [] : [['secrets', event.secrets.value] as const]),
    ...(event.command === undefined
      ? ['secret-envs', 'secret-files'].flatMap((name) => {
          const value = givenOperand(event.step, name)?.value;
          return value === undefined ? [] : [[name, value] as const];
        })
      : []),
  ];
  const ids = new Map<string, string>();
  for (const [input, value] of inputs) {
    const [only, ...more] = alternatives(value) ?? [];
    if (only === undefined || more.length > 0) return undefined;
    for (const line of splitText(only, /\n/)) {
      const [head] = parts(line);
      const id = typeof head === 'string' ? idOf(head, event.command !== undefined) : undefined;
      // A value over several lines goes on in quotes and begins with no name.
      if (id === undefined) return undefined;
      ids.set(id, input);
    }
  }
  return ids;
}

function idOf(text: string, flag: boolean): string | undefined {
  return (flag ? /(?:^|,)id=([^,\s]+)/ : /^["']?([\w.-]+)=/).exec(text)?.[1];
}
