/** Code between as many backticks as it needs. */
export function codeSpan(code: string): string {
  const runs = new Set([...code.matchAll(/`+/g)].map(([run]) => run.length))
  let length = 1
  while (runs.has(length)) length += 1
  const fence = '`'.repeat(length)
  return runs.size === 0 ? `${fence}${code}${fence}` : `${fence} ${code} ${fence}`
}
