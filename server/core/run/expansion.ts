import type { Scenario } from '../scenario/scenario';
import type { Workspace } from '../workspace';

/** What one expansion shares. */
export interface Expansion {
  readonly workspace: Workspace;
  readonly scenario: Scenario;
  /** Counts steps, so that events of a run have an order. */
  next(): number;
}
