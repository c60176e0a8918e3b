import type { Deed } from '../trouble/make-trouble.ts'
import type { Met } from '../trouble/weather.ts'
import type { Attempt } from './attempts.ts'
import type { TaskRecord } from './task.ts'

/** After these, only the platform knows what was done. */
const losesTheAnswer = new Set([
  'refuse',
  'drop-before',
  'drop-after',
  'late-commit',
  'stall',
  'error-before',
  'error-after',
])

/**
 * Whether the truth about an unconfirmed task could not be known: during one of its attempts the platform's answer was
 * lost, or a publisher was killed or stopped. All others must be settled.
 */
export function isAmbiguous(
  task: TaskRecord,
  attempts: readonly Attempt[],
  { met, deeds }: { readonly met: readonly Met[]; readonly deeds: readonly Deed[] },
): boolean {
  const own = attempts.filter(({ taskId }) => taskId === task.id)
  const during = ({ from, to }: { from: number; to: number }) =>
    own.some((attempt) => attempt.from <= to && attempt.to >= from)
  return (
    met.some(
      ({ account, step, fault, at }) =>
        account === task.account &&
        step === 'publish' &&
        losesTheAnswer.has(fault) &&
        during({ from: at, to: at }),
    ) || deeds.some((deed) => deed.whom.startsWith('publisher') && during(deed))
  )
}
