/**
 * Values as written: text, in lists and tables. A number, a time or a yes is its literal text, except for TOML's
 * fractional numbers, whose text is not known.
 */
export type FrontMatterValue =
  | string
  | number
  | null
  | readonly FrontMatterValue[]
  | { readonly [key: string]: FrontMatterValue }

export type FrontMatterData = { readonly [key: string]: FrontMatterValue }

export const isTable = (value: FrontMatterValue | undefined): value is FrontMatterData =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
