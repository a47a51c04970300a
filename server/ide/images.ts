import { analysisOf, type Project } from '../core/index';
import { imagesText as render } from '../core/report/images-text';

/** The way of each image that the files publish, as text. */
export function imagesText(project: Project, paths: readonly string[]): string {
  return render(paths.flatMap((path) => analysisOf(project, path) ?? []));
}
