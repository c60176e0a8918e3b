import { stepsOfContinuedItems } from './continued-items.ts'

/** Nested quotes and lists take time by size times depth: on one line, or each line further in than the one before. */
const nested = [
  /^[ \t]*(?:(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])[ \t]*){101}/m,
  /^(?:\t{100}|[ \t]{200})[ \t]*(?:>|[-*+]|\d{1,9}[.)])/m,
]

/** Characters that may end the sentence of a bare URL: parsed again for each of them. */
const endless = /[?!.,:;'")~&*_]{2000}/

/** So many backticks in a row begin no code that a person wrote: each part of them is tried as its end. */
const backticks = /`{200}/

/** HTML that people write is within some tens of tags; a sanitizer goes through all open ones. */
const tagsMax = 500
const withoutEnd =
  /^(?:area|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|dt|dd|tr|td|th)$/i

/** The end of each of these is searched for through the label of a link, and may not exist. */
const instructions = /<[!?]/g

/** Steps as small as copying a character. */
const smallStepsMax = 1_000_000_000

const hopeless = [endless, backticks, ...nested]

function isHopeless(markdown: string): boolean {
  if (hopeless.some((pattern) => pattern.test(markdown))) return true
  const found = markdown.match(instructions)?.length ?? 0
  return found * markdown.length > smallStepsMax || stepsOfContinuedItems(markdown) > smallStepsMax
}

/** Certain not to be too complex, if it is short: no HTML in it can be nested too deeply. */
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

/** Thrown while parsing, by the step counter. */
export class TooInvolved extends Error {}

/**
 * The result of parsing the Markdown; undefined where it would block everything else for seconds. It depends on the
 * text alone: another attempt must send the same.
 */
export function ifReadable<Result>(markdown: string, read: () => Result): Result | undefined {
  if (isHopeless(markdown)) return undefined
  try {
    return read()
  } catch (error) {
    // Nesting of some other kind exhausted the stack.
    if (error instanceof TooInvolved || error instanceof RangeError) return undefined
    throw error
  }
}
