export const allSteps = ['publish', 'draft', 'look'] as const

/** Which kind of request: `draft` changes nothing visible, `look` nothing at all. */
export type Step = (typeof allSteps)[number]
