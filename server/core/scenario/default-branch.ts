import type { Trigger, Workflow } from '../workflow/model';
import type { Facts } from '../workspace';

/**
 * The name of the default branch where the facts or the file's own words say it: a push filter that names `main` or `master`,
 * or, with no such filter, an expression that compares the ref with one of them. Undefined when nothing says so.
 */
export function defaultBranchOf(workflow: Workflow, facts: Facts): string | undefined {
  if (facts.defaultBranch !== undefined) return facts.defaultBranch;
  const named = workflow.triggers.flatMap(branchPatterns);
  const usual = USUAL.filter((name) => named.includes(name));
  if (usual.length === 1) return usual[0];
  if (usual.length > 1) return undefined;
  const compared = USUAL.filter((name) => mentions(workflow.file.text, name));
  return compared.length === 1 ? compared[0] : undefined;
}

/** GitHub's default and its predecessor; other names are too often something else. */
const USUAL: readonly string[] = ['main', 'master'];

function branchPatterns(trigger: Trigger): readonly string[] {
  return trigger.branches?.patterns.map(({ value }) => value) ?? [];
}

function mentions(text: string, name: string): boolean {
  return (
    text.includes(`refs/heads/${name}'`) ||
    text.includes(`ref_name == '${name}'`) ||
    text.includes(`refs/heads/${name}"`)
  );
}
