import { SingleBar, Presets } from 'cli-progress'
import { describeCounts, describeWaits, tasksDone, taskTotal, type Run } from '../../api/run.ts'
import { visible } from '../../visible.ts'

export type Progress = {
  show(run: Run): void
  /** A line that stays, above the changing output. */
  say(line: string): void
  end(): void
}

/** A bar on a terminal, a line per change in a log. */
export function createProgress(output: NodeJS.WriteStream): Progress {
  return output.isTTY ? bar(output) : lines(output)
}

function bar(output: NodeJS.WriteStream): Progress {
  const shown = new SingleBar(
    { format: '{bar} {value}/{total}  {counts}', stream: output, hideCursor: true, fps: 10 },
    Presets.shades_classic,
  )
  let started = false
  const end = () => {
    if (started) shown.stop()
    started = false
  }
  return {
    show(run) {
      const payload = { counts: describeCounts(run) + describeWaits(run) }
      if (!started) shown.start(taskTotal(run), tasksDone(run), payload)
      started = true
      shown.update(tasksDone(run), payload)
    },
    // A bar returns to the row it began in when it ends: a permanent line needs a new bar below.
    say(line) {
      end()
      output.write(`${visible(line)}\n`)
    },
    end,
  }
}

function lines(output: NodeJS.WritableStream): Progress {
  let last = ''
  return {
    show(run) {
      const line = `${tasksDone(run)}/${taskTotal(run)}  ${describeCounts(run)}${describeWaits(run)}\n`
      if (line !== last) output.write(line)
      last = line
    },
    say: (line) => void output.write(`${visible(line)}\n`),
    end: () => undefined,
  }
}
