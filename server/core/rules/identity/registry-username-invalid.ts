import type { LoginEvent } from '../../event/event';
import { rule } from '../../lint/rule';
import { datumText } from '../../value/value';

/**
 * Artifact Registry and its forerunner know two users: `oauth2accesstoken` with a short-lived token and `_json_key` (or
 * `_json_key_base64`) with a service account's key (docs "Configure authentication to Artifact Registry for Docker"; F-015).
 */
export const registryUsernameInvalid = rule({
  id: 'registry-username-invalid',
  summary: 'Artifact Registry does not know this user',
  severity: 'error',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'review',
  each: 'login',
  failures: [],
  check({ events, step }, { report, undecided }) {
    for (const event of events) {
      const host = event.hosts?.find((one) => /(^|\.)gcr\.io$|-docker\.pkg\.dev$/.test(one));
      if (event.reached === false || host === undefined || event.username === undefined) continue;
      const { value, span } = event.username;
      if (value.kind !== 'known' || event.hosts?.length !== 1) {
        undecided('which user it logs in as is not known');
        continue;
      }
      const name = datumText(value.value);
      // Names of Google's own begin with an underscore.
      if (name === TOKEN_USER || name.startsWith('_')) continue;
      const user = userFor(event);
      report({
        at: span,
        message: `${host} knows \`${TOKEN_USER}\` (with an access token) and \`_json_key\` (with a key), not \`${name}\`, so the login fails`,
        confidence: event.reached === true ? 'certain' : 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...(user === undefined || step.uses === undefined
          ? {}
          : { fix: { title: `Log in as \`${user}\``, edit: (editor) => editor.setInput(step, 'username', user) } }),
      });
    }
  },
});

const TOKEN_USER = 'oauth2accesstoken';

/** An output of a sign-in is a token, a stored secret a key. */
function userFor({ credential }: LoginEvent): string | undefined {
  return credential === 'oidc' ? TOKEN_USER : credential === 'secret' ? '_json_key' : undefined;
}
