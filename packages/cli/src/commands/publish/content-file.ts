import { readFile } from 'node:fs/promises'
import { FrontMatterInvalid, readArticle } from '@pressrun/content/front-matter'
import { OperatorError } from '../../operator-error.ts'

type Content = {
  readonly title?: string
  readonly summary?: string
  readonly body: string
  readonly tags?: string[]
  readonly url?: string
  readonly fields?: Readonly<Record<string, unknown>>
}

export type ContentFile = {
  readonly content: Content
  /** Its date lies ahead: it must not be published before. */
  readonly notBefore?: Date | undefined
}

/** A Markdown file with front matter, as folders read it; a draft is refused. */
export async function readContent(file: string): Promise<ContentFile> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new OperatorError(`${file} cannot be read (${cause.code}): name a Markdown file`, {
      cause,
    })
  })
  const parsed = parseContent(text, file)
  if (parsed.content.body === '') throw new OperatorError(`${file} has no text below its title`)
  return parsed
}

export function parseContent(text: string, file: string): ContentFile {
  const { title, summary, body, tags, url, fields, draft, notBefore } = readArticleOf(text, file)
  if (draft !== undefined)
    throw new OperatorError(
      `${file} says it is a draft: remove "${draft}" from its front matter to publish it`,
    )
  const content = {
    body,
    ...(title && { title }),
    ...(summary && { summary }),
    ...(tags.length > 0 && { tags: [...tags] }),
    ...(url && { url }),
    ...(fields && { fields }),
  }
  return { content, notBefore }
}

function readArticleOf(text: string, file: string) {
  try {
    return readArticle(text)
  } catch (cause) {
    if (!(cause instanceof FrontMatterInvalid)) throw cause
    const [reason] = cause.cause instanceof Error ? cause.cause.message.split('\n') : []
    const because = reason === undefined ? '' : ` (${reason})`
    throw new OperatorError(`the front matter of ${file} ${cause.message}${because}`, { cause })
  }
}

/** "a, b,c" as a list. */
export function namesIn(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
