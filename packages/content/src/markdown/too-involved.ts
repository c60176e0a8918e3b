import { stepsOfContinuedItems } from './continued-items.ts'

/**
 * Quotes and lists within each other take time by size times depth: on one line, or each line
 * further in than the one before.
 */
const nested = [
  /^[ \t]*(?:(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])[ \t]*){101}/m,
  /^(?:\t{100}|[ \t]{200})[ \t]*(?:>|[-*+]|\d{1,9}[.)])/m,
]

/** What may end the sentence that a bare URL ends: read again for each character of it. */
const endless = /[?!.,:;'")~&*_]{2000}/

/** As many backticks in a row begin no code that a person wrote: each part of them is tried as its end. */
const backticks = /`{200}/

/** HTML that people write is within some tens of tags; a sanitizer goes through all that are open. */
const tagsMax = 500
const withoutEnd =
  /^(?:area|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|dt|dd|tr|td|th)$/i

/** The end of each of these is looked for through the label of a link, and may be nowhere. */
const instructions = /<[!?]/g

/** Steps as small as copying a character. */
const smallStepsMax = 1_000_000_000

const hopeless = [endless, backticks, ...nested]

function isHopeless(markdown: string): boolean {
  if (hopeless.some((pattern) => pattern.test(markdown))) return true
  const found = markdown.match(instructions)?.length ?? 0
  return found * markdown.length > smallStepsMax || stepsOfContinuedItems(markdown) > smallStepsMax
}

/** Surely not too involved, if it is short: no HTML in it can be nested too deeply. */
export const isSimple = (markdown: string): boolean =>
  !isHopeless(markdown) && markdown.split('<').length <= tagsMax

export function refuseDeepTags(html: string): void {
  let open = 0
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    if (withoutEnd.test(name)) continue
    open = Math.max(0, slash ? open - 1 : open + 1)
    if (open > tagsMax) throw new TooInvolved('the tags are nested too deeply')
  }
}

/** Thrown while reading, by who counts the steps. */
export class TooInvolved extends Error {}

/**
 * What reading the Markdown comes to; undefined where it would hold up everybody else for seconds.
 * It depends on the text alone: another attempt must send the same.
 */
export function ifReadable<Result>(markdown: string, read: () => Result): Result | undefined {
  if (isHopeless(markdown)) return undefined
  try {
    return read()
  } catch (error) {
    // The stack is exhausted by nesting of some other kind.
    if (error instanceof TooInvolved || error instanceof RangeError) return undefined
    throw error
  }
}
