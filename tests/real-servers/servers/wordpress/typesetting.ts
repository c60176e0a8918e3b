/** `wptexturize` sets quotes, dashes and the like in text, but not in code. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u2032]/g, "'"],
  [/[\u201c\u201d\u2033]/g, '"'],
  [/\u2014|\u2013|-{2,3}|(?<=\s)-(?=\s)/g, '--'],
  [/\u2026/g, '...'],
  [/\u2122/g, '(tm)'],
  [/(?<=\d)\u00d7(?=\d)/g, 'x'],
]

/** As it was typed. The original gets the same, as it may contain such characters itself. */
export const withoutTypesetting = (line: string): string =>
  signs.reduce((text, [sign, typed]) => text.replaceAll(sign, typed), line)
