import { FrontMatterInvalid } from './front-matter-invalid.ts'
import { isTable, type FrontMatterData } from './front-matter-value.ts'
import { parseToml } from './parse-toml.ts'
import { parseYaml } from './parse-yaml.ts'
import { splitFrontMatter } from './split-front-matter.ts'

export type FrontMatter = {
  /** By their names in lower case, as generators ignore case. */
  readonly data: FrontMatterData
  /** The same by their names as they were written. */
  readonly written: FrontMatterData
  /** The text after it. */
  readonly content: string
}

/** A text and the YAML or TOML before it, if any. Throws `FrontMatterInvalid`. */
export function readFrontMatter(text: string): FrontMatter {
  const split = splitFrontMatter(text)
  if (!split) return nothing(text)
  const { language, source, isMeant, content } = split
  try {
    const data = language === 'yaml' ? parseYaml(source) : parseToml(source)
    if (data === null) return nothing(content)
    if (isTable(data)) return { data: withLowerCaseNames(data), written: data, content }
  } catch (cause) {
    // The parser's message may quote it, at any length.
    if (isMeant || language === 'toml')
      throw new FrontMatterInvalid(`is not ${language.toUpperCase()}`, { cause })
  }
  return nothing(text)
}

const nothing = (content: string): FrontMatter => ({ data: {}, written: {}, content })

const withLowerCaseNames = (data: FrontMatterData): FrontMatterData =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name.toLowerCase(), value]))
