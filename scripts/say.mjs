export function say(line) {
  process.stderr.write(`pressrun: ${line}\n`)
}
