declare const PROJECT_ROOT: string;

/** The repository's folder; tests run from a bundle elsewhere, so the bundler says it. */
export const root: string = PROJECT_ROOT;
