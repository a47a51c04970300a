import type { Facts } from '../core/workspace';
import type { Repository } from './repository';

/** Where the server's files come from: a disk, or an editor that reads them. Addresses are document URIs. */
export interface Host {
  /** The repository a document lies in, by its root, and the document's path there; undefined for documents of other kinds. */
  place(uri: string): Place | undefined;
  /** The root of the repository that a workspace folder belongs to; undefined where its files cannot be read. */
  rootOf(folder: string): string | undefined;
  repository(root: string): Repository;
  facts(root: string): Facts;
  uri(root: string, path: string): string;
}

export interface Place {
  readonly root: string;
  readonly path: string;
}
