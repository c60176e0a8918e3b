export const allSteps = ['publish', 'draft', 'look'] as const

/** The kind of a request: `draft` changes nothing visible, `look` nothing at all. */
export type Step = (typeof allSteps)[number]
