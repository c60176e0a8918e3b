/** Code between as many backticks as it needs. */
export function codeSpan(code: string): string {
  const spans = new Set([...code.matchAll(/`+/g)].map(([span]) => span.length))
  let length = 1
  while (spans.has(length)) length += 1
  const fence = '`'.repeat(length)
  return spans.size === 0 ? `${fence}${code}${fence}` : `${fence} ${code} ${fence}`
}
