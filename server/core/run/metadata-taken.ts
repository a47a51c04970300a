import type { Step } from '../workflow/model';

/** Whether anything may take the tags and labels that a step of docker/metadata-action gives out, by its outputs or by what it exports. */
export function isMetadataTaken({ id, owner }: Step): boolean {
  const { text } = owner.file;
  if (text.includes('DOCKER_METADATA_OUTPUT')) return true;
  return (
    id !== undefined &&
    (text.includes(`steps.${id.value}.`) || text.includes(`steps['${id.value}']`) || text.includes('toJSON(steps'))
  );
}
