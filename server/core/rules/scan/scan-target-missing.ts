import type { ScanEvent } from '../../event/event';
import type { Analysis } from '../../image/analysis';
import { after, before } from '../../image/in-job';
import { loginDoubt } from '../../image/login-in-force';
import { neverPushed } from '../../image/never-pushed';
import { sameImage } from '../../image/same-image';
import { closest } from '../../lint/closest';
import { type Report, rule } from '../../lint/rule';
import { scanPublished } from '../../remedy/scan-target';
import { givenOperand } from '../../run/operand';
import { shownName } from '../../run/reference';
import { show } from '../../value/text';
import type { Step } from '../../workflow/model';

/** A scan of nothing stops, and one of an image that cannot be pulled or is not the one built here says nothing about it (F-083, F-084). */
export const scanTargetMissing = rule({
  id: 'scan-target-missing',
  summary: 'Scan has nothing to look at, or an image that is not there',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'scan',
  failures: ['F-083', 'F-084'],
  check({ events, step, span }, { analysis, report, undecided }) {
    for (const event of events) {
      if (event.reached === false || step.uses?.with.expression !== undefined) continue;
      const found =
        nothing(event, analysis, step) ??
        unreachable(event, undecided) ??
        misspelt(event) ??
        wrongTag(event, analysis, step);
      if (found !== undefined)
        report({ at: event.target?.span ?? span, scenarios: [event.job.instance.scenarioId], ...found });
    }
  },
});

type Found = Omit<Report, 'at' | 'scenarios'>;

/** Inputs that name what is scanned, by action; without any of them it stops (trivy-action entrypoint.sh, scan-action action.yml). */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  'aquasecurity/trivy-action': ['image-ref', 'input', 'trivy-config'],
  'anchore/scan-action': ['image', 'path', 'sbom', 'config'],
};

function nothing(event: ScanEvent, analysis: Analysis, step: Step): Found | undefined {
  const inputs = TARGETS[event.tool];
  if (inputs === undefined || event.command !== undefined) return undefined;
  if (event.tool === 'aquasecurity/trivy-action' && event.subject !== 'image') return undefined;
  if (inputs.some((name) => givenOperand(event.step, name) !== undefined)) return undefined;
  if (step.uses?.with.fields.some(({ name }) => inputs.includes(name.toLowerCase())) === true) return undefined;
  if (event.step.variable('TRIVY_INPUT') !== undefined) return undefined;
  const [name = ''] = inputs;
  const image = analysis.published.filter(({ events }) => events.some(({ job }) => job === event.job));
  const [only] = image;
  return {
    message: `\`${event.tool}\` is told nothing to scan: none of ${inputs
      .slice(0, -1)
      .map((one) => `\`${one}\``)
      .join(', ')} is given`,
    confidence: 'certain',
    ...(only !== undefined && image.length === 1 && event.step.parent === undefined
      ? { fix: { title: 'Scan the image that was pushed', edit: (editor) => scanPublished(editor, only, step, name) } }
      : {}),
  };
}

/** Registries of cloud accounts hand nothing to strangers (Amazon ECR and Azure docs); images loaded in the job need no pull. */
function unreachable(event: ScanEvent, undecided: (reason: string) => void): Found | undefined {
  const [reference] = event.references ?? [];
  const host = reference?.registry;
  if (reference === undefined || host === undefined || !PRIVATE.test(host)) return undefined;
  if ([...before(event, 'build'), ...before(event, 'push')].length > 0) return undefined;
  if (['TRIVY_USERNAME', 'TRIVY_PASSWORD', 'TRIVY_TOKEN'].some((name) => event.step.variable(name) !== undefined))
    return undefined;
  if (givenOperand(event.step, 'registry-username') !== undefined) return undefined;
  const doubt = loginDoubt(event, host);
  if (doubt === 'covered') return undefined;
  if (doubt !== undefined || event.command !== undefined) {
    undecided(doubt ?? 'the program may have credentials of its own');
    return undefined;
  }
  return {
    message: `${shownName(reference)} is in a private registry, and nothing in this job logs in to ${host}, so the scan cannot pull it`,
    severity: 'warning',
    confidence: 'likely',
  };
}

const PRIVATE = /^\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com$|\.azurecr\.io$/;

/** A local name that is nearly the name of an image built in the job, and of no other. */
function misspelt(event: ScanEvent): Found | undefined {
  const [reference] = event.references ?? [];
  if (reference === undefined || event.references?.length !== 1 || reference.name.kind !== 'known') return undefined;
  const builds = before(event, 'build');
  const names = builds.flatMap(({ known }) => known.flatMap(({ name }) => (name.kind === 'known' ? [show(name)] : [])));
  const name = show(reference.name);
  if (builds.length === 0 || builds.some(({ references }) => references === undefined) || names.includes(name))
    return undefined;
  if (!name.startsWith('docker.io/library/') || after(event, 'build').length > 0) return undefined;
  // A script may give the image another name.
  if (event.job.steps.some(({ step }) => /\bdocker\s+(tag|pull|load|import)\b/.test(step.run?.field.text ?? '')))
    return undefined;
  const near = closest(
    name.slice('docker.io/library/'.length),
    names.map((one) => one.replace(/^docker\.io\/library\//, '')),
  );
  if (near === undefined || OFFICIAL.test(name)) return undefined;
  return {
    message: `\`${shownName(reference)}\` is scanned, but this job builds \`${near}\`, so the scan looks at something else`,
    severity: 'warning',
    confidence: 'likely',
  };
}

/** A tag that the run gives its image in another form. */
function wrongTag(event: ScanEvent, analysis: Analysis, step: Step): Found | undefined {
  const why = neverPushed(event, analysis.runs);
  const [reference] = event.references ?? [];
  if (why === undefined || reference === undefined) return undefined;
  const image = analysis.published.find(({ events }) =>
    events.some((one) => one.job === event.job && sameImage(one, event) === true),
  );
  const input = event.tool === 'aquasecurity/trivy-action' ? 'image-ref' : 'image';
  return {
    message: `\`${show(reference.value)}\` is scanned and never pushed: ${why}`,
    severity: 'warning',
    confidence: 'likely',
    ...(image === undefined || event.command !== undefined || event.step.parent !== undefined
      ? {}
      : {
          fix: { title: 'Scan the image that was pushed', edit: (editor) => scanPublished(editor, image, step, input) },
        }),
  };
}

/** Official images that workflows scan as bases. */
const OFFICIAL =
  /^docker\.io\/library\/(alpine|debian|ubuntu|node|python|golang|nginx|redis|postgres|busybox|httpd|mysql|mariadb|rust|ruby|php|openjdk|eclipse-temurin|amazonlinux|fedora|registry)$/;
