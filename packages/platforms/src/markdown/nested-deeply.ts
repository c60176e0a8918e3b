/** Rendering takes time by size times depth: bodies like these would hold up everybody else for seconds. */
export const nestedDeeply = /^[ \t]*(?:(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])[ \t]*){101}/m
