import manifest from '../package.json' with { type: 'json' }

/** All packages of the repository carry the same version. */
export const version: string = manifest.version
