import { nameOf, onlyPullRequests, scenariosOf } from '../../image/published-words';
import { runOfJob } from '../../image/run-of-job';
import { rule } from '../../lint/rule';
import { startsImages } from '../../run/trial-run';

/** An image that nobody has started may not start at all (Docker docs, "Test before push"). */
export const missingSmokeTest = rule({
  id: 'missing-smoke-test',
  summary: 'Published image is never started in the workflow',
  severity: 'hint',
  profile: 'audit',
  since: '0.1.0',
  fixable: 'no',
  each: 'image',
  failures: [],
  check(image, { analysis, report, undecided }) {
    if (onlyPullRequests(image)) return;
    for (const event of image.events) {
      const started = startsImages(runOfJob(analysis.runs, event.job));
      if (started === 'unknown') undecided('a script or action may start the image');
      if (started !== false) return;
    }
    report({
      at: image.site.span,
      message: `${nameOf(image)} is published without being started once, so an image that does not start is noticed by its users`,
      confidence: 'likely',
      scenarios: scenariosOf(image),
    });
  },
});
