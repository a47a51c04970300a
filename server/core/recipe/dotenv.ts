/** The variables of a `.env` file that `docker compose` reads beside the compose file (docs.docker.com/compose, "Env file syntax"). */
export function dotenvOf(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match === null) continue;
    const [, name = '', value = ''] = match;
    const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(value);
    variables.set(name, quoted?.[2] ?? value.replace(/(^|\s+)#.*$/, ''));
  }
  return variables;
}
