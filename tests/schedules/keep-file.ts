import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes an article into a folder, with a time so old that a scan does not wait for more of it. */
export async function keepFile(folder: string, title: string): Promise<void> {
  const file = join(folder, `${title}.md`)
  await writeFile(file, `# ${title}\n\nIt is here.`)
  await utimes(file, 1, 1)
}
