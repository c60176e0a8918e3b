/** Code between as many backticks as it needs. */
export function codeSpan(code: string): string {
  const lengths = new Set([...code.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  let length = 1
  while (lengths.has(length)) length += 1
  const fence = '`'.repeat(length)
  return lengths.size === 0 ? `${fence}${code}${fence}` : `${fence} ${code} ${fence}`
}
