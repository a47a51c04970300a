import type { BuildEvent } from '../../event/event';
import { inputLine } from '../../image/input-line';
import { provenanceOf } from '../../image/provenance-of';
import { rule } from '../../lint/rule';
import { alternatives, parts, splitText } from '../../value/text';
import type { Known, Template } from '../../value/value';

/**
 * Build arguments stand in the image's history and, with `mode=max`, in its provenance, for whoever can pull it (docs.docker.com
 * "Build secrets", "Provenance attestation"; F-041).
 */
export const secretInBuildArgs = rule({
  id: 'secret-in-build-args',
  summary: 'Secret is passed as a build argument, which the image shows',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: ['F-041'],
  check({ events }, { report }) {
    for (const event of events) {
      const { buildArguments } = event;
      if (event.reached === false || event.builds === false || buildArguments === undefined) continue;
      for (const { name, secret } of secretsIn(
        buildArguments.value.kind === 'unknown' ? [] : (alternatives(buildArguments.value) ?? []),
      )) {
        const shown = isShown(event);
        report({
          at: inputLine(event, 'build-args', name) ?? buildArguments.span,
          message: `\`${secret}\` becomes the build argument \`${name}\`, which ${shown ? 'the published provenance shows to everybody' : 'the history of the image shows'}; mount it as a secret instead`,
          severity: shown ? 'error' : 'warning',
          confidence: event.reached === true ? 'certain' : 'likely',
          scenarios: [event.job.instance.scenarioId],
        });
      }
    }
  },
});

interface SecretArgument {
  readonly name: string;
  readonly secret: string;
}

/** `NAME=…` lines with a secret in them; a secret that only decides something in an expression is not passed. */
function secretsIn(options: readonly (Known | Template)[]): readonly SecretArgument[] {
  const found = new Map<string, SecretArgument>();
  // Hardly any arguments hold a secret, and they may be many lines.
  const suspects = options.filter((option) =>
    parts(option).some((part) => typeof part !== 'string' && isSecret(part.shown)),
  );
  for (const line of suspects.flatMap((option) => splitText(option, /\n/))) {
    const [head, ...rest] = parts(line);
    const name = typeof head === 'string' ? /^["']?([A-Za-z_]\w*)=/.exec(head)?.[1] : undefined;
    const secret = rest.filter((part) => typeof part !== 'string').find(({ shown }) => isSecret(shown))?.shown;
    if (name === undefined || secret === undefined || PUBLIC.test(name) || PUBLIC.test(secret)) continue;
    found.set(name, { name, secret });
  }
  return [...found.values()];
}

/** Names of what is no secret: addresses, users, regions, and what front ends hand to every browser. */
function isSecret(shown: string): boolean {
  return /^secrets\.[\w-]+$/i.test(shown) || shown === 'github.token';
}

const PUBLIC =
  /(^|\.)(NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC|VITE|REACT_APP|VUE_APP|GATSBY)_|(^|[._])(URL|URI|HOST|HOSTNAME|DOMAIN|PORT|USER|USERNAME|USER_ID|OWNER|ORG|ORGANIZATION|EMAIL|REGION|REGISTRY|NAMESPACE|PROJECT|PROJECT_ID|DSN|CLIENT_ID|APP_ID|ACCOUNT_ID|PUBLIC_KEY|PUBLISHABLE_KEY|MEASUREMENT_ID|VERSION)$/i;

/** Provenance of public repositories has `mode=max` unless it is set otherwise (docker/build-push-action src/context.ts). */
function isShown(build: BuildEvent): boolean {
  const { step, provenanceInput, pushes, reached, command } = build;
  if (step.workspace.facts.visibility !== 'public' || pushes !== true || reached !== true || command !== undefined)
    return false;
  const provenance = provenanceOf(build);
  if (provenance === 'default') return true;
  const { value } = provenanceInput ?? {};
  return provenance === 'explicit' && value?.kind === 'known' && /mode=max/.test(String(value.value));
}
