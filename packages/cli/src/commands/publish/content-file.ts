import { readFile } from 'node:fs/promises'
import {
  FrontMatterInvalid,
  readFrontMatter,
  type FrontMatter,
} from '@pressrun/content/front-matter'
import { OperatorError } from '../../operator-error.ts'
import { refuseDraft } from './refuse-draft.ts'

export type Content = { title: string; summary?: string; body: string; tags?: string[] }

/** A Markdown file with front matter: `title`, `summary`, `tags`; and `draft`, which is refused. */
export async function readContent(file: string): Promise<Content> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new OperatorError(`${file} cannot be read (${cause.code}): name a Markdown file`, {
      cause,
    })
  })
  const content = parseContent(text, file)
  if (content.body === '') throw new OperatorError(`${file} has no text below its title`)
  return content
}

export function parseContent(text: string, file: string): Content {
  const { data, content } = frontMatter(text, file)
  refuseDraft(data, file)
  const heading = /^\s*# +(.+?) *#* *(?:\r?\n|$)/.exec(content)
  const title = stringOf(data['title'], 'title', file) ?? heading?.[1]
  if (title === undefined) {
    throw new OperatorError(
      `${file} has no title: begin it with "# The title", or give one in its front matter`,
    )
  }
  // A heading that served as the title would otherwise be published twice.
  const body =
    data['title'] === undefined && heading !== null ? content.slice(heading[0].length) : content
  const summary = stringOf(data['summary'], 'summary', file)
  const tags = tagsOf(data['tags'], file)
  return {
    title,
    body: body.trim(),
    ...(summary === undefined ? {} : { summary }),
    ...(tags === undefined ? {} : { tags }),
  }
}

function frontMatter(text: string, file: string): FrontMatter {
  try {
    return readFrontMatter(text)
  } catch (cause) {
    if (!(cause instanceof FrontMatterInvalid)) throw cause
    const [reason] = cause.cause instanceof Error ? cause.cause.message.split('\n') : []
    const because = reason === undefined ? '' : ` (${reason})`
    throw new OperatorError(`the front matter of ${file} ${cause.message}${because}`, { cause })
  }
}

function stringOf(value: unknown, name: string, file: string): string | undefined {
  if (value === undefined || value === null) return undefined
  // YAML reads `title: 2026` as a number and a date as a Date.
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new OperatorError(`"${name}" in the front matter of ${file} is not text: put it in quotes`)
}

function tagsOf(value: unknown, file: string): string[] | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return namesIn(value)
  if (Array.isArray(value)) return value.map(String)
  throw new OperatorError(
    `"tags" in the front matter of ${file} is neither a list nor words with commas`,
  )
}

/** "a, b,c" as a list. */
export function namesIn(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
