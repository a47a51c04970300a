import type { SourceFile } from '../text/source-file';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/node';
import { documentOf } from '../yaml/parse';
import { entryIn, fieldMap, fieldOf, mapIn, scalarsOf, valueIn } from './field';
import { jobOf } from './job';
import type { ActionFile, CallContract, Filter, InputDeclaration, Job, Trigger, Workflow } from './model';
import { permissionsOf } from './permissions';
import { stepsOf } from './step';

/** What a workflow file says. Never fails: parts that are not there or not of the right shape are absent. */
export function workflowOf(file: SourceFile): Workflow {
  const memo = WORKFLOWS.get(file);
  if (memo !== undefined) return memo;
  const document = documentOf(file);
  const root = document.root?.kind === 'map' ? document.root : undefined;
  const triggers = triggersOf(entryIn(root, 'on')?.value);
  const jobsNode = mapIn(root, 'jobs');
  const run = mapIn(mapIn(root, 'defaults'), 'run');
  const jobs: Job[] = [];
  const workflow: Workflow = {
    kind: 'workflow',
    file,
    document,
    root,
    name: fieldOf(valueIn(root, 'name')),
    triggers,
    permissions: permissionsOf(entryIn(root, 'permissions')),
    env: fieldMap(valueIn(root, 'env')),
    shell: fieldOf(valueIn(run, 'shell')),
    workingDirectory: fieldOf(valueIn(run, 'working-directory')),
    concurrency: valueIn(root, 'concurrency'),
    jobs,
    jobsNode,
    call: callContract(triggers),
    dispatchInputs: declarations(inputsNode(triggers.find(({ event }) => event === 'workflow_dispatch')?.node)),
  };
  for (const entry of jobsNode?.entries ?? []) {
    if (entry.value?.kind === 'map') jobs.push(jobOf(workflow, entry, entry.value));
  }
  WORKFLOWS.set(file, workflow);
  return workflow;
}

/** What an action file says. */
export function actionFileOf(file: SourceFile): ActionFile {
  const memo = ACTIONS.get(file);
  if (memo !== undefined) return memo;
  const document = documentOf(file);
  const root = document.root?.kind === 'map' ? document.root : undefined;
  const runs = mapIn(root, 'runs');
  const using = valueIn(runs, 'using');
  const steps: ActionFile['steps'][number][] = [];
  const action: ActionFile = {
    kind: 'action',
    file,
    document,
    root,
    using: using?.kind === 'scalar' ? using.value : undefined,
    inputs: declarations(valueIn(root, 'inputs')),
    outputs: outputsOf(valueIn(root, 'outputs')),
    steps,
  };
  steps.push(...stepsOf(valueIn(runs, 'steps'), action, undefined));
  ACTIONS.set(file, action);
  return action;
}

const WORKFLOWS = new WeakMap<SourceFile, Workflow>();
const ACTIONS = new WeakMap<SourceFile, ActionFile>();

function triggersOf(node: YamlNode | undefined): readonly Trigger[] {
  if (node === undefined) return [];
  if (node.kind !== 'map') return scalarsOf(node).map((scalar) => trigger(scalar, undefined));
  return node.entries.map((entry) => trigger(entry.key, entry.value));
}

function trigger(key: YamlScalar, node: YamlNode | undefined): Trigger {
  const map = node?.kind === 'map' ? node : undefined;
  return {
    event: key.value,
    span: key.span,
    node,
    branches: filter(map, 'branches'),
    branchesIgnore: filter(map, 'branches-ignore'),
    tags: filter(map, 'tags'),
    tagsIgnore: filter(map, 'tags-ignore'),
    paths: filter(map, 'paths') ?? filter(map, 'paths-ignore'),
    types: filter(map, 'types'),
  };
}

function filter(map: YamlMap | undefined, key: string): Filter | undefined {
  const entry = entryIn(map, key);
  return entry === undefined ? undefined : { span: entry.span, patterns: patternsOf(entry.value) };
}

/** A list within the list is a slip that leaves no doubt about what is meant. */
function patternsOf(node: YamlNode | undefined): Filter['patterns'] {
  return node?.kind === 'sequence' ? node.items.flatMap((item) => patternsOf(item)) : scalarsOf(node);
}

function inputsNode(node: YamlNode | undefined): YamlNode | undefined {
  return node?.kind === 'map' ? valueIn(node, 'inputs') : undefined;
}

function callContract(triggers: readonly Trigger[]): CallContract | undefined {
  const call = triggers.find(({ event }) => event === 'workflow_call');
  if (call === undefined) return undefined;
  const node = call.node?.kind === 'map' ? call.node : undefined;
  return {
    inputs: declarations(valueIn(node, 'inputs')),
    secrets: declarations(valueIn(node, 'secrets')),
    outputs: outputsOf(valueIn(node, 'outputs')),
    node,
    span: call.span,
  };
}

/** `outputs:` of a reusable workflow or composite action hold a map with `value` per output. */
function outputsOf(node: YamlNode | undefined): ReturnType<typeof fieldMap> {
  const map = fieldMap(node);
  return {
    ...map,
    fields: map.fields.map((named) => {
      const value = named.node?.kind === 'map' ? valueIn(named.node, 'value') : named.node;
      return { ...named, field: fieldOf(value), node: value };
    }),
  };
}

function declarations(node: YamlNode | undefined): readonly InputDeclaration[] {
  if (node?.kind !== 'map') return [];
  return node.entries.map((entry) => {
    const map = entry.value?.kind === 'map' ? entry.value : undefined;
    return {
      name: entry.key.value,
      key: entry.key,
      entry,
      type: fieldOf(valueIn(map, 'type'))?.text,
      required: fieldOf(valueIn(map, 'required'))?.text === 'true',
      default: fieldOf(valueIn(map, 'default')),
      options: scalarsOf(valueIn(map, 'options')).map(({ value }) => value),
      description: fieldOf(valueIn(map, 'description'))?.text,
    };
  });
}
