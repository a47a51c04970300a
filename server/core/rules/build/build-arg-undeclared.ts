import { dockerfileOfBuild } from '../../image/dockerfile-of-build';
import { inputLine } from '../../image/input-line';
import { rule } from '../../lint/rule';
import { declaresArgument } from '../../recipe/dockerfile';
import { alternatives, parts, splitText } from '../../value/text';

/** A build argument that no `ARG` takes changes nothing: `One or more build-args were not consumed` (docs.docker.com "Build variables"). */
export const buildArgUndeclared = rule({
  id: 'build-arg-undeclared',
  summary: 'Build argument is not declared in the Dockerfile',
  severity: 'warning',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: [],
  check({ events }, { report, undecided }) {
    for (const event of events) {
      const { buildArguments } = event;
      // The targets of a bake file share their arguments, whether each of their Dockerfiles takes them or not.
      if (event.builder === 'bake') continue;
      if (event.reached === false || event.builds === false || buildArguments === undefined) continue;
      const found = dockerfileOfBuild(event);
      if (!('dockerfile' in found)) {
        undecided('reason' in found ? found.reason : `there is no \`${found.absent.join('`, `')}\``);
        continue;
      }
      const [only, ...more] = alternatives(buildArguments.value) ?? [];
      if (only === undefined || more.length > 0) {
        undecided('the arguments are not known');
        continue;
      }
      const names = splitText(only, /\n/).flatMap((line) => {
        const [head] = parts(line);
        return typeof head === 'string' ? (/^["']?([A-Za-z_]\w*)=/.exec(head)?.[1] ?? []) : [];
      });
      for (const name of new Set(names.filter((one) => declaresArgument(found.dockerfile, one) === false)))
        report({
          at: inputLine(event, 'build-args', name) ?? buildArguments.span,
          message: `\`${found.dockerfile.file.path}\` declares no \`ARG ${name}\`, so the value changes nothing`,
          confidence: event.reached === true ? 'certain' : 'likely',
          scenarios: [event.job.instance.scenarioId],
        });
    }
  },
});
