import type { YamlEntry, YamlMap, YamlNode } from '../yaml/node';
import { entryIn, fieldMap, fieldOf, mapIn, scalarsOf, valueIn } from './field';
import type { Call, Job, Matrix, Step, Workflow } from './model';
import { permissionsOf } from './permissions';
import { stepsOf } from './step';

export function jobOf(workflow: Workflow, entry: YamlEntry, node: YamlMap): Job {
  const run = mapIn(mapIn(node, 'defaults'), 'run');
  const steps: Step[] = [];
  const job: Job = {
    kind: 'job',
    key: `${workflow.file.path}#${entry.key.value}`,
    id: entry.key.value,
    workflow,
    entry,
    node,
    name: fieldOf(valueIn(node, 'name')),
    needs: scalarsOf(valueIn(node, 'needs')),
    condition: fieldOf(valueIn(node, 'if')),
    permissions: permissionsOf(entryIn(node, 'permissions')),
    runsOn: valueIn(node, 'runs-on'),
    container: valueIn(node, 'container'),
    services: valueIn(node, 'services'),
    environment: valueIn(node, 'environment'),
    env: fieldMap(valueIn(node, 'env')),
    shell: fieldOf(valueIn(run, 'shell')),
    workingDirectory: fieldOf(valueIn(run, 'working-directory')),
    matrix: strategyMatrix(entryIn(node, 'strategy')),
    outputs: fieldMap(valueIn(node, 'outputs')),
    steps,
    stepsNode: valueIn(node, 'steps'),
    call: callOf(node),
    continueOnError: fieldOf(valueIn(node, 'continue-on-error')),
  };
  steps.push(...stepsOf(job.stepsNode, workflow, job));
  return job;
}

function callOf(node: YamlMap): Call | undefined {
  const usesEntry = entryIn(node, 'uses');
  const uses = fieldOf(usesEntry?.value);
  if (usesEntry === undefined || uses === undefined) return undefined;
  const secrets = valueIn(node, 'secrets');
  return {
    uses,
    usesEntry,
    with: fieldMap(valueIn(node, 'with')),
    secrets: fieldMap(secrets),
    inheritsSecrets: secrets?.kind === 'scalar' && secrets.value === 'inherit',
  };
}

/** A strategy that is an expression as a whole may have any matrix. */
function strategyMatrix(entry: YamlEntry | undefined): Matrix | undefined {
  return entry?.value?.kind === 'map' ? matrixOf(entryIn(entry.value, 'matrix')) : matrixOf(entry);
}

function matrixOf(entry: YamlEntry | undefined): Matrix | undefined {
  if (entry === undefined) return undefined;
  const node = entry.value;
  if (node?.kind !== 'map') {
    return {
      entry,
      expression: fieldOf(node),
      axes: [],
      include: [],
      includeExpression: undefined,
      exclude: [],
      excludeExpression: undefined,
    };
  }
  const include = listOf(valueIn(node, 'include'));
  const exclude = listOf(valueIn(node, 'exclude'));
  return {
    entry,
    expression: undefined,
    axes: node.entries
      .filter(({ key }) => key.value !== 'include' && key.value !== 'exclude')
      .map(({ key, value }) => ({ name: key.value, key, ...axisValues(value) })),
    include: include.values,
    includeExpression: include.expression,
    exclude: exclude.values,
    excludeExpression: exclude.expression,
  };
}

function listOf(node: YamlNode | undefined): {
  readonly values: readonly YamlNode[];
  readonly expression: Matrix['expression'];
} {
  if (node?.kind === 'sequence')
    return { values: node.items.filter((item) => item !== undefined), expression: undefined };
  return { values: [], expression: fieldOf(node) };
}

function axisValues(node: YamlNode | undefined): {
  readonly values: readonly YamlNode[];
  readonly expression: Matrix['expression'];
} {
  const list = listOf(node);
  // An axis may be a single scalar; GitHub rejects it unless it is an expression that gives a list.
  return list;
}
