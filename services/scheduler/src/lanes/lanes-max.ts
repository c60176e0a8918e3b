/** How many lanes one look serves, and wakes: bounds what it can cost. */
export const lanesMax = 500

/** How many lanes are tried beyond those there is room for, as not each of them takes its place. */
export const triesMax = 100
