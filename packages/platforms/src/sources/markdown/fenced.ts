/** Code between fences that are longer than any fence inside it. */
export function fenced(code: string, language: string): string {
  let longest = 2
  for (const [run] of code.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${code.replace(/^\r?\n/, '').trimEnd()}\n${fence}`
}
