import { analysisOf, type Project } from '../core/index';
import type { MetadataResult } from '../core/run/metadata';
import { isMetadata, scenarioTags } from '../core/run/metadata-scenarios';
import { show } from '../core/value/text';
import type { Step } from '../core/workflow/model';

/** The tags that one docker/metadata-action step gives on one start or on several that give the same. */
export interface TagsRow {
  readonly starts: readonly string[];
  /** Undefined where the tags are not known before the run. */
  readonly tags: readonly string[] | undefined;
}

/** What a metadata step gives on each start, in the order of the triggers; undefined for steps that compute no tags. */
export function tagsRows(project: Project, path: string, step: Step): readonly TagsRow[] | undefined {
  const instances = analysisOf(project, path)?.steps.find((site) => site.step.key === step.key)?.instances ?? [];
  if (!instances.some(isMetadata)) return undefined;
  const rows = new Map<string, TagsRow>();
  for (const { says, result } of scenarioTags(instances)) {
    const tags = tagsText(result);
    const key = JSON.stringify(tags ?? null);
    const starts = rows.get(key)?.starts ?? [];
    rows.set(key, { starts: starts.includes(says) ? starts : [...starts, says], tags });
  }
  return [...rows.values()];
}

/** A table of the tags by start, for a hover or a page. */
export function tagsTable(rows: readonly TagsRow[]): string {
  const lines = rows.map(({ starts, tags }) => `| ${starts.map(capital).join('<br>')} | ${cell(tags)} |`);
  return ['| On | Tags |', '| --- | --- |', ...lines].join('\n');
}

/** The page of a file's metadata steps (Markdown); undefined where it has none. */
export function tagsPage(project: Project, path: string): string | undefined {
  const parts = (analysisOf(project, path)?.steps ?? []).flatMap(({ step }) => {
    const rows = tagsRows(project, path, step);
    return rows === undefined ? [] : [`## ${title(step)}\n\n${tagsTable(rows)}`];
  });
  return parts.length === 0 ? undefined : [`# Tags of ${path}`, ...parts].join('\n\n');
}

function title({ name, id, job, index }: Step): string {
  const own = name?.text ?? id?.value ?? `Step ${index + 1}`;
  return job === undefined ? own : `${own} (job \`${job.id}\`)`;
}

function tagsText(result: MetadataResult | undefined): readonly string[] | undefined {
  return result?.tags?.map(show);
}

function cell(tags: readonly string[] | undefined): string {
  if (tags === undefined) return 'not known before the run';
  return tags.length === 0 ? 'none' : tags.map((tag) => `\`${tag.replaceAll('|', '\\|')}\``).join('<br>');
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
