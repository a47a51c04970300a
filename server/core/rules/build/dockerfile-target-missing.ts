import { dockerfileOfBuild, sureBuildsOfLegs } from '../../image/dockerfile-of-build';
import { closest } from '../../lint/closest';
import { rule } from '../../lint/rule';
import { stageNamed } from '../../recipe/dockerfile';
import { knownText } from '../../value/value';
import { fieldNamed, textSpan } from '../../workflow/field';

/** BuildKit builds a stage by its name: `target stage "x" could not be found` (moby/buildkit dockerfile2llb; docs.docker.com `--target`). */
export const dockerfileTargetMissing = rule({
  id: 'dockerfile-target-missing',
  summary: 'Stage to build is not in the Dockerfile',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: [],
  check({ events, step }, { report, undecided }) {
    for (const event of events.flatMap(sureBuildsOfLegs)) {
      const { target } = event;
      if (event.reached === false || event.builds === false || target === undefined) continue;
      const name = knownText(target.value)?.trim();
      if (name === undefined) {
        undecided('which stage is built is not known');
        continue;
      }
      const found = dockerfileOfBuild(event);
      if (!('dockerfile' in found)) {
        undecided('reason' in found ? found.reason : `there is no \`${found.absent.join('`, `')}\``);
        continue;
      }
      const { dockerfile } = found;
      if (name === '' || stageNamed(dockerfile, name) !== undefined) continue;
      if (!dockerfile.standard || dockerfile.stages.length === 0) {
        undecided('what the Dockerfile’s own syntax makes of it is not known');
        continue;
      }
      if (event.reached !== true) {
        undecided('whether the build runs is not known');
        continue;
      }
      const names = dockerfile.stages.flatMap((stage) => stage.name ?? []);
      const meant = closest(name, names);
      const field = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'target')?.field;
      const literal = field?.text.trim() === name && event.command === undefined ? field : undefined;
      report({
        at: literal === undefined ? target.span : textSpan(literal),
        message: `\`${dockerfile.file.path}\` has no stage \`${name}\`, so the build fails${names.length === 0 ? '; its stages have no names' : `; it has ${list(names)}`}`,
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
        ...(meant === undefined || literal === undefined
          ? {}
          : { fix: { title: `Build \`${meant}\``, edit: (editor) => editor.setInput(step, 'target', meant) } }),
      });
    }
  },
});

function list(names: readonly string[]): string {
  return `${names
    .slice(0, 3)
    .map((name) => `\`${name}\``)
    .join(', ')}${names.length > 3 ? ' and more' : ''}`;
}
