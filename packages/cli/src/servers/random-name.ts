/** Not secret, only unique: `node:crypto` would take 3 MB of the supervisor for good. */
export const randomName = (): string => Math.random().toString(36).slice(2)
