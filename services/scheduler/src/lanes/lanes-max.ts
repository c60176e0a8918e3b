/** How many lanes one look serves, and wakes: bounds what it can cost. */
export const lanesMax = 500
