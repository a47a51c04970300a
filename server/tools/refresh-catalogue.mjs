// Writes the mechanical part of catalogue entries (inputs, outputs, defaults, runtime) anew from action.yml files or reusable workflows.
// Effects, summary, sources, permissions and what is known of values stay as people wrote them; so do descriptions that are there.
// Usage: npm run refresh -- ENTRY[@MAJOR]=FILE…   e.g. docker/login-action@3=/tmp/v3/action.yml docker/login-action@4=/tmp/v4/action.yml
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the entry of an action or reusable workflow is kept. */
export function entryPath(name) {
  const lower = name.toLowerCase();
  const workflow = /^([^/]+\/[^/]+)\/\.github\/workflows\/([^/]+)\.ya?ml$/.exec(lower);
  return workflow === null
    ? `server/data/actions/${lower}.json`
    : `server/data/workflows/${workflow[1]}/${workflow[2]}.json`;
}

/** An entry with the inputs and outputs of some majors; `sources` are `{ major, text }` of action.yml or workflow files, in any order. */
export function refreshed(entry, sources) {
  const read = sources
    .map(({ major, text }) => ({ major, ...declared(parse(text)) }))
    .sort((a, b) => (a.major ?? 0) - (b.major ?? 0));
  const versions = entry.versions?.map((version) => {
    const runtime = read.find(({ major }) => major === version.major)?.runtime;
    return runtime === undefined ? version : { ...version, runtime };
  });
  const secrets = merged(entry.secrets ?? {}, read, 'secrets', (own, { required }) => ({ ...own, ...flag(required) }));
  return {
    ...entry,
    ...(versions === undefined ? {} : { versions }),
    inputs: merged(entry.inputs ?? {}, read, 'inputs', inputOf),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    outputs: merged(entry.outputs ?? {}, read, 'outputs', (own) => own),
  };
}

function declared(file) {
  const call = file?.on?.workflow_call;
  const from = call ?? file ?? {};
  const using = file?.runs?.using;
  return {
    inputs: from.inputs ?? {},
    outputs: from.outputs ?? {},
    secrets: call?.secrets ?? {},
    runtime: call !== undefined ? undefined : using,
  };
}

/** What people know of an input stays; what the file says of it replaces the rest. */
function inputOf(own, input) {
  const { default: _default, required: _required, deprecated: _deprecated, ...rest } = own;
  const type = own.type ?? (['boolean', 'number'].includes(input.type) ? input.type : undefined);
  return {
    ...rest,
    ...(type === undefined ? {} : { type }),
    ...(input.default === undefined || input.default === null ? {} : { default: String(input.default) }),
    ...flag(input.required === true && input.default === undefined),
    ...(input.deprecationMessage === undefined ? {} : { deprecated: input.deprecationMessage }),
  };
}

function flag(required) {
  return required === true ? { required: true } : {};
}

/** The union over all majors, newest facts first; `since` and `until` where not all of them have it. */
function merged(own, read, kind, make) {
  const result = {};
  const names = [...new Set(read.flatMap((one) => Object.keys(one[kind])))];
  for (const name of names) {
    const having = read.filter((one) => name in one[kind]);
    const newest = having[having.length - 1];
    const before = own[name] ?? {};
    const { since: _since, until: _until, ...kept } = before;
    const described = kept.description ?? firstSentence(newest[kind][name]?.description ?? '');
    const first = having[0].major;
    const last = newest.major;
    result[name] = {
      ...make({ ...kept, description: described }, newest[kind][name] ?? {}),
      ...(first !== undefined && first > (read[0].major ?? 0) ? { since: first } : range(before.since, first, 'since')),
      ...(last !== undefined && last < (read[read.length - 1].major ?? 0)
        ? { until: last }
        : range(before.until, last, 'until')),
    };
  }
  // A major that was not given may have had what these lack.
  for (const [name, before] of Object.entries(own))
    if (!(name in result) && before.until !== undefined && before.until < (read[0]?.major ?? 0)) result[name] = before;
  return result;
}

/** A bound from outside the majors that were read is kept. */
function range(bound, major, key) {
  if (bound === undefined || major === undefined) return bound === undefined ? {} : { [key]: bound };
  return (key === 'since' ? bound <= major : bound >= major) ? { [key]: bound } : {};
}

function firstSentence(text) {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?<=[a-z)`])\. .*$/, '')
    .replace(/\.$/, '');
}

function refresh(args) {
  const entries = new Map();
  for (const arg of args) {
    const match = /^([^=@]+)(?:@(\d+))?=(.+)$/.exec(arg);
    if (match === null) throw new Error(`${arg}: expected ENTRY[@MAJOR]=FILE`);
    const [, name, major, file] = match;
    const sources = entries.get(name) ?? [];
    entries.set(name, [
      ...sources,
      { major: major === undefined ? undefined : Number(major), text: readFileSync(file, 'utf8') },
    ]);
  }
  for (const [name, sources] of entries) {
    const path = join(root, entryPath(name));
    const entry = existsSync(path)
      ? JSON.parse(readFileSync(path, 'utf8'))
      : {
          action: name,
          summary: '',
          sources: [],
          docs: '',
          versions: [],
          inputs: {},
          outputs: {},
          permissions: [],
          effects: [],
          failures: [],
        };
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(refreshed(entry, sources), null, 2)}\n`);
    console.log(entryPath(name));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.length < 3) console.error('usage: npm run refresh -- ENTRY[@MAJOR]=FILE…');
  else refresh(process.argv.slice(2));
}
