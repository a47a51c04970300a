import type { PublishedImage } from '../image/analysis';
import { loginDoubt, onlyCredentialHelper } from '../image/login-in-force';
import type { Refusal } from '../text/edit';

/**
 * Why a signature or attestation could not be stored beside an image by the job that pushes it: the push brings credentials of its own, or
 * only a credential helper, which `reader`s of the stored password such as actions/attest do not use.
 */
export function storageRefusal({ events }: PublishedImage, reader: boolean): Refusal | undefined {
  for (const event of events) {
    for (const { registry } of event.known) {
      if (registry === undefined) continue;
      if (reader && onlyCredentialHelper(event, registry))
        return {
          refused: `the job is logged in to ${registry} by a credential helper alone, which the attestation cannot use`,
        };
      if (loginDoubt(event, registry) === undefined)
        return {
          refused: `nothing in this job logs in to ${registry}, which needs a login before anything is stored there`,
        };
    }
  }
  return undefined;
}
